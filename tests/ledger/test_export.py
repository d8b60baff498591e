"""The Excel ledger: opened again and read, cell by cell."""

import csv
import datetime
import io
import shutil
import subprocess
import tracemalloc

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from items.ledger.export import columns as ledger_columns
from items.ledger.export import ledger_name, write_ledger
from items.lights.facts import lights_of
from items.models import ProgressNote, Responsibility, WorkItem
from items.sheets.cells import CELL_LIMIT
from items.sheets.tables import lines_of

from ..given import factories
from ..given.factories import day

ON = day("2011-05-01")
HEAD_ROW = 4
HEAD = [
    "No.",
    "Original number",
    "Chapter",
    "Work item",
    "Targets",
    "Lead department",
    "Supporting/responsible departments",
    "Status",
    "Deadline",
    "Completion (%)",
    "Planned progress (%)",
    "Light",
    "Why",
    "Latest progress",
    "Updated at",
    "Remark",
]
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
SOFFICE = shutil.which("soffice")
CATALOGUE = settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"


@pytest.fixture(autouse=True)
def english():
    """Labels are compared in the language of the code."""
    with translation.override("en"):
        yield


def export(items=None, *, title="2011年任务分解", filters=(), on=ON):
    """The ledger of the items as an opened workbook."""
    file = io.BytesIO()
    items = WorkItem.objects.in_order() if items is None else items
    write_ledger(items, title=title, filters=list(filters), on=on, file=file)
    file.seek(0)
    return load_workbook(file)


def rows(workbook):
    """The ledger's rows below the head as {label: cell}."""
    sheet = workbook.worksheets[0]
    found = list(sheet.iter_rows(min_row=HEAD_ROW, max_col=len(HEAD)))
    labels = [cell.value for cell in found[0]]
    return [dict(zip(labels, row, strict=True)) for row in found[1:]]


def values(workbook, label):
    return [row[label].value for row in rows(workbook)]


def statistics(workbook):
    """The second sheet below its head as {first cell: {label: value}}, and the sheet."""
    sheet = workbook.worksheets[1]
    found = list(sheet.iter_rows(min_row=HEAD_ROW + 1, values_only=True))
    return {row[0]: dict(zip(found[0], row, strict=True)) for row in found[1:]}


def note(item, text, at, *, by, department=None):
    return ProgressNote.objects.create(item=item, text=text, at=at, by=by, department=department)


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
    row = rows(export())[0]
    assert list(row) == HEAD
    assert [cell.value for cell in row.values()] == [
        1,
        1,
        "(七)着力保障和改善民生/十件实事",
        "加强养老服务",
        "新增床位 ≥ 2000张\n新建养老服务站 1个（每个社区）",
        "市民政局",
        "市卫生局",
        "In progress",
        datetime.datetime(2011, 12, 31),
        None,
        33.2,
        "● Normal",
        "Nothing is late; no figure of completion was reported.",
        "市卫生局: 已开工",
        datetime.datetime(2011, 4, 30, 23, 30, 15),
        "市长督办",
    ]


def test_dates_are_dates(cast):
    WorkItem.objects.update(due_on=day("2011-12-31"), updated_at=datetime.datetime(2011, 5, 1, tzinfo=SHANGHAI))
    for row in rows(export()):
        assert row["Deadline"].is_date and row["Deadline"].number_format == "yyyy-mm-dd"
        assert row["Updated at"].is_date and row["Updated at"].number_format == "yyyy-mm-dd"


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

    assert titles("2011年任务分解") == ["2011年任务分解: ledger", "2011年任务分解: by department"]
    assert titles("") == ["Task ledger", "By department"]


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


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "=1+1",
        "+86",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "\n=1+1",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20a",
        "\u3000=1+1",
        "#N/A",
        "#REF!",
        "TRUE",
        "2011-12",
        "12月31日",
        "0012",
        "<script>alert(1)</script>",
        '&amp; <b>粗</b> "引号"',
        "  前后有空格  ",
        "第一行\n第二行",
    ],
)
def test_text_stays_text(cast, text):
    WorkItem.objects.filter(pk=cast.led.pk).update(text=text, remark=text)
    cast.civil_affairs.name = text
    cast.civil_affairs.save()
    workbook = export(filters=[("Words", text)], title=text)
    row = rows(workbook)[0]
    for label in ("Work item", "Remark", "Lead department"):
        assert (row[label].value, row[label].data_type) == (text, "s")
    for sheet in workbook.worksheets:
        assert sheet["A1"].data_type == sheet["A3"].data_type == "s"
    assert text in statistics(workbook)
    misreadable = text.lstrip()[0] in "=+-@\uff1d\uff0b\uff0d\uff20" or text[0].isdecimal()
    assert row["Work item"].quotePrefix == misreadable


