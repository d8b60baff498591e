"""What people and documents bring along is text, never markup."""

import pytest
from django.urls import reverse

from items.closing.moving import write_note
from items.models import Attachment, ProgressUpdate

from ..given import factories
from ..given.access_table import Row
from ..given.html import parse

pytestmark = pytest.mark.once

BOLD, SCRIPT, IMAGE = "<b>x</b>", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'


@pytest.fixture
def hostile(lived_in):
    """The cast's items, units, people and notes with markup wherever somebody can type."""
    cast = lived_in
    cast.civil_affairs.name = BOLD
    cast.civil_affairs.remark = IMAGE
    cast.civil_affairs.save()
    cast.civil_affairs.aliases.create(name=IMAGE, remark=SCRIPT)
    cast.report.title = f"报告{SCRIPT}"
    cast.report.source.text = f"1、{SCRIPT}{IMAGE}。"
    cast.report.source.save()
    cast.report.save()
    chapter = factories.chapter(cast.report, literal=IMAGE, start=0, end=2)
    cast.led.text, cast.led.remark, cast.led.chapter = SCRIPT, IMAGE, chapter
    cast.led.text_end = cast.led.end = len(cast.report.source.text)
    cast.led.start = cast.led.text_start = 2
    cast.led.save()
    cast.open_lead.text = SCRIPT
    cast.open_lead.save()
    cast.liaison.name = SCRIPT
    cast.liaison.save()
    write_note(cast.led, text=f"{BOLD}{SCRIPT}{IMAGE}", by=cast.liaison)
    for asked in (cast.objection, cast.extension, cast.closing, cast.instruction):
        asked.result = asked.reason = asked.text = f"{BOLD}{SCRIPT}{IMAGE}"
        asked.save()
    ProgressUpdate.objects.update(text=BOLD, problems=SCRIPT, next_steps=IMAGE, review_note=IMAGE, anyway=SCRIPT)
    Attachment.objects.update(name=IMAGE)
    text = f"一、{BOLD}\n1、{SCRIPT}(责任单位:{IMAGE}、市卫生局)。\n{BOLD}\n"
    cast.draft = factories.draft(cast.supervisor, text, name=IMAGE, title=SCRIPT, corrects=cast.report)
    return cast


def assert_no_markup_came_in(page):
    assert all(element.get("src", "").startswith("/static/") for element in page.all("script"))
    assert all(element.text != "x" for element in page.all("b"))
    assert not page.all("img")


@pytest.mark.parametrize(
    "address",
    [
        "workbench",
        "item_list",
        "item_detail:led",
        "item_updates:led",
        "item_requests:led",
        "item_requests:answered",
        "item_history:led",
        "update_detail:part",
        "item_edit:led",
        "item_units:led",
        "lead_list",
        "report_detail:report",
        "dashboard",
        "dashboard_curve",
        "import_list",
        "import_detail:draft",
        "department_list",
        "department_detail:civil_affairs",
        "round_list",
        "round_unit:civil_affairs",
        "round_settings:report",
        "period_detail:period",
    ],
)
def test_markup_in_names_and_texts_stays_text(client, hostile, address):
    client.force_login(hostile.supervisor)
    response = client.get(Row("GET", address, {}).url(hostile))
    page = parse(response)
    assert_no_markup_came_in(page)
    assert BOLD in page.text or SCRIPT in page.text


@pytest.mark.parametrize("parameter", ["q", "department", "chapter", "sort", "page"])
def test_markup_in_the_address_stays_text(client, hostile, parameter):
    client.force_login(hostile.observer)
    for text in (BOLD, SCRIPT, IMAGE):
        page = parse(client.get(reverse("item_list"), {parameter: text}))
        assert_no_markup_came_in(page)
