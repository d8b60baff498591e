"""The roll-call and the page of one unit: words and shapes, numbers that count their lists, filters, the export."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from departments.models import Department, User
from items.models import ProgressUpdate, Rhythm
from items.rounds.planning import set_rhythm
from items.rounds.roll_call import matrix
from items.rounds.running import open_period
from items.updates import reporting

from ..given import factories
from ..given.factories import day
from ..given.html import parse, sentences
from ..given.opened_rounds import State, put, update_of
from ..given.together import moment
from .round_pages import NOW, cells, period_url, reports_listed, table, workbook

pytestmark = pytest.mark.usefixtures("in_march")


def february_of(report):
    """An earlier period, opened with all that it asks for."""
    days = {"opens_on": "2011-02-01", "parts_due_on": "2011-02-22", "due_on": "2011-02-25", "closes_on": "2011-03-30"}
    span = {"start_on": day("2011-02-01"), "end_on": day("2011-02-28")}
    period = factories.period(report, **span, **{name: day(text) for name, text in days.items()})
    open_period(period, at=moment("2011-02-03"))
    return period


# Roll-call


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
    assert cells(matrix(cast.report))["市卫生局"] == [
        "◐ Reported 1/2\n○ Not reported 1\n▲ Late 1\n◑ Reported, not taken up 1"
    ]


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
        ("?q=dongcheng", 1),
        ("?q=東城區", 1),
        ("?q=ＷＳＪ", 1),
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


def test_the_report_under_way_comes_first(busy, page):
    factories.report(year=2012, title="2012年任务分解")
    assert "2011年任务分解" in page(busy.observer, reverse("round_list")).one("h1").text
    later = factories.report(year=2013, title="2013年任务分解", issued_on=day("2011-03-01"))
    assert "2011年任务分解" in page(busy.observer, reverse("round_list")).one("h1").text
    asked = page(busy.observer, f"{reverse('round_list')}?report={later.pk}")
    assert "2013年任务分解" in asked.one("h1").text


def test_periods_not_opened_yet_show_their_day_and_the_office_opens_them(client, cast, march):
    april = cast.report.periods.get(start_on=day("2011-04-01"))
    client.force_login(cast.liaison)
    shown = parse(client.get(reverse("round_list"))).one("section", of="planned")
    assert "opens on 2011-04-01" in shown.text
    assert not shown.all("form")
    client.force_login(cast.supervisor)
    assert f"{period_url(april)}#open-now" in parse(client.get(reverse("round_list"))).links()
    form = parse(client.get(period_url(april))).one("section", id="open-now").one("form")
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
