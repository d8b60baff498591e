"""How a person has the list laid out: columns, rows of a page, density, the view that it opens with."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from items.ledger.laying_out import lay_out
from items.ledger.page import layout_of
from items.models import ListSettings, SavedView
from items.pages.addresses import list_url

from ..given.factories import day, saved_view
from ..given.html import parse
from ..given.refusals import refused
from .listed import LIST, numbers, parameters, show

LAYOUT = reverse("list_layout")
ALL = ListSettings.Column.values
PARTS = {"lead": "col-lead", "units": "col-units", "status": "col-status", "due": "col-due", "note": "col-note"}


def without(*hidden, rows_a_page=30, **more):
    """What the form sends when these columns are left out."""
    return {"shown": [name for name in ALL if name not in hidden], "rows_a_page": rows_a_page, **more}


def table(response):
    return parse(response).one("table", of="items")


def statements(client, address=LIST):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


@pytest.fixture
def person(client, register):
    """A client signed in as the liaison."""
    client.force_login(register.liaison)
    return client


def test_without_settings_every_column_stands_thirty_rows_a_page(person, many):
    page = show(person, report=many.pk)
    assert len(numbers(page)) == 30
    assert all(table(page).all("th", of=part) for part in PARTS.values())
    assert "is-compact" not in table(page).classes
    form = parse(page).one("form", of="layout-form")
    assert [box["value"] for box in form.all("input", name="shown") if "checked" in box.attributes] == ALL
    assert not ListSettings.objects.exists()


@pytest.mark.parametrize("name", PARTS)
def test_a_column_left_out_stands_nowhere_in_the_table_of_this_person(person, register, name):
    answer = person.post(LAYOUT, without(name, next=f"{LIST}?status=open&page=3"))
    assert answer["Location"] == f"{LIST}?status=open&page=1"
    page = person.get(answer["Location"])
    shown = {of for of, part in PARTS.items() if table(page).all(of=part)}
    assert shown == PARTS.keys() - {name}
    heads, cells = table(page).one("thead").all("th"), table(page).one("tbody").all("tr")[0].children
    assert len(heads) == len([cell for cell in cells if not isinstance(cell, str)])
    person.force_login(register.head)
    assert table(show(person)).all(of=PARTS[name])


def test_chapter_and_completion_are_left_out_of_their_cells(person, register):
    register.led.completion = 40
    register.led.save()
    assert table(show(person)).all("span", of="chapter-hint") and "40%" in table(show(person)).text
    person.post(LAYOUT, without("chapter", "completion"))
    page = table(show(person, report=register.second.pk))
    assert "钢铁" not in page.text
    assert "40%" not in table(show(person)).text


def test_overdue_is_said_where_the_status_is_left_out(person, register):
    type(register.led).objects.filter(pk=register.led.pk).update(due_on=day("2000-01-31"), status="in_progress")
    person.post(LAYOUT, without("status"))
    row = next(row for row in table(show(person)).all("tr") if register.led.text in row.text)
    assert row.one("td", of="col-light").all("span", of="status-overdue")


@pytest.mark.parametrize(("rows", "shown"), [(15, 15), (60, 60), (100, 100)])
def test_a_page_has_as_many_rows_as_chosen(person, many, rows, shown):
    person.post(LAYOUT, without(rows_a_page=rows))
    first = show(person, report=many.pk)
    assert len(numbers(first)) == shown
    pages = range(1, first.context["page"].paginator.num_pages + 1)
    together = [number for page in pages for number in numbers(show(person, report=many.pk, page=page))]
    assert together == [str(number) for number in range(101, 221)]


def test_compact_rows_are_marked(person, register):
    person.post(LAYOUT, without(is_compact="on"))
    assert "is-compact" in table(show(person)).classes
    person.post(LAYOUT, without())
    assert "is-compact" not in table(show(person)).classes


def test_what_is_not_shown_is_not_read(person, register):
    person.post(LAYOUT, without())  # who changes something has the lights renewed
    show(person)  # what was saved is said
    everything = statements(person)
    assert any("items_progressnote" in sql for sql in everything)
    person.post(LAYOUT, without("note", "lead", "units"))
    show(person)
    few = statements(person)
    assert not any("items_progressnote" in sql for sql in few)
    assert len(few) == len(everything) - 1  # the units
    assert len([sql for sql in few if "items_listsettings" in sql]) == 1


def test_the_part_for_htmx_is_laid_out_too(person, register):
    person.post(LAYOUT, without("lead"))
    part = person.get(LIST, {"status": "in_progress"}, headers={"HX-Request": "true"})
    assert not table(part).all(of="col-lead") and numbers(part) == ["4"]


@pytest.mark.parametrize(
    "sent",
    [
        {"rows_a_page": "20"},
        {"rows_a_page": "x"},
        {"rows_a_page": ""},
        {"rows_a_page": "30", "shown": ["lead", "nonsense"]},
        {"rows_a_page": "30", "is_compact": "2"},
        {"rows_a_page": "30", "opens_with": "999999"},
        {"rows_a_page": "30", "opens_with": "x\0"},
        {},
    ],
)
def test_a_wrong_choice_is_said_and_nothing_saved(person, register, sent):
    answer = person.post(LAYOUT, sent)
    assert answer.status_code == 422
    assert parse(answer).all(of="is-invalid")
    assert not ListSettings.objects.exists()


def test_saving_twice_keeps_one_row(person, register):
    for rows in (15, 60):
        person.post(LAYOUT, without(rows_a_page=rows))
    assert ListSettings.objects.get(user=register.liaison).rows_a_page == 60


def test_another_site_is_no_way_back(person, register):
    assert person.post(LAYOUT, without(next="https://example.com/"))["Location"] == LIST


# The view that the list opens with


@pytest.fixture
def opening(person, register):
    """The liaison's list opens with the open items."""
    view = saved_view(register.liaison, "未办结", "status=open")
    assert person.post(LAYOUT, without(opens_with=view.pk)).status_code == 302
    return view


