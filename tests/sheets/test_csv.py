"""Every list as comma-separated values: what its workbook says, field by field, and never a formula."""

import csv
import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import get_resolver, reverse

from items.people.recording import record_account_changes
from items.sheets.cells import clean
from items.sheets.csv import csv_tables, written
from items.sheets.tables import DATE, Column

from ..given import factories
from ..given.factories import moment
from ..given.lived_in import LIVED_IN

# What the address of one thing is about.
ABOUT = {"period_export": "frozen"}


def exports():
    """The names of all addresses of the portal that end in export.xlsx."""
    found = get_resolver().reverse_dict
    return sorted(
        name
        for name in found
        if isinstance(name, str) and found[name][0][0][0].endswith("export.xlsx") and not name.startswith("admin")
    )


def got(client, address, **filters):
    """The answer, read to its end."""
    response = client.get(address, filters)
    assert response.status_code == 200, address
    response.body = response.getvalue()
    return response


def bytes_of(client, address):
    return got(client, address).body


def rows_of_workbook(data):
    """The head row and the rows below it, as far as the filter of the first sheet reaches, as texts."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [[_spelt(cell) for cell in row] for row in sheet[sheet.auto_filter.ref]]


def _spelt(cell):
    if isinstance(cell.value, datetime.datetime):
        return cell.value.date().isoformat() if cell.number_format == "yyyy-mm-dd" else cell.value.isoformat(" ")
    if isinstance(cell.value, (int, float)):
        if cell.number_format.endswith("%"):
            return f"{Decimal(repr(cell.value)) * 100:.1f}%"
        return f"{Decimal(repr(cell.value)).normalize():f}"
    return "" if cell.value is None else str(cell.value)


def rows_of_csv(data, encoding="utf-8-sig"):
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


@pytest.fixture
def lived(settings, tmp_path, client, db):
    settings.VAR_DIR = tmp_path
    cast = LIVED_IN()
    factories.target(cast.led, label="=新建站点")
    before, at = {"phone": ""}, moment("2011-03-09 09:00")
    cast.liaison.phone = "+86 710"
    record_account_changes(before, cast.liaison, by=cast.administrator, at=at)
    client.force_login(cast.administrator)
    return cast


def whole_rows(rows):
    """The rows of the ledger without bands and the line for who signs, what is merged over several in each of them."""
    found = []
    for row in rows:
        if sum(map(bool, row)) > 1:
            found.append(row if row[0] else [value or above for value, above in zip(row, found[-1], strict=True)])
    return found


def pair(name, cast):
    """(address of the workbook, address of the same as values)."""
    about = [getattr(cast, ABOUT[name]).pk] if name in ABOUT else []
    workbook = reverse(name, args=about)
    return workbook, workbook.removesuffix("xlsx") + "csv"


def test_there_are_lists_to_export():
    assert {"item_export", "target_export", "period_export", "round_export", "people_changes_export"} <= {*exports()}
    assert len(exports()) == 10


# To take out the audit record is told in it: the next file has a row more.
AS_BEFORE = [name for name in exports() if name != "audit_export"]


@pytest.mark.parametrize("name", AS_BEFORE)
def test_values_are_those_of_the_workbook_cell_by_cell(client, lived, name):
    workbook, values = pair(name, lived)
    expected, data = rows_of_workbook(bytes_of(client, workbook)), bytes_of(client, values)
    assert data.startswith(b"\xef\xbb\xbf")
    given = [[field.removeprefix("'") for field in row] for row in rows_of_csv(data)]
    if name == "item_export":
        expected = whole_rows(expected)
    if len(expected) > len(given):  # the bare head row of a list without rows has one more for its filter
        assert not any(map(any, expected[len(given) :]))
    assert len(given) > 1 and given == expected[: len(given)]


@pytest.mark.parametrize("name", AS_BEFORE)
def test_values_in_gb18030_are_the_same(client, lived, name):
    _workbook, values = pair(name, lived)
    plain, national = bytes_of(client, values), got(client, values, encoding="gb18030")
    assert national["Content-Type"] == "text/csv; charset=gb18030"
    assert rows_of_csv(national.body, "gb18030") == rows_of_csv(plain)


@pytest.mark.parametrize("name", exports())
def test_the_file_is_called_like_the_workbook(client, lived, name):
    workbook, values = (got(client, address)["Content-Disposition"] for address in pair(name, lived))
    assert values == workbook.replace(".xlsx", ".csv")


@pytest.mark.parametrize("name", exports())
def test_where_the_workbook_has_more_tables_the_page_says_that_values_are_the_first_alone(client, lived, name):
    workbook, _values = pair(name, lived)
    tables = len(openpyxl.load_workbook(io.BytesIO(bytes_of(client, workbook))).worksheets)
    page = client.get(workbook.rpartition("export.")[0], follow=True).content.decode()
    assert "CSV (GB18030)" in page
    assert ("（仅总表）" in page) is (tables > 1)


def test_a_layout_with_more_sheets_says_so_and_one_without_does_not(client, lived):
    pages = [client.get(reverse("layout_choose"), {"layout": key}).content.decode() for key in ("ledger", "behind")]
    assert ["（仅总表）" in page for page in pages] == [True, False]


def test_an_unknown_encoding_is_refused(client, lived):
    assert client.get(reverse("closing_csv"), {"encoding": "utf-7"}).status_code == 400


def test_a_wrong_filter_leads_back_to_the_list_without_the_encoding(client, lived):
    back = client.get(reverse("closing_csv"), {"state": "nonsense", "encoding": "gb18030"})
    assert back["Location"] == f"{reverse('closing_list')}?state=nonsense"


def test_the_filters_of_the_list_hold(client, lived):
    rows = rows_of_csv(bytes_of(client, f"{reverse('closing_csv')}?state=closed"))
    assert len(rows) < len(rows_of_csv(bytes_of(client, reverse("closing_csv"))))


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("=1+1", "'=1+1"),
        ("+86 710", "'+86 710"),
        ("-见附件", "'-见附件"),
        ("@市民政局", "'@市民政局"),
        ("\t=1+1", "'\t=1+1"),
        (" =1+1", "' =1+1"),
        ("＝HYPERLINK(1)", "'＝HYPERLINK(1)"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("-3.5%", "-3.5%"),
        ("—", "—"),
        ("1=1", "1=1"),
        (-5, "-5"),
        (Decimal("-2.50"), "-2.5"),
        (0, "0"),
        (None, ""),
        (datetime.date(2011, 3, 9), "2011-03-09"),
        (datetime.date(1899, 3, 9), "1899-03-09"),
        (moment("2011-03-09 16:30"), "2011-03-09 16:30:00"),
        (datetime.datetime(2011, 3, 9, 16, 30), "2011-03-09 16:30:00"),
        ("第一行\r\n第二行\x00", "第一行\n第二行"),
    ],
)
def test_a_value_as_a_field(value, field):
    assert written(value) == field


def test_text_is_cut_where_a_cell_would_be():
    assert written("长" * 40_000) == clean("长" * 40_000)


def test_a_moment_in_a_column_of_days_is_its_day():
    file = io.BytesIO()
    with csv_tables(file, encoding="utf-8") as new_table:
        new_table(name="表", title="表", lines=[], columns=[Column("日", 9, DATE)]).add([moment("2011-03-09 16:30")])
    assert rows_of_csv(file.getvalue()) == [["日"], ["2011-03-09"]]


def test_titles_sentences_and_sums_are_left_out():
    file = io.BytesIO()
    with csv_tables(file, encoding="gb18030") as new_table:
        table = new_table(name="表", title="台账", lines=["数据日期"], columns=[Column("单位", 9), Column("数", 9)])
        table.add(["𠮷林市“民政”局,一", 3], late=(0,), fills={1: "#ffffff"})
        table.add_total(["合计", 3])
        table.add_sentence("完")
        assert table.rows == 1
    assert rows_of_csv(file.getvalue(), "gb18030") == [["单位", "数"], ["𠮷林市“民政”局,一", "3"]]
    assert not file.closed
