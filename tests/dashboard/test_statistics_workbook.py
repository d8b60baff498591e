"""The statistics workbook: its numbers are the dashboard's, the roll-call's and the lights' own."""

import io
from collections import Counter

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments import clock
from items.dashboard.overview import overview
from items.dashboard.scope import ground
from items.models import Responsibility, WorkItem
from items.rounds.roll_call import matrix

from ..given import factories
from ..given.html import parse
from ..given.lived_in import LIVED_IN

ADDRESS = "/dashboard/statistics.xlsx"
NOW = factories.moment("2011-03-18 09:00")


@pytest.fixture
def cast(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return LIVED_IN()


def downloaded(client, query=""):
    with clock.at(NOW):
        answer = client.get(f"{ADDRESS}{query}")
    assert answer.status_code == 200
    return answer, openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def rows(book, name):
    """The rows below the head of the sheet, as tuples."""
    sheet = book[name]
    first = next(cell.row for cell in sheet["A"] if cell.fill.fgColor.rgb == "00DDE7F0") + 1
    return [row for row in sheet.iter_rows(min_row=first, values_only=True) if any(row)]


def test_lights_are_those_of_the_dashboard(client, cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(chapter=factories.chapter(cast.report, title="民生"))
    client.force_login(cast.supervisor)
    _answer, book = downloaded(client, f"?report={cast.report.pk}")
    with clock.at(NOW):
        shown = overview(ground(cast.report).whole(), on=clock.today())
    told = [(line.label, line.total.count, *(cell.count for cell in line.cells)) for line in shown.by_chapter]
    assert [(row[0].strip("　"), *row[1:]) for row in rows(book, "按章节")] == told
    units = [line for _kind, lines in shown.by_unit for line in lines]
    told = [(line.label, line.total.count, *(cell.count for cell in line.cells)) for line in units]
    assert [row[1:] for row in rows(book, "按单位统计")] == told
    assert "分别计入" in book["按单位统计"]["A4"].value
    assert "每类单位计一次" in book["按单位类别"]["A4"].value
    trend = [(month.label, *(cell.count for cell in cells)) for month, cells in shown.past.trend]
    assert rows(book, "按月统计") == trend


def test_an_item_of_two_units_of_a_kind_counts_once_for_the_kind(client, cast):
    factories.item(cast.report, 77, "两家一起牵头", leads=[cast.civil_affairs, cast.health])
    client.force_login(cast.supervisor)
    _answer, book = downloaded(client, f"?report={cast.report.pk}")
    steering = Responsibility.objects.filter(
        item__report=cast.report, role__in=["lead", "responsible"], via=None, department__kind=cast.civil_affairs.kind
    )
    count = steering.values("item").distinct().count()
    assert steering.count() > count
    label = cast.civil_affairs.get_kind_display()
    assert [row[1] for row in rows(book, "按单位类别") if row[0] == label] == [count]


def test_reports_are_those_of_the_roll_call(client, cast):
    client.force_login(cast.supervisor)
    _answer, book = downloaded(client, f"?report={cast.report.pk}")
    found = matrix(cast.report)
    told = Counter()
    for line in found.lines:
        told[line.department.name] += line.total
    asked = Counter()
    for row in rows(book, "报送情况"):
        asked[row[1]] += row[4]
        assert sum(row[5:]) == row[4]
    assert asked == told and told


def test_every_duty_has_a_row_with_its_light(client, cast):
    client.force_login(cast.observer)
    _answer, book = downloaded(client, f"?report={cast.report.pk}")
    named = {(row[2], row[5], row[6]) for row in rows(book, "责任明细")}
    roles = dict(Responsibility._meta.get_field("role").choices)
    duties = Responsibility.objects.filter(item__report=cast.report, via=None).select_related("item", "department")
    expected = {(duty.item.text, duty.department.name, roles[duty.role]) for duty in duties}
    bare = WorkItem.objects.filter(report=cast.report, responsibilities=None)
    assert named == expected | {(item.text, None, None) for item in bare}


def test_the_filter_of_the_dashboard_holds_and_is_said(client, cast):
    client.force_login(cast.supervisor)
    _answer, book = downloaded(client, f"?report={cast.report.pk}&department={cast.health.pk}")
    assert cast.health.name in book["按单位类别"]["A3"].value
    assert {row[1] for row in rows(book, "按单位统计")} <= {cast.health.name}
    with clock.at(NOW):
        page = parse(client.get(reverse("dashboard"), {"report": cast.report.pk, "department": cast.health.pk}))
    [link] = [one for one in page.all("a") if ADDRESS in (one.get("href") or "")]
    assert f"department={cast.health.pk}" in link["href"]


def test_a_wrong_filter_leads_to_the_page_that_says_so(client, cast):
    client.force_login(cast.supervisor)
    answer = client.get(f"{ADDRESS}?report={cast.report.pk}&leader=没有")
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("dashboard"))


def test_it_costs_the_same_for_many_items(client, cast):
    client.force_login(cast.supervisor)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            downloaded(client, f"?report={cast.report.pk}")
        return len(queries)

    few = cost()
    for number in range(200, 240):
        factories.item(cast.report, number, f"第{number}项", leads=[cast.civil_affairs], supports=[cast.health])
    assert cost() == few


def test_lines_that_others_hold_are_told_as_such(client, cast):
    above = factories.chapter(cast.report, title="民生")
    below = factories.chapter(cast.report, "(二)实事", parent=above, title="实事")
    WorkItem.objects.filter(pk=cast.led.pk).update(chapter=below)
    client.force_login(cast.supervisor)
    _answer, book = downloaded(client, f"?report={cast.report.pk}")
    assert book["按章节"]["A4"].value == "缩进各行已计入其上一级。"
