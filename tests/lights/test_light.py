"""The light of an item: every rule of domain.md §5, its boundaries, and several rules at once."""

from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from items.lights import words
from items.lights.light import RULES
from items.lights.terms import PALETTE, look
from items.models import Colour, LightRules, Schedule

from ..given.lit_items import END, TODAY, due, facts, line, lit, measured, on_day, silent, target

TWICE_SILENT = (due(20, silent()), due(50, silent()))


def told(light):
    return light.colour, light.rule


# What was decided: closed, cancelled, carried over, reopened


@pytest.mark.parametrize(
    ("fields", "colour", "rule", "schedule"),
    [
        ({"status": "cancelled"}, "none", "not_counted", "not_counted"),
        ({"status": "carried_over"}, "none", "not_counted", "not_counted"),
        ({"status": "completed", "completed_on": on_day(40)}, "blue", "completed", "completed"),
        ({"status": "completed", "completed_on": on_day(40), "due_on": on_day(30)}, "blue", "completed", "completed"),
        ({"status": "completed", "completed_on": on_day(40), "issued_on": None}, "blue", "completed", "completed"),
        ({"status": "not_started"}, "green", "normal", "unknown"),
        ({"status": "awaiting_closure"}, "green", "normal", "unknown"),
        ({"status": "awaiting_closure", "due_on": on_day(50)}, "red", "overdue", "overdue"),
    ],
)
def test_what_people_decided_comes_first(fields, colour, rule, schedule):
    light = lit(facts(**fields))
    assert (*told(light), light.schedule) == (colour, rule, schedule)


@pytest.mark.parametrize("status", ["cancelled", "carried_over", "completed"])
def test_what_is_settled_is_never_late(status):
    settled = measured("0", status=status, completed_on=on_day(45), due_on=on_day(10), periods=TWICE_SILENT)
    light = lit(settled, late_is_yellow=True)
    assert light.colour not in ("red", "yellow", "green") and light.also == ()
    assert (light.planned, light.gap, light.is_unreported) == (None, None, False)


def test_reopened_it_is_judged_like_any_open_item():
    closed = measured("100", status="completed", completed_on=on_day(30), due_on=on_day(40))
    reopened = replace(closed, status="in_progress", completed_on=None)
    assert told(lit(closed)) == ("blue", "completed")
    assert told(lit(reopened)) == ("red", "overdue")
    assert told(lit(replace(reopened, due_on=END))) == ("green", "normal")


def test_reopened_its_targets_do_not_count_as_reached_until_a_report_sent_since_is_accepted():
    reopened = facts(
        targets=(target("100"),), completion=Decimal(100), last_report=("市民政局", on_day(20)), reopened_on=on_day(40)
    )
    assert (*told(lit(reopened)), lit(reopened).schedule) == ("waiting", "not_reported", "unknown")
    assert on_day(40).isoformat() in lit(reopened).reason
    late = replace(reopened, due_on=on_day(45))
    assert told(lit(late)) == ("red", "overdue")
    sent = replace(reopened, periods=(due(20, replace(line(), is_waiting=True)),))
    assert told(lit(sent))[0] == "green"
    assert told(lit(replace(reopened, reopened_on=None))) == ("blue", "reached")


# Reached


@pytest.mark.parametrize(
    ("targets", "rule"),
    [
        ([], "normal"),
        ([target("100")], "reached"),
        ([target("99.9")], "normal"),
        ([target("120")], "reached"),
        ([target()], "normal"),
        ([target("100"), target("99")], "normal"),
        ([target("100"), target("100")], "reached"),
        ([target("100"), target(is_limit=True)], "normal"),
    ],
)
def test_blue_once_all_targets_are_reached(targets, rule):
    assert lit(measured("60", targets=tuple(targets))).rule == rule


def test_a_target_of_zero_that_cannot_be_divided_by_is_never_known_to_be_reached():
    zero = replace(target("5", number=Decimal(0)), percent=None)
    assert lit(measured("60", targets=(zero,))).rule == "normal"


@pytest.mark.parametrize(
    ("on", "missing", "rule"),
    [(END, (), "normal"), (on_day(101), (), "reached"), (on_day(101), ("西城区人民政府",), "normal")],
)
def test_a_limit_is_kept_only_when_the_time_is_over_and_nobodys_share_is_missing(on, missing, rule):
    limit = target("80", percent="100", is_limit=True, missing=missing)
    assert lit(measured("100", targets=(limit,), periods=[due(99)]), on).rule == rule


