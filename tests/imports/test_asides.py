"""What the reading of a file left aside is asked about: read in or not; either way it can be taken back."""

import openpyxl
import pytest
from django.core.management import call_command
from django.utils import translation

from items.imports import ImportRefused, drafts, reading, remedies, starts
from items.imports.decision_list import decided, forget
from items.models import ImportDraft

from ..given import factories
from ..given.documents_made import saved, word_of
from ..given.factories import day
from ..given.html import parse
from .begun import apply, decide, plan_of, started
from .pressing import address, press

pytestmark = pytest.mark.django_db

HEAD = ["序号", "工作任务", "牵头单位"]
UNITS = ("市民政局", "市卫生局", "市教育局")


def book(hidden_row=None, hidden_column=None):
    made = openpyxl.Workbook()
    made.active.append(HEAD)
    for number, unit in enumerate(UNITS, start=1):
        made.active.append([number, f"修建第{number}条道路{number}0公里。架设桥梁。", unit])
    if hidden_row:
        made.active.row_dimensions[hidden_row].hidden = True
    if hidden_column:
        made.active.column_dimensions[hidden_column].hidden = True
    return made


def read(cast, made):
    draft = started(cast, saved(made), name="2012年任务.xlsx")
    reading.read_draft(draft.pk)
    return draft


def numbers(draft):
    return [item.number for item in plan_of(draft).items]


def said(draft):
    return [found.sentence for found in plan_of(draft).findings]


def test_hidden_rows_are_asked_about_and_nothing_is_settled_before(cast, portal):
    draft = read(cast, book(hidden_row=3))
    assert numbers(draft) == [1, 3]
    with translation.override("zh-hans"):
        assert "第3行已隐藏，共1行未读入。" in said(draft)
    portal.cookies["django_language"] = "zh-hans"
    page = portal.get(address(draft)).content.decode()
    assert "无待核对问题" not in page and "第3行已隐藏" in page and "不读入" in page


def test_read_in_they_stand_where_they_stood(cast, portal):
    draft = read(cast, book(hidden_row=3))
    assert press(portal, draft, "read-in:hidden_rows").status_code == 302
    assert numbers(draft) == [1, 2, 3]
    assert plan_of(draft).parsed.source == plan_of(read(cast, book())).parsed.source
    assert not [found for found in plan_of(draft).findings if found.can_be_read_in]
    assert "读入隐藏的行（第3行）" in parse(portal.get(address(draft))).text
    report = apply(draft, cast.supervisor)
    assert report.items.count() == 3 and "修建第2条" in report.source.text


def test_left_aside_they_are_settled_too_and_stay_out(cast, portal):
    draft = read(cast, book(hidden_row=3))
    press(portal, draft, "accept:aside:hidden_rows")
    assert not [found for found in plan_of(draft).findings if found.can_be_read_in]
    assert apply(draft, cast.supervisor).items.count() == 2


@pytest.mark.parametrize("back", ["undo", "forget:read_in:hidden_rows"])
def test_both_can_be_taken_back(cast, portal, back):
    draft = read(cast, book(hidden_row=3))
    press(portal, draft, "read-in:hidden_rows")
    press(portal, draft, back)
    assert numbers(draft) == [1, 3]
    assert [found.code for found in plan_of(draft).findings if found.can_be_read_in] == ["aside_hidden_rows"]


def test_decisions_go_with_the_words_they_are_about(cast):
    draft = read(cast, book(hidden_row=3, hidden_column="C"))
    first, third = plan_of(draft).items
    cut = third.parsed.start + third.parsed.text.index("架设") + third.parsed.text_start - third.parsed.start
    decide(draft, remedies.set_number, third.parsed.start, 33, by=cast.supervisor)
    decide(draft, remedies.split_item, third.parsed.start, cut, by=cast.supervisor)
    decide(draft, remedies.drop_item, first.parsed.start, by=cast.supervisor)
    decide(draft, remedies.read_in, "hidden_rows", by=cast.supervisor)
    decide(draft, remedies.read_in, "hidden_columns", by=cast.supervisor)
    items = plan_of(draft).items
    assert [item.display_number for item in items] == ["2", "33", "33-2"]
    assert [item.parsed.text[:4] for item in items] == ["修建第2", "修建第3", "架设桥梁"]
    assert [unit.name for item in items for unit in item.units][:2] == ["市卫生局", "市教育局"]


def test_a_day_given_to_a_deadline_goes_with_its_words(cast):
    made = book(hidden_row=3)
    made.active["D1"], made.active["D4"] = "完成时限", "春节前"
    draft = read(cast, made)
    [unsure] = [found for found in plan_of(draft).findings if found.code == "deadline_unsure"]
    decide(draft, remedies.give_day, unsure.start, factories.day("2012-01-20"), by=cast.supervisor)
    decide(draft, remedies.read_in, "hidden_rows", by=cast.supervisor)
    assert plan_of(draft).items[-1].parsed.deadline.date == factories.day("2012-01-20")
    assert not [found for found in plan_of(draft).findings if found.code == "deadline_unsure"]


def test_what_was_decided_about_a_row_goes_when_the_row_goes(cast):
    draft = read(cast, book(hidden_row=3))
    decide(draft, remedies.read_in, "hidden_rows", by=cast.supervisor)
    second = plan_of(draft).items[1]
    decide(draft, remedies.set_number, second.parsed.start, 22, by=cast.supervisor)
    decide(draft, forget, "read_in:hidden_rows", by=cast.supervisor)
    assert numbers(draft) == [1, 3]
    assert plan_of(draft).decisions.numbers == {}


