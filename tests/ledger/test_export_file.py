"""The file of the Excel ledger: its name is safe, and a fault leaves none behind."""

import io

import pytest

from items.ledger.export import ledger_name, write_ledger
from items.models import WorkItem

from .workbooks import ON

pytestmark = pytest.mark.usefixtures("english")


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
