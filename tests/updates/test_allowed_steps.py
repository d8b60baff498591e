"""Who may take which step of a report in which state, and with which sentence it is refused."""

import dataclasses

import pytest
from django.db import transaction
from django.utils import translation

from departments.models import Membership, User
from items.models import HistoryEntry, Message, ProgressUpdate
from items.steps.errors import StaleUpdate, UnusualFigures, WorkflowError

from ..given.cast import Cast
from ..given.opened_rounds import State, put
from ..given.refusals import everything
from .unit_steps import AT, STEPS, update_for

pytestmark = pytest.mark.usefixtures("february")

COLUMNS = {
    "health": ["health_liaison"],
    "east": ["east_liaison"],
    "aside": ["leader", "observer", "administrator", "newcomer"],
}
# Cells: the state that the step leads to, or in small letters the sentence with which it is refused (`SENTENCES`).
# Civil affairs has a head; health, whose liaison stands second here, and the eastern district have none.
REPORT = """
              liaison            head               health   east     supervisor  aside
save
 expected     DRAFT              DRAFT              unit     unit     unit        unit
 draft        DRAFT              DRAFT              unit     unit     unit        unit
 awaiting_sign_off  sent         sent               unit     unit     unit        unit
 awaiting_merge     sent         sent               unit     unit     unit        unit
 awaiting_review    sent         sent               unit     unit     unit        unit
 returned     RETURNED           RETURNED           unit     unit     unit        unit
 accepted     final              final              unit     unit     unit        unit
 dropped      stays              stays              unit     unit     unit        unit
send
 expected     empty              empty              unit     unit     unit        unit
 draft        AWAITING_SIGN_OFF  AWAITING_REVIEW    unit     unit     unit        unit
 awaiting_sign_off  sent         sent               unit     unit     unit        unit
 awaiting_merge     sent         sent               unit     unit     unit        unit
 awaiting_review    sent         sent               unit     unit     unit        unit
 returned     AWAITING_SIGN_OFF  AWAITING_REVIEW    unit     unit     unit        unit
 accepted     final              final              unit     unit     unit        unit
 dropped      stays              stays              unit     unit     unit        unit
no_change
 expected     AWAITING_SIGN_OFF  AWAITING_REVIEW    unit     unit     unit        unit
 draft        begun              begun              unit     unit     unit        unit
 awaiting_sign_off  sent         sent               unit     unit     unit        unit
 awaiting_merge     sent         sent               unit     unit     unit        unit
 awaiting_review    sent         sent               unit     unit     unit        unit
 returned     begun              begun              unit     unit     unit        unit
 accepted     final              final              unit     unit     unit        unit
 dropped      stays              stays              unit     unit     unit        unit
take_back
 expected     nothing            nothing            unit     unit     unit        unit
 draft        nothing            nothing            unit     unit     unit        unit
 awaiting_sign_off  DRAFT        DRAFT              unit     unit     unit        unit
 awaiting_merge     DRAFT        DRAFT              unit     unit     unit        unit
 awaiting_review    DRAFT        DRAFT              unit     unit     unit        unit
 returned     returned           returned           unit     unit     unit        unit
 accepted     accepted           accepted           unit     unit     unit        unit
 dropped      dropped            dropped            unit     unit     unit        unit
sign_off
 expected     head               unreported         head     head     head        head
 draft        head               writing            head     head     head        head
 awaiting_sign_off  head         AWAITING_REVIEW    head     head     head        head
 awaiting_merge     head         elsewhere          head     head     head        head
 awaiting_review    head         elsewhere          head     head     head        head
 returned     head               returned           head     head     head        head
 accepted     head               accepted           head     head     head        head
 dropped      head               dropped            head     head     head        head
send_back
 expected     back               unreported         back     back     unreported  back
 draft        back               writing            back     back     writing     back
 awaiting_sign_off  back         RETURNED           back     back     others      back
 awaiting_merge     back         others             back     back     RETURNED    back
 awaiting_review    back         others             back     back     RETURNED    back
 returned     back               returned           back     back     returned    back
 accepted     back               accepted           back     back     accepted    back
 dropped      back               dropped            back     back     dropped     back
accept
 expected     office             office             office   office   unreported  office
 draft        office             office             office   office   writing     office
 awaiting_sign_off  office       office             office   office   elsewhere   office
 awaiting_merge     office       office             office   office   ACCEPTED    office
 awaiting_review    office       office             office   office   ACCEPTED    office
 returned     office             office             office   office   returned    office
 accepted     office             office             office   office   accepted    office
 dropped      office             office             office   office   dropped     office
"""
# A part of civil affairs on an item that health leads: what differs from a report.
PART = """
              liaison            head               health      east     supervisor  aside
send
 draft        AWAITING_SIGN_OFF  AWAITING_MERGE     unit        unit     unit        unit
 returned     AWAITING_SIGN_OFF  AWAITING_MERGE     unit        unit     unit        unit
no_change
 expected     AWAITING_SIGN_OFF  AWAITING_MERGE     unit        unit     unit        unit
sign_off
 awaiting_sign_off  head         AWAITING_MERGE     head        head     head        head
send_back
 expected     back               unreported         unreported  back     unreported  back
 draft        back               writing            writing     back     writing     back
 awaiting_sign_off  back         RETURNED           others      back     others      back
 awaiting_merge     back         others             RETURNED    back     RETURNED    back
 awaiting_review    back         others             others      back     RETURNED    back
 returned     back               returned           returned    back     returned    back
 accepted     back               accepted           accepted    back     accepted    back
 dropped      back               dropped            dropped     back     dropped     back
accept
 expected     office             office             unreported  office   unreported  office
 draft        office             office             writing     office   writing     office
 awaiting_sign_off  office       office             elsewhere   office   elsewhere   office
 awaiting_merge     office       office             ACCEPTED    office   ACCEPTED    office
 awaiting_review    office       office             office      office   ACCEPTED    office
 returned     office             office             returned    office   returned    office
 accepted     office             office             accepted    office   accepted    office
 dropped      office             office             dropped     office   dropped     office
"""
SENTENCES = {
    "unit": r"Only the liaison or the head of \S+ reports for it",
    "sent": r"\S+ has sent this update; take it back first",
    "final": "钱督查 has accepted this update; it can no longer be changed",
    "stays": "no longer asked to report on this item in this period; your text stays",
    "empty": "Write a sentence on the progress",
    "begun": "A draft has been begun, so nothing was sent",
    "nothing": "Nothing has been sent, so there is nothing to take back",
    "returned": "has been returned to the unit already: 数据不清",
    "accepted": "钱督查 has accepted this update already",
    "dropped": "This update is no longer asked for",
    "head": r"Only the head of \S+ signs off",
    "unreported": "The unit has not reported yet",
    "writing": "The unit is writing this update again",
    "elsewhere": "now waits for somebody else",
    "back": "Only the head of the unit, the lead or the supervision office returns",
    "others": "waits for somebody else; only they can return it",
    "office": "Only the supervision office accepts updates",
}
RECORDED = {
    "send": "update_sent",
    "no_change": "update_sent",
    "take_back": "update_taken_back",
    "sign_off": "update_signed",
    "send_back": "update_returned",
    "accept": "update_accepted",
}


