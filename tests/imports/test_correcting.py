"""A corrected file is brought into the report it replaces: what is new, what is missing, what is refused."""

import pytest
from django.utils import translation

from departments import clock
from departments.models import Department
from items.closing.moving import write_note
from items.imports import ImportRefused, apply_import, remedies
from items.imports.comparing import compare
from items.imports.correcting import apply_correction
from items.issue.issuing import issue
from items.ledger.editing import confirm_lead
from items.models import Chapter, HistoryEntry, Responsibility, WorkItem
from items.requests.signing_for import sign_for

from ..given.factories import day, moment
from .corrected import CARE, CHANGED, FIRST_TEXT, ROAD, SCHOOL, correct, item, kinds, plan, state
from .imported import everything, refused, rows

# What is brought


def test_a_corrected_file_is_brought_whole(cast, report):
    text = FIRST_TEXT.replace("30公里", "40公里").replace("6月底", "9月底").replace("市卫生局)。", "市民政局)。")
    correct(report, text, cast)
    fresh = apply_import(plan(text, title="同一文本"), by=cast.supervisor)
    issue(fresh, by=cast.supervisor, on=day("2012-02-01"))
    assert state(report) == state(fresh)
    report.refresh_from_db()
    assert report.source.text == text


def test_items_targets_and_chapters_point_into_the_new_text(cast, report):
    text = "这是更正后的版本,以此为准。\n" + FIRST_TEXT.replace("30公里", "40公里")
    correct(report, text, cast)
    report.refresh_from_db()
    for row in report.items.all():
        assert text[row.text_start : row.text_end] == row.text
        for promise in (*row.targets.all(), *row.milestones.all()):
            assert text[promise.start : promise.end] == promise.literal
    for chapter in report.chapters.all():
        assert text[chapter.start : chapter.end] == chapter.literal
    assert {row.targets.count() + row.milestones.count() > 0 for row in report.items.all()} == {True}


def test_what_was_said_about_the_report_is_brought(cast, report):
    said = {
        "title": "2012年任务分解(修订)",
        "year": 2013,
        "issuer": "市人民政府",
        "document_number": "襄政发〔2012〕2号",
        "remark": "更正稿",
        "default_due_on": day("2013-12-31"),
    }
    text = FIRST_TEXT + "\n4、疏浚河道(责任单位:市民政局)。"
    correct(report, text, cast, data={**said, "source_name": "new.docx"})
    report.refresh_from_db()
    assert {name: getattr(report, name) for name in said} == said
    assert report.source_name == "new.docx"
    assert item(report, 4).due_on == day("2013-12-31")
    assert item(report, 3).due_on is None


def test_headings_written_as_before_keep_their_keys(cast, report):
    before = dict(report.chapters.values_list("literal", "pk"))
    text = FIRST_TEXT.replace("二、保障", "二、交通\n9、修桥(责任单位:市民政局)。\n三、保障")
    correct(report, text.replace("三、保障", "二、保障"), cast)
    after = dict(report.chapters.values_list("literal", "pk"))
    assert set(after) == {"一、民生", "二、交通", "二、保障"}
    assert {name: after[name] for name in before} == before
    assert [chapter.position for chapter in report.chapters.order_by("path")] == [1, 2, 3]
    assert item(report, 3).chapter.literal == "二、保障"


def test_a_heading_that_is_gone_is_gone(cast, report):
    correct(report, FIRST_TEXT.replace("二、保障\n", ""), cast)
    assert list(report.chapters.values_list("literal", flat=True)) == ["一、民生"]
    assert not Chapter.objects.filter(literal="二、保障").exists()


def test_a_new_item_of_an_issued_report_reaches_the_members(cast, report):
    correct(report, FIRST_TEXT + "\n4、整治河道(责任单位:各区人民政府)。", cast)
    members = Responsibility.objects.filter(item=item(report, 4), via=cast.districts)
    assert {row.department for row in members} == {cast.east, cast.west}


def test_a_new_item_of_a_report_not_yet_issued_waits(cast):
    report = apply_import(plan(FIRST_TEXT), by=cast.supervisor)
    correct(report, FIRST_TEXT + "\n4、整治河道(责任单位:各区人民政府)。", cast)
    assert not Responsibility.objects.filter(item__report=report, via__isnull=False).exists()


def test_members_follow_a_change_of_the_units(cast, report):
    assert item(report, 2).responsibilities.filter(via=cast.districts).count() == 2
    correct(report, FIRST_TEXT.replace("市教育局、各区人民政府", "市教育局"), cast)
    assert rows(item(report, 2)) == [("市教育局", "lead", "sole", "市教育局")]
    correct(report, FIRST_TEXT, cast)
    assert item(report, 2).responsibilities.filter(via=cast.districts).count() == 2


