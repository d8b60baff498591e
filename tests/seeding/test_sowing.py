"""The first start: the real 2011 report, read from its own text, once and for all."""

import json
import re
import stat

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core import serializers

from departments.models import CollectiveMember, Department, DepartmentAlias, Membership, User
from items.closing.moving import move_status
from items.lights.facts import lights_of
from items.models import Chapter, HistoryEntry, Responsibility, SourceText, WorkItem, WorkReport
from items.report.page import page_lines
from items.seeding import sowing

from ..given.factories import day
from ..places import DATA

TODAY = day("2011-02-01")
SOURCE = settings.BASE_DIR / "fixtures" / "xiangyang-2011" / "report.txt"
EXPECTED = json.loads((DATA / "xiangyang-2011.expected.json").read_text(encoding="utf-8"))
UNITS = settings.BASE_DIR.parent / "shared" / "seed" / "units.md"
STARRED = {
    184: "市社管办",
    185: "市政府办公室",
    187: "市食品药品监督管理局",
    189: "市民政局",
    191: "市人力资源和社会保障局",
}
SOLE = {196: "市住房保障和房屋管理局", 210: "市政府办公室"}
OF_THE_COUNTIES = [184, 185, *range(197, 207), 209]


def sow():
    kept = []
    assert sowing.seed(on=TODAY, keep_accounts=kept.extend) == kept
    return kept


@pytest.fixture
def accounts(db):
    """The seed is sown; these are the accounts as they were kept."""
    return sow()


@pytest.fixture
def report(accounts):
    return WorkReport.objects.get()


def everything():
    """All that the seed could write."""
    models = [
        *(Department, DepartmentAlias, CollectiveMember, User, Membership),
        *(WorkReport, SourceText, Chapter, WorkItem, Responsibility, HistoryEntry),
    ]
    return [list(model.objects.order_by("pk").values()) for model in models]


def numbers(items):
    return sorted(items.values_list("number", flat=True))


# The report


def test_the_source_is_kept_byte_for_byte(report):
    assert report.source.text.encode() == SOURCE.read_bytes()
    assert (report.year, report.issued_on, report.lead_rule) == (2011, TODAY, "star")


def test_every_character_of_the_source_is_shown(report):
    lines = page_lines(report, list(report.items.order_by("position")), list(report.chapters.all()))
    assert "\n".join("".join(span.text for span in line.spans) for line in lines) == report.source.text
    assert [item.number for line in lines for item in line.items] == list(range(184, 215))


def test_every_item_has_its_text_and_units_as_written(report):
    items = {item.number: item for item in report.items.all()}
    assert list(items) == [expected["number"] for expected in EXPECTED["items"]] == list(range(184, 215))
    for expected in EXPECTED["items"]:
        item = items[expected["number"]]
        written = item.responsibilities.direct().select_related("department")
        assert (item.text, item.start, item.end) == (expected["text"], expected["start"], expected["end"])
        assert [(row.department.name, row.literal, row.department.is_collective) for row in written] == [
            (unit["unit"], unit["literal"], unit["collective"]) for unit in expected["units"]
        ]
    assert Responsibility.objects.direct().count() == 97


def test_leads_are_those_of_the_star_and_units_that_stand_alone(report):
    leads = Responsibility.objects.direct().filter(role="lead")
    found = {(row.item.number, row.department.name, row.basis) for row in leads.select_related("item", "department")}
    expected = [*((*pair, "star") for pair in STARRED.items()), *((*pair, "sole") for pair in SOLE.items())]
    assert found == set(expected)


def test_where_the_text_names_no_lead_none_is_guessed(report):
    open_leads = numbers(WorkItem.objects.without_lead())
    assert open_leads == sorted(set(range(184, 215)) - set(STARRED) - set(SOLE))
    assert len(open_leads) == 24
    roles = Responsibility.objects.filter(item__number__in=open_leads).values_list("role", "basis").distinct()
    assert set(roles.order_by()) == {("responsible", "none")}


def test_beside_a_starred_lead_the_others_support(report):
    roles = Responsibility.objects.filter(item__number__in=STARRED).exclude(role="lead").values_list("role", "basis")
    assert set(roles.order_by()) == {("support", "star")}


def test_chapters_form_the_tree_of_the_text(report):
    tree = [(chapter.literal, chapter.parent and chapter.parent.literal) for chapter in report.chapters.all()]
    livelihood, government = "(七)着力保障和改善民生,提高人民群众幸福指数", "三、关于政府自身建设"
    assert tree == [
        (livelihood, None),
        ("十件实事", livelihood),
        (government, None),
        ("(一)深入解放思想,建设创新型政府。", government),
        ("(二)优化行政服务,建设效能型政府。", government),
    ]


