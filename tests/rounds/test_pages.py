"""The roll-call and the page of one period: words and shapes, numbers that count their lists, exports, frozen pages."""

import hashlib
import io
import json
import zipfile
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from departments import clock
from departments.models import Department, User
from items import access
from items.models import ProgressUpdate, Rhythm, TargetValue, WorkItem
from items.pages.addresses import address
from items.rounds.page import by_item, readable
from items.rounds.planning import set_rhythm
from items.rounds.roll_call import matrix
from items.rounds.running import close_period, open_period
from items.rounds.sheet import read
from items.rounds.words import WORDS, spell_days_left, word_of
from items.updates import reporting

from ..given import factories
from ..given.factories import day
from ..given.html import parse, sentences
from ..given.opened_rounds import State, opened, put, update_of
from ..given.together import moment

NOW = moment("2011-03-20")
EVERYBODY = ["liaison", "head", "health_liaison", "east_liaison", "supervisor", "leader", "observer", "newcomer"]


@pytest.fixture(autouse=True)
def in_march(client):
    client.cookies["django_language"] = "en"
    with clock.at(NOW), translation.override("en"):
        yield


@pytest.fixture
def march(cast):
    """The first period of the cast's report: its rounds begin in March."""
    cast.report.rounds_from = day("2011-03-01")
    cast.report.save(update_fields=["rounds_from"])
    return opened(cast.report)


def february_of(report):
    """An earlier period, opened with all that it asks for."""
    days = {"opens_on": "2011-02-01", "parts_due_on": "2011-02-22", "due_on": "2011-02-25", "closes_on": "2011-03-30"}
    span = {"start_on": day("2011-02-01"), "end_on": day("2011-02-28")}
    period = factories.period(report, **span, **{name: day(text) for name, text in days.items()})
    open_period(period, at=moment("2011-02-03"))
    return period


@pytest.fixture
def busy(cast, march):
    """March with reports in every state; civil affairs also owes a part on `supported`."""
    cast.march = march
    cast.wait = update_of(march, cast.led, cast.civil_affairs)
    cast.part = update_of(march, cast.supported, cast.civil_affairs)
    by = {"by": cast.liaison, "office": cast.supervisor}
    cast.wait = put(cast.wait, State.AWAITING_REVIEW, text="养老院已建成3所", problems="缺地", **by)
    put(cast.part, State.DRAFT, text="草稿里的话", **by)
    put(
        update_of(march, cast.supported, cast.health),
        State.ACCEPTED,
        handed_in_at=moment("2011-03-26"),
        needs_decision=True,
        **by,
    )
    put(update_of(march, cast.led, cast.health), State.RETURNED, **by)
    put(update_of(march, cast.open_lead, cast.education), State.AWAITING_SIGN_OFF, **by)
    put(update_of(march, cast.open_lead, cast.east), State.ACCEPTED, **by)
    return cast


@pytest.fixture
def page(client):
    """page(person, address) as a tree; the answer has to be 200."""

    def read(person, url):
        client.force_login(person)
        response = client.get(url)
        assert response.status_code == 200
        return parse(response)

    return read


def period_url(period, **filters):
    return address("period_detail", period.pk, **filters)


def workbook(client, person, url):
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200, url
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def table(sheet, head_row=4):
    """The rows below the head as {label: value}."""
    head, *rows = list(sheet.iter_rows(min_row=head_row, values_only=True))
    return [dict(zip(head, row, strict=True)) for row in rows]


# Words


@pytest.mark.parametrize(
    ("state", "timing", "word"),
    [
        ("expected", "", "Not reported"),
        ("draft", "", "Draft"),
        ("awaiting_sign_off", "", "Awaiting sign-off"),
        ("returned", "late", "Returned"),
        ("awaiting_merge", "on_time", "On time"),
        ("awaiting_review", "late", "Late"),
        ("accepted", "made_up", "Made up"),
    ],
)
def test_every_state_has_one_word(state, timing, word):
    assert str(word_of(state, timing).label) == word


def test_no_two_words_share_a_shape():
    assert len({word.shape for word in WORDS.values()}) == len(WORDS)


@pytest.mark.parametrize(("days", "words"), [(2, "2 days left"), (0, "due today"), (-1, "1 day late")])
def test_days_are_spelt(days, words):
    assert spell_days_left(days) == words


