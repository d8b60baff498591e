"""The item list: every filter, its badges, sorting, pages, bad input, the htmx part, the export, and its cost."""

import datetime
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from departments.models import Department
from items.closing.moving import write_note
from items.models import HistoryEntry, Milestone, ProgressNote, Responsibility, Target, WorkItem
from items.seeding.sowing import seed

from ..given import factories
from ..given.factories import day
from ..given.html import parse

LIST, EXPORT = "/items/", "/items/export.xlsx"
Role = Responsibility.Role
Status = WorkItem.Status


@pytest.fixture
def register(cast):
    """The cast's items 1, 2, 3 plus 4–8 of another year with chapters, statuses and deadlines."""
    cast.second = factories.report(year=2012, title="2012年任务分解")
    cast.industry = factories.chapter(cast.second, "一、工业")
    cast.steel = factories.chapter(cast.second, "(一)钢铁", parent=cast.industry)
    cast.farming = factories.chapter(cast.second, "二、农业")
    civil, health = cast.civil_affairs, cast.health
    make, report = factories.item, cast.second
    make(
        report,
        4,
        "工业总产值增长",
        leads=[civil],
        chapter=cast.industry,
        due_on=day("2012-06-30"),
        status="in_progress",
    )
    make(report, 5, "淘汰落后产能", supports=[civil], chapter=cast.steel, due_on=day("2999-12-31"))
    make(report, 6, "粮食增产", leads=[health], supports=[civil], chapter=cast.farming, due_on=day("2012-06-30"))
    done = {"status": "completed", "completed_on": day("2012-07-01"), "due_on": day("2012-06-30")}
    make(report, 7, "新建水渠5公里", responsible=[health], chapter=cast.farming, **done)
    make(report, 8, "粮食收购", leads=[cast.education], remark="与第5项合并推进", status="cancelled")
    return cast


@pytest.fixture
def reader(client, register):
    client.force_login(register.observer)
    return client


def show(client, query="", **parameters):
    """The list page for a query string or parameters."""
    return client.get(LIST + query, parameters)


def numbers(response):
    """The numbers in the table's first column, top to bottom."""
    return [cell.text for cell in parse(response).all("th", of="col-number") if cell["scope"] == "row"]


def found(client, query="", **parameters):
    """The same without their order."""
    return sorted(map(int, numbers(show(client, query, **parameters))))


# Each filter


def test_without_a_filter_all_items_stand_newest_report_first(reader):
    assert numbers(show(reader)) == ["4", "5", "6", "7", "8", "1", "2", "3"]


def test_department_finds_items_in_any_role(reader, register):
    assert found(reader, department=register.civil_affairs.pk) == [1, 2, 4, 5, 6]


def test_department_finds_items_through_a_collective(reader, register):
    assert found(reader, department=register.east.pk) == [3]
    assert found(reader, department=register.districts.pk) == [3]


def test_role_alone_asks_for_any_unit_in_it(reader):
    assert found(reader, role="lead") == [1, 2, 4, 6, 8]
    assert found(reader, role="support") == [1, 2, 5, 6]
    assert found(reader, role="steering") == [1, 2, 3, 4, 6, 7, 8]


def test_lead_not_stated_finds_every_item_without_a_lead(reader):
    """Item 5 has a supporting unit only; nobody leads it either."""
    assert found(reader, role="responsible") == [3, 5, 7]


def test_nobody_finds_the_items_without_any_unit(reader, register):
    assert found(reader, role="nobody") == []
    factories.item(register.report, 9, "无人负责的工作")
    assert found(reader, role="nobody") == [9]
    assert found(reader, role="responsible") == [3, 5, 7]


def test_steering_with_a_department_asks_where_that_unit_leads_or_is_responsible(reader, register):
    assert found(reader, department=register.health.pk, role="steering") == [2, 6, 7]


def test_mine_finds_the_items_of_the_persons_units(client, register):
    client.force_login(register.liaison)
    assert found(client, mine="on") == [1, 2, 4, 5, 6]
    assert found(client, mine="on", role="lead") == [1, 4]
    assert found(client, mine="on", department=register.health.pk) == [1, 2, 6]
    client.force_login(register.east_liaison)
    assert found(client, mine="on") == [3]


def test_mine_finds_nothing_for_somebody_without_a_unit_and_says_so(reader):
    response = show(reader, mine="on")
    assert numbers(response) == []
    assert [name for name, _label, _value in response.context["active"]] == ["mine"]


def test_open_finds_what_is_not_closed(reader):
    assert found(reader, status="open") == [1, 2, 3, 4, 5, 6]


