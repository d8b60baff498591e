"""Of any document, each numbered line and each promise is in an item, a heading or a finding."""

import pytest
from hypothesis import HealthCheck, given, settings

from items.report_text.parser import parse

from .losses import held_by
from .made_up import documents


def vanished(made) -> list[str]:
    """The words that no item, heading, clause or finding holds; where no item was found, that is said of all."""
    report = parse(made.text)
    if not report.items:
        assert [problem.code for problem in report.problems].count("no_items") == 1
        return []
    held = held_by(report)
    first = min(item.start for item in report.items)
    asked = [*made.tasks, *((at, words) for at, words in made.promises if at > first)]
    return [words for at, words in asked if not all(held[at : at + len(words)])]


# A busy machine makes documents slowly; that says nothing of them.
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_each_numbered_line_and_each_promise_is_an_item_a_heading_or_asked_about(made):
    assert vanished(made) == []


NOTICE = "一、加强领导,落实责任。\n二、强化督查,定期通报。\n某市人民政府办公室\n2026年1月20日\n"


@pytest.mark.parametrize(
    "text, asked",
    [
        # Nothing parts documents between numbers that go on.
        (NOTICE + "一、培训教师300名。\n第 2 页 共 5 页\n二、修桥3座。(责任单位:市交通局)", "一、培训教师300名。"),
        # Before the first task, too, a number or a mark that promises something.
        ("一、教育\n1.新建学校2所;\n序号\t任务\t责任单位\n1\t修桥3座\t市交通局", "1.新建学校2所;"),
        ("一、教育\n●新建学校2所。\n序号\t任务\t责任单位\n1\t修桥3座\t市交通局", "●新建学校2所。"),
        ("1.新建学校2所。\n某市人民政府\n附件\n序号\t任务\t责任单位\n1\t修桥3座\t市交通局", "1.新建学校2所。"),
        # No issuer and no head of a page is numbered.
        (
            "1.修桥3座。(责任单位:市交通局)\n2.新建学校2所。——市教育局、各县人民政府",
            "2.新建学校2所。——市教育局、各县人民政府",
        ),
        # Goals below a heading of their own.
        (
            "一、目标\n到2028年产值突破200亿元。\n二、任务\n1.修桥3座。(责任单位:市交通局)",
            "到2028年产值突破200亿元。",
        ),
        # What shall be done is a promise though nothing of it is counted.
        ("1.修桥3座。(责任单位:市交通局)\n加强河道巡查。", "加强河道巡查。"),
        ("1.修桥3座。(责任单位:市交通局)\n实现行政村5G网络全覆盖。", "实现行政村5G网络全覆盖。"),
    ],
)
def test_what_may_be_a_promise_is_an_item_or_asked_about(text, asked):
    report = parse(text)
    found = [report.source[problem.start : problem.end] for problem in report.problems]
    found += [report.source[item.start : item.end] for item in report.items]
    assert asked in found


def test_numbers_of_a_covering_notice_ask_for_nothing():
    report = parse(NOTICE + "附件\n1.修桥3座。(责任单位:市交通局)\n2.修路5公里。(责任单位:市交通局)")
    assert [problem.code for problem in report.problems] == []
    assert [intro.text for intro in report.intros] == ["一、加强领导,落实责任。", "二、强化督查,定期通报。"]


def test_a_numbering_that_begins_anew_below_a_notice_has_no_gap():
    report = parse(NOTICE + "一、修桥3座。(责任单位:市交通局)\n二、修路5公里。(责任单位:市交通局)")
    assert [problem.code for problem in report.problems] == []