# Roll-call


def cells(found):
    """{unit: text of its cells} of a matrix."""
    return {line.department.name: [cell and cell.text for cell in line.cells] for line in found.lines}


def test_every_unit_has_a_cell_with_word_shape_and_numbers(busy):
    assert cells(matrix(busy.report)) == {
        "市民政局": ["◐ Reported 1/2\n◇ Draft 1"],
        "市卫生局": ["◐ Reported 1/2\n← Returned 1\n▲ Late 1"],
        "市教育局": ["◎ Awaiting sign-off"],
        "东城区人民政府": ["● On time"],
        "西城区人民政府": ["○ Not reported"],
    }


def test_where_nothing_was_reported_the_cell_does_not_say_reported(cast, march):
    put(update_of(march, cast.led, cast.civil_affairs), State.DRAFT, by=cast.liaison, office=cast.supervisor)
    assert cells(matrix(cast.report))["市民政局"] == ["○ Not reported 0/2\n○ Not reported 1\n◇ Draft 1"]


def test_the_database_finds_the_same_timing_as_the_updates_themselves(cast, march):
    rows = list(ProgressUpdate.objects.filter(period=march).order_by("pk"))
    moments = ["2011-03-22 23:59:59", "2011-03-23 00:00:00", "2011-03-25 23:59:59", "2011-03-26 00:00:00"]
    by = {"by": cast.liaison, "office": cast.supervisor}
    for place, update in enumerate(rows):
        put(update, State.AWAITING_REVIEW, handed_in_at=moment(moments[place % 4]), **by)
    seen = {unit: {} for unit in {update.department_id for update in rows}}
    for update in ProgressUpdate.objects.filter(period=march).select_related("period__report"):
        seen[update.department_id][update.timing] = seen[update.department_id].get(update.timing, 0) + 1
    assert {line.department.pk: dict(line.cells[0].tally) for line in matrix(cast.report).lines} == seen
    assert {timing for tally in seen.values() for timing in tally} == {"on_time", "late"}


def test_a_part_is_late_after_the_leads_have_to_merge(cast, march):
    part = update_of(march, cast.led, cast.health)
    put(part, State.AWAITING_MERGE, by=cast.liaison, office=None, handed_in_at=moment("2011-03-23"))
    assert cells(matrix(cast.report))["市卫生局"] == ["◐ Reported 1/2\n○ Not reported 1\n▲ Late 1"]


def reports_listed(page):
    return len(page.one("main").all("li", of="entry"))


def test_every_number_of_the_roll_call_counts_the_list_it_links_to(busy, page):
    for line in matrix(busy.report).lines:
        for cell in line.cells:
            assert reports_listed(page(busy.supervisor, cell.url)) == cell.total
            for mark in cell.marks:
                assert reports_listed(page(busy.supervisor, mark.url)) == mark.count
    roll_call = page(busy.supervisor, reverse("round_list")).one("table")
    totals = [cell.one("a") for cell in roll_call.all("td", of="matrix-total") if cell.all("a")]
    for link in [*totals, *roll_call.all("a", of="matrix-sum")]:
        assert reports_listed(page(busy.supervisor, link["href"])) == int(link.text.split("/")[-1]), link["href"]
    sums = [link.text.split()[-1] for link in roll_call.all("a", of="matrix-sum")]
    assert sums == ["3/7"]


def test_every_cell_of_the_page_has_a_word_beside_its_shape(busy, page):
    roll_call = page(busy.observer, reverse("round_list")).one("table")
    marks = [word for word in roll_call.all(of="word") if "matrix-total" not in word.classes and word.all("span")]
    assert len(marks) == 8
    for mark in marks:
        shape = mark.one("span", aria_hidden="true").text
        assert mark.text.removeprefix(shape).strip(), mark.text