def test_soon_finds_open_items_due_within_thirty_days(reader, register):
    today = timezone.localdate()
    for number, days in [(1, 0), (2, 30), (3, 31)]:
        WorkItem.objects.filter(number=number).update(due_on=today + datetime.timedelta(days=days))
    assert found(reader, soon="on") == [1, 2]


def test_role_with_a_department_asks_for_that_unit_in_that_role(reader, register):
    """Item 2 and 6 have a lead and have civil affairs, but civil affairs does not lead them."""
    civil = register.civil_affairs.pk
    assert found(reader, department=civil, role="lead") == [1, 4]
    assert found(reader, department=civil, role="support") == [2, 5, 6]
    assert found(reader, department=civil, role="responsible") == []
    assert found(reader, department=register.east.pk, role="responsible") == [3]


def test_chapter_includes_the_chapters_below(reader, register):
    assert found(reader, chapter=register.industry.pk) == [4, 5]
    assert found(reader, chapter=register.steel.pk) == [5]
    assert found(reader, chapter=register.farming.pk) == [6, 7]


def test_chapter_of_one_report_does_not_reach_into_another(reader, register):
    """Both reports have a first chapter, and so the same path."""
    first = factories.chapter(register.report, "一、民政")
    register.led.chapter = first
    register.led.save()
    assert found(reader, chapter=first.pk) == [1]
    assert found(reader, chapter=register.industry.pk) == [4, 5]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("not_started", [1, 2, 3, 5, 6]),
        ("in_progress", [4]),
        ("awaiting_closure", []),
        ("completed", [7]),
        ("cancelled", [8]),
        ("carried_over", []),
    ],
)
def test_status(reader, status, expected):
    assert found(reader, status=status) == expected


def test_overdue_finds_open_items_past_their_deadline(reader):
    assert found(reader, overdue="on") == [4, 6]


def test_report(reader, register):
    assert found(reader, report=register.report.pk) == [1, 2, 3]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("粮食", [6, 8]),
        ("粮食 增产", [6]),
        ("合并推进", [8]),  # in the remark
        ("5", [5, 7, 8]),  # the number, a figure in the text, a figure in the remark
        ("第5项", [5]),
        ("5号", [5]),
        ("卫生局", [1, 2, 6, 7]),
        ("东城区", [3]),  # through the collective
        ("没有这样的词", []),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE items_workitem; --", []),
    ],
)
def test_words_numbers_and_units(reader, words, expected):
    assert found(reader, q=words) == expected


def test_words_find_short_names_and_aliases(reader, register):
    register.education.aliases.create(name="教委")
    register.office.short_name = "府办"
    register.office.save()
    assert found(reader, q="教委") == [3, 8]
    assert found(reader, q="府办") == []


def test_filters_together_narrow_down(reader, register):
    query = {"department": register.civil_affairs.pk, "report": register.second.pk, "status": "not_started"}
    assert found(reader, **query) == [5, 6]
    assert found(reader, **query, q="粮食") == [6]
    assert found(reader, **query, q="粮食", overdue="on", chapter=register.farming.pk, role="support") == [6]
    assert found(reader, **query, q="粮食", chapter=register.steel.pk) == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["4", "5", "6", "7", "8", "1", "2", "3"]),
        ("number", ["1", "2", "3", "4", "5", "6", "7", "8"]),
        ("-number", ["8", "7", "6", "5", "4", "3", "2", "1"]),
        ("status", ["5", "6", "1", "2", "3", "4", "7", "8"]),
        ("-status", ["8", "7", "4", "5", "6", "1", "2", "3"]),
        ("due", ["4", "6", "7", "5", "8", "1", "2", "3"]),
        ("-due", ["5", "4", "6", "7", "8", "1", "2", "3"]),
    ],
)
def test_sorting(reader, sort, expected):
    assert numbers(show(reader, sort=sort)) == expected


def test_sorting_by_update_begins_with_what_was_never_touched(reader, register):
    write_note(register.supported, text="先写", by=register.health_liaison)
    write_note(register.led, text="后写", by=register.liaison)
    assert numbers(show(reader, sort="updated"))[-2:] == ["2", "1"]
    assert numbers(show(reader, sort="-updated"))[:2] == ["1", "2"]


def test_a_second_click_on_a_column_turns_the_order_round(reader, register):
    page = parse(show(reader, sort="due", department=register.civil_affairs.pk))
    due = page.one("th", of="col-due").one("a")
    assert due["data-direction"] == "ascending"
    assert parse_qs(due["href"][1:]) == {"sort": ["-due"], "department": [str(register.civil_affairs.pk)]}
    assert due["hx-get"] == due["href"]


# What the page says about the filter


def badges(response):
    return parse(response).all("a", of="filter-badge")


