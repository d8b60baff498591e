"""From a plan to a report in the database: rows made, all or nothing."""

import json
from decimal import Decimal

import pytest

from departments.models import Department, DepartmentAlias
from items.imports import Decisions, ReportData, apply_import, plan_import, remedies
from items.models import Milestone, Responsibility, Target
from items.report_text.parser import parse

from ..given import factories
from ..given.factories import day
from ..places import DATA
from .imported import TEXT, UNKNOWN, everything, plan, refused, rows

# What is written


def test_the_report_holds_the_text_and_what_was_said_about_it(cast):
    report = apply_import(
        plan(
            issuer="市人民政府",
            document_number="襄政发〔2012〕1号",
            source_name="plan.txt",
            remark="节选",
            default_due_on=day("2012-12-31"),
        ),
        by=cast.supervisor,
    )
    report.refresh_from_db()
    assert (report.source.text, report.lead_rule, report.issued_on) == (TEXT, "star", None)
    assert (report.issuer, report.document_number) == ("市人民政府", "襄政发〔2012〕1号")
    assert (report.source_name, report.remark, report.default_due_on) == ("plan.txt", "节选", day("2012-12-31"))


def test_chapters_form_a_tree_in_the_order_of_the_text(cast):
    report = apply_import(plan(), by=cast.supervisor)
    top, below = report.chapters.all()
    assert (top.literal, top.label, top.title, top.parent, top.path) == ("一、民生", "一、", "民生", None, "0001.")
    assert (below.literal, below.parent, below.path) == ("(一)实事", top, "0001.0002.")
    assert [item.chapter for item in report.items.all()] == [top, top, below]


def test_items_point_into_the_text(cast):
    report = apply_import(plan(), by=cast.supervisor)
    for item, number in zip(report.items.order_by("position"), [1, 2, 3], strict=True):
        assert (item.number, item.number_literal, item.position, item.clause) == (number, f"{number}、", number, 1)
        assert TEXT[item.text_start : item.text_end] == item.text
        assert TEXT[item.start :].startswith(item.number_literal)
        assert TEXT[item.text_end : item.end].startswith("(责任单位:")
        assert (item.status, item.version, item.updated_at) == ("not_started", 1, None)


def test_units_stand_as_written(cast):
    report = apply_import(plan(), by=cast.supervisor)
    assert [rows(item) for item in report.items.order_by("position")] == [
        [("市民政局", "lead", "star", "市民政局*"), ("市卫生局", "support", "star", "卫生局")],
        [("市教育局", "responsible", "none", "市教育局"), ("各区人民政府", "responsible", "none", "各区人民政府")],
        [("市教育局", "lead", "sole", "市教育局")],
    ]
    assert not Responsibility.objects.filter(item__report=report, via__isnull=False).exists()


def test_an_item_without_a_date_of_its_own_gets_the_default_deadline(cast):
    report = apply_import(plan(default_due_on=day("2012-12-31")), by=cast.supervisor)
    assert list(report.items.order_by("position").values_list("due_on", "due_text")) == [
        (day("2012-12-31"), ""),
        (day("2012-06-30"), "2012年6月底"),
        (day("2012-12-31"), "全年"),
    ]


def test_without_default_an_item_has_no_deadline(cast):
    report = apply_import(plan(), by=cast.supervisor)
    assert list(report.items.order_by("position").values_list("due_on", flat=True)) == [None, day("2012-06-30"), None]


@pytest.mark.parametrize("again", ["卫生局", "市卫生和健康局"])
def test_a_unit_named_twice_on_an_item_stands_once(cast, again):
    DepartmentAlias.objects.create(department=cast.health, name="市卫生和健康局")
    report = apply_import(plan(f"1、甲(责任单位:市卫生局*、市民政局、{again})。"), by=cast.supervisor)
    assert rows(report.items.get()) == [
        ("市卫生局", "lead", "star", "市卫生局*"),
        ("市民政局", "support", "star", "市民政局"),
    ]


def test_several_clauses_under_one_number_are_items_of_their_own(cast):
    report = apply_import(plan("1、修路(责任单位:市民政局)。建桥(责任单位:市卫生局)。"), by=cast.supervisor)
    assert [(item.display_number, item.text) for item in report.items.order_by("position")] == [
        ("1", "修路"),
        ("1-2", "建桥"),
    ]


@pytest.mark.parametrize(
    "text", ["1、甲(由市民政局牵头,市卫生局配合)。", "1、甲(牵头单位:市民政局;配合单位:市卫生局)。"]
)
def test_leads_by_wording_and_by_label_are_imported(cast, text):
    report = apply_import(plan(text), by=cast.supervisor)
    assert [row[:2] for row in rows(report.items.get())] == [("市民政局", "lead"), ("市卫生局", "support")]


