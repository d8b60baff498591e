"""`manage.py parse_report`: its two formats, its exit code, and that it needs no database."""

import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from ..places import DATA, ROOT

SEED = DATA / "xiangyang-2011.txt"


def printed(capsys, *arguments):
    call_command("parse_report", *map(str, arguments))
    return capsys.readouterr().out


def test_json_is_the_parse_in_readable_chinese(capsys):
    out = printed(capsys, SEED, "--format", "json")
    assert "加强社区公共服务站建设" in out and '\n  "items": [' in out
    data = json.loads(out)
    assert data["schema"] == 1
    assert [item["number"] for item in data["items"]] == list(range(184, 215))


def test_text_is_an_outline_with_units_and_problems(capsys):
    out = printed(capsys, SEED, "--format", "text").splitlines()
    assert "# 三、关于政府自身建设" in out
    assert "  # 十件实事" in out
    assert any(line.split() == ["lead", "市民政局", "[star]"] for line in out)
    assert any(line.split()[:2] == ["responsible", "各县(市)区人民政府"] and "collective" in line for line in out)
    assert "24 problems" in out
    assert "  line 3  no_lead: Item 186 names several units and does not say which one leads." in out


def test_text_shows_leader_deadline_and_second_clause(capsys, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("1.修路(责任单位:市交通局;分管领导:王一;完成时限:2026年6月)建桥(市住建局负责)", encoding="utf-8")
    out = printed(capsys, path)
    assert "leader      王一" in out and "2026年6月  [2026-06-30]" in out and "1. (2) 建桥" in out


def test_lead_rule_is_handed_on(capsys):
    data = json.loads(printed(capsys, SEED, "--format", "json", "--lead-rule", "first"))
    units = {item["number"]: item["responsibilities"] for item in data["items"]}
    assert (units[186][0]["role"], units[186][0]["basis"]) == ("lead", "rule")
    assert {unit["role"] for unit in units[197]} == {"responsible"}
    assert data["lead_rule"] == "first"


def test_unknown_lead_rule_is_refused():
    with pytest.raises(CommandError, match="--lead-rule"):
        call_command("parse_report", str(SEED), "--lead-rule", "loudest")


@pytest.mark.parametrize("name", ["", "nowhere.txt", "picture.png"])
def test_unreadable_file_is_one_sentence_and_exit_code_2(tmp_path, name):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64))
    done = subprocess.run(
        [sys.executable, "manage.py", "parse_report", str(tmp_path / name)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stdout == ""
    (sentence,) = done.stderr.strip().splitlines()
    assert sentence.endswith(".") and "Traceback" not in sentence


def test_command_never_asks_the_database(capsys):
    # Without the db fixture pytest-django refuses every connection.
    assert printed(capsys, SEED)
