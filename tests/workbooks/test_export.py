"""The workbook as it leaves the portal: what can be filled in, what the program checks, what is kept of it."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from items.background.working import work
from items.models import Export, ProgressUpdate
from items.updates import drafting
from items.workbooks.columns import FIGURES, PROGRESS
from items.workbooks.contents import contents_of

from ..given import factories
from ..given.opened_rounds import State, put
from ..given.unit_workbooks import TITLES, Filled, exported
from ..layouts.printed import convert, needs_soffice, pages


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def open_cells(sheet):
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}


def test_what_is_told_and_what_can_be_filled_in(filled, homes):
    sheet, figures = filled.sheet(), filled.sheet(FIGURES)
    assert filled.book.sheetnames == ["进展填报", "指标填报", "填写说明", "平台信息"]
    assert sheet["B1"].value == "市民政局2011年3月进展填报表"
    heads = [cell.value for cell in sheet[5]][1:]
    assert heads == [
        *("序号", "工作事项", "角色", "状态", "上期报送", "指标及上期数据"),
        *("本期进展", "存在问题", "下一步措施", "需协调", "本期无变化", "完成比例（%）"),
    ]
    assert [cell.value for cell in sheet[6]][1:8] == [
        *("1", "加强养老服务", "牵头", "未报", "2011年2月（已通过）\n二月新建5所"),
        *("新建敬老院 12所；上期5所\n床位使用率 80%", None),
    ]
    # Its completion follows from its targets; a supporting unit judges none.
    assert open_cells(sheet) == {f"{column}{row}" for row in (6, 7) for column in "HIJKL"}
    assert [cell.value for cell in figures[6]][3:10] == [
        "新建敬老院",
        "12所",
        None,
        "5所 (2011年2月)",
        None,
        "所",
        None,
    ]
    assert open_cells(figures) == {f"{column}{row}" for row in (6, 7) for column in "HJ"}


def test_the_rest_is_locked_without_a_password_and_the_record_is_hidden(filled):
    for title in filled.book.sheetnames:
        protection = filled.book[title].protection
        assert protection.sheet and not protection.password
    assert filled.book.security.lockStructure
    assert filled.book["平台信息"].sheet_state == "hidden"
    for sheet in (filled.sheet(), filled.sheet(FIGURES)):
        assert sheet.column_dimensions["A"].hidden and sheet.row_dimensions[4].hidden


@needs_soffice
def test_no_letter_is_printed_smaller_than_eight_points(made, tmp_path):
    for page in pages(convert({"filled": made}, "pdf", tmp_path)["filled"]):
        assert min(page.sizes) >= 8, page.sizes


def test_the_program_checks_what_is_typed(filled, led, homes, rate):
    checks = {str(one.sqref): one for one in filled.sheet().data_validations.dataValidation}
    assert (checks["H6:H7"].type, checks["H6:H7"].formula1) == ("textLength", "2000")
    assert checks["K6:K7"].formula1 == checks["L6:L7"].formula1 == '"是,否"'
    assert (checks["M6:M7"].type, checks["M6:M7"].formula2) == ("decimal", "100")
    figures = {str(one.sqref): one for one in filled.sheet(FIGURES).data_validations.dataValidation}
    assert (figures["H6"].type, figures["H6"].formula1, figures["H6"].errorStyle) == ("whole", "0", "warning")
    assert (figures["H7"].type, figures["H7"].errorStyle) == ("decimal", None)
    assert figures["J6:J7"].formula1 == '"沿用,无法取得"'


def test_what_has_been_written_already_stands_in_it_and_text_stays_text(cast, march, led, homes):
    changes = {"text": "=1+1", "needs_decision": "on", f"value_{homes.pk}": "7"}
    drafting.save(led, by=cast.liaison, at=factories.moment("2011-03-18 10:00"), was={}, changes=changes)
    filled = Filled(exported(march, cast.civil_affairs, cast.liaison))
    cell = filled.cell(led, "text")
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert filled.cell(led, "needs_decision").value == "是"
    assert filled.cell(led, "value", homes).value == 7
    # A draft has been begun, so “no change” cannot be said any more.
    assert filled.cell(led, "no_change").protection.locked


def test_what_has_been_handed_in_is_not_in_it(cast, march, led, part):
    put(led, State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    contents = contents_of(march, cast.civil_affairs, cast.liaison)
    assert [line.key for line in contents.lines] == [f"r{part.pk}"]


def test_the_office_sees_no_words_that_have_not_left_the_unit(cast, march, led):
    put(led, State.DRAFT, by=cast.liaison, office=cast.supervisor, text="尚未报送的话")
    own, office = (contents_of(march, cast.civil_affairs, one) for one in (cast.liaison, cast.supervisor))
    assert own.of(PROGRESS)[0].cells["text"] == "尚未报送的话"
    assert office.of(PROGRESS)[0].cells["text"] == "" == office.of(PROGRESS)[0].record.base["text"]


def test_the_reason_of_a_return_is_told_to_the_unit_alone(cast, march, led):
    returned = {"returned_by": "head", "return_reason": "数据不清"}
    put(led, State.RETURNED, by=cast.liaison, office=cast.supervisor, **returned)
    own, office = (contents_of(march, cast.civil_affairs, one) for one in (cast.liaison, cast.supervisor))
    assert own.of(PROGRESS)[0].cells["state"].endswith("：数据不清")
    assert office.of(PROGRESS)[0].cells["state"] == "已退回"


def test_queries_do_not_grow_with_the_reports(cast, march, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        assert len(contents_of(march, cast.civil_affairs, cast.liaison).lines) == 4
    for number in range(20, 50):
        item = factories.item(cast.report, number, "又一件事", leads=[cast.civil_affairs])
        factories.target(item, "新建", 3, unit="所")
        ProgressUpdate.objects.create(period=march, item=item, department=cast.civil_affairs, role="lead")
    with django_assert_max_num_queries(16):
        assert len(contents_of(march, cast.civil_affairs, cast.liaison).lines) == 64


def test_the_liaison_downloads_the_workbook_of_the_own_unit(client, cast, march):
    client.force_login(cast.liaison)
    main = client.get(reverse("own_updates")).text
    assert reverse("workbook_list") in main
    page = client.get(reverse("workbook_list")).text
    address = f"{reverse('workbook_unit', args=[march.pk])}?unit={cast.civil_affairs.pk}"
    assert address in page
    answer = client.get(address)
    assert answer.filename == "单位填报表_市民政局_2011年3月.xlsx"
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book["进展填报"]["B1"].value.startswith("市民政局")


def test_nobody_downloads_another_units(client, cast, march):
    client.force_login(cast.liaison)
    address = reverse("workbook_unit", args=[march.pk])
    assert client.get(address, {"unit": cast.health.pk}).status_code == 403


def test_with_nothing_to_report_there_is_nothing_to_download(client, cast, march):
    march.updates.update(state="dropped")
    client.force_login(cast.liaison)
    assert client.get(reverse("workbook_unit", args=[march.pk])).status_code == 302
    assert "目前没有待报送事项" in client.get(reverse("workbook_list")).text


def test_the_office_has_all_units_of_a_period_in_one_file(client, cast, march):
    client.force_login(cast.supervisor)
    address = reverse("workbook_all", args=[march.pk])
    assert address in client.get(march.get_absolute_url()).text
    assert client.post(address)["Location"] == reverse("export_list")
    work(until_done=True)
    export = Export.objects.get()
    assert (export.state, export.name) == ("ready", "单位填报表_2011年任务分解_2011年3月.zip")
    data = b"".join(client.get(reverse("export_file", args=[export.pk])).streaming_content)
    with ZipFile(BytesIO(data)) as packed:
        names = packed.namelist()
        book = load_workbook(BytesIO(packed.read("单位填报表_市卫生局_2011年3月.xlsx")))
    assert sorted(names) == sorted(
        f"单位填报表_{unit}_2011年3月.xlsx"
        for unit in ("市民政局", "市卫生局", "市教育局", "东城区人民政府", "西城区人民政府")
    )
    assert book[TITLES[PROGRESS]]["B1"].value.startswith("市卫生局")


def test_a_large_unit_waits_for_its_workbook(client, cast, march, monkeypatch):
    monkeypatch.setattr("items.workbooks.views.MADE_AT_ONCE", 1)
    client.force_login(cast.liaison)
    assert client.get(reverse("workbook_unit", args=[march.pk]))["Location"] == reverse("export_list")
    work(until_done=True)
    export = Export.objects.get()
    assert (export.state, export.name) == ("ready", "单位填报表_市民政局_2011年3月.xlsx")


def test_a_period_that_was_closed_meanwhile_gives_none(cast, march):
    client = Client()
    client.force_login(cast.supervisor)
    client.post(reverse("workbook_all", args=[march.pk]))
    type(march).objects.filter(pk=march.pk).update(opened_at=None)
    work(until_done=True)
    export = Export.objects.get()
    assert export.state == "failed" and "已不在进行中" in export.failure