def test_units_stand_under_their_kind(busy):
    Department.objects.filter(pk=busy.east.pk).update(kind="county")
    assert [(str(kind), len(lines)) for kind, lines in matrix(busy.report).groups] == [
        ("County, city or district government", 1),
        ("Other", 4),
    ]


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("", 5),
        ("?q=局", 3),
        ("?q=东城", 1),
        ("?kind=other", 5),
        ("?kind=party", 0),
        ("?silent=on", 4),
        ("?rhythm=month", 5),
    ],
)
def test_the_filter_says_what_it_found(busy, page, query, units):
    shown = page(busy.observer, reverse("round_list") + query)
    counted = f"{units} unit" if units == 1 else f"{units} units"
    assert shown.one("p", of="count").text == f"{counted} of 5"
    badges = shown.one("ul", of="badges").all("a")
    assert len(badges) == bool(query)
    rows = shown.all("th", of="matrix-unit", scope="row")
    assert len(rows) == units


@pytest.mark.parametrize("query", ["rhythm=weekly", "kind=x", f"q={'长' * 101}", "report=0", "report=x"])
def test_a_wrong_filter_shows_its_error_and_no_rows(busy, client, query):
    client.force_login(busy.observer)
    shown = parse(client.get(f"{reverse('round_list')}?{query}"))
    assert shown.one("p", of="notice-error")
    assert not shown.all("table")
    back = client.get(f"{reverse('round_export')}?{query}")
    assert back.status_code == 302
    assert urlsplit(back["Location"]).path == reverse("round_list")


def test_without_any_report_the_page_says_so(client, db):
    client.force_login(factories.person("first", name="第一人"))
    assert "No report has been imported yet." in parse(client.get(reverse("round_list"))).one("main").text
    assert client.get(reverse("round_export")).status_code == 302


def test_the_newest_issued_report_comes_first(busy, page):
    factories.report(year=2012, title="2012年任务分解")
    assert "2011年任务分解" in page(busy.observer, reverse("round_list")).one("h1").text
    later = WorkItem.objects.get(pk=busy.led.pk).report
    factories.report(year=2013, title="2013年任务分解", issued_on=day("2011-03-01"))
    assert "2013年任务分解" in page(busy.observer, reverse("round_list")).one("h1").text
    asked = page(busy.observer, f"{reverse('round_list')}?report={later.pk}")
    assert "2011年任务分解" in asked.one("h1").text


def test_periods_not_opened_yet_show_their_day_and_the_office_opens_them(client, cast, march):
    april = cast.report.periods.get(start_on=day("2011-04-01"))
    client.force_login(cast.liaison)
    shown = parse(client.get(reverse("round_list"))).one("section", of="planned")
    assert "opens on 2011-04-01" in shown.text
    assert not shown.all("form")
    client.force_login(cast.supervisor)
    form = parse(client.get(reverse("round_list"))).one("section", of="planned").one("form")
    assert form["action"] == reverse("period_open", args=[april.pk])
    client.post(form["action"])
    april.refresh_from_db()
    assert april.opened_at == NOW
    assert april.updates.count() == 7
    again = client.post(form["action"], follow=True)
    assert "already" in sentences(again)


def test_the_page_of_a_planned_period_says_when_it_opens(cast, march, page, client):
    april = cast.report.periods.get(start_on=day("2011-04-01"))
    assert "opens on 2011-04-01" in page(cast.observer, period_url(april)).one("main").text
    assert client.get(reverse("period_export", args=[april.pk])).status_code == 404


def test_the_export_says_what_the_screen_says(busy, client):
    book = workbook(client, busy.observer, f"{reverse('round_export')}?q=局")
    [sheet] = book.worksheets
    assert sheet["A1"].value == "2011年任务分解: roll-call"
    assert sheet["A2"].value == "Data date: 2011-03-20. 3 units of 5"
    assert sheet["A3"].value == "Filters: Name of the unit: 局"
    rows = table(sheet)
    found = matrix(busy.report, words="局")
    assert [row["Department"] for row in rows] == [line.department.name for line in found.lines]
    month = next(label for label in rows[0] if label.startswith("3/2011"))
    assert [[row[month]] for row in rows] == list(cells(found).values())
    assert [(row["Asked for"], row["Reported"], row["Late"]) for row in rows] == [(2, 1, 0), (2, 1, 1), (1, 0, 0)]


def test_an_export_without_units_says_so(busy, client):
    [sheet] = workbook(client, busy.observer, f"{reverse('round_export')}?kind=party").worksheets
    assert sheet["A5"].value == "No unit fits this filter."


# One unit over the year