def test_a_member_without_a_share_does_not_undo_what_the_others_have_reached():
    assert lit(measured("100", targets=(target("105", missing=("西城区人民政府",)),))).rule == "reached"


def test_reached_after_the_deadline_it_is_blue_and_still_counts_as_overdue():
    light = lit(measured("100", targets=(target("100"),), due_on=on_day(49), periods=TWICE_SILENT))
    assert (*told(light), light.schedule, light.also) == ("blue", "reached", "overdue", ())


# Not begun


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"issued_on": None}, "not_issued"),
        ({"issued_on": on_day(52)}, "not_issued"),
        ({"issued_on": TODAY}, "normal"),
        ({"starts_on": on_day(52)}, "before_start"),
        ({"starts_on": TODAY}, "normal"),
        ({"issued_on": None, "starts_on": on_day(52)}, "not_issued"),
    ],
)
def test_grey_until_it_was_issued_and_its_plan_begins(fields, rule):
    light = lit(facts("45", **fields))
    assert light.rule == rule
    begun = rule == "normal"
    assert light.colour == (Colour.GREEN if begun else Colour.GREY)
    assert (light.schedule != Schedule.UNKNOWN) == begun
    assert (light.planned is not None) == begun


def test_before_its_start_nothing_is_planned_and_nothing_late():
    light = lit(measured("0", starts_on=on_day(60), due_on=on_day(50), periods=TWICE_SILENT))
    assert (light.rule, light.planned, light.gap, light.also) == ("before_start", None, None, ())


# Overdue


@pytest.mark.parametrize(
    ("due_on", "colour", "rule"),
    [
        (None, "green", "normal"),
        (on_day(50), "red", "overdue"),  # yesterday
        (TODAY, "yellow", "due_soon"),
        (END, "green", "normal"),
    ],
)
def test_overdue_from_the_day_after_the_deadline(due_on, colour, rule):
    light = lit(facts("45", due_on=due_on))
    assert told(light) == (colour, rule)
    assert (light.schedule == "overdue") == (rule == "overdue")


def test_a_granted_extension_counts_instead_of_the_first_deadline():
    extended = facts("45", due_on=END, original_due_on=on_day(30))
    assert told(lit(extended)) == ("green", "normal")
    assert told(lit(extended, on_day(101))) == ("red", "overdue")


# Due soon


@pytest.mark.parametrize(
    ("left", "completion", "rules", "is_yellow"),
    [
        (15, "89.9", {}, True),
        (15, "90", {}, False),
        (16, "0", {}, False),
        (0, "0", {}, True),
        (15, None, {}, True),
        (15, "100", {}, False),
        (15, "0", {"soon_below": 0}, False),
        (15, None, {"soon_below": 0}, False),
        (0, "0", {"soon_days": 0}, True),
        (1, "0", {"soon_days": 0}, False),
        (30, "60", {"soon_days": 30, "soon_below": 61}, True),
    ],
)
def test_yellow_shortly_before_the_deadline_while_little_is_done(left, completion, rules, is_yellow):
    soon = facts(completion, due_on=on_day(51 + left), points=((END, Decimal(0)),))  # nothing planned, so no gap
    assert told(lit(soon, **rules)) == (("yellow", "due_soon") if is_yellow else ("green", "normal"))


# The gap to the plan


@pytest.mark.parametrize(
    ("completion", "colour", "rule", "schedule"),
    [
        ("50", "green", "normal", "on_schedule"),
        ("40.1", "green", "normal", "nearly"),
        ("40", "yellow", "behind", "behind"),  # 10 points exactly
        ("20", "yellow", "behind", "behind"),  # 30 points exactly
        ("19.9", "red", "far_behind", "behind"),
        ("0", "red", "far_behind", "behind"),
        ("59.9", "green", "normal", "on_schedule"),
        ("60", "green", "normal", "ahead"),
        ("100", "green", "normal", "ahead"),
        (None, "green", "normal", "unknown"),
    ],
)
def test_behind_the_plan_by_points(completion, colour, rule, schedule):
    light = lit(measured(completion))
    assert (*told(light), light.schedule) == (colour, rule, schedule)
    assert (light.planned, light.measured_on) == (Decimal(50), on_day(50))
    assert light.gap == (None if completion is None else 50 - Decimal(completion))


