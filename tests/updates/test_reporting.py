"""The way of an update: who may take which step in which state, what is written, and what is said to everybody else."""

import dataclasses
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import translation

from departments.models import Membership, User
from items.models import HistoryEntry, Message, ProgressUpdate, WorkReport
from items.models.supervision import REASON_LIMIT
from items.steps.errors import StaleUpdate, UnusualFigures, WorkflowError
from items.updates import drafting, reporting

from ..given import factories
from ..given.cast import Cast
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.refusals import everything, refused
from ..given.together import moment

AT = moment("2011-03-20")
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
STEPS = {
    "save": lambda update, by: drafting.save(update, by=by, at=AT, was={}, changes={"text": "已完成3所"}),
    "send": lambda update, by: reporting.send(update, by=by, at=AT, version=update.version),
    "no_change": lambda update, by: reporting.report_no_change(update, by=by, at=AT),
    "take_back": lambda update, by: reporting.take_back(update, by=by, at=AT),
    "sign_off": lambda update, by: reporting.sign_off(update, by=by, at=AT, version=update.version),
    "send_back": lambda update, by: reporting.send_back(update, by=by, at=AT, version=update.version, reason="请补充"),
    "accept": lambda update, by: reporting.accept(update, by=by, at=AT, version=update.version),
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


@pytest.fixture
def march(cast):
    """March, open, after a February in which everybody reported and was accepted."""
    february = opened(cast.report, FEBRUARY)
    for update in february.updates.all():
        put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor, text="上月情况：已完成1所")
    return opened(cast.report)


def update_for(cast, march, kind):
    item, unit = {
        "report": (cast.led, cast.civil_affairs),
        "part": (cast.supported, cast.civil_affairs),
        "member": (cast.open_lead, cast.east),
    }[kind]
    return update_of(march, item, unit)


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


# What a step writes


def draft(cast, march, kind="report", **fields):
    return put(update_for(cast, march, kind), State.DRAFT, by=cast.liaison, office=cast.supervisor, **fields)


def send(update, by, **more):
    return reporting.send(update, by=by, at=more.pop("at", AT), version=more.pop("version", update.version), **more)


def sign(update, by, at=AT):
    return reporting.sign_off(update, by=by, at=at, version=update.version)


def accept(update, by, at=AT, **more):
    return reporting.accept(update, by=by, at=at, version=update.version, **more)


def test_the_whole_way_of_a_report(cast, march):
    sent = send(draft(cast, march), cast.liaison)
    assert (sent.sent_by, sent.sent_at, sent.handed_in_at, sent.timing) == (cast.liaison, AT, None, "")
    signed = sign(sent, cast.head, moment("2011-03-21"))
    assert (signed.signed_by, signed.signed_post) == (cast.head, f"市民政局 {Membership.Role.HEAD.label}")
    assert (signed.handed_in_at, signed.timing) == (moment("2011-03-21"), "on_time")
    accepted = accept(signed, cast.supervisor, moment("2011-03-22"), note="属实", completion=Decimal("35"))
    assert (accepted.reviewed_by, accepted.reviewed_at) == (cast.supervisor, moment("2011-03-22"))
    cast.led.refresh_from_db()
    assert (cast.led.completion, cast.led.status) == (Decimal(35), "in_progress")
    note = cast.led.notes.get()
    assert (note.text, note.department, note.by, note.update) == (
        "已完成2所",
        cast.civil_affairs,
        cast.liaison,
        accepted,
    )
    kept = HistoryEntry.objects.filter(item=cast.led, at__gte=AT).order_by("pk").values_list("action", "reason")
    assert list(kept) == [
        ("update_sent", ""),
        ("update_signed", ""),
        ("update_accepted", "属实"),
        ("status_changed", ""),
    ]


def test_what_is_returned_keeps_its_first_hand_in(cast, march):
    signed = sign(send(draft(cast, march), cast.liaison), cast.head)
    back = reporting.send_back(signed, by=cast.supervisor, at=AT, version=signed.version, reason=" 请补充数据 ")
    assert (back.returned_by, back.return_reason, back.returns) == ("office", "请补充数据", 1)
    assert (back.signed_by, back.signed_at, back.signed_post) == (None, None, "")
    again = send(back, cast.head, at=moment("2011-04-01"))
    assert (again.handed_in_at, again.sent_at, again.timing) == (AT, moment("2011-04-01"), "on_time")
    assert (again.return_reason, again.returned_by, again.returns, again.signed_by) == ("", "", 1, cast.head)
    twice = reporting.send_back(again, by=cast.supervisor, at=AT, version=again.version, reason="仍不清楚")
    assert twice.returns == 2