def test_a_unit_has_a_page_with_all_that_it_was_asked(busy, page):
    february = february_of(busy.report)
    in_time = {"handed_in_at": moment("2011-02-20")}
    put(update_of(february, busy.led, busy.health), State.ACCEPTED, by=busy.liaison, office=busy.supervisor, **in_time)
    shown = page(busy.observer, reverse("round_unit", args=[busy.health.pk]))
    assert reports_listed(shown) == 4
    assert [head.text.split(" ")[0] for head in shown.all("h2")] == ["3/2011", "2/2011"]
    assert reports_listed(page(busy.observer, reverse("round_unit", args=[busy.health.pk]) + "?timing=late")) == 1


def test_a_unit_without_reports_has_a_page_that_says_so(busy, page):
    shown = page(busy.observer, reverse("round_unit", args=[busy.office.pk]))
    assert "has not been asked" in shown.one("main").text


# One period


def names(shown):
    """The units or items of the entries, in the order of the page."""
    return [link.text for link in shown.one("main").all("a", of="entry-name")]


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
    assert heads[:2] == ["市民政局 1 of 2 reported Chase", "市卫生局 1 of 2 reported Chase"]
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


# What the office does


def test_the_office_accepts_what_is_ticked(busy, client):
    client.force_login(busy.supervisor)
    shown = parse(client.get(period_url(busy.march)))
    [box] = shown.all("input", type="checkbox", name="update")
    assert box["value"] == f"{busy.wait.pk}:{busy.wait.version}"
    assert "checked" not in box.attributes
    client.post(reverse("review_list"), {"update": box["value"], "next": period_url(busy.march)})
    busy.wait.refresh_from_db()
    assert (busy.wait.state, busy.wait.reviewed_by) == (State.ACCEPTED, busy.supervisor)


def test_only_what_needs_no_look_is_ticked_at_once(busy, page):
    clean = put(
        update_of(busy.march, busy.open_lead, busy.west), State.AWAITING_REVIEW, by=busy.liaison, office=busy.supervisor
    )
    shown = page(busy.supervisor, period_url(busy.march, select="clean"))
    boxes = {box["value"]: "checked" in box.attributes for box in shown.all("input", name="update")}
    assert boxes == {f"{busy.wait.pk}:{busy.wait.version}": False, f"{clean.pk}:{clean.version}": True}


def test_the_office_chases_from_the_roll_call_and_from_each_silent_unit(busy, page):
    chase = reverse("period_chase", args=[busy.march.pk])
    assert chase in page(busy.supervisor, reverse("round_list")).links()
    shown = page(busy.supervisor, period_url(busy.march, group="unit"))
    silent = [busy.civil_affairs, busy.health, busy.west, busy.education]
    assert [link for link in shown.links() if link.startswith(f"{chase}?")] == [
        f"{chase}?department={unit.pk}" for unit in silent
    ]
    assert chase not in page(busy.leader, reverse("round_list")).links()


@pytest.mark.parametrize("who", ["liaison", "leader", "observer"])
def test_others_have_nothing_to_tick(busy, page, who):
    shown = page(getattr(busy, who), period_url(busy.march))
    assert not shown.one("main").all("input", name="update")
    assert reverse("period_chase", args=[busy.march.pk]) not in shown.links()


def test_the_office_closes_after_the_due_day_only(busy, client):
    client.force_login(busy.supervisor)
    close = reverse("period_close", args=[busy.march.pk])
    assert close not in client.get(period_url(busy.march)).content.decode()
    response = client.post(close, follow=True)
    assert "before its due day" in sentences(response)
    with clock.at(moment("2011-03-26")):
        assert close in client.get(period_url(busy.march)).content.decode()
        client.post(close)
    busy.march.refresh_from_db()
    assert busy.march.is_closed


def test_a_unit_that_has_ceased_to_exist_is_pointed_out_to_the_office(busy, page):
    Department.objects.filter(pk=busy.west.pk).update(active_to=day("2011-03-10"))
    Department.objects.filter(pk=busy.east.pk).update(active_to=day("2011-03-10"), successor=busy.west)
    told = [notice.text for notice in page(busy.supervisor, period_url(busy.march)).all("p", of="notice-warning")]
    assert [sentence.split(" has ")[0] for sentence in told] == ["东城区人民政府", "西城区人民政府"]
    assert "merged into 西城区人民政府" in told[0]
    assert "ceased to exist on 2011-03-10" in told[1]
    assert not page(busy.liaison, period_url(busy.march)).all("p", of="notice-warning")


