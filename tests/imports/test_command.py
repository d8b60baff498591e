"""import_report on the command line: shows, refuses, writes."""

import pytest
from django.core.management import call_command
from django.utils import translation

from departments.models import Department
from items.models import HistoryEntry, WorkReport

from .imported import everything

TEXT = """2012年任务分解
一、民生
1、修建道路30公里(责任单位:市民政局*、市卫生局)。
2、改造校舍20所(责任单位:市教育局、各区人民政府;完成时限:2012年6月底)。"""


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def run(cast, capsys, tmp_path):
    """Run the command on a file with the text; gives (exit code, output, errors)."""

    def run(text=TEXT, *options, name="plan.txt"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = 0
        try:
            call_command("import_report", str(path), *options)
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def imported():
    return WorkReport.objects.get(title="2012年任务分解")


def test_without_apply_it_shows_and_writes_nothing(run):
    before = everything()
    code, out, err = run()
    assert (code, err) == (0, "")
    assert everything() == before
    assert "2012年任务分解 (2012), lead rule: star" in out
    assert "2 items, 4 units (0 new), 2 targets, 1 headings" in out
    assert "worth a look: Item 2 names several units" in out
    assert "--apply" in out


def test_apply_writes_it_in_the_name_of_the_system(run):
    code, out, _err = run(TEXT, "--apply")
    report = imported()
    assert code == 0 and f"report {report.pk}" in out
    assert (report.year, report.source_name, report.source.text) == (2012, "plan.txt", TEXT)
    assert report.items.count() == 2
    assert HistoryEntry.objects.get(report=report).by is None


def test_what_is_said_beats_what_is_found(run, cast):
    options = [
        *["--year", "2013", "--title", "别的题目", "--issuer", "市政府", "--document-number", "襄政发〔2013〕1号"],
        *["--default-due", "2013-12-31", "--group", "实事", "--lead-rule", "first", "--numbering", "through"],
    ]
    assert run(TEXT.replace("1、", "5、").replace("2、", "9、"), *options, "--apply")[0] == 0
    report = WorkReport.objects.get(title="别的题目")
    assert (report.year, report.issuer, report.document_number) == (2013, "市政府", "襄政发〔2013〕1号")
    assert report.lead_rule == "first"
    first, second = report.items.order_by("position")
    assert [(row.number, row.group, str(row.due_on)) for row in (first, second)] == [
        (1, "实事", "2013-12-31"),
        (2, "实事", "2012-06-30"),
    ]
    assert second.responsibilities.get(department=cast.education).role == "lead"


UNKNOWN = TEXT + "\n3、看天(责任单位:市气象局、市粮食局)。"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (UNKNOWN, "must be settled: No unit is called 市气象局"),
        ("", "must be settled: No work item was found"),
        ("关于做好工作的通知,2012年", "must be settled: No work item was found"),
        (TEXT.replace("2、", "1、"), "must be settled: Number 1 stands twice"),
        (TEXT.replace("2012年", ""), "must be settled: Say the year"),
    ],
)
@pytest.mark.parametrize("options", [[], ["--apply"]])
def test_what_blocks_ends_with_an_error_and_writes_nothing(run, text, sentence, options):
    before = everything()
    code, out, _err = run(text, *options)
    assert code == 1
    assert sentence in out
    assert everything() == before


def test_a_title_that_is_taken_blocks(run):
    assert run(TEXT, "--apply")[0] == 0
    before = everything()
    code, out, _err = run(TEXT, "--apply")
    assert code == 1 and "already" in out
    assert everything() == before


def test_new_units_are_made_if_asked_for(run):
    code, out, _err = run(UNKNOWN, "--new-units")
    assert code == 0 and "6 units (2 new)" in out
    assert not Department.objects.filter(name="市气象局").exists()
    assert run(UNKNOWN, "--new-units", "--apply")[0] == 0
    assert imported().items.get(number=3).responsibilities.get(department__name="市气象局").literal == "市气象局"