def test_who_is_told_of_a_return(cast, march):
    signed = sign(send(draft(cast, march), cast.liaison), cast.head)
    reporting.send_back(signed, by=cast.supervisor, at=AT, version=signed.version, reason="请补充")
    told = Message.objects.filter(kind="returned")
    assert set(told.values_list("to__username", "by__username")) == {("liaison", "supervisor"), ("head", "supervisor")}
    message = told.first()
    assert (message.text, message.item, message.period) == ("请补充", cast.led, march)
    assert message.url == signed.get_absolute_url()


def test_the_head_who_returns_is_not_told_of_it(cast, march):
    sent = send(draft(cast, march), cast.liaison)
    back = reporting.send_back(sent, by=cast.head, at=AT, version=sent.version, reason="数字有误")
    assert (back.returned_by, back.handed_in_at) == ("head", None)
    assert Message.objects.get(kind="returned").to == cast.liaison


def test_what_was_taken_back_is_a_draft_and_not_in_time(cast, march):
    signed = sign(send(draft(cast, march), cast.liaison), cast.head)
    back = reporting.take_back(signed, by=cast.liaison, at=AT)
    assert (back.handed_in_at, back.timing, back.signed_by) == (AT, "", None)
    again = send(back, cast.head, at=moment("2011-04-01"))
    assert (again.handed_in_at, again.timing) == (AT, "on_time")


@pytest.mark.parametrize(
    ("kind", "at", "timing"),
    [
        ("report", "2011-03-25 23:59:59", "on_time"),
        ("report", "2011-03-26 00:00:00", "late"),
        ("part", "2011-03-22 23:59:59", "on_time"),
        ("part", "2011-03-23 00:00:00", "late"),
        ("member", "2011-03-25 00:00:00", "on_time"),
    ],
)
def test_in_time_is_what_left_the_unit_on_the_due_day(cast, march, kind, at, timing):
    by = cast.east_liaison if kind == "member" else cast.head
    assert send(draft(cast, march, kind), by, at=moment(at)).timing == timing


def test_without_merging_a_part_is_due_with_the_rest(cast, march):
    WorkReport.objects.update(with_merging=False)
    sent = send(draft(cast, march, "part"), cast.head, at=moment("2011-03-25"))
    assert (sent.state, sent.timing) == (State.AWAITING_REVIEW, "on_time")


def test_a_report_that_waits_for_its_head_is_late_when_the_head_is(cast, march):
    sent = send(draft(cast, march), cast.liaison, at=moment("2011-03-25"))
    assert sign(sent, cast.head, moment("2011-03-28")).timing == "late"


# The chain as the report's rules have it


def test_without_sign_off_a_report_leaves_at_once_and_unsigned(cast, march):
    WorkReport.objects.update(with_sign_off=False)
    sent = send(draft(cast, march), cast.liaison)
    assert (sent.state, sent.signed_by) == (State.AWAITING_REVIEW, None)
    assert HistoryEntry.objects.get(action="update_sent").reason == ""


def test_a_unit_without_a_head_sends_unsigned_and_the_history_says_so(cast, march):
    with_no_head = draft(cast, march, "member")
    sent = send(with_no_head, cast.east_liaison)
    assert (sent.state, sent.signed_by) == (State.AWAITING_REVIEW, None)
    assert HistoryEntry.objects.get(action="update_sent").reason


def test_a_head_who_may_not_sign_in_is_no_head(cast, march):
    User.objects.filter(pk=cast.head.pk).update(is_active=False)
    assert send(draft(cast, march), cast.liaison).state == State.AWAITING_REVIEW


def test_the_head_who_writes_signs_by_sending(cast, march):
    sent = send(draft(cast, march), cast.head)
    assert (sent.signed_by, sent.signed_at, sent.sent_by) == (cast.head, AT, cast.head)


def test_what_waits_for_a_head_who_is_gone_is_taken_back_and_sent_again(cast, march):
    sent = send(draft(cast, march), cast.liaison)
    cast.head.memberships.all().delete()
    again = reporting.take_back(sent, by=cast.liaison, at=AT)
    assert send(again, cast.liaison).state == State.AWAITING_REVIEW


@pytest.mark.parametrize(("with_merging", "state"), [(True, "awaiting_merge"), (False, "awaiting_review")])
def test_parts_go_to_the_lead_only_where_leads_merge(cast, march, with_merging, state):
    WorkReport.objects.update(with_merging=with_merging)
    assert send(draft(cast, march, "part"), cast.head).state == state


