"""The Excel ledger, cell by cell: heading, columns, units, several reports, Chinese."""

import datetime

import pytest
from django.conf import settings
from django.utils import translation

from items.layouts.export import WorkbookHead, file_name
from items.layouts.shipped import SHIPPED
from items.lights.columns import ground
from items.lights.terms import PALETTE, Look, look
from items.models import Colour, WorkItem

from ..given import factories
from ..given.factories import day
from .workbooks import HEAD, HEAD_ROW, ON, SHANGHAI, export, note, rows, statistics, values

pytestmark = pytest.mark.usefixtures("english")

CATALOGUE = settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"


def test_every_column_of_an_item(cast):
    root = factories.chapter(cast.report, "(七)着力保障和改善民生", label="(七)", title="着力保障和改善民生")
    group = factories.chapter(cast.report, "办好关系民生的十件实事。", parent=root, title="十件实事")
    at = datetime.datetime(2011, 4, 30, 23, 30, 15, 120, tzinfo=SHANGHAI)
    WorkItem.objects.filter(pk=cast.led.pk).update(
        chapter=group, status="in_progress", due_on=day("2011-12-31"), updated_at=at, remark="市长督办"
    )
    factories.target(cast.led, "新增床位", 2000, unit="张", comparator=">=")
    factories.target(cast.led, "新建养老服务站", 1, unit="个", per="每个社区")
    note(cast.led, "已选址", at - datetime.timedelta(days=1), by=cast.liaison, department=cast.civil_affairs)
    note(cast.led, "已开工", at, by=cast.health_liaison, department=cast.health)
    workbook = export()
    row = rows(workbook)[0]
    assert list(row) == HEAD
    assert [cell.value for cell in row.values()] == [
        1,
        1,
        "(七)着力保障和改善民生/十件实事",
        "加强养老服务",
        "新增床位",
        2000,
        "张",
        None,
        "市民政局",
        "市卫生局",
        None,
        "In progress",
        datetime.datetime(2011, 12, 31),
        None,
        0.332,
        "□ Awaiting report",
        "Issued; no report has been asked for yet.",
        "市卫生局: 已开工",
        None,
        None,
        None,
        None,
        "市长督办",
    ]


def test_dates_are_dates(cast):
    WorkItem.objects.update(due_on=day("2011-12-31"))
    for row in rows(export()):
        assert row["Deadline"].is_date and row["Deadline"].number_format == "yyyy-mm-dd"


def test_deadline_without_a_day_stands_as_written(cast):
    WorkItem.objects.update(due_text="年内见成效")
    WorkItem.objects.filter(pk=cast.supported.pk).update(due_on=day("2011-06-30"), due_text="上半年")
    assert values(export(), "Deadline") == ["年内见成效", datetime.datetime(2011, 6, 30), "年内见成效"]


def test_a_day_before_excel_s_calendar_is_text(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("0211-12-31"))
    assert values(export(), "Deadline")[0] == "0211-12-31"


def test_rows_are_the_queryset_in_its_order(cast):
    items = WorkItem.objects.of_department(cast.civil_affairs).order_by("-position")
    workbook = export(items)
    assert values(workbook, "Work item") == [item.text for item in items] == ["完善医疗救助", "加强养老服务"]
    assert values(workbook, "No.") == [1, 2]


def test_a_prepared_list_gives_the_same_rows(cast):
    plain, prepared = export(), export(WorkItem.objects.in_order().for_list())
    assert [[c.value for c in row.values()] for row in rows(plain)] == [
        [c.value for c in row.values()] for row in rows(prepared)
    ]


def test_the_sheets_have_titles_of_their_own(cast):
    def titles(title):
        return [sheet["A1"].value for sheet in export(title=title).worksheets]

    further = ["Items by unit", "Items behind", "Reports missing", "Statistics"]
    assert titles("2011年任务分解") == [
        "2011年任务分解: ledger",
        *(f"2011年任务分解: ledger: {one}" for one in further),
    ]
    assert titles("")[:2] == ["Tasks: ledger", "Tasks: ledger: Items by unit"]


def test_heading_names_title_date_count_and_filters(cast):
    sheet = export(
        WorkItem.objects.filter(status="not_started").exclude(pk=cast.led.pk),
        filters=[("Status", "Not started"), ("Department", "各县(市)区人民政府")],
    ).worksheets[0]
    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == [
        "2011年任务分解: ledger",
        "Data date: 2011-05-01. Number of work items: 2",
        "Filters: Status: Not started; Department: 各县(市)区人民政府",
    ]


def test_without_filters_the_heading_says_so(cast):
    assert export().worksheets[0]["A3"].value == "Filters: none, all work items"


def test_long_filters_get_the_height_they_need(cast):
    def height(filters):
        return export(filters=filters).worksheets[0].row_dimensions[3].height

    assert height([("字", "甲" * 150)]) >= 2 * height([("字", "甲")]) - 4