def test_what_is_refused_at_the_last_moment_ends_with_the_sentence(run):
    before = everything()
    code, _out, err = run(TEXT.replace("一、民生", "一、" + "长" * 301), "--apply")
    assert code == 1 and "cannot be imported" in err
    assert everything() == before


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04" + bytes(range(256)), "plan.docx"),
        (b"%PDF-1.4 broken", "plan.pdf"),
        (bytes(range(256)) * 20, "plan.txt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "plan.doc"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_its_own_code(run, data, name):
    code, out, err = run(data, name=name)
    assert (code, out) == (2, "")
    assert err.startswith(name)


def test_a_missing_file_is_told(cast, capsys, tmp_path):
    with pytest.raises(SystemExit) as end:
        call_command("import_report", str(tmp_path / "nowhere.txt"))
    assert end.value.code == 2
    assert capsys.readouterr().err.strip() == "nowhere.txt does not exist."


# Corrections


@pytest.fixture
def report(run):
    run(TEXT, "--apply", "--issuer", "市政府", "--default-due", "2012-12-31")
    made = imported()
    WorkReport.objects.filter(pk=made.pk).update(remark="节选")
    return made


CORRECTED = TEXT.replace("30公里", "40公里").rpartition("\n")[0] + "\n3、整治河道(责任单位:市民政局)。"


def test_a_correction_is_shown_item_by_item(run, report):
    before = everything()
    code, out, _err = run(CORRECTED, "--corrects", str(report.pk))
    assert code == 0
    assert "changed 1 text, targets" in out
    assert "new 3" in out and "missing 2" in out
    assert "1 new, 1 changed, 1 missing, 0 same" in out
    assert everything() == before


def test_a_correction_keeps_what_the_report_said_of_itself(run, report):
    code, _out, _err = run(
        CORRECTED.replace("2012年任务分解", "2013年另一题目"), "--corrects", str(report.pk), "--apply"
    )
    assert code == 0
    kept = ("year", "title", "issuer", "remark", "default_due_on")
    before = {name: getattr(report, name) for name in kept} | {"remark": "节选"}
    report.refresh_from_db()
    assert {name: getattr(report, name) for name in kept} == before
    assert [row.number for row in report.items.order_by("position")] == [1, 3, 2]
    assert str(report.items.get(number=3).due_on) == "2012-12-31"


def test_a_correction_of_no_report_is_refused(run):
    before = everything()
    code, _out, err = run(TEXT, "--corrects", "987654")
    assert code == 1 and "no report 987654" in err
    assert everything() == before


MARKED = TEXT.replace("改造校舍20所", "改造校舍20所(机密★1年)")
WHY = "已经保密办核对，不涉密"


def test_what_looks_secret_is_asked_about_as_on_the_page(run):
    code, _out, said = run(MARKED, "--new-units", "--apply")
    assert code == 1 and "--sent-anyway" in said
    assert not WorkReport.objects.filter(title="2012年任务分解").exists()
    code, out, _said = run(MARKED, "--new-units")
    assert code == 0 and "looks secret" in out
    code, _out, _said = run(MARKED, "--new-units", "--apply", "--sent-anyway", f" {WHY} ")
    assert code == 0
    assert HistoryEntry.objects.get(action="report_imported", report=imported()).after["sent_anyway"] == WHY


def test_a_reason_that_is_too_long_is_refused(run):
    code, _out, said = run(MARKED, "--new-units", "--apply", "--sent-anyway", "因" * 201)
    assert code == 1 and "200" in said


def test_a_correction_asks_about_new_finds_alone(run):
    run(MARKED, "--new-units", "--apply", "--sent-anyway", WHY)
    key = str(imported().pk)
    code, out, _said = run(MARKED.replace("30公里", "35公里"), "--corrects", key, "--apply")
    assert code == 0 and WHY in out
    code, _out, said = run(MARKED.replace("30公里", "35公里(绝密★)"), "--corrects", key, "--apply")
    assert code == 1 and "--sent-anyway" in said