def test_a_part_on_an_item_without_a_lead_goes_to_the_office(cast, march):
    cast.supported.responsibilities.filter(role="lead").delete()
    assert send(draft(cast, march, "part"), cast.head).state == State.AWAITING_REVIEW


def lead_draft(cast, march):
    """Health's report on the item it leads."""
    update = update_of(march, cast.supported, cast.health)
    return put(update, State.DRAFT, by=cast.health_liaison, office=cast.supervisor)


def test_the_lead_takes_up_the_parts_before_it_by_sending(cast, march):
    part = send(draft(cast, march, "part"), cast.head)
    send(lead_draft(cast, march), cast.health_liaison)
    part.refresh_from_db()
    assert (part.state, part.reviewed_by, part.reviewed_at) == (State.ACCEPTED, cast.health_liaison, AT)
    assert HistoryEntry.objects.filter(action="update_accepted", department=cast.civil_affairs).count() == 1
    assert not cast.supported.notes.exists()


def test_a_part_that_comes_after_the_lead_is_taken_up_when_the_lead_is_accepted(cast, march):
    sent = send(lead_draft(cast, march), cast.health_liaison)
    part = send(draft(cast, march, "part"), cast.head)
    accept(sent, cast.supervisor)
    part.refresh_from_db()
    assert (part.state, part.reviewed_by) == (State.ACCEPTED, cast.supervisor)
    assert cast.supported.notes.get().department == cast.health


def test_a_part_that_the_office_accepts_moves_nothing(cast, march):
    part = accept(send(draft(cast, march, "part"), cast.head), cast.supervisor)
    cast.supported.refresh_from_db()
    assert (part.state, cast.supported.status, cast.supported.completion) == (State.ACCEPTED, "not_started", None)
    assert not cast.supported.notes.exists()


def test_the_lead_cannot_set_a_completion_on_a_part(cast, march):
    part = send(draft(cast, march, "part"), cast.head)
    with refused("Only the supervision office sets another completion"):
        accept(part, cast.health_liaison, note="偏低", completion=Decimal(10))


# Figures that look wrong, and words


def test_unusual_figures_are_sent_with_a_reason(cast, march):
    unusual = draft(cast, march, text="正在推进", next_steps="")
    with refused("Please look at these points again", UnusualFigures) as caught:
        send(unusual, cast.head)
    assert [warning.code for warning in caught.value.warnings] == ["nothing_named", "no_next_steps"]
    sent = send(unusual, cast.head, anyway=" 前期工作 ")
    assert (sent.anyway, [warning["code"] for warning in sent.warnings]) == (
        "前期工作",
        ["nothing_named", "no_next_steps"],
    )
    assert HistoryEntry.objects.get(action="update_sent").reason == "前期工作"


@pytest.mark.parametrize("length", [300, 301])
def test_the_reason_to_send_anyway_has_a_limit(cast, march, length):
    unusual = draft(cast, march, text="正在推进")
    if length > 300:
        with refused("301 characters; 300 are possible"):
            send(unusual, cast.head, anyway="因" * length)
    else:
        assert send(unusual, cast.head, anyway="因" * length).anyway == "因" * length


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_return_needs_a_reason(cast, march, reason):
    sent = send(draft(cast, march), cast.head)
    with refused("Say why it is returned"):
        reporting.send_back(sent, by=cast.supervisor, at=AT, version=sent.version, reason=reason)


def test_a_reason_and_a_remark_have_a_limit(cast, march):
    sent = send(draft(cast, march), cast.head)
    with refused(f"{REASON_LIMIT + 1} characters; {REASON_LIMIT} are possible"):
        reporting.send_back(sent, by=cast.supervisor, at=AT, version=sent.version, reason="长" * (REASON_LIMIT + 1))
    with refused(f"{REASON_LIMIT + 1} characters; {REASON_LIMIT} are possible"):
        accept(sent, cast.supervisor, note="长" * (REASON_LIMIT + 1))
    assert accept(sent, cast.supervisor, note="长" * REASON_LIMIT).review_note == "长" * REASON_LIMIT


@pytest.mark.parametrize(
    ("completion", "note", "sentence"),
    [
        ("40", "", "needs a remark"),
        ("40", " ", "needs a remark"),
        ("100.1", "高", "0 and 100"),
        ("-1", "低", "0 and 100"),
    ],
)
def test_a_completion_set_by_the_office_needs_a_remark_and_lies_within_bounds(cast, march, completion, note, sentence):
    sent = send(draft(cast, march), cast.head)
    with refused(sentence):
        accept(sent, cast.supervisor, note=note, completion=Decimal(completion))


