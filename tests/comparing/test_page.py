"""Two days side by side: what turned red, what was cleared and which way, what is new, and what cannot be known."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.comparing.page import compare, leader_names
from items.lights.recording import record_lights
from items.lights.renewing import renew
from items.models import LightRules, ProgressUpdate, TargetValue, WorkItem

from ..given import factories
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment

MAY, JUNE = factories.day("2011-05-20"), factories.day("2011-06-20")


def change(item, **fields):
    WorkItem.objects.filter(pk=item.pk).update(**fields)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def lived(cast):
    """The cast's report with `led` overdue since 10 May; recorded on 20 May."""
    change(cast.led, due_on=factories.day("2011-05-10"), status="in_progress")
    record_lights(moment("2011-05-20 09:00"))
    return cast


def compared(cast, start=MAY, end=JUNE, today=JUNE, **asked):
    return compare(cast.report, start=start, end=end, today=today, asked=asked)


def numbers(changes):
    return [one.item.number for one in changes]


def test_what_turned_red_comes_with_both_lights_and_the_reason(lived):
    change(lived.supported, due_on=factories.day("2011-06-01"), status="in_progress")
    (one,) = compared(lived).turned_red
    assert (one.item, one.before.colour, one.after.colour) == (lived.supported, "waiting", "red")
    assert one.after.reason.startswith("Overdue by 19 days: the deadline was 2011-06-01.")


def test_what_stays_red_has_not_turned(lived):
    assert compared(lived).is_quiet


def test_a_later_deadline_clears_and_is_listed_among_the_moved_deadlines(lived):
    change(lived.led, due_on=factories.day("2011-09-30"), original_due_on=factories.day("2011-05-10"))
    found = compared(lived)
    assert [one.ways for one in found.cleared] == [("deadline extended from 2011-05-10 to 2011-09-30",)]
    assert [(one.item, one.is_later) for one in found.moved] == [(lived.led, True)]


def test_an_earlier_deadline_moved_but_is_no_extension(lived):
    change(lived.supported, due_on=factories.day("2011-12-01"))
    record_lights(moment("2011-05-20 10:00"))
    change(lived.supported, due_on=factories.day("2011-11-01"))
    assert [one.is_later for one in compared(lived).moved] == [False]


@pytest.mark.parametrize(
    ("fields", "way", "place"),
    [
        ({"status": "completed", "completed_on": JUNE}, "closed", "closed"),
        ({"status": "completed", "completed_on": JUNE, "completion": 82}, "closed short of its targets", "closed"),
        ({"status": "cancelled"}, "Cancelled", "dropped"),
        ({"status": "carried_over"}, "Carried over", "dropped"),
    ],
)
def test_settled_items_say_so(lived, fields, way, place):
    change(lived.led, **fields)
    found = compared(lived)
    assert [one.ways for one in found.cleared] == [(way,)]
    assert numbers(getattr(found, place)) == [1]


def test_reaching_all_targets_clears(lived):
    target = factories.target(lived.led, number=10)
    report_value(lived, target, 10)
    assert [one.ways for one in compared(lived).cleared] == [("targets reached",)]


def report_value(cast, target, value, start="2011-03-01"):
    update = put(
        update_of(opened(cast.report, start), cast.led, cast.civil_affairs),
        State.ACCEPTED,
        by=cast.liaison,
        office=cast.supervisor,
    )
    TargetValue.objects.create(update=update, target=target, label=target.label, unit=target.unit, value=value)