def test_what_a_unit_has_received_and_signed_for_stays_while_other_units_change(cast, report):
    at = moment("2012-02-03 09:00")
    row = item(report, 1).responsibilities.get(department=cast.civil_affairs)
    sign_for([row], by=cast.liaison, at=at)
    correct(report, FIRST_TEXT.replace("市民政局*、市卫生局", "市民政局*、市教育局"), cast)
    kept = item(report, 1).responsibilities.get(department=cast.civil_affairs)
    assert kept.pk != row.pk
    assert (kept.issued_on, kept.signed_for_at, kept.signed_for_by) == (day("2012-02-01"), at, cast.liaison)
    new = item(report, 1).responsibilities.get(department=cast.education)
    assert (new.issued_on, new.signed_for_at) == (clock.today(), None)


def test_a_new_unit_comes_with_a_correction(cast, report):
    text = FIRST_TEXT.replace("市民政局*、市卫生局", "市民政局*、市粮食局")
    decisions = remedies.make_all_units(plan(text, report))
    assert kinds(compare(report, plan(text, report, decisions)))[0] == ("changed", "1", {"units"})
    correct(report, text, cast, decisions=decisions)
    assert [row[:2] for row in rows(item(report, 1))] == [("市民政局", "lead"), ("市粮食局", "support")]
    assert Department.objects.filter(name="市粮食局").exists()


def test_a_new_unit_beside_a_confirmed_lead(cast, report):
    confirm_lead(item(report, 2), leads=[cast.education], by=cast.supervisor, version=1, reason="职能划转")
    text = FIRST_TEXT.replace("市教育局、各区", "市教育局、市粮食局、各区")
    decisions = remedies.make_all_units(plan(text, report))
    assert kinds(compare(report, plan(text, report, decisions)))[1] == ("changed", "2", {"units"})
    correct(report, text, cast, decisions=decisions)
    assert [row[:2] for row in rows(item(report, 2)) if row[3]] == [
        ("市教育局", "lead"),
        ("市粮食局", "support"),
        ("各区人民政府", "support"),
    ]


def test_only_changed_items_get_another_version(cast, report):
    correct(report, FIRST_TEXT.replace("30公里", "40公里"), cast)
    assert list(report.items.order_by("position").values_list("version", flat=True)) == [2, 1, 1]
    changed, *same = report.items.order_by("position")
    assert changed.updated_at is not None and {row.updated_at for row in same} == {None}


def test_the_history_says_what_changed(cast, report):
    correct(report, FIRST_TEXT.replace("30公里", "40公里") + "\n4、整治河道(责任单位:市民政局)。", cast)
    entry = item(report, 1).history.get(action="item_updated")
    assert entry.by == cast.supervisor
    assert (entry.before["text"], entry.after["text"]) == (ROAD, "修建道路40公里")
    assert set(entry.before) == set(entry.after) == {"text", "targets"}
    assert not HistoryEntry.objects.filter(item=item(report, 2), action="item_updated").exists()
    whole = report.history.get(action="report_updated")
    assert whole.after == {
        "title": "2012年任务分解",
        "items_new": "1",
        "items_changed": "1",
        "items_missing": "0",
        "items_same": "2",
    }


# Missing items

WITHOUT_SCHOOL = "\n".join(line for line in FIRST_TEXT.split("\n") if SCHOOL not in line)


def test_a_missing_item_stays_without_a_place(cast, report):
    school = item(report, 2)
    write_note(school, text="已开工", by=cast.supervisor)
    found = correct(report, WITHOUT_SCHOOL, cast)
    assert ("missing", "2", set()) in kinds(found)
    school.refresh_from_db()
    assert (school.number, school.status, school.is_in_source) == (2, "not_started", False)
    assert (school.position, school.chapter.literal) == (3, "一、民生")  # the heading still stands
    entry = school.history.get(action="item_updated")
    assert (entry.before, entry.after, entry.by) == ({}, {}, cast.supervisor)
    assert entry.reason
    assert school.responsibilities.count() == 4 and school.notes.exists()


def test_a_missing_item_makes_room_for_the_new_owner_of_its_number(cast, report):
    school = item(report, 2)
    text = FIRST_TEXT.replace(SCHOOL, "整治全部背街小巷")
    correct(report, text, cast)
    school.refresh_from_db()
    assert item(report, 2).text == "整治全部背街小巷"
    assert (school.number, school.clause) == (4, 1)  # the next that is free; 2-2 would seem a part of the new 2
    entry = school.history.get(action="item_updated")
    assert (entry.before, entry.after) == ({"number": "2"}, {"number": "4"})


def test_a_missing_item_loses_a_heading_that_is_gone(cast, report):
    school = item(report, 2)
    correct(report, WITHOUT_SCHOOL.replace("一、民生", "一、社会事业"), cast)
    school.refresh_from_db()
    assert school.chapter is None


