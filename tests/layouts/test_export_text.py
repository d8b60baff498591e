"""Text in the Excel ledger stays text: formulas, what XML cannot hold, over-long text, LibreOffice."""

import csv
import io
import shutil
import subprocess

import pytest

from items.lights.facts import lights_of
from items.models import WorkItem
from items.sheets.cells import CELL_LIMIT

from ..given.factories import day
from .workbooks import HEAD, ON, export, rows, statistics, values, write

pytestmark = pytest.mark.usefixtures("english")

SOFFICE = shutil.which("soffice")


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


@pytest.mark.skipif(SOFFICE is None, reason="soffice is not on PATH (package libreoffice-calc-nogui)")
def test_libreoffice_reads_the_same_text(cast, tmp_path):
    formula = '=HYPERLINK("http://x","点")'
    WorkItem.objects.filter(pk=cast.led.pk).update(text=formula, due_on=day("2011-04-30"), remark="<b>&\x02二\n行")
    with (tmp_path / "台账.xlsx").open("wb") as file:
        write(title="任务", filters=[("词", "=1+1")], file=file)
    # Numbers of the csv filter: comma, quote, UTF-8, first row; the rest are its defaults, the last one is sheet 1.
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", options, "--outdir", tmp_path, tmp_path / "台账.xlsx"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    [converted] = tmp_path.glob("*.csv")
    found = list(csv.reader(io.StringIO(converted.read_text(encoding="utf-8"))))
    assert "error" not in done.stderr.lower()
    assert found[2][0] == "Filters: 词: =1+1"
    assert found[4] == HEAD
    lit = WorkItem.objects.for_lights().get(pk=cast.led.pk)
    why = lights_of([lit], on=ON)[lit.pk].reasons
    units = ["市民政局", "市卫生局"]
    states = ["Not started (overdue)", "2011-04-30", "", "100%", "■ Far behind", why]
    assert found[6] == ["1", "1", "", formula, *[""] * 4, *units, "", *states, *[""] * 5, "<b>&二\n行"]
    assert [row[3] for row in found[7:9]] == ["完善医疗救助", "发展学前教育"]