def test_a_new_report_clears_what_was_silent_for_two_periods(cast):
    opened(cast.report, FEBRUARY)
    march = opened(cast.report)
    record_lights(moment("2011-04-10"))
    put(update_of(march, cast.led, cast.civil_affairs), State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    found = compared(
        cast, start=factories.day("2011-04-10"), end=factories.day("2011-04-12"), today=factories.day("2011-04-12")
    )
    assert [(one.item, one.ways) for one in found.cleared] == [(cast.led, ("市民政局 reported again",))]


def far_behind(cast):
    """`led` with a target and little of it, judged on a day without rounds: red for its gap alone."""
    factories.target(cast.led, number=100)
    change(cast.led, status="in_progress", completion=Decimal(2), due_on=factories.day("2011-12-31"))
    record_lights(moment("2011-05-20 09:00"))


def test_a_completion_that_rose_clears(cast):
    far_behind(cast)
    change(cast.led, completion=Decimal(50))
    found = compared(cast)
    assert [one.ways for one in found.cleared] == [("completion rose from 2% to 50%",)]


def test_a_changed_plan_clears(cast):
    far_behind(cast)
    cast.led.curves.create(
        starts_on=factories.day("2011-01-01"),
        points=[["2011-11-30", "2"], ["2011-12-31", "100"]],
        state="approved",
        by=cast.supervisor,
        at=moment("2011-06-01"),
        decided_by=cast.supervisor,
        decided_at=moment("2011-06-01"),
    )
    assert [one.ways for one in compared(cast).cleared] == [("the plan was changed",)]


def test_other_rules_of_the_lights_clear(cast):
    far_behind(cast)
    LightRules.objects.create(
        report=cast.report, effective_on=factories.day("2011-06-01"), red_gap=90, at=moment("2011-05-30")
    )
    assert [one.ways for one in compared(cast).cleared] == [("other rules of the lights since 2011-06-01",)]


def test_new_figures_of_targets_stand_beside_the_old_ones(lived):
    target = factories.target(lived.led, number=30)
    report_value(lived, target, 20, FEBRUARY)
    record_lights(moment("2011-05-20 10:00"))
    report_value(lived, target, 15)
    (one,) = compared(lived).figures
    assert (one.label, one.figure, one.before, one.after, one.percent) == (
        "新建站点",
        "30个",
        "20个",
        "15个",
        Decimal(50),
    )
    assert one.is_lower


def test_a_first_figure_has_nothing_before_it(lived):
    target = factories.target(lived.led, number=30)
    record_lights(moment("2011-05-20 10:00"))
    report_value(lived, target, 6)
    (one,) = compared(lived).figures
    assert (one.before, one.after, one.is_lower) == ("", "6个", False)


def test_without_targets_the_completion_is_the_figure(lived):
    change(lived.open_lead, completion=Decimal(40))
    (one,) = compared(lived).figures
    assert (one.item, one.label, one.before, one.after) == (lived.open_lead, "Completion", "", "40%")


def test_what_the_office_took_off_is_told_beside_the_targets(lived):
    target = factories.target(lived.led, number=30)
    report_value(lived, target, 15, FEBRUARY)
    record_lights(moment("2011-05-20 10:00"))
    update = ProgressUpdate.objects.get(values__target=target)
    ProgressUpdate.objects.filter(pk=update.pk).update(verified=Decimal(40), review_note="现场核减")
    (one,) = compared(lived).figures
    assert (one.label, one.before, one.after, one.is_lower) == (
        "Completion, verified by the office",
        "50%",
        "40%",
        True,
    )


def test_the_counts_of_both_days_and_their_difference(lived):
    change(lived.supported, due_on=factories.day("2011-06-01"), status="in_progress")
    counts = {one.look.word: (one.before, one.after, one.difference) for one in compared(lived).counts}
    assert counts == {"Far behind": (1, 2, "+1"), "Awaiting report": (2, 1, "−1")}


def test_a_day_before_the_first_record_is_unknown(lived):
    found = compared(lived, start=factories.day("2011-05-19"))
    assert (found.known_before, found.known_after, found.is_comparable) == (False, True, False)
    assert found.turned_red == []


def test_both_days_may_lie_in_the_past(lived):
    change(lived.led, status="completed", completed_on=MAY)
    record_lights(moment("2011-06-01"))
    change(lived.led, status="in_progress", completed_on=None)
    found = compared(lived, end=factories.day("2011-06-02"))
    assert numbers(found.closed) == [1]


def test_an_item_without_a_record_on_the_first_day_is_counted_and_may_be_red(lived):
    late = {"due_on": factories.day("2011-06-01"), "issued_on": factories.day("2011-02-01")}
    factories.item(lived.report, 4, leads=[lived.health], **late)
    found = compared(lived)
    assert [(one.item.number, one.before) for one in found.turned_red] == [(4, None)]
    assert found.unrecorded == 1
    assert found.moved == found.closed == found.figures == []


def test_only_the_items_asked_for_are_compared(lived):
    change(lived.supported, due_on=factories.day("2011-06-01"), leaders="孙市长、周副市长")
    assert numbers(compared(lived, department=lived.education).turned_red) == []
    assert numbers(compared(lived, leader="周副市长").turned_red) == [2]
    assert leader_names(lived.report) == ["孙市长", "周副市长"]


def test_the_number_of_queries_does_not_depend_on_the_number_of_items(lived):
    def queries():
        renew(moment("2011-06-20"))
        with CaptureQueriesContext(connection) as caught:
            assert compared(lived).turned_red
        return len(caught)

    late = {"due_on": factories.day("2011-06-01"), "issued_on": factories.day("2011-02-01")}
    factories.item(lived.report, 4, leads=[lived.health], **late)
    few = queries()
    for number in range(5, 35):
        factories.target(factories.item(lived.report, number, leads=[lived.health], **late))
    assert queries() == few <= 17


def page(client, person, **query):
    client.force_login(person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with clock.at(moment("2011-06-20")):
        return client.get(reverse("dashboard_since"), query)


def test_every_number_leads_to_a_list_of_as_many_items(client, lived):
    change(lived.supported, due_on=factories.day("2011-06-01"), status="in_progress")
    shown = parse(page(client, lived.observer, **{"from": "2011-05-20"}))
    links = [link for link in shown.all(of="since-counts")[0].all("a")]
    assert len(links) == 4
    for link in links:
        with clock.at(moment("2011-06-20")):
            count = parse(client.get(link["href"])).all(of="count")[0].text
        assert count.split()[0] == link.text


def test_the_page_tells_what_changed(client, lived):
    change(lived.led, status="completed", completed_on=JUNE)
    shown = parse(page(client, lived.liaison, **{"from": "2011-05-20"}))
    assert [one.text for one in shown.all(of="since-way")] == ["closed"]
    assert "From 2011-05-20 to 2011-06-20 (today)" in shown.all(of="count")[0].text


def test_without_days_the_page_begins_with_the_first_record_of_the_last_thirty_days(client, lived):
    shown = parse(page(client, lived.liaison))
    assert [one["value"] for one in shown.all("input", type="date")] == ["2011-05-21", "2011-06-20"]
    with clock.at(moment("2011-05-25")):
        shown = parse(client.get(reverse("dashboard_since")))
    assert [one["value"] for one in shown.all("input", type="date")] == ["2011-05-20", "2011-05-25"]


def test_the_page_says_where_the_record_begins(client, lived):
    shown = parse(page(client, lived.liaison, **{"from": "2011-01-01"}))
    assert [one.text for one in shown.all(of="notice-warning")] == [
        "No lights were recorded on 2011-01-01, so nothing can be said about that day. "
        "The record of the lights begins on 2011-05-20."
    ]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"from": "2011-06-20"}, "First day: The first day lies before the second one."),
        ({"to": "2011-06-21"}, "Second day: The second day lies in the future."),
        ({"to": "morgen"}, "Second day: This is no date; write it like 2011-12-31."),
        ({"department": "0"}, "Department: There is no such choice; choose again."),
    ],
)
def test_a_wrong_filter_shows_its_error_and_compares_nothing(client, lived, query, sentence):
    shown = parse(page(client, lived.liaison, **query))
    assert [one.text for one in shown.all(of="notice-error")] == [sentence]
    assert shown.all(of="since-counts") == shown.all(of="since-list") == []


def test_without_any_report_the_page_says_so(client, db):
    response = page(client, factories.person())
    assert response.status_code == 200
    assert "No report has been imported yet" in response.content.decode()