# Frozen


def change_everything(cast):
    """Later, everything becomes something else: items, targets, units, people, reports, rules, updates."""
    WorkItem.objects.filter(report=cast.report).update(
        text="改了的文字", status="in_progress", due_on=day("2012-01-01")
    )
    for update in ProgressUpdate.objects.filter(period=cast.march):
        ProgressUpdate.objects.filter(pk=update.pk).update(
            text="改了的话", problems="改了", completion=1, needs_decision=False, role="support", via=None
        )
    put(update_of(cast.march, cast.led, cast.health), State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    cast.open_lead.responsibilities.all().delete()
    cast.target.label, cast.target.number = "改了的目标", 1
    cast.target.save()
    TargetValue.objects.all().update(value=1, label="改了")
    for unit in (cast.civil_affairs, cast.health, cast.east):
        Department.objects.filter(pk=unit.pk).update(name=f"改名{unit.pk}", kind="party", position=9 - unit.pk % 9)
    User.objects.all().update(name="改名的人")
    type(cast.report).objects.filter(pk=cast.report.pk).update(title="改了的题目", rhythm="quarter", with_merging=False)


def members(response):
    """{name: bytes} of a workbook's parts, without the one that holds the moment of writing."""
    book = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("who", ["supervisor", "liaison", "observer"])
def test_a_closed_period_reads_the_same_byte_for_byte_whatever_changes(busy, client, who):
    """Page, filtered page, both exports and the frozen file, before and after everything has changed."""
    busy.target = factories.target(busy.led, label="新建养老院", number=30, unit="所")
    TargetValue.objects.create(update=busy.wait, target=busy.target, label="新建养老院", unit="所", value=3)
    with clock.at(moment("2011-03-26")):
        close_period(busy.march, by=busy.supervisor, at=moment("2011-03-26"))

    def said(at):
        with clock.at(moment(at)):
            client.force_login(getattr(busy, who))
            shown = {
                query: client.get(f"{period_url(busy.march)}?{query}").content.decode()
                for query in ("", "group=unit", "state=silent", f"unit={busy.health.pk}")
            }
            inner = {
                query: page[page.index('<main id="content"') : page.index("</main>")] for query, page in shown.items()
            }
            books = [
                members(client.get(f"{reverse('period_export', args=[busy.march.pk])}?{query}"))
                for query in ("", "state=handed_in")
            ]
            frozen = client.get(reverse("period_frozen", args=[busy.march.pk]))
            return inner, books, b"".join(frozen.streaming_content) if who == "supervisor" else frozen.status_code

    before = said("2011-03-26")
    assert "新建养老院" in before[0][""] or who == "observer"
    change_everything(busy)
    after = said("2011-12-01")
    assert after == before


def test_the_frozen_file_is_what_the_digest_says(busy, client):
    close_period(busy.march, by=None, at=moment("2011-03-26"))
    client.force_login(busy.supervisor)
    response = client.get(reverse("period_frozen", args=[busy.march.pk]))
    content = b"".join(response.streaming_content)
    digest = hashlib.sha256(content).hexdigest()
    busy.march.refresh_from_db()
    assert content.decode() == busy.march.frozen_sheet.text
    assert digest == busy.march.frozen_sheet.digest
    assert digest in parse(client.get(period_url(busy.march))).one("p", of="digest").text
    assert json.loads(content)["report"] == "2011年任务分解"


def test_only_the_office_gets_the_frozen_file_and_only_of_a_closed_period(busy, client):
    client.force_login(busy.supervisor)
    assert client.get(reverse("period_frozen", args=[busy.march.pk])).status_code == 404
    close_period(busy.march, by=None, at=moment("2011-03-26"))
    client.force_login(busy.leader)
    assert client.get(reverse("period_frozen", args=[busy.march.pk])).status_code == 403
    assert reverse("period_frozen", args=[busy.march.pk]) not in client.get(period_url(busy.march)).content.decode()


def test_what_comes_after_closing_stands_beside_the_frozen_word_and_leads_to_its_list(busy, page):
    close_period(busy.march, by=None, at=moment("2011-03-26"))
    silent = update_of(busy.march, busy.open_lead, busy.west)
    late = {"handed_in_at": moment("2011-03-28"), "sent_at": moment("2011-03-28")}
    put(silent, State.AWAITING_REVIEW, by=busy.liaison, office=busy.supervisor, **late)
    assert cells(matrix(busy.report))["西城区人民政府"] == ["○ Not reported\n◆ Made up 1"]
    shown = page(busy.observer, reverse("round_list"))
    [mark] = shown.all("a", of="word-made_up")
    listed = page(busy.observer, mark["href"])
    assert names(listed) == ["3 西城区人民政府"]
    assert reports_listed(page(busy.observer, period_url(busy.march, unit=busy.west.pk, state="handed_in"))) == 0


def test_an_open_period_has_no_reports_made_up(busy, page):
    assert not names(page(busy.observer, reverse("period_made_up", args=[busy.march.pk])))


def test_the_roll_call_of_a_closed_period_is_read_from_its_sheet(busy):
    before = cells(matrix(busy.report))
    close_period(busy.march, by=None, at=moment("2011-03-26"))
    ProgressUpdate.objects.filter(period=busy.march).update(state="expected", handed_in_at=None)
    assert cells(matrix(busy.report)) == before


# Cost


@pytest.mark.parametrize("who", ["supervisor", "liaison", "observer"])
@pytest.mark.parametrize("closed", [False, True])
def test_the_pages_cost_the_same_for_many_reports(client, cast, march, who, closed):
    period = march

    def add(first, count):
        for number in range(first, first + count):
            unit = factories.department()
            item = factories.item(cast.report, number, leads=[unit], supports=[cast.civil_affairs])
            for one in (unit, cast.civil_affairs):
                made = ProgressUpdate.objects.create(
                    period=period, item=item, department=one, role="support" if one == cast.civil_affairs else "lead"
                )
                state = [State.AWAITING_REVIEW, State.ACCEPTED, State.DRAFT][number % 3]
                put(made, state, by=cast.liaison, office=cast.supervisor)

    def cost():
        if closed:
            type(period).objects.filter(pk=period.pk).update(closed_at=None, frozen_sheet=None)
            close_period(period, at=moment("2011-03-26"))
        client.force_login(getattr(cast, who))
        counts = []
        for url in (
            reverse("round_list"),
            reverse("round_export"),
            period_url(period),
            period_url(period, group="unit"),
            reverse("period_export", args=[period.pk]),
            reverse("round_unit", args=[cast.civil_affairs.pk]),
            reverse("period_made_up", args=[period.pk]),
        ):
            with CaptureQueriesContext(connection) as queries:
                response = client.get(url)
                if response.streaming:
                    b"".join(response.streaming_content)
            assert response.status_code == 200
            counts.append(len(queries))
        return counts

    add(10, 1)
    few = cost()
    add(11, 49)
    assert cost() == few
    assert max(few) <= 24


def test_a_period_of_many_items_is_paged(cast, march, page, monkeypatch):
    monkeypatch.setattr("items.rounds.period_views.ROWS_SHOWN", 2)
    first = page(cast.observer, period_url(march))
    assert len(first.all("section", of="round-group")) == 2
    [following] = first.all("a", rel="next")
    assert parse_qs(urlsplit(following["href"]).query) == {"page": ["2"]}
    assert len(page(cast.observer, period_url(march) + following["href"]).all("section", of="round-group")) == 1


def test_a_quarter_stands_beside_the_months(cast, march):
    set_rhythm([cast.led], Rhythm.QUARTER, by=cast.supervisor, at=NOW)
    quarter = cast.report.periods.get(rhythm="quarter", start_on=day("2011-01-01"))
    open_period(quarter, at=NOW)
    found = matrix(cast.report)
    assert [period.rhythm for period, _cell in found.columns] == ["month", "quarter"]
    assert [cell and cell.total for cell in found.lines[0].cells] == [1, 1]
    assert [period.rhythm for period, _cell in matrix(cast.report, rhythm="quarter").columns] == ["quarter"]


def test_a_taken_back_report_is_a_draft_again(busy):
    reporting.take_back(busy.wait, by=User.objects.get(pk=busy.liaison.pk), at=NOW)
    assert cells(matrix(busy.report))["市民政局"] == ["◇ Draft 0/2"]