def test_a_carriage_return_does_not_hide_a_formula(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(text="\r=1+1", remark="一\r\n二\r三")
    row = rows(export())[0]
    assert (row["Work item"].value, row["Work item"].data_type, row["Work item"].quotePrefix) == ("\n=1+1", "s", True)
    assert row["Remark"].value == "一\n二\n三"


def test_what_xml_cannot_hold_is_dropped(cast):
    # No NUL: PostgreSQL does not store it in the first place.
    WorkItem.objects.filter(pk=cast.led.pk).update(remark="甲\x01\x08\x0b\x0c\x1f\ufffe\uffff乙\x85\x7f")
    assert values(export(), "Remark")[0] == "甲乙\x85\x7f"


def test_nul_in_a_filter_is_dropped(cast):
    assert export(filters=[("Words", "a\x00b\ud800")]).worksheets[0]["A3"].value == "Filters: Words: ab"


@pytest.mark.parametrize("character", ["长", "𠮷"])
def test_over_long_text_is_cut_with_a_mark(cast, character):
    WorkItem.objects.filter(pk=cast.led.pk).update(remark=character * 40_000)
    found = values(export(), "Remark")[0]
    mark = "… (cut here: a cell holds 32767 characters)"
    assert found.endswith(character + mark)
    assert CELL_LIMIT - 1 <= len(found.encode("utf-16-le")) // 2 <= CELL_LIMIT


def test_the_longest_text_that_fits_is_not_touched(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(remark="长" * CELL_LIMIT)
    assert values(export(), "Remark")[0] == "长" * CELL_LIMIT


def test_it_is_ready_for_screen_and_printer(cast):
    workbook = export()
    for sheet, head_row, last in ((workbook.worksheets[0], 4, 7), (workbook.worksheets[1], 5, 11)):
        assert sheet.freeze_panes == f"A{head_row + 1}"
        assert sheet.print_title_rows == f"${head_row}:${head_row}"
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9  # A4
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (int(sheet.page_setup.fitToWidth), int(sheet.page_setup.fitToHeight)) == (1, 0)
        assert sheet.oddFooter.center.text == "Page &P of &N"
        width = sheet.max_column
        letter = sheet.cell(head_row, width).column_letter
        assert sheet.auto_filter.ref == f"A{head_row}:{letter}{last}"
        assert f"A1:{letter}1" in {str(merged) for merged in sheet.merged_cells.ranges}
        for column in range(1, width + 1):
            head, first = sheet.cell(head_row, column), sheet.cell(head_row + 1, column)
            assert head.font.name == "黑体" and head.border.top.style == "thin"
            assert first.alignment.wrap_text and first.alignment.vertical == "top"
            assert first.border.left.style == "thin"
            assert sheet.column_dimensions[head.column_letter].width >= 5


def test_no_items_give_a_sentence(cast):
    for nothing in (WorkItem.objects.none(), WorkItem.objects.filter(number=999)):
        workbook = export(nothing, filters=[("Words", "无此事项")])
        sheet = workbook.worksheets[0]
        assert sheet["A2"].value == "Data date: 2011-05-01. Number of work items: 0"
        assert sheet["A5"].value == "No work item matches these filters."
        assert sheet.max_row == 5
        assert sheet.auto_filter.ref == "A4:P4"
        assert list(statistics(workbook)) == ["Total (each item counted once)"]
        assert set(statistics(workbook)["Total (each item counted once)"].values()) == {
            "Total (each item counted once)",
            0,
        }


def test_statistics_count_by_unit_role_and_status(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="completed", completed_on=ON)
    found = statistics(export())
    labels = [choice.label for choices in (Responsibility.Role, WorkItem.Status) for choice in choices]

    def line(name):
        row = found[name]
        assert list(row) == ["Department", *labels, "Total"]
        return {label: value for label, value in row.items() if value and label != "Department"}

    assert line("市民政局") == {"Lead": 1, "Supporting": 1, "Not started": 1, "Completed": 1, "Total": 2}
    assert line("市教育局") == {"Responsible (lead not stated)": 1, "Not started": 1, "Total": 1}
    assert line("各区人民政府") == line("东城区人民政府") == line("市教育局")
    assert line("Total (each item counted once)") == {
        "Lead": 2,
        "Supporting": 2,
        "Responsible (lead not stated)": 1,
        "Not started": 2,
        "Completed": 1,
        "Total": 3,
    }


def test_statistics_cover_the_filtered_items_only(cast):
    found = statistics(export(WorkItem.objects.filter(pk=cast.open_lead.pk)))
    assert list(found) == [
        "市教育局",
        "东城区人民政府",
        "西城区人民政府",
        "各区人民政府",
        "Total (each item counted once)",
    ]


def test_statistics_stand_in_the_units_order_and_explain_themselves(cast):
    cast.west.position, cast.east.position = 1, 2
    cast.west.save()
    cast.east.save()
    workbook = export()
    assert list(statistics(workbook))[-3:-1] == ["西城区人民政府", "东城区人民政府"]
    assert workbook.worksheets[1]["A4"].value.startswith("An item counts for every department")


def test_queries_do_not_grow_with_the_items(cast, django_assert_num_queries):
    with CaptureQueriesContext(
        connection,
    ) as one:
        export(WorkItem.objects.filter(pk=cast.led.pk))
    for number in range(4, 54):
        chapter = factories.chapter(cast.report)
        item = factories.item(cast.report, number, leads=[cast.health], supports=[cast.districts], chapter=chapter)
        factories.target(item, "新建站点", number, unit="个")
        note(item, "已开工", datetime.datetime(2011, 4, 1, tzinfo=SHANGHAI), by=cast.liaison, department=cast.health)
    with django_assert_num_queries(len(one)):
        assert len(rows(export())) == 53
    assert len(one) <= 14


def test_the_report_s_source_text_is_not_fetched_with_every_row(cast):
    with CaptureQueriesContext(connection) as queries:
        export()
    assert not [query for query in queries.captured_queries if "items_sourcetext" in query["sql"]]


def test_rows_beyond_one_chunk_keep_their_units(cast, monkeypatch):
    monkeypatch.setattr("items.ledger.export.CHUNK", 2)
    assert values(export(), "Lead department") == ["市民政局", "市卫生局", "Not stated"]


def test_memory_does_not_grow_with_the_rows(cast, monkeypatch):
    monkeypatch.setattr("items.ledger.export.CHUNK", 50)
    offsets = dict.fromkeys(("start", "text_start", "text_end", "end"), 0)
    WorkItem.objects.bulk_create(
        WorkItem(report=cast.report, number=number, position=number, text="推进工作" * 300, **offsets)
        for number in range(4, 604)
    )

    def peak(items):
        tracemalloc.start()
        write_ledger(items, title="台账", filters=[], on=ON, file=io.BytesIO())
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    few = WorkItem.objects.filter(number__lte=100)
    peak(few)  # caches fill at the first use
    assert peak(WorkItem.objects.all()) < 1.5 * peak(few)


def test_long_texts_get_rows_that_show_them(cast):
    """LibreOffice shows one line of a row without a height, and cuts the others."""
    WorkItem.objects.filter(pk=cast.led.pk).update(text="长" * 220)
    WorkItem.objects.filter(pk=cast.supported.pk).update(remark="长" * 40_000)
    heights = export().worksheets[0].row_dimensions
    column = next(column for column in ledger_columns() if column.label == "Work item")
    assert heights[5].height >= 220 * 2 / column.width * 12
    assert heights[6].height == 409  # Excel's limit
    assert heights[7].height < 40


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("完善应急管理体系,提高应对公共危机和突发事件的能力", 48, 1),
        ("(七)着力保障和改善民生,提高人民群众幸福指数", 16, 3),
        ("2011-12-31", 11, 1),
        ("一\n二\n", 10, 3),
        ("长" * 100, 20, 10),  # 21 digits wide: ten characters and a half
    ],
)
def test_a_row_is_as_high_as_its_text(text, width, lines):
    assert lines_of(text, width) == lines


