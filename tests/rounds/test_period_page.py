"""The page of one period: its reports by item and by unit, figures that count their lists, words as far as they go."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from departments.models import User
from items import access
from items.models import ProgressUpdate, TargetValue
from items.pages.addresses import address
from items.rounds.export import write_period
from items.rounds.page import by_item, figures, readable
from items.rounds.sheet import read, read_bare

from ..given import factories
from ..given.html import parse
from ..given.opened_rounds import State, put, update_of
from .round_pages import EVERYBODY, names, period_url, reports_listed, table, workbook

pytestmark = pytest.mark.usefixtures("in_march")


def test_a_period_lists_every_report_by_item(busy, page):
    shown = page(busy.supervisor, period_url(busy.march))
    heads = [head.one("a").text for head in shown.all("h2") if head.all("a")]
    assert heads == ["1", "2", "3"]
    assert names(shown) == [
        "市民政局",
        "市卫生局",
        "市卫生局",
        "市民政局",
        "市教育局",
        "东城区人民政府",
        "西城区人民政府",
    ]
    text = shown.one("main").text
    assert "养老院已建成3所" in text and "缺地" in text
    assert "草稿里的话" not in text


def test_or_by_unit(busy, page):
    shown = page(busy.supervisor, period_url(busy.march, group="unit"))
    heads = [head.text for head in shown.all("h2")]
    assert heads[:2] == ["市民政局 1 of 2 reported Chase Note a call", "市卫生局 1 of 2 reported Chase Note a call"]
    assert len(names(shown)) == 7


def test_every_report_leads_to_its_own_page(busy, page):
    shown = page(busy.supervisor, period_url(busy.march))
    pages = {link["href"] for link in shown.one("main").all("a", of="entry-name")}
    assert pages == {update.get_absolute_url() for update in busy.march.updates.all()}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"state": "silent"}, 4),
        ({"state": "handed_in"}, 3),
        ({"state": "accepted"}, 2),
        ({"state": "draft"}, 1),
        ({"timing": "late"}, 1),
        ({"needs_decision": "on"}, 1),
        ({"state": "accepted", "timing": "on_time"}, 1),
    ],
)
def test_the_period_is_filtered(busy, page, client, filters, found):
    shown = page(busy.supervisor, period_url(busy.march, **filters))
    assert reports_listed(shown) == found
    assert shown.one("p", of="count").text.startswith(f"{found} report")
    assert len(shown.one("ul", of="badges").all("a")) == len(filters)
    [sheet] = workbook(client, busy.supervisor, address("period_export", busy.march.pk, **filters)).worksheets
    exported = [(row["Department"], row["Original number"]) for row in table(sheet)]
    assert len(exported) == found
    assert sorted(unit for unit, _number in exported) == sorted(names(shown))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_two_columns_of_the_workbook_have_one_heading(busy, language):
    """The item's completion stands beside that of the unit."""
    file = BytesIO()
    with translation.override(language):
        write_period(read(busy.march), lit={}, title="3月", lines=[], file=file)
    [sheet] = load_workbook(file).worksheets
    heads = [cell.value for cell in sheet[2]]
    assert len(heads) > 20 and len(set(heads)) == len(heads)


@pytest.mark.parametrize("query", ["unit=0", "unit=x", "state=dropped", "state=x", "timing=x", "group=x"])
def test_a_wrong_filter_of_a_period_shows_no_rows(busy, client, query):
    client.force_login(busy.observer)
    shown = parse(client.get(f"{period_url(busy.march)}?{query}"))
    assert shown.one("p", of="notice-error")
    assert not shown.all("li", of="entry")
    assert client.get(f"{reverse('period_export', args=[busy.march.pk])}?{query}").status_code == 302


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_figure_counts_the_list_it_links_to(busy, page, who):
    person = getattr(busy, who)
    shown = page(person, period_url(busy.march))
    figures = shown.one("ul", of="figures").all("a")
    assert len(figures) >= 5
    for figure in figures:
        assert reports_listed(page(person, figure["href"])) == int(figure.one("b").text), figure.text


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("liaison", True),
        ("head", True),
        ("supervisor", True),
        ("health_liaison", False),
        ("leader", False),
        ("observer", False),
    ],
)
def test_words_that_nobody_has_accepted_are_read_by_their_unit_and_the_office(busy, page, client, who, reads):
    person = getattr(busy, who)
    assert ("养老院已建成3所" in page(person, period_url(busy.march)).text) == reads
    [sheet] = workbook(client, person, reverse("period_export", args=[busy.march.pk])).worksheets
    assert ("养老院已建成3所" in [row["Progress"] for row in table(sheet)]) == reads