def test_without_figures_a_gap_is_never_red():
    light = lit(facts("0"))
    assert (*told(light), light.schedule, light.gap) == ("yellow", "behind", "behind", Decimal(50))


@pytest.mark.parametrize(
    ("rules", "completion", "colour"),
    [
        ({"yellow_gap": 5}, "45", "yellow"),
        ({"yellow_gap": 5}, "45.1", "green"),
        ({"red_gap": 20}, "30", "yellow"),
        ({"red_gap": 20}, "29.9", "red"),
        ({"yellow_gap": 20, "red_gap": 20}, "30", "yellow"),
        ({"yellow_gap": 20, "red_gap": 20}, "29.9", "red"),
        ({"yellow_gap": 100, "red_gap": 100}, "0", "green"),
    ],
)
def test_the_office_moves_the_thresholds(rules, completion, colour):
    assert lit(measured(completion), **rules).colour == colour


@pytest.mark.parametrize(("completion", "schedule"), [("55", "ahead"), ("54.9", "on_schedule")])
def test_the_office_says_from_when_on_it_is_ahead(completion, schedule):
    assert lit(measured(completion), ahead_by=5).schedule == schedule


def test_a_typed_plan_counts_instead_of_the_straight_line():
    late_year = measured("10", points=((on_day(50), Decimal(10)), (END, Decimal(100))))
    assert (told(lit(late_year)), lit(late_year).planned) == (("green", "normal"), Decimal(10))
    early = measured("50", points=((on_day(50), Decimal(90)), (END, Decimal(100))))
    assert (told(lit(early)), lit(early).gap) == (("red", "far_behind"), Decimal(40))


# Reports that are missing


@pytest.mark.parametrize(
    ("lines", "colour", "rule"),
    [
        ([line()], "green", "normal"),
        ([silent()], "yellow", "missing"),
        ([line(), silent("市卫生局")], "yellow", "missing"),
        ([line("各区人民政府", members=2)], "green", "normal"),
        ([line("各区人民政府", members=2, missing=("西城区人民政府",))], "yellow", "missing"),
        ([silent("各区人民政府", members=2, missing=("东城区人民政府", "西城区人民政府"))], "yellow", "missing"),
        ([line(is_late=True)], "green", "normal"),
    ],
)
def test_yellow_while_a_report_of_the_last_period_is_missing(lines, colour, rule):
    light = lit(facts(periods=[due(50, *lines)]))
    assert told(light) == (colour, rule)
    assert light.is_unreported == (rule == "missing")
    is_told = not all(one.is_silent for one in lines)
    assert lit(facts(periods=[due(50, *lines)]), missing_is_yellow=False).colour == ("green" if is_told else "waiting")


def test_only_the_last_period_that_was_due_can_be_missing():
    assert lit(facts(periods=[due(20, silent()), due(50)])).rule == "normal"  # made up in the next
    assert lit(facts(periods=[due(51, silent())])).rule == "not_reported"  # due today
    assert lit(facts(periods=[due(50), due(51, silent())])).rule == "normal"


@pytest.mark.parametrize(
    ("periods", "missed", "silent_units"),
    [
        ([due(20, silent()), due(50, silent())], 2, ["市民政局"]),
        ([due(20), due(50, silent())], 2, []),
        ([due(20, silent()), due(50)], 2, []),
        ([due(50, silent())], 2, []),
        ([due(20, silent()), due(50, silent()), due(51, silent())], 3, []),  # the third is due today
        ([due(10, silent()), due(20, silent()), due(50, silent())], 3, ["市民政局"]),
        ([due(10, silent()), due(20), due(50, silent())], 3, []),
        ([due(10, silent()), due(20, silent()), due(50)], 2, []),
        ([due(50, silent())], 1, ["市民政局"]),
        ([due(20, silent()), due(50, silent())], 0, []),
        # Two units, each silent once; a unit that came later; one that has gone
        ([due(20, silent(), line("市卫生局")), due(50, line(), silent("市卫生局"))], 2, []),
        ([due(20, silent()), due(50, silent("市卫生局"))], 2, []),
        ([due(20, silent(), silent("市卫生局")), due(50, line("市卫生局"))], 2, []),
        # Of a collective one member is enough
        ([due(20, silent("各区")), due(50, line("各区", members=2, missing=("西城区",)))], 2, []),
        ([due(20, silent("各区")), due(50, silent("各区", members=2, missing=("东城区", "西城区")))], 2, ["各区"]),
    ],
)
def test_red_when_a_unit_was_silent_in_so_many_periods_running(periods, missed, silent_units):
    light = lit(facts(periods=periods), missed_periods=missed)
    assert list(light.silent) == silent_units
    assert (light.rule == "missed") == bool(silent_units)


