"""The item list: what it says about its filter, pages, the part for htmx, cost."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments import clock
from items.closing.moving import write_note
from items.lights.renewing import renew
from items.models import HistoryEntry, Milestone, ProgressNote, Responsibility, Target

from ..given import factories
from ..given.html import parse
from .listed import LIST, add_items, numbers, parameters, show

Role = Responsibility.Role
# What the page says about the filter


def badges(response):
    return parse(response).all("a", of="filter-badge")


def test_every_active_filter_has_a_badge_that_removes_exactly_it(reader, register):
    query = {
        "q": "粮食",
        "report": str(register.second.pk),
        "department": str(register.civil_affairs.pk),
        "role": "support",
        "chapter": str(register.farming.pk),
        "status": "not_started",
        "overdue": "on",
    }
    response = show(reader, **query, sort="due", page="1")
    links = badges(response)
    removed = [set(query) - set(parameters(link)) for link in links]
    assert sorted(removed, key=list) == sorted(({name} for name in query), key=list)
    for link in links:
        rest = parameters(link)
        assert rest.pop("sort") == "due"
        assert "page" not in rest  # the shorter list may not have it
        assert rest.items() <= query.items()
        assert reader.get(LIST + link["href"]).status_code == 200
    words = " ".join(link.text for link in links)
    for value in ("粮食", "2012年任务分解", "市民政局", "二、农业"):
        assert value in words


def test_sorting_is_not_a_filter(reader):
    assert not badges(show(reader, sort="due"))


def test_empty_parameters_are_no_filters(reader):
    response = show(reader, q="", department="", role="", chapter="", status="", sort="", report="")
    assert not badges(response)
    assert len(numbers(response)) == 8


def test_the_page_counts_what_it_found_and_how_many_there_are(reader):
    response = show(reader, status="not_started")
    assert response.context["page"].paginator.count == 5
    assert response.context["total"] == 8
    count = parse(response).one("p", of="count").text
    assert "5" in count and "8" in count


def test_an_empty_result_says_what_to_do(reader):
    response = show(reader, q="没有这样的词")
    page = parse(response)
    assert page.one("p", of="empty").text
    assert not page.all("table")
    assert len(badges(response)) == 1


def test_the_filter_form_shows_what_is_in_force(reader, register):
    civil = str(register.civil_affairs.pk)
    form = parse(show(reader, q="增长", department=civil, role="lead", overdue="on")).one("form", id="filter")
    assert form.one("input", name="q")["value"] == "增长"
    units = form.one("select", name="department").all("option")
    assert [option["value"] for option in units if "selected" in option.attributes] == [civil]
    roles = form.all("input", name="role")
    assert [radio["value"] for radio in roles if "checked" in radio.attributes] == ["lead"]
    assert "checked" in form.one("input", name="overdue").attributes


def test_each_row_leads_to_the_item_and_its_units(reader, register):
    row = next(row for row in parse(show(reader)).all("tr") if register.led.text in row.text)
    assert register.led.get_absolute_url() in row.links()
    for unit in (register.civil_affairs, register.health):
        assert reverse("department_detail", args=[unit.pk]) in row.links()
    assert row.one("td", of="col-lead").one("a").text == "市民政局"


def test_the_latest_note_stands_in_the_row(reader, register):
    write_note(register.led, text="早先的话", by=register.liaison)
    write_note(register.led, text="最新的话", by=register.health_liaison)
    row = next(row for row in parse(show(reader)).all("tr") if register.led.text in row.text)
    note = row.all("td")[-1].text
    assert "最新的话" in note and "市卫生局" in note and "早先的话" not in note


# Pages


def test_long_lists_come_in_pages_that_keep_the_filter(reader, many):
    response = show(reader, report=many.pk, sort="-number", page=2)
    assert numbers(response) == [str(number) for number in range(190, 160, -1)]
    pages = parse(response).one("nav", of="pages")
    assert pages.one(aria_current="page").text == "2"
    for link in pages.all("a"):
        assert parameters(link)["report"] == str(many.pk)
        assert parameters(link)["sort"] == "-number"
        assert link["hx-get"] == link["href"]
    assert parameters(pages.one("a", rel="prev"))["page"] == "1"
    assert parameters(pages.one("a", rel="next"))["page"] == "3"


def test_the_pages_together_hold_every_item_once(reader, many):
    shown = [number for page in (1, 2, 3, 4) for number in numbers(show(reader, report=many.pk, page=page))]
    assert shown == [str(number) for number in range(101, 221)]


def test_beyond_the_last_page_the_last_one_stands(reader, many):
    response = show(reader, report=many.pk, page=5)
    assert numbers(response) == [str(number) for number in range(191, 221)]
    assert "5" in parse(response).one("p", of="notice-warning").text


# The part for htmx


def test_htmx_gets_the_part_and_the_browser_the_page(reader):
    whole = show(reader, status="in_progress")
    part = reader.get(LIST, {"status": "in_progress"}, headers={"HX-Request": "true"})
    assert numbers(part) == numbers(whole) == ["4"]
    assert not parse(part).all("html") and not parse(part).all("form")
    assert parse(whole).one("html")
    for response in (whole, part):
        assert "HX-Request" in response["Vary"]


def test_the_part_equals_what_the_page_holds(reader, register):
    query = {"department": register.civil_affairs.pk, "sort": "due"}
    part = reader.get(LIST, query, headers={"HX-Request": "true"})
    assert parse(part).text == parse(show(reader, **query)).one("section", id="found").text


def test_going_back_in_the_browser_gets_the_whole_page(reader):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    response = reader.get(LIST, {"status": "in_progress"}, headers=headers)
    assert parse(response).one("html")
    assert numbers(response) == ["4"]


def test_the_part_of_a_wrong_filter_says_so_too(reader):
    part = reader.get(LIST, {"status": "x"}, headers={"HX-Request": "true"})
    assert parse(part).one("p", of="notice-error")
    assert numbers(part) == []


# Cost: the number of queries does not depend on the number of items


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_number_of_queries_is_the_same_for_31_and_310_items(client, cast):
    report = factories.report(title="大报告", year=2012)
    units = [cast.civil_affairs, cast.districts, cast.education]
    item, twin, *_others = add_items(report, 31, units)
    add_traces([item, twin], cast)  # both promise the same, as all others will
    civil = cast.civil_affairs.pk
    limits = {
        LIST: 21,
        f"{LIST}?department={civil}&role=lead&q=工作&overdue=on&sort=-updated": 23,
        item.get_absolute_url(): 67,  # five of them what the item is short of, where its end is in the reader's hands
        reverse("department_list"): 12,
        reverse("department_detail", args=[civil]): 41,
        reverse("workbench"): 33,  # with the period that issuing would open first
        reverse("lead_list"): 12,
        report.get_absolute_url(): 28,  # so here
    }

    def measure():
        counts = {}
        renew(clock.now())
        for person in (cast.liaison, cast.supervisor):
            client.force_login(person)
            for address in limits:
                if address != reverse("lead_list") or person == cast.supervisor:
                    counts[person.username, address] = queries(client, address)
        return counts

    few = measure()
    assert {at: count for at, count in few.items() if count > limits[at[1]]} == {}
    more = add_items(report, 310 - 31, units, first=32)
    add_traces([item, twin, *more], cast)
    # A list that no longer fits onto one page asks for the keys of the page first; a search does so in any case.
    assert measure() == {at: count + (at[1] == LIST) for at, count in few.items()}


def add_traces(items, cast):
    """Targets, milestones, notes and history on the items, and members behind their collectives."""
    moment = cast.liaison.date_joined
    Target.objects.bulk_create(
        Target(item=item, position=place, label="新建站点", number=30, unit="个") for item in items for place in (1, 2)
    )
    Milestone.objects.bulk_create(Milestone(item=item, position=1, title="主体工程完工") for item in items)
    ProgressNote.objects.bulk_create(
        ProgressNote(item=item, by=cast.liaison, department=cast.civil_affairs, text="有进展", at=moment)
        for item in items
    )
    HistoryEntry.objects.bulk_create(
        HistoryEntry(item=item, by=cast.health_liaison, action="note_written", at=moment, after={"note": "有进展"})
        for item in items
    )
    Responsibility.objects.bulk_create(
        (
            Responsibility(item=item, department=member, via=cast.districts, role=Role.SUPPORT, position=1)
            for item in items
            for member in (cast.east, cast.west)
        ),
        ignore_conflicts=True,
    )
