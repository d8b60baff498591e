"""The file of the Excel ledger: its name is safe, and a fault leaves none behind."""

import io

import pytest

from items.layouts.export import WorkbookHead, file_name
from items.layouts.shipped import SHIPPED

from .workbooks import ON, write

pytestmark = pytest.mark.usefixtures("english")


def test_a_fault_on_the_way_leaves_no_files(cast, monkeypatch, tmp_path):
    def fail(*args, **kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("items.layouts.export.add_statistics", fail)
    file = io.BytesIO()
    with pytest.raises(RuntimeError, match="went away"):
        write(title="任务", file=file)
    assert list(tmp_path.iterdir()) == []
    assert file.getvalue() == b""


def name(title, filters=(), layout="ledger"):
    return file_name(SHIPPED[layout], WorkbookHead(title, list(filters), ON))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("2011年任务分解", "2011年任务分解_Full ledger_2011-05-01.xlsx"),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j_Full ledger_2011-05-01.xlsx"),
        ("..\\..\\etc/passwd", "etc_passwd_Full ledger_2011-05-01.xlsx"),
        ("一\r\n二\x00\u202e三\u200b", "一二三_Full ledger_2011-05-01.xlsx"),
        ("", "Full ledger_2011-05-01.xlsx"),
        (" /. ", "Full ledger_2011-05-01.xlsx"),
    ],
)
def test_file_name_is_safe(title, expected):
    assert name(title) == expected


def test_file_name_tells_layout_and_filter():
    filters = [("Light", "Far behind"), ("Words", "a/b")]
    assert name("任务", filters, "behind") == "任务_List of items behind_Far behind、a_b_2011-05-01.xlsx"


def test_file_name_fits_a_file_system():
    assert len(name("𠮷" * 300, [("Words", "𠮷" * 100)]).encode()) < 255