@pytest.mark.parametrize(
    ("literal", "own", "below"),
    [
        ("(七)着力保障和改善民生,提高人民群众幸福指数", range(191, 200), range(191, 210)),
        ("十件实事", range(200, 210), range(200, 210)),
        ("三、关于政府自身建设", [], range(210, 215)),
        ("(一)深入解放思想,建设创新型政府。", [210, 211], [210, 211]),
        ("(二)优化行政服务,建设效能型政府。", [212, 213, 214], [212, 213, 214]),
    ],
)
def test_items_stand_in_their_chapters(report, literal, own, below):
    chapter = report.chapters.get(literal=literal)
    assert numbers(chapter.items) == list(own)
    assert numbers(WorkItem.objects.in_chapter(chapter)) == list(below)


def test_items_before_the_first_heading_stand_in_no_chapter(report):
    assert numbers(WorkItem.objects.filter(chapter=None)) == list(range(184, 191))


# The units


def test_each_member_answers_for_its_collectives_items(report):
    through = Responsibility.objects.filter(via__isnull=False)
    assert through.filter(via__name="各县(市)区人民政府").count() == 13 * 9
    assert through.filter(via__name="各城区人民政府").count() == 2 * 3
    assert through.count() == 13 * 9 + 2 * 3


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("枣阳市人民政府", OF_THE_COUNTIES),
        ("襄城区人民政府", [*OF_THE_COUNTIES[:-1], 207, 208, 209]),
        ("各县(市)区人民政府", OF_THE_COUNTIES),
        ("高新区管委会", [199]),
    ],
)
def test_a_unit_finds_the_items_that_reach_it(report, name, found):
    assert numbers(WorkItem.objects.of_department(Department.objects.get(name=name))) == found


def test_every_row_of_the_fixture_keeps_the_rules(report):
    text = (sowing.SEED_DIR / "departments.json").read_text(encoding="utf-8")
    rows = [row.object for row in serializers.deserialize("json", text, use_natural_foreign_keys=True)]
    assert {type(row) for row in rows} == {Department, DepartmentAlias, CollectiveMember}
    for model in (Department, DepartmentAlias, CollectiveMember, WorkReport, Chapter, WorkItem, Responsibility):
        for row in model.objects.all():
            row.full_clean()
    assert len(rows) == sum(model.objects.count() for model in (Department, DepartmentAlias, CollectiveMember))


KINDS = {
    "市政府工作部门": "government",
    "驻襄单位": "vertical",
    "市委机构": "party",
    "市政府直属": "institution",
    "临时机构": "coordinating",
    "群团": "mass",
    "管委会": "zone",
    "县(市、区)政府": "county",
}


def table(text, head):
    """The cells of the rows of the markdown table that begins with `head`."""
    lines = iter(text.splitlines())
    assert any(line.startswith(head) for line in lines), f"no table {head}"
    next(lines)
    rows = []
    for line in lines:
        if not line.startswith("|"):
            return rows
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.mark.skipif(not UNITS.exists(), reason="the list of units is not beside this checkout")
def test_the_units_are_those_of_the_list(report):
    text = UNITS.read_text(encoding="utf-8")
    collectives = {
        name.partition(" ")[0]: members.split("、") for name, members, _note in table(text, "| collective |")
    }
    members = [member for names in collectives.values() for member in names]
    expected = {}
    for name, kind, aliases, _items, _remark in table(text, "| unit "):
        [code] = [code for words, code in KINDS.items() if kind.startswith(words)]
        # "(全称未见…)" is a remark, "…(推断)" marks an alias that was inferred.
        names = {alias.removesuffix("(推断)") for alias in aliases.split(";") if alias and not alias.startswith("(")}
        expected[name] = (code, "collective" in kind, names)
    expected.update({name: ("county", False, set()) for name in members})
    found = {
        unit.name: (unit.kind, unit.is_collective, {alias.name for alias in unit.aliases.all()})
        for unit in Department.objects.prefetch_related("aliases")
    }
    assert found == expected
    assert {
        unit.name: [member.name for member in unit.members(TODAY)]
        for unit in Department.objects.filter(is_collective=True)
    } == collectives