def test_a_missing_item_is_cancelled_with_a_reason_if_so_decided(cast, report):
    school, care = item(report, 2), item(report, 3)
    correct(report, WITHOUT_SCHOOL, cast, cancel={school.pk, care.pk})
    school.refresh_from_db()
    care.refresh_from_db()
    assert (school.status, school.version) == ("cancelled", 2)
    assert care.status == "not_started"  # it is not missing
    entry = school.history.get(action="status_changed")
    short = {"short_targets": "改造校舍 —/20所"}
    assert (entry.before, entry.after) == ({"status": "not_started"}, {"status": "cancelled", **short})
    assert school.ended_short == short
    assert entry.reason and entry.by == cast.supervisor


def test_a_closed_item_is_not_cancelled(cast, report):
    school = item(report, 2)
    WorkItem.objects.filter(pk=school.pk).update(status="completed", completed_on=day("2012-05-01"))
    correct(report, WITHOUT_SCHOOL, cast, cancel={school.pk})
    school.refresh_from_db()
    assert (school.status, school.completed_on) == ("completed", day("2012-05-01"))


def test_a_missing_item_that_comes_back_takes_its_place_again(cast, report):
    school = item(report, 2)
    correct(report, WITHOUT_SCHOOL, cast)
    found = correct(report, FIRST_TEXT, cast)
    assert [change.kind for change in found.changes] == ["same", "same", "same"]
    school.refresh_from_db()
    assert (school.is_in_source, school.position, school.chapter.literal) == (True, 2, "一、民生")


def test_an_item_that_was_missing_before_is_not_told_again(cast, report):
    correct(report, WITHOUT_SCHOOL, cast)
    found = compare(report, plan(WITHOUT_SCHOOL, report))
    assert found.counts == {"new": 0, "changed": 0, "missing": 0, "same": 2}


# One after another, and what is refused


def test_two_corrections_in_a_row(cast, report):
    correct(report, CHANGED, cast)
    found = compare(report, plan(CHANGED, report))
    assert found.counts == {"new": 0, "changed": 0, "missing": 0, "same": 3}
    correct(report, FIRST_TEXT, cast)
    fresh = apply_import(plan(FIRST_TEXT, title="同一文本"), by=cast.supervisor)
    issue(fresh, by=cast.supervisor, on=day("2012-02-01"))
    assert state(report) == state(fresh)
    assert report.history.filter(action="report_updated").count() == 2


def test_a_split_item_meets_the_same_split_again(cast):
    text = "1、修建道路30公里。架设桥梁5座。(责任单位:市民政局)"
    decisions = remedies.split_item(plan(text), 0, text.index("架设"))
    report = apply_import(plan(text, decisions=decisions), by=cast.supervisor)
    assert compare(report, plan(text, report, decisions)).counts == {"new": 0, "changed": 0, "missing": 0, "same": 2}
    correct(report, text, cast)
    whole = item(report, 1)
    assert sorted(str(target.number.normalize()) for target in whole.targets.all()) == ["3E+1", "5"]


def test_an_item_whose_unit_is_not_known_yet_counts_as_changed(cast, report):
    found = compare(
        report,
        plan(FIRST_TEXT.replace("3、" + CARE + "(责任单位:市卫生局)", "3、" + CARE + "(责任单位:市医保局)"), report),
    )
    assert kinds(found)[2] == ("changed", "3", {"units"})
    (difference,) = found.changes[2].differences
    assert (difference.before, difference.after) == ("lead:市卫生局", "lead:市医保局")


def test_an_unknown_unit_refuses_the_correction(cast, report):
    with refused("市粮食局"):
        correct(report, FIRST_TEXT.replace("市卫生局", "市粮食局"), cast)


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator", "newcomer"])
def test_only_the_supervision_office_corrects(cast, report, who):
    with refused("Only the supervision office"):
        apply_correction(report, plan(CHANGED, report), by=getattr(cast, who))


@pytest.mark.parametrize(
    "text", [FIRST_TEXT + "\n3、又一项(责任单位:市民政局)。", FIRST_TEXT + "\n4、(责任单位:市民政局)", "无"]
)
def test_what_blocks_refuses_the_correction(cast, report, text):
    before = everything()
    with translation.override("en"), pytest.raises(ImportRefused):
        correct(report, text, cast)
    assert everything() == before


def test_a_heading_that_does_not_fit_refuses_all(cast, report):
    with refused("cannot be imported: title: .*300"):
        correct(report, FIRST_TEXT.replace("二、保障", "二、" + "长" * 301), cast)


STEPS = [
    "make_units",
    "create_chapters",
    "_update_items",
    "_keep_missing",
    "create_items",
    "create_targets",
    "take_report_data",
    "_replace_units",
    "_merge",
    "_place",
    "_record",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_fault_in_the_middle_leaves_everything_as_it_was(cast, report, monkeypatch, step):
    text = CHANGED.replace(CARE, "整治全部背街小巷").replace("市民政局*、市卫生局", "市民政局*、市粮食局")
    decisions = remedies.make_all_units(plan(text, report))
    before = everything()

    def breaks(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr(f"items.imports.correcting.{step}", breaks)
    with pytest.raises(RuntimeError):
        correct(report, text, cast, decisions=decisions)
    assert everything() == before
