"""Units and people from Excel: what is checked, what is written, all or nothing, and back again."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from departments.models import CollectiveMember, Department, DepartmentAlias, Membership, User
from items.models import HistoryEntry, PeopleWorkbook
from items.people.entering import keep_workbook, plan_of, take_in
from items.people.export import person_rows, unit_rows, write_form
from items.people.planning import plan_workbook
from items.people.reading import read_workbook
from items.steps.errors import WorkflowError

from ..given import factories
from ..given.factories import day
from ..given.forms_filled import cells, form, saved
from ..given.together import moment

AT = moment("2011-03-18 10:00")
TODAY = day("2011-03-18")
LIAISON, HEAD, ADMINISTRATOR = "联络员", "单位负责人", "系统管理员"


def checked(cast, data, name="名单.xlsx"):
    return keep_workbook(name, data, by=cast.administrator, at=AT)


def taken(cast, data):
    workbook = checked(cast, data)
    return take_in(workbook, seen=plan_of(workbook, on=TODAY).mark, by=cast.administrator, at=AT)


def planned(data):
    return plan_workbook(read_workbook(data, "名单.xlsx"), on=TODAY)


def wrong(data):
    """[(sheet, line, column, label)] of what is wrong, and the sentences."""
    problems = planned(data).problems
    return [(one.sheet, one.line, one.column, one.label) for one in problems], [one.sentence for one in problems]


def everything():
    models = (Department, DepartmentAlias, CollectiveMember, User, Membership)
    return [list(model.objects.order_by("pk").values()) for model in models]


UNITS = [
    {"name": "市林业局", "short_name": "林业局", "kind": "市政府工作部门", "aliases": "市林业和草原局、林草局"},
    {"name": "各乡镇人民政府", "is_collective": "是", "members": "东城区人民政府、城关镇人民政府"},
    {"name": "城关镇人民政府", "active_from": "2010-01-01", "position": 77},
]
PEOPLE = [
    {"full_name": "林青山", "unit": "市林业局", "role": LIAISON, "phone": 3512345},
    {"full_name": "林青山", "unit": "市林业局", "role": HEAD},
    {"username": "zhen", "full_name": "镇长", "unit": "城关镇人民政府", "role": HEAD, "start_on": "2011.3.1"},
]


def test_units_and_people_come_in_together(cast):
    plan = taken(cast, form(units=UNITS, people=PEOPLE))
    forest = Department.objects.get(name="市林业局")
    assert (forest.short_name, forest.kind) == ("林业局", Department.Kind.GOVERNMENT)
    assert set(forest.aliases.values_list("name", flat=True)) == {"市林业和草原局", "林草局"}
    assert Department.objects.matching("lyj").filter(pk=forest.pk).exists()
    towns = Department.objects.get(name="各乡镇人民政府")
    assert [unit.name for unit in towns.members(TODAY)] == ["东城区人民政府", "城关镇人民政府"]
    lin = User.objects.get(username="linqingshan")
    assert lin.phone == "3512345" and not lin.has_usable_password()
    assert {str(post) for post in lin.memberships.all()} == {"市林业局 联络员", "市林业局 单位负责人"}
    assert User.objects.get(username="zhen").memberships.get().start_on == day("2011-03-01")
    assert (len(plan.units), len(plan.new_people), len(plan.posts)) == (3, 2, 3)


def test_the_history_tells_what_came_in_and_the_file_is_gone(cast):
    taken(cast, form(units=UNITS, people=PEOPLE))
    entry = HistoryEntry.objects.get(action="people_taken_in")
    assert entry.by == cast.administrator
    assert "市林业局" in entry.after["units_taken_in"]
    assert entry.after["people_taken_in"].splitlines()[0] == "林青山 (linqingshan)：办公电话；任职 市林业局 联络员"
    assert "3512345" not in str(entry.after)
    assert not PeopleWorkbook.objects.exists()


def test_the_export_comes_back_unchanged(cast):
    factories.person("mu", name="木", role="head", department=cast.health, phone="0710-3512", email="mu@example.cn")
    Membership.objects.create(user=cast.health_liaison, role="liaison", department=cast.civil_affairs, end_on=TODAY)
    User.objects.filter(pk=cast.newcomer.pk).update(is_active=False)
    cast.health.aliases.create(name="卫生局机关")
    Department.objects.filter(pk=cast.west.pk).update(active_to=day("2030-01-01"), remark="=1+1")
    taken(cast, form(units=UNITS, people=PEOPLE))
    file, again = BytesIO(), BytesIO()
    write_form(file, on=TODAY, units=unit_rows(), people=person_rows(TODAY))
    plan = planned(file.getvalue())
    assert plan.problems == [] and plan.changes == []
    assert plan.unchanged == Department.objects.unmerged().count() + len(person_rows(TODAY))
    before = everything()
    taken(cast, file.getvalue())
    assert everything() == before
    write_form(again, on=TODAY, units=unit_rows(), people=person_rows(TODAY))
    assert cells(again.getvalue()) == cells(file.getvalue())


def test_what_is_exported_here_makes_an_empty_portal_the_same(cast):
    file = BytesIO()
    taken(cast, form(units=UNITS, people=PEOPLE))
    rows = unit_rows(), person_rows(TODAY)
    write_form(file, on=TODAY, units=rows[0], people=rows[1])
    keep = cast.administrator.pk
    HistoryEntry.objects.all()._raw_delete("default")
    for name in ("responsibilities", "targets", "milestones"):
        for item in (cast.led, cast.supported, cast.open_lead):
            getattr(item, name).all().delete()
    CollectiveMember.objects.all().delete()
    Membership.objects.exclude(user=keep).delete()
    User.objects.exclude(pk=keep).delete()
    Department.objects.all().delete()
    taken(cast, file.getvalue())
    assert (unit_rows(), person_rows(TODAY)) == rows


@pytest.mark.parametrize(
    ("units", "people", "places"),
    [
        ([{"short_name": "无名"}], [], [("单位", 2, "A", "单位名称")]),
        ([{"name": "市林业局"}, {"name": "市林业局"}], [], [("单位", 3, "A", "单位名称")]),
        ([{"name": "卫生局"}], [], [("单位", 2, "A", "单位名称")]),
        ([{"name": "市林业局", "kind": "部门"}], [], [("单位", 2, "C", "单位类别")]),
        ([{"name": "市林业局", "aliases": "市教育局"}], [], [("单位", 2, "D", "其他名称")]),
        ([{"name": "市林业局", "members": "市教育局"}], [], [("单位", 2, "F", "成员单位")]),
        ([{"name": "各镇", "is_collective": "是", "members": "东镇"}], [], [("单位", 2, "F", "成员单位")]),
        ([{"name": "市林业局", "position": "第一"}], [], [("单位", 2, "G", "排序号")]),
        (
            [{"name": "市林业局", "active_from": "2012-01-01", "active_to": "2011-01-01"}],
            [],
            [("单位", 2, "I", "停用日期")],
        ),
        ([{"name": "市林业局" * 40}], [], [("单位", 2, "A", "单位名称")]),
        ([{"name": "市教育局", "is_collective": "是"}], [], [("单位", 2, "E", "是否集合单位")]),
        ([], [{"unit": "市教育局", "role": LIAISON}], [("人员", 2, "B", "姓名")]),
        ([], [{"full_name": "林", "unit": "市森林局", "role": LIAISON}], [("人员", 2, "C", "任职单位")]),
        ([], [{"full_name": "林", "role": LIAISON}], [("人员", 2, "C", "任职单位")]),
        ([], [{"full_name": "林", "unit": "市教育局"}], [("人员", 2, "D", "任职")]),
        ([], [{"full_name": "林", "unit": "市教育局", "role": "科长"}], [("人员", 2, "D", "任职")]),
        ([], [{"full_name": "林", "email": "林"}], [("人员", 2, "H", "电子邮箱")]),
        ([], [{"full_name": "林", "is_active": "也许"}], [("人员", 2, "I", "可登录")]),
        ([], [{"username": "a b", "full_name": "林"}], [("人员", 2, "A", "用户名")]),
        (
            [],
            [{"full_name": "林", "unit": "市教育局", "role": LIAISON, "start_on": "2011-02-30"}],
            [("人员", 2, "E", "任职起")],
        ),
        (
            [],
            [
                {"username": "lin", "full_name": "林", "phone": "1"},
                {"username": "lin", "full_name": "林", "phone": "2"},
            ],
            [("人员", 3, "G", "办公电话")],
        ),
        (
            [],
            [
                {
                    "username": "liaison",
                    "full_name": "李联络",
                    "unit": "市民政局",
                    "role": LIAISON,
                    "start_on": "2011-05-01",
                }
            ],
            [("人员", 2, "D", "任职")],
        ),
    ],
)
def test_a_mistake_is_told_by_line_and_column(cast, units, people, places):
    before = everything()
    found, sentences = wrong(form(units=units, people=people))
    assert found == places and all(sentences)
    with pytest.raises(WorkflowError):
        taken(cast, form(units=[*units, {"name": "市水利局"}], people=people))
    assert everything() == before


def test_a_name_that_differs_by_what_joins_its_parts_is_asked_about_and_makes_no_second_unit(cast):
    factories.department("市住房和城乡建设局")
    person = {"full_name": "林青山", "unit": "市住房与城乡建设局", "role": "联络员"}
    plan = planned(form(units=[{"name": "市住房城乡建设局"}], people=[person]))
    assert [one.column for one in plan.problems] == ["A", "C"]
    assert all("“市住房和城乡建设局”" in one.sentence for one in plan.problems)


def test_all_mistakes_are_told_at_once(cast):
    found, _sentences = wrong(form(units=[{"short_name": "甲"}, {"name": "乙", "kind": "丙"}], people=[{"unit": "丁"}]))
    assert [place[:3] for place in found] == [
        ("单位", 2, "A"),
        ("单位", 3, "C"),
        ("人员", 2, "B"),
        ("人员", 2, "C"),
        ("人员", 2, "D"),
    ]


def test_what_breaks_while_writing_leaves_nothing(cast, monkeypatch):
    before, data = everything(), form(units=UNITS, people=PEOPLE)
    workbook = checked(cast, data)
    seen = plan_of(workbook, on=TODAY).mark

    def refuse(*_args, **_kwargs):
        raise WorkflowError("no")

    monkeypatch.setattr("items.people.entering.history.record", refuse)
    with pytest.raises(WorkflowError):
        take_in(workbook, seen=seen, by=cast.administrator, at=AT)
    assert everything() == before and PeopleWorkbook.objects.exists()


def test_empty_cells_and_missing_lines_leave_what_is_there(cast):
    User.objects.filter(pk=cast.liaison.pk).update(phone="3511111", email="li@example.cn")
    cast.health.aliases.create(name="卫生局机关")
    before = everything()
    plan = taken(cast, form(units=[{"name": "市卫生局"}], people=[{"username": "liaison", "full_name": "李联络"}]))
    assert plan.changes == [] and everything() == before


def test_changes_are_told_before_and_after(cast):
    User.objects.filter(pk=cast.liaison.pk).update(phone="3511111")
    plan = planned(form(people=[{"full_name": "李联络", "unit": "市民政局", "role": LIAISON, "phone": "3512222"}]))
    assert [(one.name, one.is_new, one.fields) for one in plan.changes] == [
        ("李联络 (liaison)", False, (("办公电话", "3511111", "3512222"),))
    ]


def test_a_person_without_user_name_is_found_in_his_unit_alone(cast):
    plan = planned(form(people=[{"full_name": "李联络", "unit": "卫生局", "role": LIAISON}]))
    assert [person.username for person in plan.new_people] == ["lilianluo"]


def test_two_of_one_name_get_names_of_their_own(cast):
    factories.person("linqingshan", name="林青山")
    rows = [{"full_name": "林青山", "unit": unit, "role": LIAISON} for unit in ("市教育局", "市卫生局")]
    assert [one.username for one in planned(form(people=rows)).new_people] == ["linqingshan2", "linqingshan3"]


def test_a_post_is_ended_by_its_last_day(cast):
    taken(cast, form(people=[{"full_name": "李联络", "unit": "市民政局", "role": LIAISON, "end_on": "2011-03-31"}]))
    assert cast.liaison.memberships.get().end_on == day("2011-03-31")


def test_nobody_locks_all_administrators_out(cast):
    with pytest.raises(WorkflowError):
        taken(cast, form(people=[{"username": "administrator", "full_name": "郑管理", "is_active": "否"}]))
    assert User.objects.get(pk=cast.administrator.pk).is_active


def test_what_has_changed_since_it_was_checked_is_checked_again(cast):
    workbook = checked(cast, form(units=UNITS))
    seen = plan_of(workbook, on=TODAY).mark
    factories.department("市林业局")
    with pytest.raises(WorkflowError):
        take_in(workbook, seen=seen, by=cast.administrator, at=AT)
    assert take_in(workbook, seen=plan_of(workbook, on=TODAY).mark, by=cast.administrator, at=AT)


@pytest.mark.parametrize("person", ["supervisor", "liaison", "head", "leader", "observer", "newcomer"])
def test_only_administrators_take_a_workbook_in(cast, person):
    with pytest.raises(WorkflowError):
        keep_workbook("名单.xlsx", form(), by=getattr(cast, person), at=AT)
    workbook = checked(cast, form(units=UNITS))
    with pytest.raises(WorkflowError):
        take_in(workbook, seen=plan_of(workbook, on=TODAY).mark, by=getattr(cast, person), at=AT)


def broken(kind):
    if kind == "text":
        return "姓名,单位".encode()
    if kind == "no head":
        workbook = Workbook()
        workbook.active.append(["序号", "名字"])
        return saved(workbook)
    if kind == "cut":
        return form(units=UNITS)[:900]
    return b""


@pytest.mark.parametrize("kind", ["text", "no head", "cut", "empty"])
def test_what_is_no_form_is_refused_in_words(db, kind):
    problems = planned(broken(kind)).problems
    assert len(problems) == 1 and problems[0].sentence


def test_a_column_of_another_form_is_named(cast):
    workbook = Workbook()
    workbook.active.append(["姓名", "身份证号"])
    workbook.active.append(["林", "420"])
    found, _sentences = wrong(saved(workbook))
    assert found == [("人员", 1, "B", "")]


def test_a_form_may_carry_a_title_and_blank_lines_and_speak_english(cast):
    workbook = Workbook()
    for row in (
        ["联络员名单"],
        [],
        ["Full name", "Unit of the post", "Post held"],
        [],
        ["林青山", "市教育局", "Liaison"],
    ):
        workbook.active.append(row)
    plan = planned(saved(workbook))
    assert plan.problems == [] and [(one.line, one.name) for one in plan.changes] == [(5, "林青山 (linqingshan)")]


def test_checking_costs_the_same_for_many_lines(cast, django_assert_num_queries):
    for count in (1, 60):
        people = [{"full_name": f"人{n}", "unit": "市教育局", "role": LIAISON} for n in range(count)]
        units = [{"name": f"第{n}局", "aliases": f"{n}局"} for n in range(count)]
        book = read_workbook(form(units=units, people=people), "名单.xlsx")
        with django_assert_num_queries(6):
            plan_workbook(book, on=TODAY)
