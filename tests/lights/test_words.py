"""Why an item is lit as it is: one sentence for each rule, who reported last, and what would clear it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from items.lights.words import REASONS, join, unreported

from ..given.lit_items import END, TODAY, due, facts, line, lit, measured, on_day, silent, target

BY_CIVIL_AFFAIRS = {"last_report": ("市民政局", on_day(45))}
BEDS = target("12.5", percent="12.5")
TWICE_SILENT = (due(10), due(20, silent()), due(50, silent()))
LAST = "最近报送：市民政局，2011-02-14。"

CASES = [
    # Settled and not begun
    (lit(facts(status="cancelled")), "事项已取消，不再计入。"),
    (lit(facts(status="carried_over")), "事项已转下年，不再计入本年度。"),
    (lit(facts(status="completed", completed_on=on_day(40))), "2011-02-09办结。"),
    (
        lit(facts(status="completed", completed_on=on_day(40), due_on=on_day(40))),
        "2011-02-09办结，在完成时限（2011-02-09）以内。",
    ),
    (
        lit(facts(status="completed", completed_on=on_day(43), due_on=on_day(40))),
        "2011-02-12办结，超过完成时限（2011-02-09）3天。",
    ),
    (lit(facts(issued_on=None, periods=())), "尚未交办，未要求各单位办理。"),
    (lit(facts(starts_on=on_day(60), **BY_CIVIL_AFFAIRS)), f"计划2011-03-01启动。{LAST}"),
    (
        lit(measured("100", targets=(target("100"),), **BY_CIVIL_AFFAIRS)),
        f"经审核的报送显示量化目标已全部达到（养老床位 100张（100张）），尚未办结。{LAST}办结后销号。",
    ),
    # Red
    (
        lit(facts("45", due_on=on_day(48), **BY_CIVIL_AFFAIRS)),
        f"逾期3天：完成时限为2011-02-17。完成比例45%。{LAST}办结，或经督查室批准延期后解除。",
    ),
    (
        lit(facts(due_on=on_day(48), original_due_on=on_day(30), status="awaiting_closure", periods=())),
        "逾期3天：原定2011-01-30完成，已延期至2011-02-17。未报送完成比例。已申请办结，待督查室审定。",
    ),
    (
        lit(facts(periods=TWICE_SILENT)),
        "市民政局连续2期未报送（应于2011-01-20、2011-02-19前报送）。牵头（责任）单位尚未报送。单位报送后解除。",
    ),
    (
        lit(measured("12.5", targets=(BEDS,), **BY_CIVIL_AFFAIRS)),
        "低于序时进度37.5个百分点：至2011-02-19应完成50%，完成比例12.5%。养老床位 12.5张（100张）。"
        f"{LAST}完成比例达到20%转为“滞后”，超过40%转为“正常”。",
    ),
    (
        lit(facts("45", due_on=on_day(48), completion_until=on_day(30), **BY_CIVIL_AFFAIRS)),
        "逾期3天：完成时限为2011-02-17。完成比例45%。45%为截至2011-01-30所报，此后审核通过的报送均未填写完成比例。"
        f"{LAST}办结，或经督查室批准延期后解除。",
    ),
    # Yellow
    (
        lit(measured("35", **BY_CIVIL_AFFAIRS)),
        f"低于序时进度15个百分点：至2011-02-19应完成50%，完成比例35%。{LAST}完成比例超过40%转为“正常”。",
    ),
    (
        lit(facts("5", **BY_CIVIL_AFFAIRS)),
        "低于序时进度45个百分点：至2011-02-19应完成50%，完成比例5%。"
        "本事项无量化目标，完成比例由单位自评，不单凭差距判定为“严重滞后”。"
        f"{LAST}完成比例超过40%转为“正常”。",
    ),
    (
        lit(facts("55", due_on=TODAY, **BY_CIVIL_AFFAIRS)),
        f"今日（2011-02-20）到期，完成比例55%，不足90%。{LAST}完成比例达到90%或办结后解除。",
    ),
    (
        lit(facts(due_on=on_day(56), **BY_CIVIL_AFFAIRS)),
        f"距完成时限（2011-02-25）还有5天，尚未报送完成比例。{LAST}完成比例达到90%或办结后解除。",
    ),
    (
        lit(
            facts(
                periods=[due(50, silent(), line("各区人民政府", members=2, missing=("西城区人民政府",)))],
                **BY_CIVIL_AFFAIRS,
            )
        ),
        f"截至2011-02-19应报未报：市民政局、西城区人民政府（属各区人民政府）。{LAST}补齐报送后解除。",
    ),
    (
        lit(facts(periods=[due(50, line(handed_in_on=TODAY, is_late=True))], **BY_CIVIL_AFFAIRS), late_is_yellow=True),
        f"迟于2011-02-19报送：市民政局 2011-02-20。{LAST}下期按时报送后解除。",
    ),
    # Green
    (
        lit(measured("60", **BY_CIVIL_AFFAIRS)),
        f"超过序时进度：完成比例60%，至2011-02-19应完成50%。{LAST}",
    ),
    (
        lit(measured("45.5", **BY_CIVIL_AFFAIRS)),
        f"低于序时进度4.5个百分点，在10个百分点以内：至2011-02-19应完成50%，完成比例45.5%。{LAST}",
    ),
    (lit(facts(**BY_CIVIL_AFFAIRS)), f"未报送完成比例。目前无逾期、无漏报。{LAST}"),
    (lit(facts(periods=[due(51, silent())])), "首次报送截止2011-02-20。牵头（责任）单位尚未报送。"),
    (
        lit(
            facts(
                "10",
                periods=[due(20, line(is_waiting=True)), due(50, line(is_waiting=True)), due(80)],
                **BY_CIVIL_AFFAIRS,
            )
        ),
        f"应于2011-02-19前报送的材料已报送，待审核。目前无逾期、无漏报。{LAST}",
    ),
    (lit(facts(periods=())), "已交办，尚未要求报送。"),
    # Several at once
    (
        lit(measured("0", due_on=TODAY, periods=TWICE_SILENT, **BY_CIVIL_AFFAIRS)),
        "市民政局连续2期未报送（应于2011-01-20、2011-02-19前报送）。"
        "低于序时进度50个百分点：至2011-02-19应完成50%，完成比例0%。"
        f"今日（2011-02-20）到期，完成比例0%，不足90%。{LAST}以下各项须一并解决。"
        "单位报送后解除。完成比例达到20%转为“滞后”，超过40%转为“正常”。完成比例达到90%或办结后解除。",
    ),
    (
        lit(facts(periods=[due(20, silent()), due(50, silent(), silent("市卫生局"))], **BY_CIVIL_AFFAIRS)),
        "市民政局连续2期未报送（应于2011-01-20、2011-02-19前报送）。截至2011-02-19应报未报：市卫生局。"
        f"{LAST}以下各项须一并解决。单位报送后解除。补齐报送后解除。",
    ),
]


@pytest.mark.parametrize(("light", "why"), CASES, ids=[f"{light.rule}-{n}" for n, (light, _why) in enumerate(CASES)])
def test_why_in_chinese(light, why):
    with translation.override("zh-hans"):
        assert fresh(light).why == why


def fresh(light):
    """The light before anybody asked it anything: it keeps its sentences."""
    return replace(light)


def test_every_rule_is_told_here():
    assert {light.rule for light, _why in CASES} == set(REASONS)


@pytest.mark.parametrize(
    ("light", "why"),
    [
        (
            lit(measured("12.5", **BY_CIVIL_AFFAIRS)),
            "37.5 percentage points behind schedule: 50% was planned by 2011-02-19, completion is 12.5%. "
            "Last report: 市民政局, 2011-02-14. From 20% on it is “Behind”, above 40% “Normal”.",
        ),
        (
            lit(facts("45", due_on=on_day(50))),
            "Overdue by 1 day: the deadline was 2011-02-19. Completion 45%. "
            "No lead or responsible unit has reported yet. "
            "Closing it, or a later deadline granted by the supervision office, clears it.",
        ),
        (
            lit(facts(periods=[due(50, silent())]), missed_periods=1),
            "市民政局 has not reported in the last period (due on 2011-02-19). "
            "No lead or responsible unit has reported yet. "
            "A report of the unit clears it.",
        ),
        (
            lit(facts("5", due_on=on_day(52))),
            "45 percentage points behind schedule: 50% was planned by 2011-02-19, completion is 5%. "
            "Without targets the unit's own judgement counts, so a gap alone never makes it “Far behind”. "
            "1 day is left until the deadline (2011-02-21) and completion is 5%, less than 90%. "
            "No lead or responsible unit has reported yet. Several things are needed to clear it. "
            "Above 40% it is “Normal”. 90% or closing it clears it.",
        ),
    ],
)
def test_why_in_english(light, why):
    with translation.override("en"):
        assert fresh(light).why == why


def test_the_words_are_those_of_the_report():
    looks = {"red": {"word": "挂牌督办"}, "yellow": {"word": "预警"}, "green": {"word": "顺利"}}
    with translation.override("zh-hans"):
        far, judged = lit(measured("0"), looks=looks), lit(facts("0"), looks=looks)
        assert far.word == "挂牌督办"
        assert far.clears == "完成比例达到20%转为“预警”，超过40%转为“顺利”。"
        assert "判定为“挂牌督办”" in judged.reason


def test_the_clearing_thresholds_are_those_of_the_rules():
    light = lit(measured("0"), yellow_gap=5, red_gap=20)
    with translation.override("en"):
        assert light.clears == "From 30% on it is “Behind”, above 45% “Normal”."
    for completion, colour in [("29.9", "red"), ("30", "yellow"), ("45", "yellow"), ("45.1", "green")]:
        assert lit(measured(completion), yellow_gap=5, red_gap=20).colour == colour


def test_of_a_collective_that_was_late_in_part_no_day_in_time_is_told():
    late = line("各区人民政府", members=2, is_late=True)  # the first of them was in time
    light = lit(facts(periods=[due(50, late, line(handed_in_on=on_day(51), is_late=True))]), late_is_yellow=True)
    with translation.override("zh-hans"):
        assert light.reason == "迟于2011-02-19报送：各区人民政府、市民政局 2011-02-20。"


def test_figures_are_told_with_their_targets_and_none_where_none_was_named():
    light = lit(measured("0", targets=(BEDS, target(label="养老机构"))))
    assert "养老床位 12.5张（100张）" in light.reason and "养老机构" not in light.reason
    large = target("1200000", label="新增就业", number=Decimal(10**7), figure="1000万人", unit="人")
    assert "新增就业 120万人（1000万人）" in lit(measured("0", targets=(large,))).reason


def test_what_is_settled_tells_nothing_of_reports_and_clears_nothing():
    light = lit(facts(status="completed", completed_on=END, **BY_CIVIL_AFFAIRS), END)
    assert light.why == light.reason and light.clears == ""


@pytest.mark.parametrize(
    ("sentences", "text"),
    [
        ([], ""),
        (["", "One.", "", "Two."], "One. Two."),
        (["一。", "二。"], "一。二。"),
        (["一。", "One.", "二。"], "一。One. 二。"),
    ],
)
def test_sentences_are_joined_without_a_gap_after_a_chinese_stop(sentences, text):
    assert join(sentences) == text


def test_a_list_of_missing_reports_names_those_silent_for_long_too():
    """The dashboard's: another sentence tells of them beside the light, here there is none."""
    light = lit(facts(periods=[due(20, silent()), due(50, silent(), silent("市卫生局"))]))
    assert light.rule == "missed" and light.is_unreported
    assert unreported(light) == "截至2011-02-19应报未报：市民政局、市卫生局。"
    assert light.others == ["截至2011-02-19应报未报：市卫生局。"]
    alone = lit(facts(periods=TWICE_SILENT))
    assert unreported(alone) == "截至2011-02-19应报未报：市民政局。"


def test_a_completion_that_is_not_compared_with_the_plan_yet_is_not_denied():
    """What came in before the first day by which to report: there is a figure."""
    early = lit(facts("20", periods=[due(60)]))
    assert early.completion and early.gap is None
    assert early.schedule_word == "暂未比对"
