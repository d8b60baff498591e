"""A demonstration by `deploy/run` begins on its day in a folder of its own and lives on."""

import datetime
import shutil
import sqlite3
import subprocess
import sys

from ..places import ROOT
from .starting import environment, fetch, serving


def in_china():
    """The day in the portal's time zone."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()


def test_a_demonstration_begins_on_its_day_and_lives_on(tmp_path):
    kept = tmp_path / "days-back"
    command = [sys.executable, ROOT / "deploy" / "demo_days.py", kept]

    def days():
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    assert in_china() - datetime.timedelta(days=days()) == datetime.date(2011, 10, 20)
    kept.write_text("5000\n")
    assert days() == 5000
    assert list(tmp_path.iterdir()) == [kept]


def test_a_demonstration_serves_a_simulated_portal_of_its_own(checkout, tables, tmp_path, port):
    folder = tmp_path / "var" / "demo"
    folder.mkdir(parents=True)
    shutil.copy(tables, folder)
    # Two days after the report was issued: a year would take long.
    (folder / "days-back").write_text(f"{(in_china() - datetime.date(2011, 1, 19)).days}\n")
    others = {"DATABASE_URL": "postgres://portal@127.0.0.1:1/work", "PORTAL_VAR": str(tmp_path / "var")}
    others["PORTAL_EMAIL_URL"] = "would be refused"
    with serving(checkout, port, "--demo", **others):
        assert "2011年1月19日" in fetch(port, "/sign-in/")
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["demo"]
    assert len((folder / "demo-accounts.txt").read_text().splitlines()) == 8
    with sqlite3.connect(folder / "portal.sqlite3") as database:
        [[people]] = database.execute("SELECT count(*) FROM departments_user")
    database.close()
    assert people > 100


def test_the_folder_of_a_demonstration_does_not_serve_today(checkout, tmp_path):
    (tmp_path / "days-back").write_text("5000\n")
    command = [checkout / ".venv" / "bin" / "python", "manage.py", "first_start"]
    options = {"cwd": checkout, "env": environment(PORTAL_VAR=str(tmp_path)), "capture_output": True, "text": True}
    start = subprocess.run(command, check=False, **options)
    assert start.returncode == 1
    assert "holds a demonstration" in start.stderr and "演示数据" in start.stderr and str(tmp_path) in start.stderr
    assert not (tmp_path / "portal.sqlite3").exists()
