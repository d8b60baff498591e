"""What a corrected file leaves as it was: progress, and what the office set."""

from items.closing.moving import write_note
from items.ledger.editing import confirm_lead, set_units
from items.models import WorkItem
from items.requests.extending import set_deadline
from items.targets.editing import set_targets

from ..given.factories import day
from ..given.together import moment
from .corrected import CHANGED, FIRST_TEXT, correct, item, kinds
from .imported import rows

AT = moment("2012-02-01 09:00:00")


def test_progress_status_notes_and_history_stay(cast, report):
    road = item(report, 1)
    write_note(road, text="已开工", by=cast.liaison)
    WorkItem.objects.filter(pk=road.pk).update(status="in_progress", remark="重点")
    before = list(road.history.values_list("pk", flat=True))
    correct(report, CHANGED, cast)
    road.refresh_from_db()
    assert (road.text, road.status, road.remark) == ("修建道路40公里", "in_progress", "重点")
    assert road.notes.get().text == "已开工"
    assert set(before) < set(road.history.values_list("pk", flat=True))


def test_a_completed_item_stays_completed(cast, report):
    WorkItem.objects.filter(pk=item(report, 1).pk).update(status="completed", completed_on=day("2012-05-01"))
    correct(report, CHANGED, cast)
    assert (item(report, 1).status, item(report, 1).completed_on) == ("completed", day("2012-05-01"))


def test_a_lead_that_the_office_confirmed_stays(cast, report):
    confirm_lead(item(report, 2), leads=[cast.education], by=cast.supervisor, version=1, reason="职能划转")
    correct(report, CHANGED, cast)
    assert [row[:3] for row in rows(item(report, 2)) if row[3]] == [
        ("市教育局", "lead", "manual"),
        ("各区人民政府", "support", "manual"),
    ]


def test_a_confirmed_lead_stays_while_other_units_change(cast, report):
    confirm_lead(item(report, 2), leads=[cast.education], by=cast.supervisor, version=1, reason="职能划转")
    correct(report, FIRST_TEXT.replace("市教育局、各区", "市教育局、市卫生局、各区"), cast)
    assert [row[:3] for row in rows(item(report, 2)) if row[3]] == [
        ("市教育局", "lead", "manual"),
        ("市卫生局", "support", "manual"),
        ("各区人民政府", "support", "manual"),
    ]


def test_a_lead_that_the_text_names_now_beats_the_confirmed_one(cast, report):
    confirm_lead(item(report, 2), leads=[cast.districts], by=cast.supervisor, version=1, reason="职能划转")
    correct(report, FIRST_TEXT.replace("市教育局、各区", "市教育局*、各区"), cast)
    assert [row[:3] for row in rows(item(report, 2)) if row[3]] == [
        ("市教育局", "lead", "star"),
        ("各区人民政府", "support", "star"),
    ]


def test_units_that_the_office_set_stay_while_the_text_names_the_same(cast, report):
    set_units(item(report, 1), roles={cast.education: "lead"}, by=cast.supervisor, version=1, reason="职能划转")
    found = correct(report, CHANGED, cast)
    assert "units" not in kinds(found)[0][2]
    assert [row[0] for row in rows(item(report, 1))] == ["市教育局"]


def test_a_deadline_that_the_office_set_stays_while_the_text_says_the_same(cast, report):
    words = {"due_on": day("2012-08-01"), "due_text": "八月初", "remark": "", "reason": "工期调整"}
    set_deadline(item(report, 1), by=cast.supervisor, at=AT, version=1, **words)
    correct(report, CHANGED, cast)
    assert (item(report, 1).due_on, item(report, 1).due_text) == (day("2012-08-01"), "八月初")
    correct(report, CHANGED.replace("6月底", "9月底"), cast)
    assert (item(report, 1).due_on, item(report, 1).due_text) == (day("2012-09-30"), "2012年9月底")


def set_road_target(report, cast, **changes):
    road = item(report, 1)
    row = road.targets.get()
    values = {name: getattr(row, name) for name in ("pk", "label", "comparator", "number", "upper", "unit", "per")}
    set_targets(road, by=cast.supervisor, version=1, targets=[{**values, **changes}], milestones=[])


def test_targets_that_the_office_set_stay(cast, report):
    set_road_target(report, cast, number=35)
    found = correct(report, CHANGED, cast)
    assert "targets" not in kinds(found)[0][2]
    assert item(report, 1).targets.get().number == 35


def test_a_target_that_the_office_struck_out_stays_out_while_the_text_says_the_same(cast, report):
    road = item(report, 1)
    set_targets(road, by=cast.supervisor, version=1, targets=[], milestones=[])
    correct(report, FIRST_TEXT.replace("6月底", "9月底"), cast)
    assert not road.targets.exists()


def test_a_target_keeps_its_row_where_it_counts_the_same_thing(cast, report):
    before = item(report, 1).targets.get()
    correct(report, CHANGED, cast)
    after = item(report, 1).targets.get()
    assert (after.pk, after.label, before.number, after.number) == (before.pk, before.label, 30, 40)


def test_a_target_that_the_text_lacks_now_goes_and_a_new_one_comes(cast, report):
    correct(report, FIRST_TEXT.replace("改造校舍20所", "新建幼儿园5所"), cast)
    assert [(row.number, row.basis) for row in item(report, 2).targets.all()] == [(5, "parsed")]
