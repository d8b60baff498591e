"""How a head of a table is read is remembered for later documents, listed, and forgotten."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from items.imports import ImportRefused, remembering
from items.models import HistoryEntry, ImportDraft, RememberedColumns, WorkReport

from ..given.factories import moment
from ..given.html import parse
from .begun import plan_of, started_with
from .by_hand import asked_about, brought, choose, items_of, kinds_of, table_of
from .pressing import address, decisions, press

pytestmark = pytest.mark.django_db

CHOSEN = {"column3": "group", "column4": "lead", "column6": "skipped", "column7": "support"}
# Other rows, the names with blanks, in full width and traditional characters.
LATER = (
    "2013年城市提升行动任务分解表\n\n甲 栏\t乙栏\t丙欄\t丁栏\t戊栏\t己栏\t庚栏\t辛栏\t壬栏\n"
    "1\t赵明\t教育\t市教育局\t新建小学3所\t续\t市财政局\t2013年9月底前\t城东\n"
    "2\t赵明\t教育\t市体育局\t新建球场9块\t新\t市财政局\t2013年8月底前\t城西\n"
)
LIST = "/imports/columns/"


@pytest.fixture
def remembered(portal, cast):
    """The head of the nine columns, as chosen, remembered."""
    draft = brought(cast, "nine-columns.xlsx")
    choose(portal, draft, **CHOSEN)
    response = press(portal, draft, "", name="remember", remember=table_of(draft).start)
    assert response.status_code == 302
    return RememberedColumns.objects.get()


def test_a_later_document_with_the_same_head_is_read_in_the_same_way(cast, remembered):
    draft = started_with(cast, LATER)
    assert kinds_of(draft) == remembered.kinds
    first = items_of(draft)[0]
    assert [(unit.name, unit.role) for unit in first.units] == [("市教育局", "lead"), ("市财政局", "support")]
    assert plan_of(draft).parsed.chapters[first.parsed.chapter].title == "教育"
    assert asked_about(draft) == []


def test_the_draft_says_so_and_can_drop_it(portal, cast, remembered):
    portal.cookies["django_language"] = "zh-hans"
    draft = started_with(cast, LATER)
    start = table_of(draft).start
    assert "按已记住的读法" in parse(portal.get(address(draft))).text
    assert "记住的读法读入" in parse(portal.get(address(draft), {"table": start})).text
    press(portal, draft, f"forget:columns:{start}")
    assert kinds_of(draft)[3] == "listed" and decisions(draft).columns == {}
    assert RememberedColumns.objects.exists()


def test_what_is_remembered_so_already_is_not_offered_again(portal, cast, remembered):
    draft = started_with(cast, LATER)
    start = table_of(draft).start
    assert not parse(portal.get(address(draft), {"table": start})).all("button", name="remember")
    choose(portal, draft, column6="remark")
    assert parse(portal.get(address(draft), {"table": start})).all("button", name="remember")


def test_the_day_is_that_of_the_list(cast, remembered):
    RememberedColumns.objects.update(at=moment("2012-03-05 00:30"))
    (said,) = decisions(started_with(cast, LATER)).columns.values()
    assert said["remembered"] == {"by": str(cast.supervisor), "on": "2012-03-05"}


def test_another_head_is_read_as_ever(cast, remembered):
    draft = started_with(cast, LATER.replace("壬栏", "末栏"))
    assert decisions(draft).columns == {}


def test_a_title_above_the_names_does_not_hide_them(cast, remembered):
    text = LATER.replace("甲 栏", "各项任务一览\t\t\t\t\t\t\t\t末\n甲 栏")
    assert kinds_of(started_with(cast, text))[:4] == ["number", "leaders", "group", "lead"]


def test_a_draft_keeps_what_it_was_read_with(cast, portal, remembered):
    draft = started_with(cast, LATER)
    portal.post(reverse("remembered_forget", args=[remembered.pk]))
    assert kinds_of(draft)[3] == "lead"


def test_what_the_parser_reads_so_by_itself_is_no_decision(cast, portal):
    text = "2012年任务分解\n序号\t工作任务\t责任单位\n1\t修建道路30公里\t市民政局\n2\t改造校舍20所\t市教育局\n"
    draft = started_with(cast, text)
    press(portal, draft, "", name="remember", remember=table_of(draft).start)
    assert decisions(started_with(cast, text)).columns == {}


def test_the_list_says_what_by_whom_and_when(portal, cast, remembered):
    portal.cookies["django_language"] = "zh-hans"
    page = parse(portal.get(LIST))
    (row,) = page.all("tbody")
    for words in ("丁栏 牵头", "己栏 不读入", cast.supervisor.name, "nine-columns.xlsx"):
        assert words in row.text
    assert any(link.get("href") == LIST for link in parse(portal.get("/imports/")).all("a"))


def test_a_forgotten_head_is_gone_and_another_click_says_so(portal, cast, remembered):
    where = reverse("remembered_forget", args=[remembered.pk])
    assert portal.post(where)["Location"] == LIST
    assert decisions(started_with(cast, LATER)).columns == {}
    portal.cookies["django_language"] = "zh-hans"
    assert "该表头已删除。" in portal.post(where, follow=True).content.decode()


def test_both_stand_in_the_history(portal, cast, remembered):
    portal.post(reverse("remembered_forget", args=[remembered.pk]))
    kept, gone = HistoryEntry.objects.filter(action__startswith="columns").order_by("pk")
    assert (kept.action, gone.action) == ("columns_remembered", "columns_forgotten")
    assert (kept.by, kept.after["columns"], kept.before) == (cast.supervisor, " ".join(remembered.kinds), {})
    assert gone.before == kept.after and "丁栏" in gone.before["table_head"]


def test_remembered_again_it_is_the_later_word(portal, cast, remembered):
    draft = started_with(cast, LATER)
    choose(portal, draft, column6="remark")
    press(portal, draft, "", name="remember", remember=table_of(draft).start)
    (row,) = RememberedColumns.objects.all()
    assert row.kinds[5] == "remark"
    assert HistoryEntry.objects.latest("pk").before["columns"].split()[5] == "skipped"


def test_a_table_without_a_head_cannot_be_remembered(portal, cast):
    draft = brought(cast, "no-head.csv")
    assert not parse(portal.get(address(draft))).all("button", name="remember")
    with pytest.raises(ImportRefused):
        remembering.remember(plan_of(draft), 0, source_name="x", by=cast.supervisor, at=moment("2012-01-01"))


def test_only_the_office_remembers_and_forgets(client, cast, remembered):
    client.force_login(cast.liaison)
    assert client.get(LIST).status_code == 403
    assert client.post(reverse("remembered_forget", args=[remembered.pk])).status_code == 403
    draft = ImportDraft.objects.get()
    assert client.post(reverse("import_remember", args=[draft.pk]), {"remember": 1}).status_code == 403
    with pytest.raises(ImportRefused):
        remembering.forget(remembered.pk, by=cast.liaison, at=moment("2012-01-01"))
    assert RememberedColumns.objects.exists()


def test_the_command_reads_as_remembered_too(cast, remembered, tmp_path, capsys):
    path = tmp_path / "later.txt"
    path.write_text(LATER, encoding="utf-8")
    call_command("import_report", str(path), "--new-units", "--apply")
    said = capsys.readouterr().out
    report = WorkReport.objects.get(year=2013)
    roles = report.items.order_by("number").first().responsibilities.values_list("department__name", "role")
    assert set(roles) == {("市教育局", "lead"), ("市财政局", "support")}, said
    assert report.chapters.filter(title="教育").exists()
