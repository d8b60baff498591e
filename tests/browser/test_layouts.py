"""From dashboard and closed period over a layout to the file, which says of what day it tells."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from departments import clock
from items.lights.recording import record_lights
from items.models import WorkItem
from items.rounds.running import close_period

from ..given.cast import Cast
from ..given.opened_rounds import MARCH, opened_first
from ..given.together import moment
from .sessions import take_session

pytestmark = pytest.mark.once


@pytest.fixture
def closed(transactional_db):
    """A period that was closed in April; in May an item was cancelled."""
    cast = Cast.build()
    cast.period = opened_first(cast.report, MARCH)
    close_period(cast.period, by=cast.supervisor, at=moment("2011-04-30 18:00"))
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    record_lights(moment("2011-05-10 18:00"))
    return cast


def taken(page, link, folder):
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    sheet = load_workbook(io.BytesIO(path.read_bytes())).worksheets[0]
    return path.name, [row for row in sheet.iter_rows(values_only=True)]


def test_from_the_dashboard_to_the_file_of_a_layout(page, live_server, closed, tmp_path):
    take_session(page, live_server.url, closed.leader)
    page.goto(f"{live_server.url}/dashboard/?report={closed.report.pk}&department={closed.health.pk}")
    page.get_by_role("link", name="按版式导出事项").click()
    expect(page.locator(".export-what")).to_contain_text("市卫生局")
    page.get_by_role("link", name="领导版", exact=True).click()
    name, told = taken(page, "下载", tmp_path)
    assert name == f"2011年任务分解_领导版_市卫生局_{clock.today()}.xlsx"
    assert [row[1] for row in told if isinstance(row[0], int)] == ["加强养老服务", "完善医疗救助"]


def test_from_a_closed_period_to_the_file_of_its_data_date(page, live_server, closed, tmp_path):
    take_session(page, live_server.url, closed.supervisor)
    page.goto(live_server.url + closed.period.get_absolute_url())
    page.get_by_role("link", name="按封存日数据导出事项").click()
    expect(page.locator(".export-what")).to_contain_text("2011-04-30")
    page.get_by_role("link", name="台账全表", exact=True).click()
    expect(page.locator(".export-what")).to_contain_text("2011-04-30")
    name, told = taken(page, "下载", tmp_path)
    assert name.endswith("_2011-04-30.xlsx")
    assert told[0][0].endswith("（截至2011-04-30）")
    head = next(row for row in told if row[0] == "序号")
    statuses = [row[head.index("状态")] for row in told if isinstance(row[0], int)]
    assert statuses == ["未启动"] * 3


def test_the_office_copies_a_layout_changes_the_copy_and_exports_with_it(page, live_server, closed, tmp_path):
    take_session(page, live_server.url, closed.supervisor)
    page.goto(f"{live_server.url}/items/export/?report={closed.report.pk}&layout=leaders")
    page.get_by_role("button", name="复制并修改此版式").click()
    page.get_by_label("版式名称").fill("常务会版")
    page.get_by_label("标题下说明").fill("内部资料")
    page.locator("[name=place_light]").fill("1")
    page.locator("[name=place_text]").fill("2")
    page.locator("[name=width_text]").fill("60")
    for key in ("running", "lead_leader", "due", "against", "why", "next_steps"):
        page.locator(f"[name=place_{key}]").fill("")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".export-preview th").first).to_contain_text("亮灯")
    page.goto(f"{live_server.url}/items/export/?report={closed.report.pk}")
    page.get_by_role("link", name="常务会版", exact=True).click()
    name, told = taken(page, "下载", tmp_path)
    assert "常务会版" in name
    assert "内部资料" in told[1]
    head = next(row for row in told if row[0] == "亮灯")
    assert head[:2] == ("亮灯", "工作事项")
    assert [row[1] for row in told if row[0] and str(row[0]).startswith(("■", "▲", "●", "□", "◆", "○"))]
