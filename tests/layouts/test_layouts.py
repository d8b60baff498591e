"""What the shipped layouts say: bands and their counts, merged cells, numbers, who is behind, who has not reported."""

import datetime

import pytest

from departments import clock
from items.models import Target, WorkItem
from items.sheets.paper import A3, A4, Pages, fitted, paper_for

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import MARCH, State, opened, put, update_of
from ..given.together import moment
from .workbooks import ON, bands, export, rows

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def in_may():
    with clock.at(moment(f"{ON} 10:00")):
        yield


def merged(sheet):
    return {str(area) for area in sheet.merged_cells.ranges}


def numbers(workbook):
    return [row["Original number"].value for row in rows(workbook)]


# Numbers and merged cells


def test_an_item_stands_once_over_the_rows_of_its_targets(cast):
    factories.target(cast.led, "新增床位", 2000, unit="张", comparator=">=")
    factories.target(cast.led, "新建养老服务站", 1, unit="个", per="每个社区")
    factories.target(cast.led, "培训护理员", 500, unit="人", comparator="<=")
    sheet = export().worksheets[0]
    first = 7
    labels = {cell.value: cell.column_letter for cell in sheet[5]}
    told = [
        [sheet[f"{labels[label]}{row}"].value for label in ("Targets", "Target", "Unit of count")]
        for row in range(first, first + 3)
    ]
    assert told == [["新增床位", 2000, "张"], ["新建养老服务站", 1, "个（每个社区）"], ["培训护理员", 500, "人"]]
    goal = labels["Target"]
    assert [sheet[f"{goal}{row}"].number_format for row in range(first, first + 3)] == [
        '"≥ "General',
        "General",
        '"≤ "General',
    ]
    over = {f"{letter}{first}:{letter}{first + 2}" for label, letter in labels.items()}
    parted = {f"{labels[label]}{first}" for label in ("Targets", "Target", "Unit of count", "Cumulative value")}
    found = {area for area in merged(sheet) if area.endswith(str(first + 2))}
    assert found == {area for area in over if area.partition(":")[0] not in parted}
    assert sheet[f"A{first + 3}"].value == 2


def test_a_range_is_text(cast):
    Target.objects.create(item=cast.led, position=1, label="新增床位", number=3, upper=5, unit="张")
    assert rows(export())[0]["Target"].value == "3–5"


def test_percents_are_percents(cast):
    cell = rows(export())[0]["Planned progress"]
    assert (cell.value, cell.number_format, cell.data_type) == (0.332, "0.0%", "n")


# Bands


def test_bands_of_chapters_tell_count_and_lights(cast):
    """In the order of the text, where what stands in no chapter has its place too."""
    first = factories.chapter(cast.report, "(一)民生", label="(一)", title="民生")
    second = factories.chapter(cast.report, "(二)教育", label="(二)", title="教育")
    WorkItem.objects.filter(pk=cast.led.pk).update(chapter=first, status="in_progress", due_on=day("2011-03-01"))
    WorkItem.objects.filter(pk=cast.open_lead.pk).update(chapter=second)
    workbook = export()
    assert bands(workbook) == [
        "(一)民生 — 1 items　■ Far behind 1",
        "In no chapter — 1 items　□ Awaiting report 1",
        "(二)教育 — 1 items　□ Awaiting report 1",
    ]
    assert numbers(workbook) == [1, 2, 3]


def test_under_each_unit_stands_what_it_leads_or_is_responsible_for(cast):
    workbook = export(layout="units")
    assert [band.partition(" — ")[0] for band in bands(workbook)] == [
        "市民政局",
        "市卫生局",
        "市教育局",
        "各区人民政府",
    ]
    assert numbers(workbook) == [1, 2, 3, 3]


def test_what_no_unit_steers_stands_last(cast):
    factories.item(cast.report, 9, "另行交办", supports=[cast.health])
    workbook = export(layout="units")
    assert bands(workbook)[-1].startswith("No unit leads or is responsible — 1 items")
    assert numbers(workbook)[-1] == 9


def test_under_each_leader_stand_the_own_items(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(leaders="张市长、李市长")
    WorkItem.objects.filter(pk=cast.supported.pk).update(leaders="李市长")
    workbook = export(layout="portfolios")
    told = [band.partition(" items")[0] for band in bands(workbook)]
    assert sorted(told[:2]) == ["张市长 — 1", "李市长 — 2"]
    assert told[2] == "No leader in charge named — 1"
    assert sorted(numbers(workbook)) == [1, 1, 2, 3]


# What is behind, what is not reported


def test_the_list_of_what_is_behind_has_red_before_yellow(cast):
    soon, gone = ON + datetime.timedelta(days=5), ON - datetime.timedelta(days=1)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress", due_on=soon)
    WorkItem.objects.filter(pk=cast.supported.pk).update(status="in_progress", due_on=gone)
    workbook = export(layout="behind")
    assert [row["Light"].value for row in rows(workbook)] == ["■ Far behind", "▲ Behind"]
    assert workbook.worksheets[0]["A2"].value == "Data date: 2011-05-01. Number of work items: 2"


def test_the_sheet_of_what_is_behind_counts_anew(cast):
    WorkItem.objects.filter(pk=cast.open_lead.pk).update(status="in_progress", due_on=ON - datetime.timedelta(days=1))
    workbook = export()
    assert [(row["No."].value, row["Work item"].value) for row in rows(workbook, 2)] == [(1, "发展学前教育")]


def test_the_missing_reports_stand_under_their_units(cast):
    period = opened(cast.report, MARCH)
    put(update_of(period, cast.led, cast.civil_affairs), State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    workbook = export(layout="silent")
    found = [band.partition(" — ")[0] for band in bands(workbook)]
    assert "市教育局" in found and "市民政局" in found
    first = next(row for row in rows(workbook) if row["Original number"].value == 3)
    assert first["Report due on"].value.date() == period.due_on
    owed = {row["Work item"].value: row["Units that have not reported"].value for row in rows(export(), 3)}
    assert owed["加强养老服务"] == "市卫生局"


# Paper


def test_columns_are_made_to_fit_and_numbers_keep_their_width():
    widths, across = fitted([5, 12, 100, 200], [5, 12, 9, 9], A3)
    assert across == 1 and widths[:2] == [5, 12]
    assert sum(widths) == pytest.approx(A3.room)


def test_what_cannot_fit_stands_on_two_sheets():
    assert fitted([12] * 30, [12] * 30, A3)[1] == 2


def test_the_smallest_paper_that_has_room_is_taken():
    assert (paper_for([A4.room]), paper_for([A4.room + 1])) == (A4, A3)


class Sheet:
    """What `Pages` writes upon."""

    def __init__(self):
        self.row_breaks = []


def test_a_band_is_not_left_at_the_foot_of_a_page():
    sheet = Sheet()
    pages = Pages(sheet, 100)
    pages.add(1, 80)
    pages.add(2, 10, with_next=True)
    pages.add(3, 30)
    assert [one.id for one in sheet.row_breaks] == [1]


def test_excel_s_limit_of_breaks_is_kept():
    sheet = Sheet()
    pages = Pages(sheet, 100)
    for row in range(1, 2000):
        pages.add(row, 90)
    assert len(sheet.row_breaks) == 1000
