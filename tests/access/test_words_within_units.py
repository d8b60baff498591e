"""Words that have not left their unit are read by nobody outside it, on whatever page."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from items.models import Attachment, ProgressUpdate
from items.rounds.running import close_period
from items.updates.drafting import save
from items.updates.reporting import send, send_back, sign_off, take_back

from ..given import factories
from ..given.opened_rounds import opened, update_of
from ..given.together import moment

pytestmark = pytest.mark.once

AT = moment("2011-03-10")
SECRET = "内部说法之一"


def write(update, by, **changes):
    save(update, by=by, at=AT, was={}, changes={"text": "建成2所福利院", "next_steps": "继续", **changes})
    return ProgressUpdate.objects.get(pk=update.pk)


@pytest.fixture
def mine(cast):
    """What civil affairs has to report on the item that it leads in March."""
    return update_of(opened(cast.report), cast.led, cast.civil_affairs)


def pages(client, cast, update, person):
    """Everything that the person can open about the update, as one text."""
    client.force_login(person)
    addresses = [
        cast.led.get_absolute_url(),
        reverse("workbench"),
        update.get_absolute_url(),
        update.period.get_absolute_url(),
        reverse("message_log"),
    ]
    export = client.get(reverse("period_export", args=[update.period_id]))
    workbook = load_workbook(io.BytesIO(export.getvalue()))
    cells = [str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row]
    return "".join([*(client.get(address).content.decode() for address in addresses), *cells])


@pytest.mark.parametrize("person", ["supervisor", "observer", "health_liaison", "newcomer"])
def test_why_a_draft_is_sent_anyway_stays_within_the_unit_until_the_head_has_signed(client, cast, mine, person):
    update = write(mine, cast.liaison, next_steps="")
    send(update, by=cast.liaison, at=AT, version=update.version, anyway=SECRET)
    assert SECRET not in pages(client, cast, mine, getattr(cast, person))
    assert SECRET in pages(client, cast, mine, cast.head)


@pytest.mark.parametrize("person", ["supervisor", "observer", "health_liaison", "newcomer"])
def test_why_a_head_returned_it_stays_within_the_unit(client, cast, mine, person):
    update = write(mine, cast.liaison)
    update = send(update, by=cast.liaison, at=AT, version=update.version)
    send_back(update, by=cast.head, at=AT, version=update.version, reason=SECRET)
    assert SECRET not in pages(client, cast, mine, getattr(cast, person))
    assert SECRET in pages(client, cast, mine, cast.liaison)


def test_the_office_reads_why_it_returned_a_report_and_strangers_do_not(client, cast, mine):
    update = write(mine, cast.liaison)
    update = send(update, by=cast.liaison, at=AT, version=update.version)
    update = sign_off(update, by=cast.head, at=AT, version=update.version)
    send_back(update, by=cast.supervisor, at=AT, version=update.version, reason=SECRET)
    assert SECRET in pages(client, cast, mine, cast.supervisor)
    assert SECRET not in pages(client, cast, mine, cast.observer)


def test_what_is_taken_back_and_written_anew_is_the_units_own_again(client, cast, mine):
    update = write(mine, cast.head)
    update = send(update, by=cast.head, at=AT, version=update.version)
    client.force_login(cast.supervisor)
    assert client.get(mine.get_absolute_url()).status_code == 200
    take_back(update, by=cast.liaison, at=AT)
    write(mine, cast.liaison, text=SECRET)
    assert client.get(mine.get_absolute_url()).status_code == 403
    assert SECRET not in pages(client, cast, mine, cast.supervisor)


def test_last_time_is_shown_only_to_who_may_read_it(client, cast, mine):
    update = write(mine, cast.head, text=f"{SECRET}3所")
    send(update, by=cast.head, at=AT, version=update.version)
    april = opened(cast.report, "2011-04-01")
    later = update_of(april, cast.led, cast.civil_affairs)
    ProgressUpdate.objects.filter(pk=later.pk).update(
        state="accepted", text="四月", sent_at=AT, handed_in_at=AT, reviewed_at=AT, reviewed_by=cast.supervisor
    )
    client.force_login(cast.observer)
    page = client.get(later.get_absolute_url()).content.decode()
    assert "四月" in page and SECRET not in page
    client.force_login(cast.supervisor)
    assert SECRET in client.get(later.get_absolute_url()).content.decode()


def test_a_draft_at_the_closing_that_is_sent_later_is_made_up(cast, mine):
    update = write(mine, cast.head)
    update = send(update, by=cast.head, at=AT, version=update.version)
    take_back(update, by=cast.head, at=AT)
    close_period(mine.period, at=moment("2011-04-08"))
    update = ProgressUpdate.objects.get(pk=mine.pk)
    update = send(update, by=cast.head, at=moment("2011-05-01"), version=update.version)
    assert ProgressUpdate.objects.get(pk=update.pk).timing == "made_up"


def test_a_members_figure_is_not_to_be_read_off_a_sum(client, cast):
    target = factories.target(cast.open_lead, "新建幼儿园", 30000, unit="所")
    march = opened(cast.report)
    east, west = (update_of(march, cast.open_lead, unit) for unit in (cast.east, cast.west))
    update = write(east, cast.east_liaison, **{f"value_{target.pk}": "7777"})
    send(update, by=cast.east_liaison, at=AT, version=update.version)
    west_liaison = factories.person("west", role="liaison", department=cast.west)
    client.force_login(west_liaison)
    assert client.get(east.get_absolute_url()).status_code == 403
    assert "7777" not in client.get(west.get_absolute_url()).content.decode()
    client.force_login(cast.supervisor)
    assert "7777" in client.get(east.get_absolute_url()).content.decode()


def test_names_of_files_are_for_who_may_open_them(client, cast, mine):
    attachment = Attachment.objects.create(
        item=cast.led,
        update=mine,
        name=f"{SECRET}.pdf",
        kind="pdf",
        size=1,
        digest="0",
        stored_as="0",
        by=cast.head,
        at=AT,
    )
    ProgressUpdate.objects.filter(pk=mine.pk).update(
        state="accepted", text="三月", sent_at=AT, handed_in_at=AT, reviewed_at=AT, reviewed_by=cast.supervisor
    )
    client.force_login(cast.newcomer)
    assert client.get(attachment.get_absolute_url()).status_code in (403, 404)
    page = client.get(mine.get_absolute_url()).content.decode()
    assert "三月" in page and SECRET not in page
    client.force_login(cast.observer)
    assert SECRET in client.get(mine.get_absolute_url()).content.decode()