def test_what_was_inferred_is_remarked_on_its_row(report):
    inferred = CollectiveMember.objects.filter(collective__name="各城区人民政府")
    assert set(inferred.values_list("remark", flat=True).order_by()) == {"推断，待确认"}
    assert "推断" in Department.objects.get(name="各城区人民政府").remark
    assert "推断" in DepartmentAlias.objects.get(name="市内外环线建设指挥部").remark
    assert "待确认" in Department.objects.get(name="市创业服务局").remark


def test_the_system_imported_and_issued_the_report(report):
    entries = HistoryEntry.objects.filter(person=None).order_by("pk")
    assert [(entry.action, entry.by, entry.report) for entry in entries] == [
        ("report_imported", None, report),
        ("report_issued", None, report),
    ]
    assert entries[0].after == {"title": report.title, "items": "31", "chapters": "5", "responsibilities": "97"}
    assert entries[1].after == {"issued_on": TODAY.isoformat(), "member_responsibilities": "123"}


# Accounts


def test_there_is_one_account_per_role_and_its_password_works(accounts):
    assert len(accounts) == 8
    users = [authenticate(username=row.username, password=row.password) for row in accounts]
    assert [user.roles for user in users] == [{role} for role in Membership.Role]
    assert {user.posts[0].department.name for user in users[:2]} == {"市人力资源和社会保障局"}
    passwords = {row.password for row in accounts}
    assert len(passwords) == 8
    assert all(re.fullmatch(r"(-?[a-hj-km-np-z2-9]{4}){3}", password) for password in passwords)


def test_the_history_tells_of_every_account_and_its_post(accounts):
    told = HistoryEntry.objects.exclude(person=None).order_by("pk").values_list("person__username", "action", "by")
    given = {row.username: "rights_given" if "管理员" in row.post else "post_given" for row in accounts}
    assert list(told) == [
        entry for name, action in given.items() for entry in ((name, "account_made", None), (name, action, None))
    ]


def test_accounts_are_kept_in_a_file_for_its_owner_only(accounts, tmp_path):
    path = tmp_path / "demo-accounts.txt"
    sowing.write_accounts(accounts, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line[:2] for line in lines] == [[row.username, row.password] for row in accounts]
    assert [" ".join(line[2:]) for line in lines] == [row.post for row in accounts]
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_others_could_read_is_replaced(accounts, tmp_path):
    path = tmp_path / "demo-accounts.txt"
    path.write_text("old")
    path.chmod(0o644)
    sowing.write_accounts(accounts, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "old" not in path.read_text(encoding="utf-8")


# Once and never again


def test_seeding_twice_changes_nothing(accounts):
    before = everything()
    assert sowing.seed(on=day("2012-01-01"), keep_accounts=pytest.fail) is None
    assert everything() == before


def test_later_edits_are_never_sown_over(accounts):
    liaison = User.objects.get(username="liaison")
    move_status(WorkItem.objects.get(number=191), by=liaison, version=1, on=TODAY, status="in_progress", text="甲")
    User.objects.filter(username="observer").update(is_active=False)
    Department.objects.filter(name="市体育局").update(name="市文体局")
    before = everything()
    assert sowing.seed(on=TODAY, keep_accounts=pytest.fail) is None
    assert everything() == before


@pytest.mark.parametrize(
    "row",
    [
        lambda: User.objects.create_user("first", name="首位"),
        lambda: Department.objects.create(name="市民政局"),
        lambda: WorkReport.objects.create_with_text("旧", year=2010, title="旧"),
    ],
)
def test_a_database_in_use_is_left_alone(db, row):
    row()
    before = everything()
    assert sowing.seed(on=TODAY, keep_accounts=pytest.fail) is None
    assert everything() == before


@pytest.mark.parametrize("step", ["_load_departments", "_import_report", "issue", "_create_accounts", "keep_accounts"])
def test_a_kill_in_the_middle_leaves_an_untouched_database(db, monkeypatch, step):
    def killed(*args, **kwargs):
        raise SystemExit("killed")

    with monkeypatch.context() as patch:
        if step != "keep_accounts":
            patch.setattr(sowing, step, killed)
        with pytest.raises(SystemExit):
            sowing.seed(on=TODAY, keep_accounts=killed)
    assert not any(everything())
    assert sowing.is_untouched()
    assert len(sow()) == 8
    assert WorkItem.objects.count() == 31


def test_a_fresh_portal_does_not_open_on_normal(report):
    lit = lights_of(list(WorkItem.objects.for_lights()), on=TODAY)
    assert {light.colour for light in lit.values()} == {"waiting"}
    assert {light.schedule for light in lit.values()} == {"unknown"}