def parsed(text):
    """{(step, state, person): cell}."""
    lines = text.strip("\n").splitlines()
    columns, table, step = lines[0].split(), {}, ""
    for line in lines[1:]:
        if not line.startswith(" "):
            step = line
            continue
        state, *cells = line.split()
        for column, cell in zip(columns, cells, strict=True):
            for person in COLUMNS.get(column, [column]):
                assert (step, state, person) not in table
                table[step, state, person] = cell
    return table


def of_member(report):
    """A member of a collective reports as a unit without a head: its liaison has the part of the table's head."""
    table = {}
    for step, state, person in report:
        others = {"east_liaison": "head", "liaison": "health_liaison", "head": "health_liaison"}
        table[step, state, person] = report[step, state, others.get(person, person)]
        if step in ("sign_off", "send_back") and person == "east_liaison":
            table[step, state, person] = report[step, state, "liaison"]
    return table


TABLES = {"report": parsed(REPORT)}
TABLES["part"] = TABLES["report"] | parsed(PART)
TABLES["member"] = of_member(TABLES["report"])


def test_the_table_leaves_nothing_out():
    persons = {field.name for field in dataclasses.fields(Cast) if field.type is User}
    everywhere = {(step, state, person) for step in STEPS for state in State.values for person in persons}
    for table in TABLES.values():
        assert set(table) == everywhere
        assert {cell for cell in table.values() if cell.islower()} <= set(SENTENCES)
        assert {cell for cell in table.values() if cell.isupper()} <= set(State.names)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", TABLES)
def test_a_step_is_open_as_the_table_says(cast, march, kind, step):
    expected = update_for(cast, march, kind)
    for state in State.values:
        cells = {person: cell for (one, at, person), cell in TABLES[kind].items() if (one, at) == (step, state)}
        with transaction.atomic():
            update = put(expected, state, by=cast.liaison, office=cast.supervisor)
            before = everything()
            for person in [person for person, cell in cells.items() if cell.islower()]:
                with translation.override("en"), pytest.raises(WorkflowError, match=SENTENCES[cells[person]]):
                    STEPS[step](update, getattr(cast, person))
            assert everything() == before, state
            for person in [person for person, cell in cells.items() if cell.isupper()]:
                with transaction.atomic():
                    STEPS[step](update, getattr(cast, person))
                    assert_step_is_whole(update, step, State[cells[person]], getattr(cast, person))
                    transaction.set_rollback(True)
            transaction.set_rollback(True)


def assert_step_is_whole(update, step, state, by):
    """The state, the version, one history entry, and a message only where something comes back."""
    after = ProgressUpdate.objects.get(pk=update.pk)
    assert (after.state, after.version) == (state, update.version + 1), (update.state, by)
    entries = HistoryEntry.objects.filter(department=update.department, at=AT)
    if step == "save":
        assert not entries.exists() and after.saved_by == by
        return
    entry = entries.get(action=RECORDED[step])
    assert (entry.by, entry.item, entry.after["period"]) == (by, update.item, update.period.key)
    told = set(Message.objects.filter(at=AT).values_list("to__username", flat=True))
    unit = Membership.objects.filter(department=update.department).exclude(user=by)
    assert told == (set(unit.values_list("user__username", flat=True)) if step == "send_back" else set())


def test_every_refusal_is_a_workflow_error():
    assert issubclass(StaleUpdate, WorkflowError) and issubclass(UnusualFigures, WorkflowError)
