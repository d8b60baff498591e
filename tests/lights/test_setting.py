"""The rules of the lights: set by the office, previewed, in plain words, kept; never in the past, not twice at once."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from departments import clock
from items import history
from items.lights.facts import lights_of
from items.lights.page import preview, rule_sets
from items.lights.rules_in_force import rules_at, rules_on
from items.lights.setting import newest, set_light_rules
from items.models import HistoryEntry, LightRules, WorkItem
from items.steps import WorkflowError

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.rules_sent import DEFAULTS, rules_data
from ..given.together import at_once, moment

NOW = moment("2011-07-20")
TODAY = day("2011-07-20")


@pytest.fixture(autouse=True)
def in_july(client):
    client.cookies["django_language"] = "en"
    with clock.at(NOW), translation.override("en"):
        yield


@pytest.fixture
def put(cast):
    """put(**fields): set rules, the default ones but for `fields`, as the office does."""

    def step(**fields):
        values = {
            **DEFAULTS,
            "by": cast.supervisor,
            "at": NOW,
            "effective_on": TODAY,
            "seen": newest(cast.report),
            "reason": "常务会议议定",
        }
        return set_light_rules(cast.report, **{**values, **fields})

    return step


@pytest.fixture
def behind(cast):
    """The led item, by its target 20 points behind on 20 July, of a year that ends on 31 December."""
    factories.target(cast.led, number=100)
    WorkItem.objects.filter(pk=cast.led.pk).update(completion="35.1", status="in_progress")
    cast.led.refresh_from_db()
    return cast.led


def colour(item, on=TODAY):
    [light] = lights_of(list(WorkItem.objects.filter(pk=item.pk).for_lights()), on=on).values()
    return light.colour


def page(client, cast, person):
    client.force_login(person)
    return parse(client.get(reverse("report_lights", args=[cast.report.pk])))


# The step


def test_new_thresholds_light_items_from_their_day_on(put, behind):
    put(red_gap=15, effective_on=day("2011-08-01"))
    assert colour(behind) == "yellow"
    assert colour(behind, on=day("2011-08-01")) == "red"


def test_rules_of_another_report_stay(put, cast, behind):
    other = factories.report()
    put(red_gap=15)
    assert rules_on({other.pk}, TODAY)[other.pk].red_gap == 30


def test_the_history_names_what_changed_and_why(put, cast):
    put(red_gap=40, late_is_yellow=True, looks={"red": {"word": "红灯:急", "colour": "#6a3d8f"}})
    entry = HistoryEntry.objects.get(action="light_rules_set")
    assert (entry.by, entry.report, entry.reason) == (cast.supervisor, cast.report, "常务会议议定")
    told = {change.label: (change.before, change.after) for change in history.describe(entry)}
    assert told.pop("words and colours")[1].startswith("Far behind：红灯:急 #6a3d8f\n")
    assert told == {
        "red above a gap of": ("30", "40"),
        "a late report stays yellow": ("no", "yes"),
        "in force from": ("", "2011-07-20"),
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"effective_on": day("2011-07-19")}, "cannot begin in the past"),
        ({"reason": " "}, "needs a reason"),
        ({}, "in force on that day already"),
        ({"seen": 7, "red_gap": 40}, "Somebody else has set the rules"),
        ({"yellow_gap": 31}, "Red begins above the gap"),
        ({"red_gap": 101}, "100"),
        ({"looks": {"red": {"word": "一二三四五六七八九十百"}}}, "at most 10 characters"),
        ({"looks": {"red": {"word": "Behind"}}}, "same word"),
        ({"looks": {"red": {"colour": "#8a5a00"}}}, "same colour"),
        ({"looks": {"red": {"colour": "#ffffff"}}}, "does not exist"),
        ({"looks": {"pink": {"word": "粉"}}}, "does not exist"),
    ],
)
def test_wrong_rules_are_refused_with_a_sentence_and_leave_nothing(put, fields, sentence):
    with pytest.raises(WorkflowError, match=sentence):
        put(**fields)
    assert not LightRules.objects.exists()
    assert not HistoryEntry.objects.filter(action="light_rules_set").exists()


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator"])
def test_only_the_office_sets_rules(put, cast, who):
    with pytest.raises(WorkflowError, match="Only the supervision office"):
        put(by=getattr(cast, who), red_gap=40)


def test_a_rule_left_out_is_a_fault(put, cast):
    with pytest.raises(TypeError):
        set_light_rules(cast.report, by=cast.supervisor, at=NOW, effective_on=TODAY, seen=0, reason="试", red_gap=40)


def test_earlier_moments_keep_the_rules_that_were_known(put, cast):
    put(red_gap=40, at=moment("2011-07-20 09:00:00"))
    put(red_gap=50, at=moment("2011-07-20 15:00:00"))
    found = [
        rules_at({cast.report.pk}, moment(f"2011-07-20 {hour}:00:00"))[cast.report.pk].red_gap
        for hour in ("08", "10", "16")
    ]
    assert found == [30, 40, 50]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_rules_at_once_one_is_refused(put, cast):
    answers = at_once(lambda: put(red_gap=40, seen=0), lambda: put(red_gap=50, seen=0))
    assert sum(isinstance(answer, LightRules) for answer in answers) == 1
    assert sum("Somebody else has set the rules" in str(answer) for answer in answers) == 1
    assert LightRules.objects.count() == 1


# The preview


def test_the_preview_names_every_item_that_changes_with_its_new_reason(cast, behind):
    shown = preview(cast.report, LightRules(report=cast.report, red_gap=15), TODAY)
    [changed] = shown.changed
    assert (changed.item, changed.before.colour, changed.after.colour) == (behind, "yellow", "red")
    assert "20 percentage points behind" in changed.after.reason
    [(before, after, count)] = shown.moves
    assert (before.word, after.word, count, shown.kept) == ("Behind", "Far behind", 1, 2)


def test_the_same_rules_change_nothing(cast, behind):
    shown = preview(cast.report, LightRules(report=cast.report), TODAY)
    assert (shown.changed, shown.moves, shown.kept) == ((), (), 3)


def test_another_schedule_alone_is_no_other_light(cast, behind):
    WorkItem.objects.filter(pk=behind.pk).update(completion="60")
    shown = preview(cast.report, LightRules(report=cast.report, ahead_by=3), TODAY)
    assert (shown.changed, shown.moves, shown.kept) == ((), (), 3)


def test_another_reason_or_word_alone_is_no_other_light(cast, behind):
    WorkItem.objects.filter(pk=behind.pk).update(due_on="2011-12-31")
    shown = preview(cast.report, LightRules(report=cast.report, soon_days=366), TODAY)
    assert (shown.changed, shown.moves, shown.kept) == ((), (), 3)
    renamed = preview(cast.report, LightRules(report=cast.report, looks={"waiting": {"word": "未报"}}), TODAY)
    [(before, after, count)] = renamed.moves
    assert (before.word, after.word, count) == ("Awaiting report", "未报", 2)
    assert (renamed.changed, renamed.kept) == ((), 3)


def test_the_preview_asks_as_often_for_1_item_as_for_50(cast):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            preview(cast.report, LightRules(report=cast.report, red_gap=15), TODAY)
        return len(queries)

    few = cost()
    for number in range(10, 60):
        factories.target(factories.item(cast.report, number, leads=[cast.health]))
    assert cost() == few


# The page


@pytest.mark.parametrize("who", ["liaison", "leader", "observer", "newcomer"])
def test_everybody_reads_the_rules_in_plain_words(client, cast, put, who):
    put(yellow_gap=7, red_gap=22, missed_periods=3, soon_days=5, soon_below=80, late_is_yellow=True)
    text = page(client, cast, getattr(cast, who)).text
    for sentence in (
        "more than 22 percentage points behind",
        "7 to 22 percentage points",
        "has not reported in the last 3 periods",
        "5 days or less are left until the deadline and completion is below 80%",
        "The last report came late",
        "set by 钱督查",
    ):
        assert sentence in text
    assert "Set other rules" not in text


def test_rules_that_are_switched_off_are_not_told(client, cast, put):
    put(missed_periods=0, soon_below=0, missing_is_yellow=False)
    [in_force] = [one for one in rule_sets(cast.report, TODAY) if one.state == "present"]
    told = " ".join(sentence for meaning in in_force.meanings for sentence in meaning.sentences)
    assert not [words for words in ("has not reported", "until the deadline", "missing", "late") if words in told]


def test_coming_and_earlier_rules_stand_beside_those_in_force(cast, put):
    put(red_gap=40)
    put(red_gap=50, effective_on=day("2011-09-01"))
    put(red_gap=60, effective_on=day("2011-09-01"))
    sets = rule_sets(cast.report, TODAY)
    assert [(one.rules.red_gap, one.state) for one in sets] == [
        (60, "coming"),
        (50, "past"),  # replaced before it began
        (40, "present"),
        (30, "past"),
    ]


@pytest.fixture
def send(client, cast):
    def post(**data):
        client.force_login(cast.supervisor)
        return client.post(reverse("report_lights", args=[cast.report.pk]), rules_data(**data), follow=True)

    return post


def test_the_office_sets_rules_on_the_page(send, cast):
    response = send(red_gap=40, word_red="红灯", colour_green="#0f6e6e")
    assert response.redirect_chain
    rules = LightRules.objects.get()
    assert (rules.red_gap, rules.effective_on, rules.by) == (40, TODAY, cast.supervisor)
    assert rules.looks == {"red": {"word": "红灯"}, "green": {"colour": "#0f6e6e"}}
    assert "红灯" in parse(response).text


def test_the_page_previews_without_saving_and_without_a_reason(send, behind):
    response = send(red_gap=15, preview="1", reason="")
    assert response.status_code == 200
    assert "With these rules 1 item gets another light. 2 items keep their light." in parse(response).text
    assert not LightRules.objects.exists()


def test_htmx_gets_the_preview_alone_and_what_is_wrong(client, cast, behind):
    client.force_login(cast.supervisor)
    address = reverse("report_lights", args=[cast.report.pk])
    part = client.post(address, rules_data(red_gap=15, preview="1"), headers={"HX-Request": "true"})
    assert "2 items keep" in part.content.decode() and b"<html" not in part.content
    wrong = client.post(address, rules_data(red_gap="x", preview="1"), headers={"HX-Request": "true"})
    assert "red above a gap of" in wrong.content.decode().lower()


def test_what_was_typed_is_shown_again_when_it_is_refused(send):
    response = send(yellow_gap=50, red_gap=40, word_red="红灯", reason="试行")
    assert response.status_code == 422
    shown = parse(response)
    assert shown.one("input", name="yellow_gap")["value"] == "50"
    assert shown.one("input", name="word_red")["value"] == "红灯"
    assert shown.one("input", name="reason")["value"] == "试行"
    assert "Red begins above the gap" in shown.text


def test_a_page_from_before_somebody_else_s_rules_is_refused(send, put):
    put(red_gap=40)
    response = send(red_gap=50, seen=0)
    assert response.status_code == 422
    assert "Somebody else has set the rules" in parse(response).text
    assert LightRules.objects.count() == 1


def test_a_day_in_the_past_is_refused(send):
    response = send(red_gap=40, effective_on=(TODAY - datetime.timedelta(days=1)).isoformat())
    assert response.status_code == 422
    assert "cannot begin in the past" in parse(response).text


def test_items_wear_the_words_of_their_report(client, cast, put, behind):
    put(looks={"yellow": {"word": "黄灯"}})
    client.force_login(cast.observer)
    assert "▲ 黄灯" in parse(client.get(behind.get_absolute_url())).text