def test_the_history_counts_what_was_imported(cast):
    report = apply_import(plan(), by=cast.supervisor)
    entry = report.history.get()
    assert (entry.action, entry.by) == ("report_imported", cast.supervisor)
    assert entry.after == {"title": "2012年任务分解", "items": "3", "chapters": "2", "responsibilities": "5"}


def test_the_import_asks_the_database_as_often_for_many_items(cast, django_assert_max_num_queries):
    def queries(count):
        text = "\n".join(f"{number}、工作(责任单位:市民政局*、市卫生局)。" for number in range(1, count + 1))
        ready = plan(text, title=f"{count}项")
        with django_assert_max_num_queries(100) as captured:
            assert apply_import(ready, by=None).items.count() == count
        return len(captured)

    assert queries(1) == queries(30)  # SQLite takes some forty rows at a time


# Units that come with it


def test_new_units_are_made_behind_all_others(cast):
    last = factories.department("市末位局", position=90)
    ready = plan(UNKNOWN, remedies.make_all_units(plan(UNKNOWN)))
    assert [unit.name for unit in ready.new] == ["市粮食局", "市气象局"]
    report = apply_import(ready, by=cast.supervisor)
    made = [Department.objects.get(name=name) for name in ("市粮食局", "市气象局")]
    assert [(unit.kind, unit.is_collective, unit.position) for unit in made] == [
        ("government", False, last.position + 1),
        ("government", False, last.position + 2),
    ]
    assert [[row[0] for row in rows(item)] for item in report.items.order_by("position")] == [
        ["市民政局", "市粮食局"],
        ["市气象局", "市粮食局"],
    ]


def test_a_new_collective_is_one(cast):
    text = "1、甲(责任单位:各乡镇人民政府)。"
    apply_import(plan(text, remedies.make_all_units(plan(text))), by=cast.supervisor)
    assert Department.objects.get(name="各乡镇人民政府").is_collective


@pytest.mark.parametrize("remember", [True, False])
def test_a_matched_name_becomes_an_alias_if_it_is_to_be_remembered(cast, remember):
    text = "1、甲(责任单位:市卫计委)。"
    decisions = remedies.match_unit(plan(text), "市卫计委", cast.health, remember=remember)
    report = apply_import(plan(text, decisions), by=cast.supervisor)
    assert rows(report.items.get()) == [("市卫生局", "lead", "sole", "市卫计委")]
    assert DepartmentAlias.objects.filter(name="市卫计委", department=cast.health).exists() is remember
    assert plan(text).unknown_units == ([] if remember else ["市卫计委"])


def test_a_name_that_is_no_unit_leaves_no_trace(cast):
    text = "1、甲(责任单位:市民政局、市气象局)。"
    report = apply_import(plan(text, remedies.ignore_unit(plan(text), "市气象局")), by=cast.supervisor)
    assert [row[0] for row in rows(report.items.get())] == ["市民政局"]
    assert not Department.objects.filter(name="市气象局").exists()


# Targets, milestones, groups, leaders


@pytest.fixture
def seed(cast):
    """The real breakdown of 2011, imported with all its units made."""
    parsed = parse((DATA / "xiangyang-2011.txt").read_text(encoding="utf-8"))
    data = ReportData(year=2011, title="襄阳2011年任务分解")
    decisions = remedies.make_all_units(plan_import(parsed, data))
    return apply_import(plan_import(parsed, data, decisions), by=cast.supervisor)


def test_the_targets_of_the_real_breakdown_are_stored(seed):
    expected = json.loads((DATA / "xiangyang-2011.expected.json").read_text(encoding="utf-8"))
    wanted = {item["number"]: item["targets"] for item in expected["items"] if item["targets"]}
    stored = {number: [] for number in wanted}
    for target in Target.objects.filter(item__report=seed).order_by("item__number", "position"):
        stored[target.item.number].append(target)
        assert seed.source.text[target.start : target.end] == target.literal
        assert target.basis == "parsed"
    assert sum(map(len, stored.values())) == 33
    for number, targets in wanted.items():
        assert [target.number for target in stored[number]] == [Decimal(str(target["value"])) for target in targets]


def test_milestones_point_into_the_text(seed):
    milestones = Milestone.objects.filter(item__report=seed)
    assert milestones.exists()
    for milestone in milestones.select_related("item"):
        assert seed.source.text[milestone.start : milestone.end] == milestone.literal
        assert milestone.item.text_start <= milestone.start < milestone.end <= milestone.item.text_end


def test_items_announced_as_a_group_carry_its_name(seed):
    groups = dict(seed.items.values_list("number", "group"))
    assert {number for number, group in groups.items() if group == "十件实事"} == set(range(200, 210))
    assert {group for number, group in groups.items() if number not in range(200, 210)} == {""}


def test_a_group_can_be_given_to_all_items(cast):
    report = apply_import(plan(group="惠民工程"), by=cast.supervisor)
    assert set(report.items.values_list("group", flat=True)) == {"惠民工程"}