def test_the_completion_as_reported_needs_no_remark(cast, march):
    sent = send(draft(cast, march, completion=Decimal("33.3")), cast.head)
    assert accept(sent, cast.supervisor, completion=Decimal("33.3")).completion == Decimal("33.3")


def test_a_completion_set_by_the_office_has_one_place(cast, march):
    sent = send(draft(cast, march, completion=Decimal("33.3")), cast.head)
    accept(sent, cast.supervisor, note="核定", completion=Decimal("66.66"))
    sent.refresh_from_db()
    assert sent.completion == Decimal("66.7")


# Stale copies


@pytest.mark.parametrize("step", ["send", "sign_off", "send_back", "accept"])
def test_a_stale_copy_is_refused_with_who_was_faster(cast, march, step):
    states = {"send": State.DRAFT, "sign_off": State.AWAITING_SIGN_OFF}
    update = update_for(cast, march, "report")
    update = put(update, states.get(step, State.AWAITING_REVIEW), by=cast.liaison, office=cast.supervisor)
    ProgressUpdate.objects.filter(pk=update.pk).update(version=update.version + 1)
    by = cast.head if step in states else cast.supervisor
    with refused("李联络 has changed this update in the meantime", StaleUpdate) as caught:
        STEPS[step](update, by)
    assert caught.value.update.version == update.version + 1


def test_the_second_of_two_clicks_is_told_of_the_first(cast, march):
    update = draft(cast, march)
    send(update, cast.liaison)
    with refused("李联络 has sent this update", StaleUpdate):
        send(update, cast.liaison)
    assert HistoryEntry.objects.filter(action="update_sent").count() == 1


def test_a_save_between_check_and_write_is_noticed(cast, march, monkeypatch):
    update = draft(cast, march)
    moved = reporting._move

    def somebody_is_faster(update, *args, **changes):
        ProgressUpdate.objects.filter(pk=update.pk).update(version=99)
        moved(update, *args, **changes)

    monkeypatch.setattr(reporting, "_move", somebody_is_faster)
    before = everything()
    with pytest.raises(StaleUpdate):
        send(update, cast.liaison)
    assert everything() == before


def test_an_update_that_is_no_longer_asked_for_gets_a_sentence(cast, march):
    update = update_for(cast, march, "report")
    ProgressUpdate.objects.filter(pk=update.pk).delete()
    for step in STEPS.values():
        with refused("no longer asked for"):
            step(update, cast.liaison)


# Several at once


def test_many_are_accepted_and_what_has_changed_is_left(cast, march):
    WorkReport.objects.update(with_sign_off=False, with_merging=False)
    sent = []
    for update in march.updates.order_by("pk"):
        by = next(iter(Membership.objects.filter(department=update.department)), None)
        if by:
            update = put(update, State.DRAFT, by=by.user, office=cast.supervisor)
            sent.append(send(update, by.user))
    stale = sent[1]
    reporting.take_back(stale, by=User.objects.get(pk=stale.sent_by_id), at=AT)
    accepted, left = reporting.accept_all([(one, one.version) for one in sent], by=cast.supervisor, at=AT)
    assert {one.pk for one in accepted} == {one.pk for one in sent} - {stale.pk}
    assert left == [stale]
    assert set(march.updates.filter(state=State.ACCEPTED)) == set(accepted)


def test_many_are_signed_off(cast, march):
    sent = [send(draft(cast, march, kind), cast.liaison) for kind in ("report", "part")]
    reporting.take_back(sent[0], by=cast.liaison, at=AT)
    signed, left = reporting.sign_off_all([(one, one.version) for one in sent], by=cast.head, at=AT)
    assert ([one.pk for one in signed], [one.pk for one in left]) == ([sent[1].pk], [sent[0].pk])


def test_who_may_not_accept_accepts_none_of_many(cast, march):
    sent = send(draft(cast, march), cast.head)
    with refused("Only the supervision office"):
        reporting.accept_all([(sent, sent.version)], by=cast.leader, at=AT)


# No change