def test_what_is_not_there_cannot_be_read_in(cast):
    draft = read(cast, book(hidden_row=3))
    for kind in ("hidden_columns", "dated_numbers", "nonsense"):
        with pytest.raises(ImportRefused):
            decide(draft, remedies.read_in, kind, by=cast.supervisor)


def test_secrets_are_looked_for_in_what_was_read_in(cast, portal):
    made = book(hidden_row=3)
    made.active["B3"] = "联系人身份证 110101199003074477 修路"
    draft = read(cast, made)
    assert "110101" not in portal.get(address(draft)).content.decode()
    press(portal, draft, "read-in:hidden_rows")
    assert parse(portal.get(address(draft))).all(id="secrets")


def test_titles_of_sheets_are_headings_that_can_be_taken_back(cast):
    made = book()
    made.active.title = "民生实事"
    other = made.create_sheet("重点工程")
    for row in (HEAD, [4, "架设桥梁5座", "市民政局"]):
        other.append(row)
    draft = read(cast, made)
    plan = plan_of(draft)
    assert [chapter.title for chapter in plan.parsed.chapters] == ["民生实事", "重点工程"]
    assert [item.parsed.chapter for item in plan.items] == [0, 0, 0, 1]
    assert not [found for found in plan.findings if found.code == "unread_text"]
    with translation.override("en"):
        [first, _second] = [one for one in decided(plan) if one.key.startswith("headings:")]
    decide(draft, forget, first.key, by=cast.supervisor)
    assert [chapter.title for chapter in plan_of(draft).parsed.chapters] == ["重点工程"]


def test_what_was_deleted_with_changes_tracked_is_asked_about_and_read_in(cast, portal):
    deleted = "<w:p><w:r><w:t>1、架桥</w:t></w:r><w:del><w:r><w:delText>6座</w:delText></w:r></w:del>{}</w:p>"
    rest = "<w:r><w:t>9座。（责任单位：市民政局）</w:t></w:r>"
    draft = started(cast, word_of(deleted.format(rest)), name="2012年任务.docx")
    reading.read_draft(draft.pk)
    with translation.override("zh-hans"):
        assert "文件带有修订痕迹：插入的文字已读入，删除的文字共1处未读入：“6座”。" in said(draft)
    press(portal, draft, "read-in:deleted_text")
    assert [item.parsed.text for item in plan_of(draft).items] == ["架桥6座9座。"]


def test_the_commands_say_what_was_left_aside(tmp_path, capsys, cast):
    path = tmp_path / "2012年任务.xlsx"
    path.write_bytes(saved(book(hidden_row=3)))
    call_command("parse_report", str(path))
    assert "left aside: hidden_rows (1): 3" in capsys.readouterr().out
    call_command("parse_report", str(path), "--read-in", "hidden_rows")
    assert "修建第2条" in capsys.readouterr().out
    call_command("import_report", str(path), "--apply", "--new-units", "--read-in", "hidden_rows")
    assert "Imported" in capsys.readouterr().out
    assert not ImportDraft.objects.exists()


def test_a_draft_from_before_is_as_it_was(cast, draft):
    assert drafts.fetch_draft(draft.pk).aside == {}
    assert plan_of(draft).items


def test_the_column_of_remarks_becomes_the_items_remark(cast, portal):
    made = book()
    made.active["D1"] = "备 注"
    made.active["D2"], made.active["D3"] = "省级民生实事\n续建", "列入市长督办"
    made.active.merge_cells("D3:D4")
    draft = read(cast, made)
    assert "列入市长督办" in parse(portal.get(address(draft))).one(id="preview").text
    report = apply(draft, cast.supervisor)
    assert [item.remark for item in report.items.in_order()] == ["省级民生实事\n续建", "列入市长督办", "列入市长督办"]
    assert not report.items.filter(text__contains="督办").exists()


def test_given_days_and_shown_starts_go_with_the_words_they_are_about(cast):
    made = openpyxl.Workbook()
    made.active.append([*HEAD, "完成时限"])
    made.active.append([1, "修建道路10公里", "市民政局", "春节前"])
    made.active.append([2, "架设桥梁2座", "市卫生局", "国庆前"])
    made.active.append([])
    made.active.append(["要修路三条。要架桥四座。要植树五百亩。"])
    made.active.row_dimensions[2].hidden = True
    draft = read(cast, made)
    (found,) = (one for one in plan_of(draft).findings if one.code == "deadline_unsure")
    decide(draft, remedies.give_day, found.start, day("2012-09-30"), by=cast.supervisor)
    source = plan_of(draft).parsed.source
    marks = [source.index("要架桥"), source.index("要植树")]
    decide(draft, starts.divide, 0, marks, starts.MARKED, by=cast.supervisor)
    decide(draft, remedies.read_in, "hidden_rows", by=cast.supervisor)
    plan = plan_of(draft)
    (said,) = plan.decisions.starts
    assert [plan.parsed.source[at:][:3] for at in said["starts"]] == ["要架桥", "要植树"]
    assert plan.items[1].parsed.deadline.date == day("2012-09-30")
