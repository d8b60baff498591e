"""The page of a closed period is frozen: it reads the same whatever changes, and what came later stands beside it."""

import hashlib
import io
import json
import zipfile

import pytest
from django.urls import reverse

from departments import clock
from departments.models import Department, User
from items.models import ProgressUpdate, TargetValue, WorkItem
from items.rounds.roll_call import matrix
from items.rounds.running import close_period

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import State, put, update_of
from ..given.together import moment
from .round_pages import cells, names, period_url, reports_listed

pytestmark = pytest.mark.usefixtures("in_march")


def change_everything(cast):
    """Later, everything becomes something else: items, targets, units, people, reports, rules, updates."""
    WorkItem.objects.filter(report=cast.report).update(
        text="改了的文字", status="in_progress", due_on=day("2012-01-01")
    )
    for update in ProgressUpdate.objects.filter(period=cast.march):
        ProgressUpdate.objects.filter(pk=update.pk).update(
            text="改了的话", problems="改了", completion=1, needs_decision=False, role="support", via=None
        )
    put(update_of(cast.march, cast.led, cast.health), State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    cast.open_lead.responsibilities.all().delete()
    cast.target.label, cast.target.number = "改了的目标", 1
    cast.target.save()
    TargetValue.objects.all().update(value=1, label="改了")
    for unit in (cast.civil_affairs, cast.health, cast.east):
        Department.objects.filter(pk=unit.pk).update(name=f"改名{unit.pk}", kind="party", position=9 - unit.pk % 9)
    User.objects.all().update(name="改名的人")
    type(cast.report).objects.filter(pk=cast.report.pk).update(title="改了的题目", rhythm="quarter", with_merging=False)


def members(response):
    """{name: bytes} of a workbook's parts, without the one that holds the moment of writing."""
    book = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("who", ["supervisor", "liaison", "observer"])
def test_a_closed_period_reads_the_same_byte_for_byte_whatever_changes(busy, client, who):
    """Page, filtered page, both exports and the frozen file, before and after everything has changed."""
    busy.target = factories.target(busy.led, label="新建养老院", number=30, unit="所")
    TargetValue.objects.create(update=busy.wait, target=busy.target, label="新建养老院", unit="所", value=3)
    with clock.at(moment("2011-03-26")):
        close_period(busy.march, by=busy.supervisor, at=moment("2011-03-26"))

    def said(at):
        with clock.at(moment(at)):
            client.force_login(getattr(busy, who))
            shown = {
                query: client.get(f"{period_url(busy.march)}?{query}").content.decode()
                for query in ("", "group=unit", "state=silent", f"unit={busy.health.pk}")
            }
            inner = {
                query: page[page.index('<main id="content"') : page.index("</main>")] for query, page in shown.items()
            }
            books = [
                members(client.get(f"{reverse('period_export', args=[busy.march.pk])}?{query}"))
                for query in ("", "state=handed_in")
            ]
            frozen = client.get(reverse("period_frozen", args=[busy.march.pk]))
            return inner, books, b"".join(frozen.streaming_content) if who == "supervisor" else frozen.status_code

    before = said("2011-11-30")  # until its last day it could be opened again
    assert "新建养老院" in before[0][""] or who == "observer"
    change_everything(busy)
    after = said("2011-12-01")
    assert after == before


def test_the_frozen_file_is_what_the_digest_says(busy, client):
    close_period(busy.march, by=None, at=moment("2011-03-26"))
    client.force_login(busy.supervisor)
    response = client.get(reverse("period_frozen", args=[busy.march.pk]))
    content = b"".join(response.streaming_content)
    digest = hashlib.sha256(content).hexdigest()
    busy.march.refresh_from_db()
    assert content.decode() == busy.march.frozen_sheet.text
    assert digest == busy.march.frozen_sheet.digest
    assert digest in parse(client.get(period_url(busy.march))).one("p", of="digest").text
    assert json.loads(content)["report"] == "2011年任务分解"


def test_only_the_office_gets_the_frozen_file_and_only_of_a_closed_period(busy, client):
    client.force_login(busy.supervisor)
    assert client.get(reverse("period_frozen", args=[busy.march.pk])).status_code == 404
    close_period(busy.march, by=None, at=moment("2011-03-26"))
    client.force_login(busy.leader)
    assert client.get(reverse("period_frozen", args=[busy.march.pk])).status_code == 403
    assert reverse("period_frozen", args=[busy.march.pk]) not in client.get(period_url(busy.march)).content.decode()


def test_what_comes_after_closing_stands_beside_the_frozen_word_and_leads_to_its_list(busy, page):
    close_period(busy.march, by=None, at=moment("2011-03-26"))
    silent = update_of(busy.march, busy.open_lead, busy.west)
    late = {"handed_in_at": moment("2011-03-28"), "sent_at": moment("2011-03-28")}
    put(silent, State.AWAITING_REVIEW, by=busy.liaison, office=busy.supervisor, **late)
    assert cells(matrix(busy.report))["西城区人民政府"] == ["○ Not reported\n◆ Made up 1"]
    shown = page(busy.observer, reverse("round_list"))
    [mark] = shown.all("a", of="word-made_up")
    listed = page(busy.observer, mark["href"])
    assert names(listed) == ["3 西城区人民政府"]
    assert reports_listed(page(busy.observer, period_url(busy.march, unit=busy.west.pk, state="handed_in"))) == 0


def test_an_open_period_has_no_reports_made_up(busy, page):
    assert not names(page(busy.observer, reverse("period_made_up", args=[busy.march.pk])))


def test_the_roll_call_of_a_closed_period_is_read_from_its_sheet(busy):
    close_period(busy.march, by=None, at=moment("2011-03-26"))
    before = cells(matrix(busy.report))
    ProgressUpdate.objects.filter(period=busy.march).update(state="expected", handed_in_at=None)
    assert cells(matrix(busy.report)) == before