def parameters(link):
    """The query of a link as {name: value}."""
    query = parse_qs(urlsplit(link["href"]).query, keep_blank_values=True)
    return {name: values[0] for name, values in query.items()}


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
    assert row.one("a", of="unit-lead").text == "市民政局"


def test_the_latest_note_stands_in_the_row(reader, register):
    write_note(register.led, text="早先的话", by=register.liaison)
    write_note(register.led, text="最新的话", by=register.health_liaison)
    row = next(row for row in parse(show(reader)).all("tr") if register.led.text in row.text)
    note = row.one("td", of="col-note").text
    assert "最新的话" in note and "市卫生局" in note and "早先的话" not in note


# Bad input: a message, no rows, never a failure

BAD = [
    ("department", "999999"),
    ("department", "abc"),
    ("department", "9" * 40),
    ("department", "\0"),
    ("role", "boss"),
    ("chapter", "999999"),
    ("chapter", "x"),
    ("status", "nonsense"),
    ("status", "\0"),
    ("report", "999999"),
    ("report", "-1"),
    ("sort", "nonsense"),
    ("sort", "--number"),
    ("q", "字" * 101),
    ("q", "a\0b"),
]


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda value: repr(value[:10]))
def test_a_wrong_value_gets_a_message_and_no_rows(reader, name, value):
    response = show(reader, **{name: value})
    assert response.status_code == 200
    page = parse(response)
    assert numbers(response) == []
    assert not page.all("a", of="export")
    message = page.one("p", of="notice-error")
    assert message["role"] == "alert"
    assert LIST in message.links()
    assert page.one("form", id="filter")


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda value: repr(value[:10]))
def test_a_wrong_value_beside_right_ones_finds_nothing_either(reader, register, name, value):
    query = {"department": register.civil_affairs.pk, "status": "not_started", **{name: value}}
    assert numbers(show(reader, **query)) == []


def test_a_merged_unit_in_an_old_link_gets_a_message(reader, register):
    register.west.successor = register.east
    register.west.save()
    response = show(reader, department=register.west.pk)
    assert numbers(response) == []
    assert parse(response).one("p", of="notice-error")


def test_ten_thousand_characters_get_the_limit_named(reader):
    response = show(reader, q="字" * 10_000)
    assert numbers(response) == []
    assert "100" in parse(response).one("p", of="notice-error").text


@pytest.mark.parametrize("overdue", ["nonsense", "2", "\0"])
def test_the_tick_for_overdue_knows_only_on_and_off(reader, overdue):
    assert show(reader, overdue=overdue).status_code == 200


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99", "1.5", "9" * 5000, "\0", "１"])
def test_a_page_that_is_not_there_shows_one_that_is_and_says_so(reader, page):
    response = show(reader, page=page)
    assert response.status_code == 200
    assert len(numbers(response)) == 8
    assert parse(response).one("p", of="notice-warning")


def test_a_parameter_given_twice_or_unknown_does_no_harm(reader):
    assert show(reader, "?status=completed&status=in_progress&x=1&csrf=1").status_code == 200


# Pages


@pytest.fixture
def many(register):
    """Items 101 to 220 of another report."""
    report = factories.report(title="很多", year=2013)
    add_items(report, 120, [register.health], first=101)
    return report


def add_items(report, count, units, *, first=1):
    """Many items at once, each with the units (the first leads) and a note by its lead."""
    line = len("1、推进工作。")
    items = WorkItem.objects.bulk_create(
        WorkItem(
            report=report,
            number=first + place,
            position=first + place,
            number_literal="1、",
            text="推进工作",
            start=line * place,
            text_start=line * place + 2,
            text_end=line * place + line - 1,
            end=line * (place + 1),
            due_on=day("2012-06-30") if place % 3 else None,
        )
        for place in range(count)
    )
    Responsibility.objects.bulk_create(
        Responsibility(item=item, department=unit, role=Role.SUPPORT if place else Role.LEAD, position=place)
        for item in items
        for place, unit in enumerate(units)
    )
    report.source.text += "1、推进工作。" * count
    report.source.save()
    return items


def test_long_lists_come_in_pages_that_keep_the_filter(reader, many):
    response = show(reader, report=many.pk, sort="-number", page=2)
    assert numbers(response) == [str(number) for number in range(170, 120, -1)]
    pages = parse(response).one("nav", of="pages")
    assert pages.one(aria_current="page").text == "2"
    for link in pages.all("a"):
        assert parameters(link)["report"] == str(many.pk)
        assert parameters(link)["sort"] == "-number"
        assert link["hx-get"] == link["href"]
    assert parameters(pages.one("a", rel="prev"))["page"] == "1"
    assert parameters(pages.one("a", rel="next"))["page"] == "3"