def test_a_report_made_up_afterwards_breaks_the_silence():
    made_up = line(handed_in_on=on_day(48), is_late=True)
    assert told(lit(facts(periods=[due(20, made_up), due(50, silent())]))) == ("yellow", "missing")


@pytest.mark.parametrize(
    ("periods", "is_yellow"),
    [
        ([due(50, line(is_late=True))], True),
        ([due(50, line(), line("市卫生局", is_late=True))], True),
        ([due(20, line(is_late=True)), due(50)], False),
        ([due(20), due(51, line(is_late=True))], False),
        ([], False),
    ],
)
def test_a_late_report_stays_yellow_only_where_the_office_wants_it(periods, is_yellow):
    assert told(lit(facts("50", periods=periods))) == ("green", "normal")
    assert lit(facts("50", periods=periods), late_is_yellow=True).rule == ("late" if is_yellow else "normal")


# Several at once


@pytest.mark.parametrize(
    ("light", "rule", "also"),
    [
        (lit(measured("0", due_on=on_day(50), periods=TWICE_SILENT)), "overdue", ("missed", "far_behind")),
        (lit(measured("0", due_on=TODAY, periods=TWICE_SILENT)), "missed", ("far_behind", "due_soon")),
        (lit(measured("0", due_on=TODAY, periods=[due(50, silent())])), "far_behind", ("due_soon", "missing")),
        (lit(measured("30", due_on=TODAY, periods=[due(50, silent())])), "behind", ("due_soon", "missing")),
        (lit(measured("50", due_on=TODAY, periods=[due(50, silent())])), "due_soon", ("missing",)),
        (
            lit(facts(periods=[due(50, silent(), line("市卫生局", is_late=True))]), late_is_yellow=True),
            "missing",
            ("late",),
        ),
        (
            lit(facts(periods=[due(20, silent()), due(50, silent(), silent("市卫生局"))])),
            "missed",
            ("missing",),  # the one who is silent for the first time
        ),
        (lit(facts("0", due_on=on_day(50))), "overdue", ("behind",)),
    ],
)
def test_the_gravest_decides_and_the_others_are_named(light, rule, also):
    assert (light.rule, light.also) == (rule, also)
    assert light.colour == next(colour for colour, name, _holds in RULES if name == rule)


def test_every_rule_has_its_reason_and_every_bad_one_says_what_clears_it():
    names = [name for _colour, name, _holds in RULES]
    bad = {name for colour, name, _holds in RULES if colour in (Colour.RED, Colour.YELLOW)}
    assert set(names) == set(words.REASONS) and len(set(names)) == len(names)
    assert set(words.CLEARS) == bad | {"reached"}


# Looks


def test_a_light_looks_as_its_report_wants_it_and_else_as_by_default():
    rules = LightRules(looks={"red": {"word": "挂牌督办", "colour": "#6a3d8f"}, "yellow": {"word": ""}})
    red = look(Colour.RED, rules)
    assert (red.shape, red.word, red.colour, red.tone) == ("■", "挂牌督办", "#6a3d8f", "tone-6a3d8f")
    for colour in set(Colour) - {Colour.RED}:
        assert look(colour, rules) == look(colour)


def test_every_light_has_its_own_shape_word_and_a_colour_of_the_palette():
    looks = [look(colour) for colour in Colour]
    assert len({one.shape for one in looks}) == len({one.word for one in looks}) == len(looks)
    assert {one.colour for one in looks} <= set(PALETTE)


def test_a_light_cannot_be_changed_afterwards():
    with pytest.raises(FrozenInstanceError):
        lit(facts()).colour = "green"