def test_a_lead_reads_the_parts_of_its_item(busy, page):
    part = update_of(busy.march, busy.led, busy.health)
    put(part, State.AWAITING_MERGE, by=busy.health_liaison, office=None, text="卫生局配合的话")
    for who, reads in [("liaison", True), ("east_liaison", False), ("leader", False), ("health_liaison", True)]:
        assert ("卫生局配合的话" in page(getattr(busy, who), period_url(busy.march)).text) == reads, who


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_page_shows_the_words_that_the_access_rules_allow(busy, who):
    person = User.objects.get(pk=getattr(busy, who).pk)
    put(update_of(busy.march, busy.led, busy.health), State.AWAITING_MERGE, by=busy.liaison, office=None)
    sheet = readable(read(busy.march), person)
    updates = {update.pk: update for update in busy.march.updates.all()}
    for row in sheet.rows:
        update = updates[row.update]
        if update.is_handed_in:
            assert bool(row.text) == access.can_read_update(person, update), (who, row.unit)


def collective_of(shown):
    return shown.one("div", of="collective")


def test_a_collective_shows_how_many_reported_who_is_missing_and_the_sum(cast, march, page):
    north = factories.department("北城区人民政府")
    ProgressUpdate.objects.create(
        period=march, item=cast.open_lead, department=north, role="responsible", via=cast.districts
    )
    target = factories.target(cast.open_lead, label="新建幼儿园", number=30, unit="所")
    for unit, number in [(cast.east, "2.5"), (cast.west, 4)]:
        update = update_of(march, cast.open_lead, unit)
        put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
        TargetValue.objects.create(update=update, target=target, label=target.label, unit="所", value=number)
    shown = collective_of(page(cast.observer, period_url(march)))
    assert shown.one("h3").text == "各区人民政府 2 of 3"
    assert shown.one("p", of="missing").text == "○ Not reported 北城区人民政府"
    assert shown.one("p", of="sum").text.startswith("新建幼儿园 6.5所 sum of 2 units · of the target 30所")
    filtered = collective_of(page(cast.observer, period_url(march, state="silent")))
    assert filtered.one("h3").text == "各区人民政府 2 of 3"
    assert len(filtered.all("li", of="entry")) == 1


def test_what_is_not_handed_in_adds_nothing(cast, march):
    target = factories.target(cast.open_lead)
    update = update_of(march, cast.open_lead, cast.east)
    put(update, State.DRAFT, by=cast.liaison, office=None)
    TargetValue.objects.create(update=update, target=target, label=target.label, unit="个", value=9)
    sheet = read(march)
    [group] = [group for group in by_item(sheet, sheet) if group.item.pk == cast.open_lead.pk]
    assert group.collectives[0].sums == []


def test_a_period_of_many_items_is_paged(cast, march, page, monkeypatch):
    monkeypatch.setattr("items.rounds.period_views.ROWS_SHOWN", 3)
    address, groups = period_url(march), []
    while address:
        shown = page(cast.observer, address)
        sections = shown.all("section", of="round-group")
        assert len(sections) == 1 or sum(len(one.all(of="entry")) for one in sections) <= 3
        groups.append(len(sections))
        following = shown.all("a", rel="next")
        address = period_url(march) + following[0]["href"] if following else ""
    assert sum(groups) == 3 and len(groups) > 1
    assert "page=2" in page(cast.observer, period_url(march)).one("a", rel="next")["href"]


@pytest.mark.parametrize("group", ["", "unit"])
def test_only_the_words_of_reports_that_are_shown_are_read(cast, march, page, monkeypatch, group):
    """What is counted, filtered and put on pages needs none."""
    monkeypatch.setattr("items.rounds.period_views.ROWS_SHOWN", 1)
    asked = []

    def reading(period, *, items):
        asked.append(set(items))
        return read(period, items=items)

    monkeypatch.setattr("items.rounds.outline.read", reading)
    shown = page(cast.observer, period_url(march, **({"group": group} if group else {})))
    assert len(asked) == 1 and 0 < len(asked[0]) < cast.report.items.count()
    assert shown.one("section", of="round-group")
    bare, whole = read_bare(march), read(march)
    assert figures(bare, march.pk, is_late=True) == figures(whole, march.pk, is_late=True)
    assert [[row.update for row in item.rows] for item in bare.items] == [
        [row.update for row in item.rows] for item in whole.items
    ]
