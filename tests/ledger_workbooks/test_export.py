"""The ledger as it goes out: what may be changed is open, all else is locked; of which items, made where."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from departments.models import Membership
from items.background.working import work
from items.exports.keeping import open_made
from items.ledger_workbooks import page, views
from items.models import Export, WorkItem

from ..given import factories
from ..given.ledger_workbooks import ChangedLedger, key_of, written

LIST, FILE = reverse("ledger_workbook_list"), reverse("ledger_workbook_file")


@pytest.fixture
def office(client, cast):
    client.force_login(cast.supervisor)
    return client


def book_of(answer):
    return ChangedLedger(b"".join(answer.streaming_content))


def numbers(ledger):
    sheet = ledger.sheet()
    return [sheet.cell(row, 2).value for row in range(6, sheet.max_row + 1)]


def test_what_a_page_lets_the_office_type_is_open_and_all_else_locked(ledger, cast, homes, opening):
    locked = {"number", "report", "status", "item", "place"}
    for row in (cast.led, homes, opening):
        sheet = ledger.sheet(ledger.form.sheet_of(key_of(row)))
        assert sheet.protection.sheet
        for name in set(ledger.names(sheet)[1]) - {"key"}:
            assert ledger.cell(row, name).protection.locked == (name in locked), name


def test_cells_hold_days_and_numbers_as_such(ledger, cast, homes, opening):
    assert ledger.cell(cast.led, "due_on").value == datetime.datetime(2011, 11, 30)
    assert ledger.cell(cast.led, "due_on").number_format == "yyyy-mm-dd"
    assert ledger.cell(homes, "figure").value == 12 and ledger.cell(homes, "comparator").value == "等于"
    assert ledger.cell(opening, "day").value == datetime.datetime(2011, 6, 30)
    assert ledger.cell(cast.led, "lead").value == "市民政局"
    assert ledger.cell(cast.open_lead, "responsible").value == "各区人民政府、市教育局"


def test_the_program_checks_what_is_typed(ledger, cast):
    sheet = ledger.sheet()
    checks = {str(one.sqref)[0]: one for one in sheet.data_validations.dataValidation}
    letter = ledger.cell(cast.led, "due_on").column_letter
    assert checks[letter].type == "date"
    chapters = checks[ledger.cell(cast.led, "chapter").column_letter]
    assert chapters.type == "list" and "平台信息·选项" in chapters.formula1
    hidden = ledger.book["平台信息·选项"]
    assert hidden.sheet_state == "hidden" and [row[0].value for row in hidden] == ["一、民生", "二、教育"]


def test_a_text_stays_a_text(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(remark="=1+1")
    cell = ChangedLedger(written()).cell(cast.led, "remark")
    assert (cell.value, cell.data_type) == ("=1+1", "s") and cell.quotePrefix


def test_a_text_that_no_cell_holds_is_locked_and_never_touched(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(text="长" * 9000)
    ledger = ChangedLedger(written())
    assert ledger.cell(cast.led, "text").protection.locked and "平台上修改" in ledger.cell(cast.led, "text").value


def test_the_present_filter_decides_the_rows(office, cast, made):
    answer = office.get(f"{FILE}?department={cast.health.pk}&role=lead")
    assert "可回填台账" in answer.headers["Content-Disposition"] or "%E5%8F%AF" in answer.headers["Content-Disposition"]
    ledger = book_of(answer)
    assert numbers(ledger) == ["2"] and "市卫生局" in ledger.sheet()["B2"].value
    assert f"{LIST}?department=" in office.get(f"{reverse('item_list')}?department={cast.health.pk}").text
    assert LIST in office.get(reverse("layout_choose")).text


def test_whoever_is_not_of_the_office_finds_no_link(client, cast, made):
    client.force_login(cast.liaison)
    assert LIST not in client.get(reverse("item_list")).text
    assert LIST not in client.get(reverse("layout_choose")).text


def test_of_many_items_it_is_made_in_the_background(office, cast, made, monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(views, "MADE_AT_ONCE", 1)
    assert numbers(book_of(office.get(f"{FILE}?q=养老"))) == ["1"]
    assert office.get(FILE)["Location"].startswith(LIST)
    assert office.post(LIST, {"make": "on"})["Location"] == reverse("export_list")
    work(until_done=True)
    export = Export.objects.get()
    assert export.state == Export.State.READY and export.name.startswith("可回填台账")
    with open_made(export) as file:
        assert numbers(ChangedLedger(file.read())) == ["1", "2", "3"]


def test_who_left_the_office_meanwhile_gets_none(office, cast, made, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    office.post(LIST, {"make": "on"})
    Membership.objects.filter(user=cast.supervisor).delete()
    work(until_done=True)
    assert Export.objects.get().state == Export.State.FAILED


def test_too_many_items_are_refused_in_words(office, made, monkeypatch):
    monkeypatch.setattr(page, "MOST_ITEMS", 2)
    answer = office.get(LIST)
    assert "共3项，超出上限2项" in answer.text and FILE not in answer.text
    assert office.post(LIST, {"make": "on"})["Location"] == LIST and not Export.objects.exists()


def test_a_wrong_filter_and_an_empty_one_are_told(office, made):
    assert "已不存在" in office.get(f"{LIST}?report=999").text
    assert "没有符合筛选条件" in office.get(f"{LIST}?q=没有这样的事").text


def test_queries_do_not_grow_with_the_items(cast, made, django_assert_num_queries):
    with django_assert_num_queries(5):
        written()
    for number in range(10, 30):
        item = factories.item(cast.report, number, leads=[cast.health])
        factories.target(item)
        factories.milestone(item)
    with django_assert_num_queries(5):
        data = written()
    assert len(load_workbook(BytesIO(data))["量化目标"]["B"]) == 5 + 22
