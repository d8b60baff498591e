"""From a parse to a report in the database: names matched, rows made, all or nothing."""

import contextlib

import pytest
from django.utils import translation

from departments.models import Department, DepartmentAlias
from items.importing import ImportRefused, ReportData, apply_import, plan_import
from items.models import Chapter, HistoryEntry, Responsibility, WorkItem, WorkReport
from items.report_text import parse
from items.workflow.merging import merge

from . import factories
from .factories import day

TEXT = """一、民生
1、加强养老服务(责任单位:市民政局*、卫生局)。
2、发展学前教育(责任单位:市教育局、各区人民政府;完成时限:2012年6月底)。
(一)实事
3、改造校舍(责任单位:市教育局;完成时限:全年)。"""
UNKNOWN = "1、甲(责任单位:市民政局、市粮食局)。2、乙(责任单位:市气象局、市粮食局)。"


def plan(text=TEXT, **data):
    return plan_import(parse(text), ReportData(**{"year": 2012, "title": "2012年任务分解", **data}))


def everything():
    """All that an import could write."""
    models = [WorkReport, Chapter, WorkItem, Responsibility, HistoryEntry]
    return [list(model.objects.order_by("pk").values()) for model in models]


@contextlib.contextmanager
def refused(sentence):
    """The import is refused with the sentence and has written nothing."""
    before = everything()
    with translation.override("en"), pytest.raises(ImportRefused, match=sentence):
        yield
    assert everything() == before


def rows(item):
    """[(unit, role, basis, as written)] in order."""
    found = item.responsibilities.select_related("department")
    return [(row.department.name, row.role, row.basis, row.literal) for row in found]


# The plan


def test_a_plan_writes_nothing(cast):
    before = everything()
    plan()
    assert everything() == before


@pytest.mark.parametrize("written", ["市卫生局", "卫生局", "市卫生和健康局"])
def test_a_unit_is_known_by_name_short_name_and_alias(cast, written):
    DepartmentAlias.objects.create(department=cast.health, name="市卫生和健康局")
    found = plan(f"1、甲(责任单位:{written})。")
    assert (found.units, found.unknown_units) == ({written: cast.health}, [])


def test_a_merged_units_old_name_finds_the_successor(cast):
    merge(cast.health, into=cast.education, by=cast.administrator, on=day("2012-01-01"))
    for written in ["市卫生局", "卫生局"]:
        assert plan(f"1、甲(责任单位:{written})。").units == {written: cast.education}


def test_no_name_leads_to_a_unit_that_has_a_successor(cast):
    DepartmentAlias.objects.create(department=cast.health, name="市卫生和健康局")
    Department.objects.filter(pk=cast.health.pk).update(successor=cast.education)
    text = "1、甲(责任单位:市卫生局、市卫生和健康局)。"
    assert plan(text).unknown_units == ["市卫生局", "市卫生和健康局"]


def test_a_full_name_beats_a_short_name_and_an_alias(cast):
    Department.objects.filter(pk=cast.health.pk).update(short_name="市教育局")
    DepartmentAlias.objects.create(department=cast.health, name="市民政局")
    assert plan("1、甲(责任单位:市教育局、市民政局)。").units == {
        "市教育局": cast.education,
        "市民政局": cast.civil_affairs,
    }


def test_a_short_name_of_two_units_is_not_guessed(cast):
    Department.objects.filter(pk=cast.education.pk).update(short_name="卫生局")
    assert plan("1、甲(责任单位:卫生局)。").unknown_units == ["卫生局"]


def test_unknown_units_are_listed_in_the_order_of_the_text(cast):
    assert plan(UNKNOWN).unknown_units == ["市粮食局", "市气象局"]


def test_a_plan_asks_the_database_as_often_for_many_units(cast, django_assert_num_queries):
    for number in range(50):
        DepartmentAlias.objects.create(
            department=factories.department(short_name=f"第{number}局"), name=f"别名{number}"
        )
    with django_assert_num_queries(2):
        plan()


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
    assert (report.source_text, report.lead_rule, report.issued_on) == (TEXT, "star", None)
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

    assert queries(1) == queries(50)


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
    with refused("this year and title exists already"):
        apply_import(plan(), by=cast.supervisor)
    assert apply_import(plan(year=2013), by=cast.supervisor).year == 2013


@pytest.mark.parametrize(
    ("data", "sentence"),
    [({"title": ""}, "title: "), ({"year": 1900}, "year: .*1949"), ({"issuer": "长" * 101}, "issuer: .*100")],
)
def test_wrong_report_data_are_refused_by_name(cast, data, sentence):
    with refused(sentence):
        apply_import(plan(**data), by=cast.supervisor)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("一、甲\n1、修路(责任单位:市民政局)。\n二、乙\n1、建桥(责任单位:市卫生局)。", "number 1 .*line 4"),
        ("修路。(责任单位:市民政局)", "line 1 has no number"),
        ("一、" + "长" * 401 + "\n1、修路(责任单位:市民政局)。", "长… cannot be imported: title: .*300"),
        ("1、(责任单位:市民政局)", "Item 1 cannot be imported: work item text: "),
    ],
)
def test_what_the_database_cannot_hold_is_refused_in_a_sentence(cast, text, sentence):
    with refused(sentence):
        apply_import(plan(text), by=cast.supervisor)


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator", "newcomer"])
def test_only_the_supervision_office_imports(cast, who):
    with refused("Only the supervision office"):
        apply_import(plan(), by=getattr(cast, who))


@pytest.mark.parametrize("step", ["_create_chapters", "_create_items", "_create_responsibilities", "history.record"])
def test_a_fault_in_the_middle_leaves_nothing(cast, monkeypatch, step):
    def breaks(*args, **kwargs):
        raise RuntimeError("power cut")

    before = everything()
    monkeypatch.setattr(f"items.importing.{step}", breaks)
    with pytest.raises(RuntimeError):
        apply_import(plan(), by=cast.supervisor)
    assert everything() == before
