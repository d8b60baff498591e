"""Choosing a layout, looking at it, having the file made; the layouts that the office keeps."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from departments import clock
from items.background.working import work
from items.exports.keeping import open_made
from items.layouts.columns import COLUMNS
from items.layouts.editing import change_layout, copy_layout, delete_layout
from items.layouts.page import layout_by, layouts, spec_of
from items.layouts.shipped import SHIPPED
from items.layouts.widths import short_of_room, widths_of
from items.lights.renewing import renew
from items.models import Export, HistoryEntry, Layout, WorkItem
from items.report.archiving import archive
from items.sheets.paper import A4
from items.steps.errors import StaleLayout, WorkflowError

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.together import moment

PAGE, FILE = "/items/export/", "/items/export.xlsx"
AT = moment("2011-05-01 10:00")


@pytest.fixture(autouse=True)
def in_may(client):
    client.cookies["django_language"] = "en"
    with clock.at(AT), translation.override("en"):
        yield


@pytest.fixture
def reader(client, cast):
    client.force_login(cast.observer)
    return client


@pytest.fixture
def supervisor(client, cast):
    client.force_login(cast.supervisor)
    return client


def book(response):
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def heads(sheet):
    rows = [[cell.value for cell in row if cell.value] for row in sheet.iter_rows()]
    return next(row for row in rows if row and row[0] == "No.")


def test_the_page_says_what_is_exported_and_keeps_the_filter(reader, cast):
    page = parse(reader.get(PAGE, {"department": cast.health.pk, "layout": "leaders"}))
    told = [one.text for one in page.one("dl", of="export-what").all("dd")]
    assert told == ["2 work items", "Department: 市卫生局", "2011-05-01"]
    link = next(one["href"] for one in page.all("a", of="btn-primary"))
    assert link == f"{FILE}?department={cast.health.pk}&layout=leaders"
    sheet = book(reader.get(link)).worksheets[0]
    assert [cell.value for cell in sheet["B"] if cell.value and cell.value != "Work item"] == [
        "加强养老服务",
        "完善医疗救助",
    ]


def test_the_list_leads_to_it_with_its_filter(reader, cast):
    page = parse(reader.get("/items/", {"light": "red"}))
    assert page.one("a", of="export-layout")["href"] == f"{PAGE}?light=red"


@pytest.mark.parametrize("key", SHIPPED)
def test_each_shipped_layout_is_shown_and_downloaded(reader, key):
    page = parse(reader.get(PAGE, {"layout": key}))
    assert page.one("a", aria_current="true").text == str(SHIPPED[key].name)
    response = reader.get(FILE, {"layout": key})
    assert heads(book(response).worksheets[0]) == [str(COLUMNS[name]) for name in SHIPPED[key].columns]


def test_the_preview_shows_the_first_items_under_their_bands(reader, cast):
    chapter = factories.chapter(cast.report, "(一)民生", label="(一)", title="民生")
    WorkItem.objects.update(chapter=chapter)
    table = parse(reader.get(PAGE, {"layout": "leaders"})).one("div", of="export-preview")
    rows = [[cell.text for cell in (*row.all("th"), *row.all("td"))] for row in table.one("tbody").all("tr")]
    assert rows[0] == ["(一)民生 — 3 items □ Awaiting report 3"]
    assert [row[:3] for row in rows[1:]] == [
        ["1", "加强养老服务", "市民政局"],
        ["2", "完善医疗救助", "市卫生局"],
        ["3", "发展学前教育", "各区人民政府、市教育局"],
    ]


@pytest.mark.parametrize(("layout", "looks"), [("ledger", "is-wide"), ("leaders", None)])
def test_a_look_at_many_columns_is_wider(reader, cast, layout, looks):
    page = parse(reader.get(PAGE, {"layout": layout})).one("main")
    assert page.one("div", of="export-preview").one("table").get("class") == looks


def test_a_wrong_filter_goes_back_to_the_list(reader):
    assert reader.get(PAGE, {"department": "x"})["Location"].startswith("/items/?department=x")


def test_a_report_that_has_ended_bears_its_last_day(reader, cast):
    """As it does on the dashboard: it stands for ever as on that day."""
    archive(cast.report, by=cast.supervisor, at=AT - timedelta(days=10))
    asked = {"report": cast.report.pk}
    assert "2011-04-21" in parse(reader.get(PAGE, asked)).one("dl", of="export-what").text
    answer = reader.get(FILE, asked)
    assert answer["Content-Disposition"].endswith("_2011-04-21.xlsx")
    assert book(answer).worksheets[0]["A2"].value.startswith("Data date: 2011-04-21.")


def test_a_layout_that_is_not_there_is_no_page(reader):
    assert reader.get(PAGE, {"layout": "own-99"}).status_code == 404


def test_many_items_are_made_in_the_background(reader, cast, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr("items.layouts.views.MOST_AT_ONCE", 1)
    asked = {"department": cast.health.pk, "layout": "leaders"}
    response = reader.get(FILE, asked)
    assert response["Location"].startswith(f"{PAGE}?department=")
    assert parse(reader.get(response["Location"])).all("a", of="btn-primary") == []
    assert reader.post(response["Location"])["Location"] == reverse("export_list")
    work(until_done=True)
    export = Export.objects.get()
    assert (export.person, export.state, export.on) == (cast.observer, Export.State.READY, day("2011-05-01"))
    assert export.name == "2011年任务分解_Edition for city leaders_市卫生局_2011-05-01.xlsx"
    with open_made(export) as file:
        assert load_workbook(file).worksheets[0]["A2"].value == "Data date: 2011-05-01. Number of work items: 2"


def test_queries_of_the_page_do_not_grow_with_the_items(reader, cast):
    renew(AT)
    reader.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        reader.get(PAGE)
    for number in range(10, 40):
        factories.item(cast.report, number, leads=[cast.health])
    renew(AT)
    with CaptureQueriesContext(connection) as many:
        reader.get(PAGE)
    assert len(many) == len(few)


# What the office keeps

KEPT = ("name", "title_line", "columns", "widths", "group", "paper", "only")


def test_a_copy_is_changed_used_by_everybody_and_told(supervisor, cast):
    copied = supervisor.post("/items/export/layouts/copy/", {"layout": "leaders"}, follow=True)
    layout = Layout.objects.get()
    assert copied.redirect_chain[0][0] == f"/items/export/layouts/{layout.pk}/"
    form = {"version": 1, "name": "市长用表", "title_line": "供常务会议", "paper": "A4", "place_light": 3}
    supervisor.post(layout.get_absolute_url(), {**form, "place_text": 2, "place_running": 1, "sheets": ["behind"]})
    layout.refresh_from_db()
    assert (layout.name, layout.columns, layout.sheets) == (
        "市长用表",
        ["running", "text", "light"],
        ["main", "behind"],
    )
    supervisor.force_login(cast.liaison)
    workbook = book(supervisor.get(FILE, {"layout": f"own-{layout.pk}"}))
    assert heads(workbook.worksheets[0]) == ["No.", "Work item", "Light"]
    assert workbook.worksheets[0]["A2"].value == "供常务会议"
    assert workbook.worksheets[0].page_setup.paperSize == 9
    entries = HistoryEntry.objects.filter(action=HistoryEntry.Action.LAYOUT_KEPT).order_by("pk")
    assert [entry.after["layout"] for entry in entries] == ["Edition for city leaders"[:16] + " 1", "市长用表"]
    assert entries[1].before["layout_columns"].startswith("No.、Work item、")


def test_only_the_office_keeps_layouts(cast):
    layout = factories.layout(cast.supervisor)
    fields = {name: getattr(layout, name) for name in KEPT}
    fields |= {"sort": "", "sheets": ["main"]}
    for step in (
        lambda: copy_layout(SHIPPED["leaders"], by=cast.leader, at=AT),
        lambda: change_layout(layout, version=1, **fields, by=cast.leader, at=AT),
        lambda: delete_layout(layout, by=cast.leader, at=AT),
    ):
        with pytest.raises(WorkflowError, match="Only the supervision office"):
            step()
    assert Layout.objects.get().version == 1


def change(layout, cast, version=1, **changes):
    fields = {name: getattr(layout, name) for name in KEPT}
    fields |= {"sort": "", "sheets": ["main"], **changes}
    return change_layout(layout, version=version, **fields, by=cast.supervisor, at=AT)


def test_of_two_who_change_it_at_once_the_second_is_told(cast):
    layout = factories.layout(cast.supervisor)
    change(layout, cast, name="一")
    with pytest.raises(StaleLayout):
        change(layout, cast, name="二")
    assert (Layout.objects.get().name, Layout.objects.get().version) == ("一", 2)


def test_a_stale_form_is_a_conflict(supervisor, cast):
    layout = factories.layout(cast.supervisor)
    change(layout, cast, name="一")
    form = {"version": 1, "name": "二", "paper": "A4", "place_text": 1}
    assert supervisor.post(layout.get_absolute_url(), form).status_code == 409


def test_a_copy_does_not_bear_the_name_of_a_shipped_one(cast):
    layout = factories.layout(cast.supervisor)
    with pytest.raises(WorkflowError, match="of this name already"):
        change(layout, cast, name="Full ledger")


def test_columns_for_which_the_paper_has_no_room_are_refused(cast):
    layout = factories.layout(cast.supervisor)
    with pytest.raises(WorkflowError, match="and A4 holds 171 in a print of 8 points"):
        change(layout, cast, columns=list(SHIPPED["ledger"].columns))


def widths(sheet):
    return [round(sheet.column_dimensions[letter].width) for letter in "ABC"]


def test_widths_that_the_office_sets_are_those_of_preview_and_file(supervisor, cast):
    layout = factories.layout(cast.supervisor)
    page = parse(supervisor.get(layout.get_absolute_url()))
    assert page.one("input", name="width_text")["placeholder"] == "auto 34"
    places = {"place_running": 1, "place_text": 2, "place_light": 3}
    form = {"version": 1, "name": "用表", "paper": "A4", **places, "width_text": 100, "width_light": 20}
    supervisor.post(layout.get_absolute_url(), form)
    layout.refresh_from_db()
    assert layout.widths == {"text": 100, "light": 20}
    page = parse(supervisor.get(layout.get_absolute_url()))
    assert [column.attributes["class"] for column in page.all("col")] == ["share-4", "share-80", "share-16"]
    assert page.one("input", name="width_text")["value"] == "100"
    assert widths(book(supervisor.get(FILE, {"layout": f"own-{layout.pk}"})).worksheets[0]) == [5, 100, 20]
    (entry,) = HistoryEntry.objects.filter(action=HistoryEntry.Action.LAYOUT_KEPT)
    assert (entry.before["layout_widths"], entry.after["layout_widths"]) == ("", "Work item 100、Light 20")


def test_what_has_no_width_of_its_own_takes_what_is_left(cast):
    columns, set_by_hand = ["text", "why", "light"], {"text": 140}
    layout = factories.layout(cast.supervisor, columns=columns, widths=set_by_hand)
    assert list(widths_of(spec_of(layout)).values()) == [140, pytest.approx(A4.room - 151), 11]
    assert short_of_room(columns, set_by_hand, "A4") is None


@pytest.mark.parametrize(
    ("wide", "sentence"),
    [
        ({"width_text": 3}, "A width is a number of characters from 4 to 120."),
        ({"width_text": 121}, "A width is a number of characters from 4 to 120."),
        ({"width_text": "breit"}, "A width is a number of characters from 4 to 120."),
        (
            {"width_text": 120, "place_why": 3, "width_why": 60},
            "The columns need a width of 180 characters, and A4 holds 171 in a print of 8 points.",
        ),
    ],
)
def test_widths_that_cannot_be_printed_are_refused_before_they_are_saved(supervisor, cast, wide, sentence):
    layout = factories.layout(cast.supervisor)
    form = {"version": 1, "name": "用表", "paper": "A4", "place_text": 1, **wide}
    response = supervisor.post(layout.get_absolute_url(), form)
    assert response.status_code == 422 and sentence in parse(response).one("main").text
    assert Layout.objects.get().widths == {}


def test_a_layout_without_columns_is_refused(supervisor, cast):
    layout = factories.layout(cast.supervisor)
    response = supervisor.post(layout.get_absolute_url(), {"version": 1, "name": "空", "paper": "A4"})
    assert response.status_code == 422
    assert "A layout has 1 to 25 columns" in parse(response).one("main").text


def test_a_deleted_layout_is_offered_no_more(supervisor, cast):
    layout = factories.layout(cast.supervisor)
    key = f"own-{layout.pk}"
    assert key in [one.key for one in layouts()]
    supervisor.post(f"{layout.get_absolute_url()}delete/")
    assert layout_by(key) is None
    assert supervisor.get(FILE, {"layout": key})["Location"].startswith(PAGE)


# The command


def test_the_command_writes_a_report_in_a_layout(cast, tmp_path, capsys):
    path = tmp_path / "台账.xlsx"
    call_command("export_ledger", report="2011", layout="leaders", into=path, on=day("2011-05-01"))
    assert "3 items" in capsys.readouterr().out
    assert load_workbook(path).sheetnames == ["总表", "统计"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"report": "1999"}, "names not one report"),
        ({"layout": "nothing"}, "There is no layout"),
    ],
)
def test_the_command_says_what_it_cannot_write(cast, tmp_path, wrong, sentence):
    asked = {"report": "2011", "layout": "ledger", "into": tmp_path / "x.xlsx", **wrong}
    with pytest.raises(CommandError, match=sentence):
        call_command("export_ledger", **asked)
    assert not (tmp_path / "x.xlsx").exists()
