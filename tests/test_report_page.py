"""The report as published: every character of the text once, with the items where they stand."""

import pytest

from items.importing import ReportData, apply_import, plan_import
from items.models import WorkItem, WorkReport
from items.report_page import AROUND, excerpt, page_lines
from items.report_text import parse

from . import factories
from .factories import day

TODAY = day("2011-05-01")
TEXT = """前言
一、民生
1、养老(责任单位:市民政局)。2、医疗
救助(责任单位:市卫生局)。
(一)改革。3、学前(责任单位:市教育局)。

结语"""


@pytest.fixture
def report(cast):
    data = ReportData(year=2012, title="2012年任务分解")
    return apply_import(plan_import(parse(TEXT), data), by=cast.supervisor)


def text_of(lines):
    return "\n".join("".join(span.text for span in line.spans) for line in lines)


def test_the_spans_are_the_text(report):
    assert text_of(page_lines(report, on=TODAY)) == TEXT


def test_an_item_stands_in_the_margin_of_the_line_where_it_begins(report):
    lines = page_lines(report, on=TODAY)
    assert [[item.number for item in line.items] for line in lines] == [[], [], [1, 2], [], [3], [], []]


def test_spans_tell_headings_items_and_clauses_apart(report):
    lines = page_lines(report, on=TODAY)
    kinds = [
        (span.text, span.chapter and span.chapter.label, span.item and span.item.number, span.is_clause, span.is_first)
        for line in lines
        for span in line.spans
        if span.chapter or span.item
    ]
    assert kinds == [
        ("一、民生", "一、", None, False, False),
        ("1、养老", None, 1, False, True),
        ("(责任单位:市民政局)", None, 1, True, False),
        ("2、医疗", None, 2, False, True),
        ("救助", None, 2, False, False),
        ("(责任单位:市卫生局)", None, 2, True, False),
        ("(一)改革。", "(一)", None, False, False),
        ("3、学前", None, 3, False, True),
        ("(责任单位:市教育局)", None, 3, True, False),
    ]


def test_a_heading_before_an_item_on_one_line_is_no_heading_line(report):
    headings = [line.is_heading for line in page_lines(report, on=TODAY)]
    assert headings == [False, True, False, False, False, False, False]


def test_items_say_whether_they_are_late_on_the_day(report):
    WorkItem.objects.filter(report=report, number=2).update(due_on=day("2011-05-31"))

    def late(on):
        return [item.number for line in page_lines(report, on=on) for item in line.items if item.late]

    assert (late(day("2011-05-31")), late(day("2011-06-01"))) == ([], [2])


def test_an_item_without_a_place_takes_nothing_from_the_text(report):
    factories.item(report, 9)
    assert text_of(page_lines(report, on=TODAY)) == TEXT


def test_an_empty_report_is_one_empty_line(cast):
    [line] = page_lines(factories.report(), on=TODAY)
    assert (line.spans, line.items, line.is_heading) == ([], [], False)


def test_the_page_costs_the_same_for_many_items(cast, django_assert_num_queries):
    for count in (1, 50):
        text = "\n".join(f"{number}、工作(责任单位:市民政局、市卫生局)。" for number in range(1, count + 1))
        data = ReportData(year=2012, title=f"{count}项")
        report = apply_import(plan_import(parse(text), data), by=None)
        with django_assert_num_queries(3):
            lines = page_lines(report, on=TODAY)
            units = [
                row.department.name for line in lines for item in line.items for row in item.direct_responsibilities
            ]
        assert len(units) == 2 * count


def test_an_excerpt_shows_the_item_in_its_surroundings(report):
    before, own, after = excerpt(report.items.get(number=2))
    assert (before, own) == ("前言\n一、民生\n1、养老(责任单位:市民政局)。", "2、医疗\n救助(责任单位:市卫生局)")
    assert before + own + after == TEXT


@pytest.mark.parametrize(("length", "cut"), [(AROUND, False), (AROUND + 1, True)])
def test_long_surroundings_are_cut_and_marked(length, cut):
    before, after = "前" * length, "后" * length
    item = WorkItem(
        report=WorkReport(source_text=f"{before}1、甲{after}"),
        start=length,
        text_end=length + 3,
        end=length + 3,
    )
    found = excerpt(item)
    assert found == (
        ("…" if cut else "") + "前" * AROUND,
        "1、甲",
        "后" * AROUND + ("…" if cut else ""),
    )