def test_leaders_stand_as_written(cast):
    text = "1、修路。\n分管领导:王某、李某\n责任单位:市民政局\n"
    report = apply_import(plan(text), by=cast.supervisor)
    assert report.items.get().leaders == "王某、李某"


def test_long_labels_are_shortened_and_the_text_stays_whole(cast):
    text = f"1、{'建设' * 90}公园30个(责任单位:市民政局)。"
    report = apply_import(plan(text), by=cast.supervisor)
    target = Target.objects.get(item__report=report)
    assert len(target.label) <= 100 and target.number == 30
    assert "公园30个" in target.item.text


# Numbers


def test_numbers_that_begin_again_are_numbered_through(cast):
    text = "一、甲\n1、修路(责任单位:市民政局)。\n2、架桥(责任单位:市民政局)。\n" * 2
    report = apply_import(plan(text), by=cast.supervisor)
    assert list(report.items.order_by("position").values_list("number", "number_literal")) == [
        (1, "1、"),
        (2, "2、"),
        (3, "1、"),
        (4, "2、"),
    ]


def test_items_without_a_number_are_numbered_through(cast):
    report = apply_import(plan("修路。(责任单位:市民政局)\n架桥。(责任单位:市卫生局)"), by=cast.supervisor)
    assert list(report.items.order_by("position").values_list("number", "number_literal")) == [(1, ""), (2, "")]


# What is refused


def test_unknown_units_refuse_the_import_with_all_names(cast):
    with refused("市粮食局、市气象局"):
        apply_import(plan(UNKNOWN), by=cast.supervisor)


@pytest.mark.parametrize("text", ["", "关于做好今年工作的通知"])
def test_a_text_without_items_is_refused(cast, text):
    with refused("No work item was found"):
        apply_import(plan(text), by=cast.supervisor)


def test_the_same_title_in_one_year_is_refused(cast):
    apply_import(plan(), by=cast.supervisor)
    with refused("a report “2012年任务分解” of 2012 already"):
        apply_import(plan(), by=cast.supervisor)
    assert apply_import(plan(year=2013), by=cast.supervisor).year == 2013


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"title": ""}, "year and the title"),
        ({"year": 1900}, "year: .*1949"),
        ({"issuer": "长" * 101}, "issuer: .*100"),
    ],
)
def test_wrong_report_data_are_refused_by_name(cast, data, sentence):
    with refused(sentence):
        apply_import(plan(**data), by=cast.supervisor)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("一、甲\n1、修路(责任单位:市民政局)。\n1、建桥(责任单位:市卫生局)。", "Number 1 stands twice"),
        ("0、修路(责任单位:市民政局)。", "cannot be imported: number: "),
        ("一、" + "长" * 401 + "\n1、修路(责任单位:市民政局)。", "长… cannot be imported: title: .*300"),
        ("1、(责任单位:市民政局)", "Item 1 has a responsibility clause and no text"),
    ],
)
def test_what_the_database_cannot_hold_is_refused_in_a_sentence(cast, text, sentence):
    with refused(sentence):
        apply_import(plan(text), by=cast.supervisor)


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator", "newcomer"])
def test_only_the_supervision_office_imports(cast, who):
    with refused("Only the supervision office"):
        apply_import(plan(), by=getattr(cast, who))


STEPS = [
    "make_units",
    "_create_report",
    "create_chapters",
    "create_items",
    "create_responsibilities",
    "create_targets",
    "history.record",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_fault_in_the_middle_leaves_nothing(cast, monkeypatch, step):
    def breaks(*args, **kwargs):
        raise RuntimeError("power cut")

    ready = plan(UNKNOWN, remedies.make_all_units(plan(UNKNOWN)))
    before = everything()
    monkeypatch.setattr(f"items.imports.creating.{step}", breaks)
    with pytest.raises(RuntimeError):
        apply_import(ready, by=cast.supervisor)
    assert everything() == before


def test_a_unit_that_was_made_meanwhile_is_used_not_made_again(cast):
    decisions = remedies.make_all_units(plan(UNKNOWN))
    meanwhile = factories.department("市粮食局")
    ready = plan(UNKNOWN, decisions)
    assert [unit.name for unit in ready.new] == ["市气象局"]
    apply_import(ready, by=cast.supervisor)
    assert Department.objects.filter(name="市粮食局").get() == meanwhile


def test_a_new_unit_with_the_name_of_a_merged_one_is_refused(cast):
    Department.objects.filter(pk=cast.health.pk).update(successor=cast.education)
    decisions = Decisions(units={"市卫生局": {"as": "new"}})
    with refused("市卫生局 cannot be imported"):
        apply_import(plan("1、甲(责任单位:市卫生局)。", decisions), by=cast.supervisor)
