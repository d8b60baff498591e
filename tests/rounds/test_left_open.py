"""What a closing finds open is settled in words: on the period's page, in the roll-call, the workbook, on the item."""

import pytest

from items.models import ProgressUpdate
from items.pages.addresses import item_part
from items.rounds.roll_call import matrix
from items.rounds.running import close_period
from items.rounds.words import state_of
from items.updates import reporting

from ..given.factories import person
from ..given.opened_rounds import State, put, update_of
from ..given.together import moment
from .round_pages import cells, period_url, table, workbook

pytestmark = pytest.mark.usefixtures("in_march")

CLOSED_AT = moment("2011-04-16")
LEFT = {
    State.EXPECTED: "Not reported",
    State.DRAFT: "Still a draft at closing",
    State.AWAITING_SIGN_OFF: "Not signed off by closing",
    State.RETURNED: "Returned, not sent again by closing",
    State.AWAITING_MERGE: "Not taken up by closing",
    State.AWAITING_REVIEW: "Not reviewed by closing",
    State.ACCEPTED: "Accepted",
}
# What an open period says of what waits.
OPEN_WORDS = ("Awaiting sign-off", "Reported, not taken up", "Awaiting review")


@pytest.fixture
def left(cast, march):
    """left(state): the part of health on `led`, in the state when March was closed."""

    def close(state):
        part = update_of(march, cast.led, cast.health)
        put(part, state, by=cast.health_liaison, office=cast.supervisor)
        assert close_period(march, at=CLOSED_AT)
        return ProgressUpdate.objects.select_related("period").get(pk=part.pk)

    return close


@pytest.mark.parametrize("state", LEFT)
def test_page_and_workbook_of_a_closed_period_settle_what_lies_open(client, cast, march, left, page, state):
    left(state)
    url = period_url(march, unit=cast.health.pk)
    main = page(cast.supervisor, url).one("main").text
    assert LEFT[state] in main and not [word for word in OPEN_WORDS if word in main]
    book = workbook(client, cast.supervisor, f"/rounds/{march.pk}/export.xlsx?unit={cast.health.pk}")
    [row] = [row for row in table(book.active) if row["Role"] == "Supporting"]
    assert row["State"] == LEFT[state]


@pytest.mark.parametrize("state", LEFT)
def test_an_open_period_says_that_it_waits(cast, march, page, state):
    put(update_of(march, cast.led, cast.health), state, by=cast.health_liaison, office=cast.supervisor)
    main = page(cast.supervisor, period_url(march, unit=cast.health.pk)).one("main").text
    settled = {LEFT[one] for one in LEFT} - {"Not reported", "Accepted"}
    assert not [word for word in settled if word in main]


def test_the_item_says_it_until_somebody_goes_on(cast, march, left, page):
    part = left(State.AWAITING_MERGE)
    assert state_of(part) == "Not taken up by closing"
    assert "Not taken up by closing" in page(cast.supervisor, item_part(cast.led, "updates")).text
    assert "Not taken up by closing" in page(cast.supervisor, part.get_absolute_url()).text
    accepted = reporting.accept(part, by=cast.liaison, at=moment("2011-04-18"), version=part.version)
    assert state_of(accepted) == "Accepted"


def test_what_is_sent_after_the_closing_waits_again(cast, march, left):
    part = left(State.AWAITING_MERGE)
    draft = reporting.take_back(part, by=cast.health_liaison, at=moment("2011-04-18"))
    head = person(role="head", department=cast.health)
    sent = reporting.send(draft, by=cast.health_liaison, at=moment("2011-04-19"), version=draft.version)
    assert state_of(sent) == "Awaiting sign-off"
    signed = reporting.sign_off(sent, by=head, at=moment("2011-04-20"), version=sent.version)
    assert state_of(signed) == "Reported, not taken up"


def test_the_roll_call_counts_what_no_lead_has_taken_up(cast, march):
    put(update_of(march, cast.led, cast.health), State.AWAITING_MERGE, by=cast.health_liaison, office=None)
    assert "◑ Reported, not taken up 1" in cells(matrix(cast.report))["市卫生局"][0]
    [_period, whole] = matrix(cast.report).columns[0]
    assert whole.not_taken_up.count == 1
    close_period(march, at=CLOSED_AT)
    [cell, *_earlier] = cells(matrix(cast.report))["市卫生局"]
    assert "◑ Not taken up by closing 1" in cell and "Reported, not taken up" not in cell


def test_the_mark_leads_to_those_parts(cast, march, page):
    put(update_of(march, cast.led, cast.health), State.AWAITING_MERGE, by=cast.health_liaison, office=None)
    [line] = [line for line in matrix(cast.report).lines if line.department == cast.health]
    [cell] = line.cells
    shown = page(cast.supervisor, cell.not_taken_up.url).one("main")
    assert len(shown.all("li", of="entry")) == 1


def test_the_roll_call_of_a_closed_period_awaits_nothing(cast, march):
    put(update_of(march, cast.open_lead, cast.education), State.AWAITING_SIGN_OFF, by=cast.liaison, office=None)
    assert "Awaiting sign-off" in cells(matrix(cast.report))["市教育局"][0]
    close_period(march, at=CLOSED_AT)
    assert "◎ Not signed off by closing" in cells(matrix(cast.report))["市教育局"][0]
