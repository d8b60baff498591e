"""A closing dossier asked for, made by a process of its own, and downloaded by who may read it alone."""

import io
import zipfile

import docx
import pytest
from playwright.sync_api import expect

from ..given.cast import Cast
from ..given.closed_item import closed_item
from .sessions import take_session

pytestmark = pytest.mark.once


@pytest.fixture
def closed(transactional_db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return closed_item(Cast.build())


def test_a_dossier_is_asked_for_made_and_downloaded(page, live_server, closed, worker, tmp_path):
    take_session(page, live_server.url, closed.liaison)
    page.goto(closed.led.get_absolute_url())
    page.get_by_role("link", name="记录", exact=True).click()
    page.get_by_role("button", name="生成办结档案").click()
    expect(page.locator("h1")).to_have_text("我的导出")
    line = page.locator(".exports tbody")
    expect(line).to_contain_text("2011年任务分解第1项办结档案")
    worker("--until-done").wait_well()
    with page.expect_download() as download:
        line.get_by_role("link", name="下载").first.click()
    assert download.value.suggested_filename.startswith("办结档案_2011年任务分解_第1项_")
    download.value.save_as(tmp_path / "taken.zip")
    with zipfile.ZipFile(tmp_path / "taken.zip") as archive:
        assert archive.namelist() == ["佐证材料/01_验收表.pdf", "佐证材料/02_验收表.pdf", "第1项办结档案.docx"]
        document = docx.Document(io.BytesIO(archive.read("第1项办结档案.docx")))
    assert document.paragraphs[0].text == "办结档案"


def test_who_may_not_read_the_files_of_an_item_is_offered_none(page, live_server, closed):
    take_session(page, live_server.url, closed.east_liaison)
    page.goto(closed.led.get_absolute_url())
    page.get_by_role("link", name="记录", exact=True).click()
    expect(page.locator("#history")).to_be_visible()
    expect(page.locator("#dossier")).to_have_count(0)
