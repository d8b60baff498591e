"""Milestones and their dates in the year of the report, on invented sentences."""

import pytest

from items.report_text.parser import parse


def promised(sentence, title="东山市2026年任务\n"):
    (item,) = parse(f"{title}1.{sentence}(责任单位:市财政局)").items
    assert item.number == 1
    return [(m.title, m.deadline and (m.deadline.literal, str(m.deadline.date))) for m in item.milestones]


@pytest.mark.parametrize(
    ("sentence", "literal", "day"),
    [
        ("6月底前环城快速路建成通车", "6月底前", "2026-06-30"),
        ("环城快速路上半年建成通车", "上半年", "2026-06-30"),
        ("明年6月底前建成科技馆大楼", "明年6月底前", "2027-06-30"),
        ("环城快速路明年底通车", "明年底", "2027-12-31"),
        ("2026年底前完成2025年度水库除险加固", "2026年底前", "2026-12-31"),
        ("三年内建成东山大学新校区", "三年内", "None"),
        ("后年6月前建成科技馆大楼", "后年6月前", "2028-06-30"),
        ("每年6月底前启动校舍维修改造", "每年6月底前", "None"),
        ("4月底前完成第一批项目集中开工", "4月底前", "2026-04-30"),
        ("9月底前第二批安置房交付", "9月底前", "2026-09-30"),
    ],
)
def test_date_of_a_milestone_has_the_year_of_the_report(sentence, literal, day):
    assert promised(sentence) == [(sentence, (literal, day))]


def test_date_alone_before_a_clause_is_its_date():
    assert promised("6月底前,环城快速路建成通车") == [("环城快速路建成通车", ("6月底前", "2026-06-30"))]


@pytest.mark.parametrize("sentence", ["6月底前,环城快速路建成通车", "年底前完成“国家园林城市”创建"])
def test_title_keeps_a_date_that_has_no_day(sentence):
    ((title, deadline),) = promised(sentence, title="")
    assert (title, deadline[1]) == (sentence, "None")


@pytest.mark.parametrize(
    "sentence",
    ["9月底前全部完工", "8月底前投入使用", "年底前竣工验收", "10月建成投用", "6月通车", "项目于7月底前交付使用"],
)
def test_dated_end_of_the_works_is_a_milestone_without_naming_them(sentence):
    ((title, deadline),) = promised(sentence)
    assert title == sentence and deadline[1].startswith("2026-")
    assert promised(sentence.split("月")[-1].removeprefix("底前").removeprefix("年底前")) == []


def test_works_named_before_in_the_sentence_stand_in_the_title():
    sentence = "6月底前环城快速路建成通车,8月底前投入使用;9月底前全部完工"
    assert [title for title, _ in promised(sentence)] == [
        "6月底前环城快速路建成通车",
        "环城快速路8月底前投入使用",
        "9月底前全部完工",
    ]


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("确保3月1日开工、2027年9月底建成展览馆", ["2026-03-01", "2027-09-30"]),
        ("城东泵站6月底前通电和8月底前试车", ["2026-06-30", "2026-08-31"]),
        ("分两批于4月10日、6月10日前拨付补助", ["2026-04-10", "2026-06-10"]),
        ("分别于7月底前和2027年3月底前投用", ["2026-07-31", "2027-03-31"]),
        ("3月底前、9月底前、11月底前各督查一次", ["2026-03-31", "2026-09-30", "2026-11-30"]),
        ("4月20日至6月20日完成腾空交付", ["2026-06-20"]),
        # In no order they say nothing of which counts.
        ("9月底前和3月底前投用", ["None"]),
        ("整修一水厂滤池,8月15日前通水", ["2026-08-15"]),
        ("到2030年,森林覆盖率达到41%", ["2030-12-31"]),
        ("森林覆盖率由2025年的38%提高到41%", []),
    ],
)
def test_each_date_with_a_deed_is_a_milestone(sentence, days):
    assert [when[1] for _, when in promised(sentence) if when] == days