def test_the_pages_together_hold_every_item_once(reader, many):
    shown = [number for page in (1, 2, 3) for number in numbers(show(reader, report=many.pk, page=page))]
    assert shown == [str(number) for number in range(101, 221)]


def test_beyond_the_last_page_the_last_one_stands(reader, many):
    response = show(reader, report=many.pk, page=4)
    assert numbers(response) == [str(number) for number in range(201, 221)]
    assert "4" in parse(response).one("p", of="notice-warning").text


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


# The export


def exported(client, query):
    """The item numbers in the workbook, in its order (column 原编号)."""
    response = client.get(EXPORT, query)
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if all(row))
    return [str(row[1]) for row in rows[head + 1 :] if isinstance(row[0], int)]


def test_the_export_link_carries_the_query(reader, register):
    query = {"department": str(register.civil_affairs.pk), "q": "粮食 & 水=渠", "sort": "-due"}
    link = parse(show(reader, **query)).one("a", of="export")
    assert urlsplit(link["href"]).path == EXPORT
    assert parameters(link) == query


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sort": "-number"},
        {"sort": "due", "overdue": "on"},
        {"role": "lead", "sort": "-status"},
        {"q": "粮食"},
        {"q": "没有这样的词"},
    ],
    ids=str,
)
def test_the_export_holds_exactly_the_list_in_its_order(reader, query):
    assert exported(reader, query) == numbers(show(reader, **query))


def test_the_export_has_no_pages(reader, many):
    query = {"report": many.pk, "sort": "-number"}
    assert exported(reader, query) == [str(number) for number in range(220, 100, -1)]
    assert exported(reader, {**query, "page": "2"}) == exported(reader, query)


def test_the_export_names_the_chosen_report(reader, register):
    response = reader.get(EXPORT, {"report": register.report.pk})
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert "2011年任务分解" in book.worksheets[0]["A1"].value


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda value: repr(value[:10]))
def test_an_export_with_a_wrong_filter_leads_to_the_list_that_says_why(reader, name, value):
    response = reader.get(EXPORT, {name: value})
    assert response.status_code == 302
    assert response["Location"].startswith(f"{LIST}?")
    page = parse(reader.get(response["Location"]))
    assert page.one("p", of="notice-error")


# The real report


@pytest.fixture
def xiangyang(client, db):
    """A client of an observer on the seeded portal."""
    seed(on=day("2011-03-01"), keep_accounts=lambda accounts: None)
    client.force_login(factories.person("someone", role="observer"))
    return client


@pytest.mark.parametrize(
    ("unit", "count"),
    [
        ("枣阳市人民政府", 13),  # through 各县(市)区人民政府
        ("襄城区人民政府", 15),  # and through 各城区人民政府
        ("各县(市)区人民政府", 13),
        ("各城区人民政府", 2),
    ],
)
def test_counties_find_the_items_of_their_collectives(xiangyang, unit, count):
    response = show(xiangyang, department=Department.objects.get(name=unit).pk)
    assert response.context["page"].paginator.count == len(numbers(response)) == count


def test_the_seeded_list_holds_items_184_to_214_in_order(xiangyang):
    assert numbers(show(xiangyang)) == [str(number) for number in range(184, 215)]
    assert exported(xiangyang, {}) == [str(number) for number in range(184, 215)]


@pytest.mark.parametrize(("words", "expected"), [("第191项", [191]), ("191", [191]), ("长征东路", [207])])
def test_the_seeded_items_are_found_by_number_and_place(xiangyang, words, expected):
    assert found(xiangyang, q=words) == expected


# Cost: the number of queries does not depend on the number of items


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_number_of_queries_is_the_same_for_31_and_3100_items(client, cast):
    report = factories.report(title="大报告", year=2012)
    units = [cast.civil_affairs, cast.districts, cast.education]
    item = add_items(report, 31, units)[0]
    add_traces([item], cast)
    civil = cast.civil_affairs.pk
    limits = {
        LIST: 20,
        f"{LIST}?department={civil}&role=lead&q=工作&overdue=on&sort=-updated": 22,
        item.get_absolute_url(): 37,
        reverse("department_list"): 12,
        reverse("department_detail", args=[civil]): 34,
        reverse("workbench"): 30,
        reverse("lead_list"): 12,
        report.get_absolute_url(): 17,
    }

    def measure():
        counts = {}
        for person in (cast.liaison, cast.supervisor):
            client.force_login(person)
            for address in limits:
                if address != reverse("lead_list") or person == cast.supervisor:
                    counts[person.username, address] = queries(client, address)
        return counts

    few = measure()
    for (_name, address), count in few.items():
        assert count <= limits[address], address
    more = add_items(report, 3100 - 31, units, first=32)
    add_traces([item, *more], cast)
    assert measure() == few


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