def test_overdue_is_said_in_words_and_red(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress", due_on=ON - datetime.timedelta(days=1))
    WorkItem.objects.filter(pk=cast.supported.pk).update(status="in_progress", due_on=ON)
    WorkItem.objects.filter(pk=cast.open_lead.pk).update(status="completed", due_on=day("2011-03-01"), completed_on=ON)
    found = rows(export())
    assert [row["Status"].value for row in found] == ["In progress (overdue)", "In progress", "Completed"]
    assert [row["Status"].font.color.rgb if row["Status"].font.color else None for row in found] == [
        "00C00000",
        None,
        None,
    ]
    assert found[0]["Deadline"].is_date


def test_each_light_stands_in_its_letters_on_its_ground(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress", due_on=ON + datetime.timedelta(days=5))
    WorkItem.objects.filter(pk=cast.supported.pk).update(status="in_progress", due_on=ON - datetime.timedelta(days=1))
    words = {}
    for row in rows(export()):
        cell = row["Light"]
        words[cell.value.split(" ", 1)[1]] = (cell.fill.fgColor.rgb[2:], cell.font.color.rgb[2:])
    colours = [Colour.YELLOW, Colour.RED, Colour.WAITING]
    expected = {look(one).word: ground(look(one)) for one in colours}
    assert words == {word: (one.fill[1:].upper(), one.letters[1:].upper()) for word, one in expected.items()}


@pytest.mark.parametrize("colour", PALETTE)
def test_the_letters_of_a_light_are_read_on_their_ground(colour):
    """WCAG's contrast, as for words on a page."""

    def lightness(tone):
        parts = [int(tone[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    one = ground(Look("■", "", colour))
    dark, pale = sorted(map(lightness, (one.letters, one.fill)))
    assert (pale + 0.05) / (dark + 0.05) >= 4.5


def test_every_status_is_named_by_the_model(cast):
    for status in WorkItem.Status:
        completed = ON if status == "completed" else None
        WorkItem.objects.update(status=status, completed_on=completed)
        assert set(values(export(), "Status")) == {status.label}


def test_without_a_lead_the_ledger_says_so(cast):
    row = rows(export())[2]
    assert row["Lead department"].value == "Not stated"


def test_a_collective_stands_as_written(cast):
    assert rows(export())[2]["Supporting/responsible departments"].value == "各区人民政府、市教育局"


def test_mixed_roles_are_named(cast):
    item = factories.item(
        cast.report, 4, leads=[cast.office], supports=[cast.health], responsible=[cast.civil_affairs, cast.education]
    )
    alone = factories.item(cast.report, 5, supports=[cast.health])
    unit = "Supporting/responsible departments"
    found = rows(export(WorkItem.objects.filter(pk__in=[item.pk, alone.pk]).in_order()))
    assert found[0]["Lead department"].value == "市政府办公室"
    assert found[0][unit].value == "Supporting: 市卫生局\nResponsible (lead not stated): 市民政局、市教育局"
    assert (found[1]["Lead department"].value, found[1][unit].value) == ("Not stated", "Supporting: 市卫生局")


def test_several_leads_and_no_units_at_all(cast):
    both = factories.item(cast.report, 4, leads=[cast.office, cast.health])
    none = factories.item(cast.report, 5)
    found = rows(export(WorkItem.objects.filter(pk__in=[both.pk, none.pk]).in_order()))
    assert [row["Lead department"].value for row in found] == ["市政府办公室、市卫生局", "Not stated"]
    assert [row["Supporting/responsible departments"].value for row in found] == [None, None]


def test_a_second_item_under_one_number_keeps_its_clause(cast):
    factories.item(cast.report, 3, position=4, clause=2)
    cell = rows(export())[3]["Original number"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("3-2", "s", True)


def test_items_of_several_reports_name_their_report(cast):
    other = factories.report(year=2012, title="2012年任务分解")
    factories.item(other, 1, chapter=factories.chapter(other, "(一)工业", label="(一)", title="工业"))
    assert values(export(), "Chapter") == [
        "2012年任务分解/(一)工业",
        "2011年任务分解",
        "2011年任务分解",
        "2011年任务分解",
    ]


def test_no_items_give_a_sentence(cast):
    for nothing in (WorkItem.objects.none(), WorkItem.objects.filter(number=999)):
        workbook = export(nothing, filters=[("Words", "无此事项")])
        sheet = workbook.worksheets[0]
        assert sheet["A2"].value == "Data date: 2011-05-01. Number of work items: 0"
        assert sheet["A5"].value == "No work item matches these filters."
        assert sheet["A6"].value.strip().startswith("Reporting unit:")
        assert sheet.max_row == 6
        assert list(statistics(workbook)) == ["Total (each item counted once)"]
        assert set(statistics(workbook)["Total (each item counted once)"].values()) == {
            "Total (each item counted once)",
            0,
        }


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the Chinese catalogue has not been compiled")
def test_the_ledger_is_chinese_for_chinese_readers(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress", due_on=day("2011-03-01"))
    with translation.override("zh-hans"):
        workbook = export(title="2011年任务分解")
        named = file_name(SHIPPED["ledger"], WorkbookHead("2011年任务分解", [("亮灯", "严重滞后")], ON))
    assert named == "2011年任务分解_台账全表_严重滞后_2011-05-01.xlsx"
    assert workbook.sheetnames == ["总表", "按单位", "滞后", "未报送", "统计"]
    ledger = workbook["总表"]
    assert ledger["A1"].value == "2011年任务分解台账"
    head = (
        "序号 原编号 章节 工作事项 量化目标 目标值 计量单位 累计完成 牵头单位 配合/责任单位 分管领导 状态 完成时限 "
        "完成比例 序时进度 亮灯 亮灯原因 最新进展 存在问题 下一步措施 报送日期 核实意见 备注"
    )
    assert [cell.value for cell in ledger[HEAD_ROW]] == head.split()
    first, _second, third = (
        {ledger.cell(HEAD_ROW, cell.column).value: cell.value for cell in row}
        for row in ledger.iter_rows(min_row=HEAD_ROW + 2, max_row=HEAD_ROW + 4)
    )
    assert first["状态"] == "推进中（已逾期）"
    assert third["牵头单位"] == "未明确"
