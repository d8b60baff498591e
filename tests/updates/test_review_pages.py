"""Deciding on many reports at once: what is marked, what is ticked, and what happens to each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from departments import clock
from departments.models import Membership
from items.forms.secrets import ANYWAY
from items.models import HistoryEntry, ProgressUpdate, TargetValue
from items.rounds.review import remarks
from items.rounds.running import close_period

from ..given import factories
from ..given.html import parse, sentences
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment

NOW = moment("2011-03-20")


@pytest.fixture(autouse=True)
def in_march(client):
    client.cookies["django_language"] = "en"
    with clock.at(NOW), translation.override("en"):
        yield


@pytest.fixture
def march(cast):
    return opened(cast.report)


@pytest.fixture
def waiting(cast, march):
    """waiting(**fields): a report of civil affairs on a new item that waits for the office, or in another `state`."""
    numbers = iter(range(10, 1000))

    def make(state=State.AWAITING_REVIEW, unit=cast.civil_affairs, **fields):
        item = factories.item(cast.report, next(numbers), leads=[unit])
        update = ProgressUpdate.objects.create(period=march, item=item, department=unit, role="lead")
        return put(update, state, by=cast.liaison, office=cast.supervisor, **fields)

    return make


def box(update):
    return f"{update.pk}:{update.version}"


def ticked(page):
    return {one["value"] for one in page.all("input", type="checkbox", name="update") if "checked" in one.attributes}


def boxes(page):
    return {one["value"] for one in page.all("input", type="checkbox", name="update")}


def states(updates):
    return [ProgressUpdate.objects.get(pk=update.pk).state for update in updates]


@pytest.fixture
def office(client, cast):
    client.force_login(cast.supervisor)
    return client


@pytest.fixture
def head(client, cast):
    client.force_login(cast.head)
    return client


# What has to be looked at


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, []),
        ({"warnings": [{"code": "fell", "sentence": "The value fell."}]}, ["The value fell."]),
        ({"handed_in_at": moment("2011-03-26")}, ["Handed in late"]),
        ({"problems": "缺地"}, ["Reports problems"]),
        ({"needs_decision": True}, ["Needs a city leader's decision"]),
        ({"anyway": "口径调整"}, ["Sent anyway because: 口径调整"]),
        ({"no_change": True}, []),
    ],
)
def test_a_report_is_marked_with_why_somebody_should_look(waiting, office, fields, said):
    update = waiting(**fields)
    page = parse(office.get(reverse("review_list") + "?select=clean"))
    assert [mark.text.removeprefix("▲ ") for mark in page.all("p", of="remark")] == said
    assert ticked(page) == (set() if said else {box(update)})


def test_what_was_made_up_after_closing_is_marked(march, waiting):
    update = waiting(State.DRAFT)
    close_period(march, at=moment("2011-03-26"))
    update = put(update, State.AWAITING_REVIEW, by=None, office=None, handed_in_at=moment("2011-03-28"))
    update = ProgressUpdate.objects.select_related("period__report").get(pk=update.pk)
    assert [str(one) for one in remarks(update)] == ["Made up after the period was closed"]


# The office


@pytest.mark.parametrize("name", ["review_list", "period_detail"])
def test_nothing_is_offered_to_be_ticked_where_every_report_has_a_remark(waiting, office, march, name):
    waiting(problems="缺地")
    address = reverse(name, args=[march.pk] if name == "period_detail" else [])
    page = parse(office.get(address)).one("main")
    assert not [link for link in page.links() if "select=clean" in link]
    assert "Each of them has a remark." in page.text and "Accept what is ticked" in page.text
    waiting()
    assert [link for link in parse(office.get(address)).one("main").links() if "select=clean" in link]


def test_thirty_reports_are_accepted_with_one_selection_and_one_click(waiting, office):
    clean = [waiting() for _number in range(30)]
    marked = waiting(problems="缺地")
    page = parse(office.get(reverse("review_list")))
    assert not ticked(page)
    [select, *_others] = [link for link in page.links() if "select=clean" in link]
    page = parse(office.get(reverse("review_list") + select))
    assert ticked(page) == {box(update) for update in clean}
    response = office.post(reverse("review_list"), {"update": sorted(ticked(page))}, follow=True)
    assert sentences(response).startswith("30 updates accepted. <span")
    assert states([*clean, marked]) == [State.ACCEPTED] * 30 + [State.AWAITING_REVIEW]
    assert HistoryEntry.objects.filter(action=HistoryEntry.Action.UPDATE_ACCEPTED).count() == 30


def test_each_is_accepted_by_itself_and_what_has_changed_is_left_alone(waiting, office):
    first, changed, last = waiting(), waiting(), waiting()
    values = [box(update) for update in (first, changed, last)]
    put(changed, State.AWAITING_REVIEW, by=None, office=None)
    response = office.post(reverse("review_list"), {"update": values}, follow=True)
    assert "2 updates accepted." in sentences(response)
    assert f"{changed.item} 市民政局" in sentences(response)
    assert states([first, changed, last]) == [State.ACCEPTED, State.AWAITING_REVIEW, State.ACCEPTED]


@pytest.mark.parametrize("data", [{}, {"update": ["x", "1", "1:x", ":", "9" * 30 + ":1"]}, {"return": "x"}])
def test_nothing_ticked_changes_nothing(waiting, office, data):
    update = waiting()
    response = office.post(reverse("review_list"), data, follow=True)
    assert "Nothing was ticked" in sentences(response)
    assert states([update]) == [State.AWAITING_REVIEW]


def test_a_report_is_returned_with_its_reason_from_the_list(waiting, office):
    update, other = waiting(), waiting()
    data = {"return": box(update), f"reason_{update.pk}": "数据不清", "update": [box(other)]}
    response = office.post(reverse("review_list"), data, follow=True)
    assert "Returned to 市民政局" in sentences(response)
    update.refresh_from_db()
    assert (update.state, update.return_reason, update.returned_by) == (State.RETURNED, "数据不清", "office")
    assert states([other]) == [State.AWAITING_REVIEW]


def test_a_return_without_a_reason_keeps_what_was_ticked_and_typed(waiting, office):
    update, other, third = waiting(), waiting(), waiting()
    data = {"return": box(update), f"reason_{third.pk}": "再看看", "update": [box(other)]}
    response = office.post(reverse("review_list"), data)
    assert response.status_code == 422
    page = parse(response)
    assert "Say why it is returned" in page.one(id=f"id_return-{update.pk}-reason_error").text
    assert ticked(page) == {box(other)}
    assert page.one("textarea", name=f"reason_{third.pk}").text == "再看看"
    assert states([update]) == [State.AWAITING_REVIEW]


def test_a_reason_that_looks_secret_is_asked_about_beside_its_own_report(waiting, office):
    update, other = waiting(), waiting()
    data = {"return": box(update), f"reason_{update.pk}": "机密★1年", f"reason_{other.pk}": "再看看"}
    page = parse(office.post(reverse("review_list"), data))
    assert states([update]) == [State.AWAITING_REVIEW]
    [field] = [field for field in page.all("input") if field.get("name", "").endswith(ANYWAY)]
    said = [page.one(id=told).text for told in field["aria-describedby"].split()]
    assert "mark of secrecy" in said[0]
    assert page.one("textarea", name=f"reason_{update.pk}")["aria-describedby"] == field["aria-describedby"].split()[0]
    # The reason is of that report alone.
    office.post(
        reverse("review_list"), {**data, "return": box(other), f"reason_{other.pk}": "秘密★", field["name"]: "x"}
    )
    assert states([other]) == [State.AWAITING_REVIEW]
    assert office.post(reverse("review_list"), {**data, field["name"]: "已核对"}).status_code == 200
    assert states([update]) == [State.RETURNED]
    assert HistoryEntry.objects.order_by("pk").last().after["sent_anyway"] == "已核对"


def test_what_somebody_else_has_settled_is_not_returned(waiting, office):
    update = waiting()
    was = box(update)
    put(update, State.DRAFT, by=None, office=None)
    data = {"return": was, f"reason_{update.pk}": "数据不清"}
    assert office.post(reverse("review_list"), data).status_code == 409
    assert states([update]) == [State.DRAFT]


def test_a_report_that_is_gone_cannot_be_returned(office):
    assert office.post(reverse("review_list"), {"return": "99:1", "reason_99": "无"}).status_code == 409


def test_each_stands_beside_the_units_last_report(cast, office):
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    by = {"by": cast.liaison, "office": cast.supervisor}
    target = factories.target(cast.led, "养老院", unit="所")
    for period, text, number in [(february, "二月建成1所", 1), (march, "三月建成2所", 2)]:
        update = put(update_of(period, cast.led, cast.civil_affairs), State.ACCEPTED, text=text, **by)
        TargetValue.objects.create(update=update, target=target, label="养老院", unit="所", value=number)
    put(update, State.AWAITING_REVIEW, text="三月建成2所", **by)
    put(update_of(march, cast.supported, cast.health), State.AWAITING_REVIEW, **by)
    led, supported = parse(office.get(reverse("review_list"))).one("ul", of="waiting").all("li")
    before = led.one("div", of="before")
    assert "二月建成1所" in before.text and "养老院 1所" in before.text and "三月" not in before.text
    assert "First report on this item." in supported.one("div", of="before").text


def test_a_unit_that_took_over_another_goes_on_from_its_reports(cast, office):
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    by = {"by": cast.liaison, "office": cast.supervisor}
    put(update_of(february, cast.led, cast.civil_affairs), State.ACCEPTED, text="民政局二月的话", **by)
    cast.civil_affairs.successor = cast.education
    cast.civil_affairs.save()
    update = ProgressUpdate.objects.create(period=march, item=cast.led, department=cast.education, role="lead")
    put(update, State.AWAITING_REVIEW, **by)
    assert "民政局二月的话" in parse(office.get(reverse("review_list"))).text


def test_reports_of_all_periods_wait_together_the_first_due_first(cast, office):
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    by = {"by": cast.liaison, "office": cast.supervisor}
    later = put(update_of(march, cast.led, cast.civil_affairs), State.AWAITING_REVIEW, **by)
    sooner = put(update_of(february, cast.supported, cast.health), State.AWAITING_REVIEW, **by)
    page = parse(office.get(reverse("review_list")))
    found = [one["value"] for one in page.all("input", type="checkbox", name="update")]
    assert found == [box(sooner), box(later)]


def test_the_list_is_paged_and_comes_back_to_where_the_office_was(waiting, office, monkeypatch):
    monkeypatch.setattr("items.pages.paging.ROWS_A_PAGE", 2)
    monkeypatch.setattr("items.pages.paging.FEW_MORE", 0)
    updates = [waiting() for _number in range(3)]
    page = parse(office.get(reverse("review_list") + "?page=2"))
    assert boxes(page) == {box(updates[2])}
    data = {"update": box(updates[0]), "next": "/rounds/?report=1"}
    assert office.post(reverse("review_list"), data)["Location"] == "/rounds/?report=1"
    data = {"update": box(updates[1]), "next": "https://evil.example/"}
    assert office.post(reverse("review_list"), data)["Location"] == reverse("review_list")


def test_where_to_go_next_is_an_address_and_never_the_name_of_a_view(waiting, office):
    response = office.post(reverse("review_list"), {"update": box(waiting()), "next": "abc"})
    assert (response.status_code, response["Location"]) == (302, "abc")


# The unit head


def test_the_head_signs_all_that_the_liaison_has_written_with_one_click(cast, waiting, head):
    mine = [waiting(State.AWAITING_SIGN_OFF) for _number in range(3)]
    other = waiting(State.AWAITING_SIGN_OFF, unit=cast.health)
    page = parse(head.get(reverse("sign_off_list") + "?select=clean"))
    assert ticked(page) == boxes(page) == {box(update) for update in mine}
    response = head.post(reverse("sign_off_list"), {"update": sorted(boxes(page))}, follow=True)
    assert sentences(response).startswith("3 updates signed off. <span")
    assert states([*mine, other]) == [State.AWAITING_REVIEW] * 3 + [State.AWAITING_SIGN_OFF]
    assert ProgressUpdate.objects.get(pk=mine[0].pk).signed_by == cast.head


def test_a_head_cannot_sign_or_return_for_another_unit(cast, waiting, head):
    other = waiting(State.AWAITING_SIGN_OFF, unit=cast.health)
    response = head.post(reverse("sign_off_list"), {"update": [box(other)]}, follow=True)
    assert "Nothing was ticked" in sentences(response)
    response = head.post(reverse("sign_off_list"), {"return": box(other), f"reason_{other.pk}": "不行"})
    assert response.status_code == 409
    assert states([other]) == [State.AWAITING_SIGN_OFF]


def test_the_head_returns_to_the_liaison_with_a_reason(cast, waiting, head):
    update = waiting(State.AWAITING_SIGN_OFF)
    head.post(reverse("sign_off_list"), {"return": box(update), f"reason_{update.pk}": "补充数据"})
    update.refresh_from_db()
    assert (update.state, update.returned_by, update.return_reason) == (State.RETURNED, "head", "补充数据")


def test_who_heads_no_unit_signs_nothing(client, cast):
    client.force_login(cast.liaison)
    assert client.get(reverse("sign_off_list")).status_code == 403
    assert client.post(reverse("sign_off_list"), {"update": "1:1"}).status_code == 403


def test_who_stands_in_for_a_head_signs(client, cast, waiting):
    update = waiting(State.AWAITING_SIGN_OFF)
    Membership.objects.create(user=cast.newcomer, role="head", department=cast.civil_affairs)
    client.force_login(cast.newcomer)
    client.post(reverse("sign_off_list"), {"update": [box(update)]})
    assert states([update]) == [State.AWAITING_REVIEW]


def test_empty_lists_say_so(office, cast):
    assert "Nothing waits to be reviewed." in parse(office.get(reverse("review_list"))).one("main").text
    office.force_login(cast.head)
    assert "Nothing waits for your signature." in parse(office.get(reverse("sign_off_list"))).one("main").text


@pytest.mark.parametrize(
    ("name", "who", "state"),
    [("review_list", "supervisor", State.AWAITING_REVIEW), ("sign_off_list", "head", State.AWAITING_SIGN_OFF)],
)
def test_the_list_costs_the_same_for_many_reports(client, cast, waiting, name, who, state):
    client.force_login(getattr(cast, who))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        return len(queries)

    waiting(state)
    few = cost()
    for _number in range(29):
        waiting(state)
    assert cost() == few <= 20


def test_markup_in_what_units_write_stays_text(waiting, office):
    markup = '<b>x</b><script>alert(1)</script>"><img src=x>'
    update = waiting(text=markup, problems=markup, next_steps=markup, anyway=markup)
    response = office.post(reverse("review_list"), {"return": f"{update.pk}:9", f"reason_{update.pk}": markup})
    page = parse(response)
    assert response.status_code == 409
    assert page.one("main").text.count(markup) >= 4
    assert not page.all("img")
