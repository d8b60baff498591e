"""The rules of the rounds: saved, previewed in a sentence, rhythms of single items, own dates, issuing, 基层减负."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.models import ProgressUpdate, WorkItem, WorkReport
from items.rounds.announcing import preview
from items.rounds.burden import MANY_IN_A_WEEK, coming_burden
from items.rounds.planning import set_rhythm
from items.rounds.running import run_due

from ..given import factories
from ..given.factories import day
from ..given.html import parse, sentences
from ..given.opened_rounds import opened
from ..given.together import moment

NOW = moment("2011-03-20")
RULES = {
    "version": 1,
    "rhythm": "month",
    "due_day": 25,
    "parts_days": 3,
    "late_days": 10,
    "sign_days": 2,
    "with_sign_off": "on",
    "with_merging": "on",
    "rounds_from": "2011-02-01",
}


@pytest.fixture(autouse=True)
def in_march(client):
    client.cookies["django_language"] = "en"
    with clock.at(NOW), translation.override("en"):
        yield


@pytest.fixture
def office(client, cast):
    client.force_login(cast.supervisor)
    return client


@pytest.fixture
def send(office, cast):
    """send(name, **data): the answer to a form of the page, sent by the office."""

    def post(name, *, follow=False, **data):
        return office.post(reverse(name, args=[cast.report.pk]), data, follow=follow)

    return post


def settings_page(cast):
    return reverse("round_settings", args=[cast.report.pk])


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# Rules


def test_the_rules_are_saved_and_unopened_periods_follow(cast, send):
    run_due(NOW)
    response = send("round_settings", follow=True, **{**RULES, "due_day": 15, "with_leader": "on", "with_merging": ""})
    assert "Saved" in sentences(response)
    report = fresh(cast.report)
    assert (report.due_day, report.with_leader, report.with_merging, report.version) == (15, True, False, 2)
    april = report.periods.get(start_on=day("2011-04-01"))
    assert (april.opened_at, april.due_on) == (None, day("2011-04-15"))
    assert report.periods.get(start_on=day("2011-03-01")).due_on == day("2011-03-25")


def test_every_rule_has_its_help(cast, office):
    page = parse(office.get(settings_page(cast)))
    for name in RULES:
        if name != "version":
            assert page.one(id=f"id_{name}_helptext").text, name


@pytest.mark.parametrize(
    ("field", "value"),
    [("due_day", 32), ("due_day", "x"), ("rhythm", "weekly"), ("rounds_from", "x"), ("late_days", 61)],
)
def test_a_wrong_rule_is_refused_and_kept_as_typed(cast, send, field, value):
    response = send("round_settings", **{**RULES, field: value})
    assert response.status_code == 422
    assert fresh(cast.report).version == 1
    page = parse(response)
    assert page.all(of="invalid-feedback")
    assert field == "rhythm" or page.one(id=f"id_{field}")["value"] == str(value)


def test_two_people_cannot_overwrite_each_others_rules(cast, send):
    send("round_settings", **{**RULES, "due_day": 20})
    response = send("round_settings", **{**RULES, "due_day": 10})
    assert response.status_code == 422
    assert "Somebody else has changed the rules" in parse(response).one("main").text
    assert fresh(cast.report).due_day == 20


def test_without_its_version_nothing_is_saved(cast, send):
    rules = {name: value for name, value in RULES.items() if name != "version"}
    assert send("round_settings", **{**rules, "due_day": 20}).status_code == 422
    assert fresh(cast.report).due_day == 25


# Preview


def test_the_preview_says_what_the_rules_mean_without_saving(cast, send):
    response = send("round_settings", **{**RULES, "due_day": 15, "with_sign_off": "", "preview": "1"})
    said = parse(response).one("div", id="preview").text
    assert "due on 3-15," in said
    assert "not saved yet" in said
    assert "head signs off" not in said
    assert fresh(cast.report).version == 1


def test_htmx_gets_only_the_preview(cast, office):
    data = {**RULES, "preview": "1"}
    response = office.post(settings_page(cast), data, headers={"HX-Request": "true"})
    assert not parse(response).all("html")
    assert "Next period" in parse(response).text


@pytest.mark.parametrize(
    ("rules", "on", "sentence"),
    [
        (
            {},
            "2011-11-20",
            "Next period: 12/2011, opens on 12-1, parts to the lead by 12-20, due on 12-23, "
            "late reports until 2012-1-2, then frozen.",
        ),
        (
            {"with_merging": False, "late_days": 3},
            "2011-11-20",
            "Next period: 12/2011, opens on 12-1, due on 12-23, late reports until 12-26, then frozen.",
        ),
        (
            {"rhythm": "quarter"},
            "2011-05-02",
            "Next period: the second quarter of 2011, opens on 6-1, parts to the lead by 6-21, due on 6-24, "
            "late reports until 7-4, then frozen.",
        ),
        (
            {"rhythm": "own"},
            "2011-05-02",
            "Units report in the periods with dates of their own that are entered below.",
        ),
    ],
)
def test_the_next_period_is_spelt_with_its_days(cast, rules, on, sentence):
    days = {"opens_on": "2011-11-01", "parts_due_on": "2011-11-22", "due_on": "2011-11-25", "closes_on": "2011-12-05"}
    span = {"start_on": day("2011-11-01"), "end_on": day("2011-11-30"), "opened_at": moment("2011-11-01")}
    factories.period(cast.report, **span, **{name: day(text) for name, text in days.items()})
    for name, value in rules.items():
        setattr(cast.report, name, value)
    with translation.override("en"):
        assert preview(cast.report, day(on))[0] == sentence


@pytest.mark.parametrize(
    ("rules", "way"),
    [
        (
            {},
            "liaison → unit head signs off → supporting units hand their parts to the lead → supervision office",
        ),
        ({"with_sign_off": False}, "liaison → supporting units hand their parts to the lead → supervision office"),
        ({"with_sign_off": False, "with_merging": False}, "liaison → supervision office"),
    ],
)
def test_the_way_of_a_report_is_spelt(cast, rules, way):
    for name, value in rules.items():
        setattr(cast.report, name, value)
    with translation.override("en"):
        assert preview(cast.report, day("2011-03-20"))[1] == f"Way of a report: {way}."


# Rhythms


@pytest.fixture
def grouped(cast):
    chapter = factories.chapter(cast.report, "(一)民生")
    WorkItem.objects.filter(pk=cast.led.pk).update(group="十件实事")
    WorkItem.objects.filter(pk=cast.supported.pk).update(chapter=chapter)
    cast.chapter = chapter
    return cast


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        ({"group": "十件实事"}, [1]),
        ({"numbers": "1、3"}, [1, 3]),
        ({"numbers": "第2-3项"}, [2, 3]),
        ({"numbers": "1 2，3"}, [1, 2, 3]),
    ],
)
def test_items_get_a_rhythm_of_their_own_by_group_or_number(grouped, send, chosen, numbers):
    response = send("round_rhythm", follow=True, rhythm="quarter", **chosen)
    assert "changed" in sentences(response)
    found = grouped.report.items.filter(rhythm="quarter").order_by("number")
    assert [item.number for item in found] == numbers
    assert str(numbers[0]) in parse(response).one("section", aria_labelledby="own-rhythm").text


def test_items_get_a_rhythm_by_chapter_and_go_back_to_the_reports(grouped, send):
    send("round_rhythm", rhythm="half_year", chapter=grouped.chapter.pk)
    assert fresh(grouped.supported).rhythm == "half_year"
    send("round_rhythm", rhythm="", chapter=grouped.chapter.pk)
    assert fresh(grouped.supported).rhythm == ""


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"numbers": "9"},
        {"numbers": "1、甲"},
        {"numbers": "、"},
        {"group": "没有的组"},
        {"numbers": "1", "group": "十件实事"},
        {"numbers": "1", "rhythm": "weekly"},
    ],
)
def test_what_names_no_items_is_refused(grouped, send, chosen):
    response = send("round_rhythm", **{"rhythm": "quarter", **chosen})
    assert response.status_code == 422
    section = parse(response).one("section", aria_labelledby="own-rhythm")
    assert section.all(of="invalid-feedback") + section.all(of="alert")
    assert not grouped.report.items.exclude(rhythm="").exists()


# Periods with dates of their own


OWN = {
    "start_on": "2011-03-01",
    "end_on": "2011-05-31",
    "opens_on": "2011-05-20",
    "due_on": "2011-05-30",
    "closes_on": "2011-06-10",
}


def test_the_office_enters_a_period_with_its_own_dates(cast, send):
    response = send("round_add_period", follow=True, **OWN)
    period = cast.report.periods.get(rhythm="own")
    assert [str(getattr(period, name)) for name in OWN] == list(OWN.values())
    assert period.name in sentences(response)
    assert period.name in parse(response).one("section", aria_labelledby="periods").text


@pytest.mark.parametrize("wrong", [{"due_on": "2011-05-01"}, {"end_on": "2011-02-01"}, {"closes_on": "x"}])
def test_days_out_of_order_are_refused_with_what_was_typed(cast, send, wrong):
    response = send("round_add_period", **{**OWN, **wrong})
    assert response.status_code == 422
    assert (
        parse(response).one("section", aria_labelledby="own-dates").one("input", name="opens_on")["value"]
        == "2011-05-20"
    )
    assert not cast.report.periods.filter(rhythm="own").exists()


# Issuing


@pytest.fixture
def unissued(cast):
    return [factories.item(cast.report, number, leads=[cast.civil_affairs]) for number in (7, 8)]


def test_some_items_are_issued_and_asked_for_at_once(cast, unissued, send):
    with clock.at(moment("2011-03-01")):
        march = opened(cast.report)
        response = send("round_issue", follow=True, items=[unissued[0].pk])
        assert "1 item issued." in sentences(response)
    assert fresh(unissued[0]).issued_on == day("2011-03-01")
    assert fresh(unissued[1]).issued_on is None
    assert ProgressUpdate.objects.filter(period=march, item=unissued[0], department=cast.civil_affairs).exists()
    assert "8" in parse(response).one("section", aria_labelledby="unissued").text


def test_the_first_items_of_a_report_start_its_rounds(cast, office):
    report = factories.report(title="又一份")
    item = factories.item(report, 1, leads=[cast.health])
    office.post(reverse("round_issue", args=[report.pk]), {"items": [item.pk]})
    report.refresh_from_db()
    assert report.issued_on == report.rounds_from == day("2011-03-20")
    assert report.periods.filter(opened_at__isnull=True).exists()


@pytest.mark.parametrize("chosen", [[], ["x"], ["9" * 30], ["led"]])
def test_what_cannot_be_issued_is_refused(cast, unissued, send, chosen):
    items = [cast.led.pk if one == "led" else one for one in chosen]
    response = send("round_issue", items=items)
    assert response.status_code == 422
    assert parse(response).one("section", aria_labelledby="unissued").one("p", of="notice-error")
    assert not cast.report.items.filter(number__in=(7, 8), issued_on__isnull=False).exists()


# 基层减负


def test_the_office_is_told_what_the_coming_week_asks_of_whom(cast, office):
    run_due(NOW)
    burden = coming_burden(day("2011-03-20"))
    assert burden.monday == day("2011-04-25")
    assert {unit.name: count for unit, count in burden.units} == {
        "市民政局": 2,
        "市卫生局": 2,
        "市教育局": 1,
        "东城区人民政府": 1,
        "西城区人民政府": 1,
    }
    assert not burden.heavy
    section = parse(office.get(settings_page(cast))).one("section", aria_labelledby="burden")
    assert "notice-warning" not in section.classes
    assert "市民政局 2" in section.text


def test_too_much_in_one_week_is_a_warning(cast, office):
    for number in range(10, 10 + MANY_IN_A_WEEK - 1):
        factories.item(cast.report, number, leads=[cast.civil_affairs], issued_on=day("2011-02-01"))
    cast.civil_affairs.responsibilities.update(issued_on=day("2011-02-01"))
    run_due(NOW)
    [(unit, count)] = coming_burden(day("2011-03-20")).heavy
    assert (unit, count) == (cast.civil_affairs, MANY_IN_A_WEEK + 1)
    section = parse(office.get(settings_page(cast))).one("section", aria_labelledby="burden")
    assert "notice-warning" in section.classes


def test_periods_of_several_reports_and_rhythms_add_up(cast):
    set_rhythm([cast.led], "quarter", by=cast.supervisor, at=NOW)
    run_due(moment("2011-05-28"))
    burden = coming_burden(day("2011-05-28"))
    assert [period.rhythm for period in burden.periods] == ["quarter", "month"]
    assert dict((unit.name, count) for unit, count in burden.units)["市民政局"] == 2


def test_without_periods_there_is_nothing_to_tell(cast, office):
    WorkReport.objects.update(rounds_from=None)
    assert coming_burden(day("2011-03-20")) is None
    assert office.get(settings_page(cast)).status_code == 200


def test_the_settings_cost_the_same_for_many_items(cast, office):
    run_due(NOW)

    def add(first, count):
        for number in range(first, first + count):
            unit = factories.department()
            factories.item(cast.report, number, leads=[unit], rhythm="quarter", issued_on=day("2011-02-01"))
            factories.item(cast.report, number + 500, leads=[unit])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert office.get(settings_page(cast)).status_code == 200
        return len(queries)

    add(10, 1)
    few = cost()
    add(11, 49)
    assert cost() == few <= 22
