"""A unit's page: duties with lights, timeliness over the periods, who waits for whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from items.forms.found import OFFERED
from items.issue.issuing import issue
from items.models import Closing, Colour, Extension, Instruction, Objection, ProgressUpdate, WorkItem, WorkReport
from items.rounds.running import run_due
from items.units.merging import merge
from items.units.page import REPORTS_SHOWN, unit_page

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, opened, put, update_of
from ..given.together import moment

State = ProgressUpdate.State
TODAY = day("2011-03-28")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def tasks(found):
    """{title: [item numbers]} of the tasks."""
    return {task.title: [int(line.number) for line in task.lines] for task in found}


def page_of(unit, on=TODAY, **options):
    return unit_page(unit, on=on, **options)


@pytest.fixture
def february(cast):
    """The period of February, opened; it is due on the 25th, parts on an earlier day."""
    return opened(cast.report, FEBRUARY)


def said(cast, period, item, unit, state, **fields):
    fields = {"handed_in_at": moment("2011-02-15")} | fields
    return put(update_of(period, item, unit), state, by=cast.liaison, office=cast.supervisor, **fields)


# Duties and lights


def test_duties_stand_by_role_with_their_lights(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-03-01"))
    page = page_of(cast.civil_affairs)
    told = [(line.figure.count, [(one.look.word, one.count) for one in line.lights]) for line in page.duties]
    red, waiting = str(Colour.RED.label), str(Colour.WAITING.label)
    assert told == [(1, [(red, 1)]), (1, [(waiting, 1)])]
    assert (page.all.figure.count, sum(one.count for one in page.all.lights)) == (2, 2)
    assert [row.light.colour for row in page.rows] == [Colour.RED, Colour.WAITING]


def test_a_collective_shows_the_lights_of_all_its_members_items(cast):
    late = factories.item(cast.report, 4, leads=[cast.east], due_on=day("2011-03-01"))
    WorkItem.objects.filter(pk=late.pk).update(issued_on=day("2011-02-01"))
    page = page_of(cast.districts)
    assert [line.department for line in page.member_lines] == [cast.east, cast.west]
    counts = [
        (line.duties.figure.count, {one.look.word: one.count for one in line.duties.lights})
        for line in page.member_lines
    ]
    red, waiting = str(Colour.RED.label), str(Colour.WAITING.label)
    assert counts == [(2, {red: 1, waiting: 1}), (1, {waiting: 1})]
    assert page.all.figure.count == 1


def test_the_report_under_way_is_shown_unless_another_is_asked_for(cast):
    later = factories.report(title="2012年任务分解", year=2012)
    item = factories.item(later, 1, leads=[cast.civil_affairs])
    asked = page_of(cast.civil_affairs, report=later)
    assert [row.item.pk for row in asked.rows] == [item.pk]
    present = page_of(cast.civil_affairs)
    assert (present.report, len(present.rows)) == (cast.report, 2)
    WorkReport.objects.filter(pk=later.pk).update(issued_on=day("2012-01-10"))
    assert page_of(cast.civil_affairs, on=day("2012-02-01")).report == later


def test_of_many_reports_some_are_links_and_the_others_are_found(client, cast):
    older = [factories.report(title=f"{year}年任务分解", year=year) for year in range(1991, 2011)]
    for report in older:
        factories.item(report, 1, leads=[cast.civil_affairs])
    client.force_login(cast.supervisor)
    address = reverse("department_detail", args=[cast.civil_affairs.pk])

    def shown(**asked):
        page = parse(client.get(address, asked))
        return page.one("nav", of="facts-line").one("b").text, page

    present, page = shown()
    assert present == str(cast.report)
    assert len([link for link in page.links() if link.startswith("?report=")]) == REPORTS_SHOWN - 1
    select = page.one("select", name="report")
    assert len(select.all("option")) == OFFERED + 1
    found = client.get(f"{select['data-found']}&q=1992").json()["found"]
    assert found == [[older[1].pk, "1992年任务分解"]]
    assert shown(report=older[1].pk)[0] == shown(**{"report-named": "1992"})[0] == "1992年任务分解"
    for unasked in ("", "x", "0", "9" * 40):
        assert shown(report=unasked)[0] == str(cast.report)


# Timeliness


def test_reports_are_counted_period_by_period(cast, february):
    said(cast, february, cast.led, cast.civil_affairs, State.ACCEPTED)
    said(cast, february, cast.supported, cast.civil_affairs, State.AWAITING_MERGE, handed_in_at=moment("2011-02-26"))
    [line] = page_of(cast.civil_affairs).periods
    figures = (line.asked, line.on_time, line.late, line.silent)
    assert [figure.count for figure in figures] == [2, 1, 1, 0]
    assert (line.period, line.made_up, line.percent) == (february, None, 50)


def test_silence_is_not_late_before_the_due_day(cast, february):
    assert [line.percent for line in page_of(cast.civil_affairs, on=february.due_on).periods] == [None]
    assert [line.percent for line in page_of(cast.civil_affairs, on=day("2011-02-26")).periods] == [0]


def test_a_closed_period_reads_as_at_its_closing_and_shows_what_was_made_up(cast, february):
    said(cast, february, cast.supported, cast.civil_affairs, State.ACCEPTED, handed_in_at=moment("2011-02-20"))
    run_due(moment("2011-03-20"))
    said(cast, february, cast.led, cast.civil_affairs, State.AWAITING_REVIEW, handed_in_at=moment("2011-03-21"))
    page = page_of(cast.civil_affairs)
    line = next(line for line in page.periods if line.period.pk == february.pk)
    assert line.period.is_closed
    assert [line.asked.count, line.on_time.count, line.late.count, line.silent.count] == [2, 1, 0, 1]
    assert line.made_up.count == 1
    assert page.total.on_time.count == 1


def test_every_number_of_reports_leads_to_as_many(client, cast, february):
    said(cast, february, cast.supported, cast.civil_affairs, State.ACCEPTED, handed_in_at=moment("2011-02-20"))
    run_due(moment("2011-03-20"))
    said(cast, february, cast.led, cast.civil_affairs, State.AWAITING_REVIEW, handed_in_at=moment("2011-03-21"))
    client.force_login(cast.leader)
    main = parse(client.get(reverse("department_detail", args=[cast.civil_affairs.pk]))).one("main")
    links = [link for link in main.one("section", of="timely").all("a") if link.text.isdecimal()]
    assert len(links) > 6
    for link in links:
        found = client.get(link["href"]).context
        count = found["count"] if "count" in found else len(found["updates"])
        assert count == int(link.text), link["href"]


def test_members_reports_lead_to_as_many(client, cast, february):
    said(cast, february, cast.open_lead, cast.east, State.ACCEPTED)
    client.force_login(cast.leader)
    main = parse(client.get(reverse("department_detail", args=[cast.districts.pk]))).one("main")
    rows = main.one("section", of="members-lit").all("tr")[1:]
    assert [[cell.text for cell in row.all("td", of="num")] for row in rows] == [
        ["1", "1", "1", "0", "0"],
        ["1", "1", "0", "0", "1"],
    ]
    for row in rows:
        for link in [link for cell in row.all("td", of="num")[1:] for link in cell.all("a")]:
            assert client.get(link["href"]).context["count"] == int(link.text)


# Who waits for whom


def test_the_lead_waits_for_parts_and_the_supporting_unit_owes_them(cast, february):
    assert tasks(page_of(cast.civil_affairs).waits) == {"Parts of supporting units that are missing": [1]}
    owed = tasks(page_of(cast.health).owes)
    assert (owed["Parts owed to leads"], owed["Reports due"]) == ([1], [2])
    said(cast, february, cast.led, cast.health, State.AWAITING_MERGE)
    assert page_of(cast.civil_affairs).waits == []
    assert tasks(page_of(cast.civil_affairs).owes)["Parts of others to be merged"] == [1]
    assert tasks(page_of(cast.health).waits)["Its parts with the lead"] == [1]
    assert "Parts owed to leads" not in tasks(page_of(cast.health).owes)


def test_a_returned_report_is_owed_once(cast, february):
    said(cast, february, cast.led, cast.civil_affairs, State.RETURNED)
    owed = tasks(page_of(cast.civil_affairs).owes)
    assert owed["Returned, to be corrected"] == [1] and "Reports due" not in owed
    assert "数据不清" not in str(page_of(cast.civil_affairs).owes)


@pytest.mark.parametrize("state", [State.EXPECTED, State.DRAFT, State.AWAITING_SIGN_OFF])
def test_a_report_is_owed_until_the_head_has_signed(cast, february, state):
    said(cast, february, cast.led, cast.civil_affairs, state)
    assert tasks(page_of(cast.civil_affairs).owes)["Reports due"] == [1]


def test_a_report_that_was_sent_waits_for_the_office(cast, february):
    said(cast, february, cast.led, cast.civil_affairs, State.AWAITING_REVIEW)
    assert tasks(page_of(cast.civil_affairs).waits)["Its reports with the office"] == [1]
    said(cast, february, cast.led, cast.civil_affairs, State.ACCEPTED)
    assert "Its reports with the office" not in tasks(page_of(cast.civil_affairs).waits)


def test_days_left_press_only_while_something_is_to_be_sent(cast, february):
    said(cast, february, cast.supported, cast.civil_affairs, State.AWAITING_MERGE)
    [due] = [task for task in page_of(cast.civil_affairs).owes if task.title == "Reports due"]
    [sent] = [task for task in page_of(cast.civil_affairs).waits if task.title == "Its parts with the lead"]
    assert (due.lines[0].is_late, bool(due.lines[0].alert), sent.lines[0].alert) == (True, True, "")


def test_requests_that_are_not_decided_are_waited_for(cast):
    asked = {"item": cast.led, "by": cast.liaison, "at": moment("2011-03-10"), "department": cast.civil_affairs}
    extension = Extension.objects.create(
        **asked, due_on=day("2011-04-01"), wanted_on=day("2011-05-01"), reason="材料未到"
    )
    closing = Closing.objects.create(**asked, result="已完成")
    objection = Objection.objects.create(**asked, kind="duty", reason="不属本单位")
    [task] = page_of(cast.civil_affairs).waits
    assert [line.facts[1] for line in task.lines] == [
        "2011-04-01 → 2011-05-01",
        closing.get_state_display(),
        objection.get_kind_display(),
    ]
    Extension.objects.filter(pk=extension.pk).update(state="withdrawn")
    Closing.objects.filter(pk=closing.pk).update(state="withdrawn")
    Objection.objects.filter(pk=objection.pk).update(state="withdrawn")
    assert page_of(cast.civil_affairs).waits == []


def test_a_request_of_a_unit_that_was_merged_is_its_successor_s(cast):
    Extension.objects.create(
        item=cast.supported,
        by=cast.health_liaison,
        at=moment("2011-03-10"),
        department=cast.health,
        due_on=day("2011-04-01"),
        wanted_on=day("2011-05-01"),
        reason="材料未到",
    )
    merge(cast.health, into=cast.civil_affairs, by=cast.administrator, on=day("2011-03-20"))
    assert tasks(page_of(cast.civil_affairs).waits) == {"Requests not decided yet": [2]}


def test_open_instructions_are_owed_by_who_steers_the_item(cast):
    told = Instruction.objects.create(
        item=cast.led, by=cast.leader, text="请加快", at=moment("2011-03-10"), due_on=day("2011-03-20")
    )
    title = "Instructions to be answered"
    [line] = next(task.lines for task in page_of(cast.civil_affairs).owes if task.title == title)
    assert line.is_late and "请加快" in line.facts
    assert title not in tasks(page_of(cast.health).owes)
    Instruction.objects.filter(pk=told.pk).update(state="answered")
    assert title not in tasks(page_of(cast.civil_affairs).owes)


def test_what_was_issued_is_to_be_signed_for(cast):
    assert tasks(page_of(cast.civil_affairs).owes) == {"To be signed for": [1, 2]}
    cast.led.responsibilities.update(signed_for_at=moment("2011-02-02"), signed_for_by=cast.liaison)
    assert tasks(page_of(cast.civil_affairs).owes) == {"To be signed for": [2]}


def test_many_lines_are_folded_and_very_many_counted(client, cast):
    for number in range(4, 13):
        factories.item(cast.report, number, leads=[cast.civil_affairs])
    issue(cast.report, by=None, on=day("2011-02-01"))
    WorkItem.objects.filter(report=cast.report).update(issued_on=day("2011-02-01"))
    expected = cast.civil_affairs.responsibilities.filter(issued_on__isnull=False).count()
    client.force_login(cast.observer)
    main = parse(client.get(reverse("department_detail", args=[cast.civil_affairs.pk]))).one("main")
    section = next(task for task in main.all("section", of="task") if "task-count" in str(task))
    assert int(section.one(of="task-count").text) == expected == 11
    assert len(section.all("li")) == 10
    assert len(section.one("details").all("li")) == 5
    assert "11" in section.one("details").all("p")[-1].text


def test_a_unit_without_items_has_an_empty_page(cast):
    page = page_of(cast.office)
    assert (page.report, page.all, page.duties, page.rows, page.periods, page.waits, page.owes) == (
        None,
        None,
        [],
        [],
        [],
        [],
        [],
    )


def test_the_page_costs_the_same_for_many_items_members_and_reports(cast):
    def measure(unit):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = page_of(unit)
            shown = [line.facts for task in (*page.waits, *page.owes) for line in task.lines]
        return len(captured), len(shown)

    opened(cast.report)
    few = measure(cast.civil_affairs), measure(cast.districts)
    for number in range(4, 40):
        factories.item(cast.report, number, leads=[cast.civil_affairs], supports=[cast.health, cast.districts])
    for _count in range(8):
        cast.districts.member_rows.create(member=factories.department())
    WorkItem.objects.filter(report=cast.report).update(issued_on=None)
    issue_again(cast)
    many = measure(cast.civil_affairs), measure(cast.districts)
    assert [queries for queries, _lines in many] == [queries for queries, _lines in few]
    assert many[0][1] > few[0][1] + 15


def issue_again(cast):
    """Let the new items take part: issued, and asked for in the open period."""
    cast.report.issued_on = None
    cast.report.save()
    issue(cast.report, by=None, on=day("2011-02-02"))
    run_due(moment("2011-03-02"))
