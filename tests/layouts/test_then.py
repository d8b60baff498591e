"""Layouts of a day that is over: cell by cell what a workbook of that day said, whatever was changed since."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from departments import clock
from items.background.working import work
from items.layouts.asked import items_asked, list_asked
from items.layouts.export import ListTold, write_layout
from items.layouts.shipped import SHIPPED
from items.layouts.then import ItemsThen
from items.ledger.editing import confirm_lead, edit_item
from items.ledger.rewording import reword
from items.lights.recording import record_lights
from items.models import Export, WorkItem
from items.requests.extending import set_deadline
from items.rounds.running import close_period

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import MARCH, State, opened_first, put, update_of
from ..given.together import moment
from .workbooks import note, rows, values

pytestmark = pytest.mark.usefixtures("english")

THEN, NOW = day("2011-04-30"), day("2011-05-20")
PAGE, FILE = "/items/export/", "/items/export.xlsx"


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def april(cast):
    """April has ended: civil affairs has reported and was accepted, health owes its report; nothing is recorded yet."""
    cast.chapter = factories.chapter(cast.report, "(一)民生", label="(一)", title="民生")
    WorkItem.objects.filter(pk=cast.led.pk).update(
        chapter=cast.chapter, due_on=day("2011-12-31"), remark="市长督办", leaders="孙市长", status="in_progress"
    )
    cast.target = factories.target(cast.led, "新增床位", 2000, unit="张")
    cast.period = opened_first(cast.report, MARCH)
    update = update_of(cast.period, cast.led, cast.civil_affairs)
    update = put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor, problems="缺土地", completion=40)
    update.values.create(target=cast.target, label="新增床位", value=300, unit="张")
    note(cast.led, "已选址", moment("2011-04-29 10:00"), by=cast.liaison, department=cast.civil_affairs)
    return cast


def written(items, *, on, layout="ledger", is_past=False):
    file = io.BytesIO()
    write_layout(SHIPPED[layout], items, ListTold("2011年任务分解", [], on, is_past), file=file)
    file.seek(0)
    return load_workbook(file)


def cells(workbook):
    """{sheet: [[value]]} below the titles."""
    found = {}
    for sheet in workbook:
        below = [list(row) for row in sheet.iter_rows(values_only=True)]
        head = next(place for place, row in enumerate(below) if sum(cell is not None for cell in row) > 1)
        found[sheet.title] = below[head:]
    return found


def change_everything(cast):
    """What happens to the items in May."""
    with clock.at(moment("2011-05-10 09:00")):
        led = WorkItem.objects.get(pk=cast.led.pk)
        edit_item(led, by=cast.supervisor, version=led.version, due_on=led.due_on, due_text="", remark="常务会督办")
        led.refresh_from_db()
        reword(
            led,
            by=cast.supervisor,
            version=led.version,
            reason="勘误",
            text="加强养老和助残服务",
            number=8,
            clause=1,
            chapter=None,
            leaders="",
            group="",
        )
        led.refresh_from_db()
        confirm_lead(led, leads=[cast.health], by=cast.supervisor, version=led.version, reason="职能调整")
        led.refresh_from_db()
        set_deadline(
            led,
            by=cast.supervisor,
            at=moment("2011-05-10 09:00"),
            version=led.version,
            due_on=day("2011-10-31"),
            due_text="",
            remark="常务会督办",
            reason="提前",
        )
        note(cast.led, "已开工", moment("2011-05-10 10:00"), by=cast.health_liaison, department=cast.health)
        put(
            update_of(cast.period, cast.supported, cast.health),
            State.ACCEPTED,
            by=cast.health_liaison,
            office=cast.supervisor,
            reviewed_at=moment("2011-05-10 11:00"),
        )
        WorkItem.objects.filter(pk=cast.open_lead.pk).update(status="cancelled")
        factories.item(cast.report, 9, "新交办", leads=[cast.health])
    record_lights(moment("2011-05-11 00:00"))


@pytest.mark.parametrize("layout", SHIPPED)
def test_a_workbook_of_a_past_day_is_that_of_the_day(april, layout):
    with clock.at(moment("2011-04-30 23:00")):
        close_period(april.period, by=april.supervisor, at=moment("2011-04-30 18:00"))
        before = cells(written(WorkItem.objects.in_order(), on=THEN, layout=layout))
    change_everything(april)
    with clock.at(moment("2011-05-20 09:00")):
        items = ItemsThen(WorkItem.objects.filter(report=april.report), on=THEN)
        after = cells(written(items, on=THEN, layout=layout, is_past=True))
        now = cells(written(WorkItem.objects.in_order(), on=NOW, layout=layout))
    assert after == before
    assert now != before


def test_title_and_name_state_the_data_date(april):
    record_lights(moment("2011-04-30 22:00"))
    with clock.at(moment("2011-05-20 09:00")):
        client = signed_in(april.supervisor)
        response = client.get(FILE, {"report": april.report.pk, "on": "2011-04-30", "layout": "leaders"})
        assert response.headers["Content-Disposition"].endswith("_2011-04-30.xlsx")
        sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]
        assert sheet["A1"].value == "2011年任务分解: Edition for city leaders (as of 2011-04-30)"
        assert "Data date: 2011-04-30." in sheet["A2"].value


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def may(april):
    """20 May: April was recorded at its end, and everything is different since."""
    with clock.at(moment("2011-04-30 23:00")):
        close_period(april.period, by=april.supervisor, at=moment("2011-04-30 18:00"))
    change_everything(april)
    with clock.at(moment("2011-05-20 09:00")):
        yield april


@pytest.mark.parametrize(
    ("narrowed", "then", "now"),
    [
        ({"department": "civil_affairs"}, [1, 2], [2, 8]),
        ({"leader": "孙市长"}, [1], []),
        ({"chapter": "chapter"}, [1], []),
        ({"light": "green"}, [1], None),
    ],
)
def test_filters_leave_what_belonged_there_then(may, narrowed, then, now):
    query = {name: getattr(getattr(may, value, None), "pk", value) for name, value in narrowed.items()}

    def found(on):
        chosen = list_asked({"report": may.report.pk, **query}, user=may.supervisor)
        assert chosen.is_valid()
        asked = items_asked(chosen, on)
        return sorted(values(written(asked.items, on=asked.on), "Original number"))

    assert found("2011-04-30") == then
    assert now is None or found("") == now


def test_a_city_leader_finds_the_own_items_of_then(may):
    chosen = list_asked({"report": may.report.pk, "mine": "on"}, user=may.leader)
    assert chosen.is_valid()
    assert len(items_asked(chosen, "2011-04-30").items) == 1
    assert items_asked(chosen, "").items.count() == 0


def test_the_page_shows_the_day_and_the_way_back_to_today(may):
    page = parse(signed_in(may.supervisor).get(PAGE, {"report": may.report.pk, "on": "2011-04-30"}))
    assert "2011-04-30" in page.one(of="export-what").text
    assert "加强养老服务" in page.one(of="export-preview").text and "助残" not in page.one(of="export-preview").text
    links = {link.text: link["href"] for link in page.one("main").all("a")}
    assert "on=2011-04-30" in links["Download"] and "on=2011-04-30" in links["List of items behind"]
    assert "on=" not in links["As things stand today"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"on": "2011-02-01"}, "No lights were recorded on 2011-02-01, so nothing can be said about that day."),
        ({"on": "2011-05-21"}, "This day has not come yet."),
        ({"on": "gestern"}, "“gestern” is not a day; write it like 2011-05-01."),
        ({"on": "2011-04-30", "overdue": "on"}, "cannot be narrowed by “Overdue only”"),
    ],
)
def test_what_cannot_be_told_is_said(may, query, sentence):
    client = signed_in(may.supervisor)
    response = client.get(PAGE, {"report": may.report.pk, **query})
    assert response.status_code == 400 and sentence in parse(response).one("main").text
    assert client.get(FILE, {"report": may.report.pk, **query})["Location"].startswith(PAGE)


def test_a_long_list_of_a_past_day_is_made_in_the_background(may, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr("items.layouts.views.MOST_AT_ONCE", 2)
    client, query = signed_in(may.supervisor), f"?report={may.report.pk}&on=2011-04-30&layout=leaders"
    assert "export-preview" not in client.get(PAGE + query).content.decode()
    assert client.post(PAGE + query)["Location"] == reverse("export_list")
    work(until_done=True)
    export = Export.objects.get()
    assert (export.state, export.on, export.name[-15:]) == (Export.State.READY, THEN, "2011-04-30.xlsx")
    workbook = load_workbook(io.BytesIO(b"".join(client.get(f"/exports/{export.pk}/file/").streaming_content)))
    assert [row["Work item"].value for row in rows(workbook)] == ["加强养老服务", "完善医疗救助", "发展学前教育"]


def test_a_closed_period_leads_to_the_layouts_of_its_data_date(may):
    client = signed_in(may.supervisor)
    page = parse(client.get(may.period.get_absolute_url(), {"unit": may.health.pk}))
    (link,) = [
        link["href"] for link in page.one("main").all("a") if link.text == "Items as of the closing, in a layout"
    ]
    assert link == f"{PAGE}?report={may.report.pk}&department={may.health.pk}&on=2011-04-30"
    assert may.period.frozen_on == THEN


def test_who_owed_a_report_is_told_by_the_sheet_frozen_on_the_day_else_by_the_light(may):
    items = WorkItem.objects.filter(report=may.report)
    frozen = [one.owed.units for one in ItemsThen(items, on=THEN).rows if one.owed]
    later = [one.owed.units for one in ItemsThen(items, on=day("2011-05-01")).rows if one.owed]
    assert frozen == [("市卫生局",), ("市民政局", "市卫生局"), ("市教育局", "东城区人民政府", "西城区人民政府")]
    assert later == [("市卫生局",), ("市教育局", "各区人民政府")]


def test_the_dashboard_leads_to_the_layouts_with_its_filters(may):
    client = signed_in(may.supervisor)
    page = parse(client.get(reverse("dashboard"), {"report": may.report.pk, "department": may.health.pk}))
    links = {link.text: link["href"] for link in page.one("main").all("a")}
    assert links["Items in a layout"] == f"{PAGE}?report={may.report.pk}&department={may.health.pk}"
    past = client.get(reverse("dashboard_lights"), {"report": may.report.pk, "on": "2011-04-30"})
    links = {link.text: link["href"] for link in parse(past).one("main").all("a")}
    assert links["Items in a layout"] == f"{PAGE}?report={may.report.pk}&on=2011-04-30"


def test_the_command_writes_a_past_day(may, tmp_path, capsys):
    path = tmp_path / "台账.xlsx"
    call_command("export_ledger", report="2011", layout="leaders", into=path, on=THEN)
    assert "3 items as of 2011-04-30" in capsys.readouterr().out
    assert "（截至2011-04-30）" in load_workbook(path).worksheets[0]["A1"].value


@pytest.mark.parametrize(
    ("on", "sentence"),
    [("2011-02-10", "stood on 2011-02-10: its lights are recorded from 2011-04-30 on"), ("2011-06-01", "not come yet")],
)
def test_the_command_says_of_what_day_nobody_can_tell(may, tmp_path, on, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("export_ledger", report="2011", layout="ledger", into=tmp_path / "x.xlsx", on=day(on))
    assert not (tmp_path / "x.xlsx").exists()


def test_queries_do_not_grow_with_the_items_of_a_past_day(april):
    def queries():
        with CaptureQueriesContext(connection) as found:
            written(ItemsThen(WorkItem.objects.filter(report=april.report), on=THEN), on=THEN)
        return len(found)

    with clock.at(moment("2011-04-30 23:00")):
        close_period(april.period, by=april.supervisor, at=moment("2011-04-30 18:00"))
    few = queries()
    for number in range(10, 40):
        factories.target(factories.item(april.report, number, leads=[april.health], chapter=april.chapter))
    record_lights(moment("2011-04-30 22:00"))
    assert queries() == few
    assert few <= 45