def test_a_fault_on_the_way_leaves_no_files(cast, monkeypatch, tmp_path):
    def fail(*args, **kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("items.ledger.export.add_statistics", fail)
    file = io.BytesIO()
    with pytest.raises(RuntimeError, match="went away"):
        write_ledger(WorkItem.objects.in_order(), title="任务", filters=[], on=ON, file=file)
    assert list(tmp_path.iterdir()) == []
    assert file.getvalue() == b""


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2011年任务分解", "2011年任务分解_ledger_2011-05-01.xlsx"),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j_ledger_2011-05-01.xlsx"),
        ("..\\..\\etc/passwd", "etc_passwd_ledger_2011-05-01.xlsx"),
        ("一\r\n二\x00\u202e三\u200b", "一二三_ledger_2011-05-01.xlsx"),
        ("", "Task ledger_2011-05-01.xlsx"),
        (" /. ", "Task ledger_2011-05-01.xlsx"),
    ],
)
def test_file_name_is_safe(title, name):
    assert ledger_name(title, ON) == name


def test_file_name_fits_a_file_system():
    assert len(ledger_name("𠮷" * 300, ON).encode()) < 255


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the Chinese catalogue has not been compiled")
def test_the_ledger_is_chinese_for_chinese_readers(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress", due_on=day("2011-03-01"))
    with translation.override("zh-hans"):
        workbook = export(title="2011年任务分解")
        assert ledger_name("2011年任务分解", ON) == "2011年任务分解台账_2011-05-01.xlsx"
    ledger, by_unit = workbook.worksheets
    assert [ledger.title, by_unit.title] == ["任务台账", "按单位统计"]
    assert ledger["A1"].value == "2011年任务分解台账"
    head = (
        "序号 原编号 章节 工作事项 量化目标 牵头单位 配合/责任单位 状态 完成时限 "
        "完成比例（%） 序时进度（%） 亮灯 亮灯原因 最新进展 更新时间 备注"
    )
    assert [cell.value for cell in ledger[HEAD_ROW]] == head.split()
    assert by_unit["A1"].value.startswith("2011年任务分解") and by_unit["A1"].value != ledger["A1"].value
    for cell in by_unit[HEAD_ROW + 1]:
        # On one line: a Chinese character takes two; the filter's button needs room, too.
        assert by_unit.column_dimensions[cell.column_letter].width >= 2 * len(cell.value) + 3
    assert ledger["H5"].value == "推进中（已逾期）"
    assert ledger["F7"].value == "未明确"


@pytest.mark.skipif(SOFFICE is None, reason="soffice is not on PATH (package libreoffice-calc-nogui)")
def test_libreoffice_reads_the_same_text(cast, tmp_path):
    formula = '=HYPERLINK("http://x","点")'
    WorkItem.objects.filter(pk=cast.led.pk).update(text=formula, due_on=day("2011-04-30"), remark="<b>&\x02二\n行")
    with (tmp_path / "台账.xlsx").open("wb") as file:
        write_ledger(WorkItem.objects.in_order(), title="任务", filters=[("词", "=1+1")], on=ON, file=file)
    # Numbers of the csv filter: comma, quote, UTF-8, first row; the rest are its defaults, the last one is sheet 1.
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", options, "--outdir", tmp_path, tmp_path / "台账.xlsx"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    [converted] = tmp_path.glob("*.csv")
    found = list(csv.reader(io.StringIO(converted.read_text(encoding="utf-8"))))
    assert "error" not in done.stderr.lower()
    assert found[2][0] == "Filters: 词: =1+1"
    assert found[3] == HEAD
    lit = WorkItem.objects.for_lights().get(pk=cast.led.pk)
    why = lights_of([lit], on=ON)[lit.pk].why
    units = ["市民政局", "市卫生局"]
    states = ["Not started (overdue)", "2011-04-30", "", "100", "■ Far behind", why]
    assert found[4] == ["1", "1", "", formula, "", *units, *states, "", "", "<b>&二\n行"]
    assert [row[3] for row in found[5:]] == ["完善医疗救助", "发展学前教育"]