def test_no_change_repeats_words_figures_and_milestones(cast, march):
    target, milestone = factories.target(cast.led, number=30), factories.milestone(cast.led)
    before = update_of(cast.report.periods.get(start_on=FEBRUARY), cast.led, cast.civil_affairs)
    before.values.create(target=target, label="旧名", unit="个", value=Decimal(12))
    before.milestones.create(milestone=milestone, title="完工", reached_on=factories.day("2011-02-20"))
    ProgressUpdate.objects.filter(pk=before.pk).update(completion=Decimal(40), problems="缺资金", needs_decision=True)
    sent = reporting.report_no_change(update_for(cast, march, "report"), by=cast.head, at=AT)
    assert (sent.text, sent.problems, sent.needs_decision) == ("上月情况：已完成1所", "缺资金", True)
    assert (sent.no_change, sent.timing, sent.state) == (True, "on_time", State.AWAITING_REVIEW)
    assert sent.values.get().value == Decimal(12)
    assert sent.milestones.get().reached_on == factories.day("2011-02-20")
    assert sent.completion == Decimal(40)


def test_no_change_counts_anew_where_the_target_has_changed(cast, march):
    target = factories.target(cast.led, number=30)
    before = update_of(cast.report.periods.get(start_on=FEBRUARY), cast.led, cast.civil_affairs)
    before.values.create(target=target, label="站点", unit="个", value=Decimal(12))
    type(target).objects.filter(pk=target.pk).update(number=60)
    sent = reporting.report_no_change(update_for(cast, march, "report"), by=cast.head, at=AT)
    assert sent.completion == Decimal(20)


def test_no_change_leaves_out_what_belongs_to_a_deleted_target(cast, march):
    target = factories.target(cast.led)
    before = update_of(cast.report.periods.get(start_on=FEBRUARY), cast.led, cast.civil_affairs)
    before.values.create(target=target, label="站点", unit="个", value=Decimal(12))
    target.delete()
    sent = reporting.report_no_change(update_for(cast, march, "report"), by=cast.head, at=AT)
    assert not sent.values.exists() and before.values.get().label == "站点"


def test_no_change_needs_something_that_has_not_changed(cast, march):
    cast.report.periods.get(start_on=FEBRUARY).updates.update(state=State.DRAFT)
    with refused("There is no earlier report on this item to repeat"):
        reporting.report_no_change(update_for(cast, march, "report"), by=cast.head, at=AT)


def test_no_change_leaves_no_note_when_accepted(cast, march):
    sent = reporting.report_no_change(update_for(cast, march, "report"), by=cast.head, at=AT)
    accept(sent, cast.supervisor)
    cast.led.refresh_from_db()
    assert not cast.led.notes.exists() and cast.led.status == "not_started"


def test_a_draft_that_was_emptied_again_can_be_no_change(cast, march):
    update = draft(cast, march, text="", next_steps="")
    assert reporting.report_no_change(update, by=cast.head, at=AT).no_change


# Related items


def test_related_items_share_the_words(cast, march):
    cast.led.related.add(cast.supported)
    sent = send(draft(cast, march, problems="缺资金"), cast.liaison, also=[cast.supported, cast.open_lead])
    twin = update_of(march, cast.supported, cast.civil_affairs)
    assert (twin.state, twin.text, twin.problems) == (State.AWAITING_SIGN_OFF, sent.text, "缺资金")
    assert (twin.sent_by, twin.completion) == (cast.liaison, None)
    assert str(cast.led) in twin.anyway
    assert HistoryEntry.objects.filter(action="update_sent").count() == 2


@pytest.mark.parametrize("state", [State.DRAFT, State.AWAITING_REVIEW, State.ACCEPTED, State.RETURNED])
def test_what_was_begun_on_a_related_item_stays_as_it_is(cast, march, state):
    cast.led.related.add(cast.supported)
    twin = put(update_for(cast, march, "part"), state, by=cast.liaison, office=cast.supervisor, text="另有情况")
    send(draft(cast, march), cast.liaison, also=[cast.supported])
    after = ProgressUpdate.objects.get(pk=twin.pk)
    assert (after.state, after.text, after.version) == (state, "另有情况", twin.version)


def test_items_that_are_not_related_share_nothing(cast, march):
    send(draft(cast, march), cast.liaison, also=[cast.supported])
    assert update_for(cast, march, "part").state == State.EXPECTED


def test_a_fault_on_a_related_item_sends_neither(cast, march, monkeypatch):
    cast.led.related.add(cast.supported)
    left = reporting._leave

    def breaks(update, **more):
        if update.item_id == cast.supported.pk:
            raise RuntimeError("power cut")
        left(update, **more)

    monkeypatch.setattr(reporting, "_leave", breaks)
    update, before = draft(cast, march), None
    before = everything()
    with pytest.raises(RuntimeError):
        send(update, cast.liaison, also=[cast.supported])
    assert everything() == before


def test_every_refusal_is_a_workflow_error():
    assert issubclass(StaleUpdate, WorkflowError) and issubclass(UnusualFigures, WorkflowError)