def test_the_bare_address_opens_the_view_and_every_way_to_all_items_leads_to_all(person, register, opening):
    assert person.get(LIST)["Location"] == opening.get_absolute_url()
    page = person.get(LIST, follow=True)
    clear = parse(page).one("form", id="filter").all("a")[-1]
    [badge] = parse(page).all("a", of="filter-badge")
    for link in (clear, badge):
        assert parameters(link) == {"page": "1"}
    assert len(numbers(show(person, page="1"))) == 8
    assert not parse(show(person, page="1")).all("p", of="notice-warning")
    assert len(numbers(person.get(LIST, headers={"HX-Request": "true"}))) == 8
    wrong = parse(show(person, status="nonsense")).one("p", of="notice-error")
    assert f"{LIST}?page=1" in wrong.links()


def test_a_view_of_all_items_and_a_figure_of_all_lead_to_all(person, register, opening):
    view = saved_view(register.liaison, "全部", "")
    for address in (view.get_absolute_url(), list_url()):
        assert len(numbers(person.get(address))) == 8


def test_for_others_the_bare_address_is_the_whole_list(client, register, opening):
    client.force_login(register.head)
    assert len(numbers(client.get(LIST))) == 8


def test_a_deleted_view_opens_nothing_any_more(person, register, opening):
    opening.delete()
    assert len(numbers(person.get(LIST))) == 8
    assert layout_of(register.liaison).opens_with is None


def test_a_view_of_all_items_does_not_lead_in_a_circle(person, register):
    view = saved_view(register.liaison, "全部", "")
    person.post(LAYOUT, without(opens_with=view.pk))
    assert len(numbers(person.get(LIST))) == 8


def test_a_shared_view_that_is_taken_back_opens_nothing_any_more(person, register):
    view = saved_view(register.supervisor, "共享的", "status=open", is_shared=True)
    person.post(LAYOUT, without(opens_with=view.pk))
    assert person.get(LIST).status_code == 302
    SavedView.objects.update(is_shared=False)
    page = person.get(LIST)
    assert len(numbers(page)) == 8
    chosen = parse(page).one("form", of="layout-form").one("select", name="opens_with").all("option")
    assert [option["value"] for option in chosen] == [""]


def test_nobody_opens_with_what_is_not_theirs_to_open(register):
    view = saved_view(register.head, "别人的", "status=open")
    with refused("no longer there"):
        lay_out(hidden=[], rows_a_page=30, is_compact=False, opens_with=view, by=register.liaison, on=day("2011-05-01"))
    assert not ListSettings.objects.exists()
