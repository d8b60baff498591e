"""The way of a report: what each step writes and says to everybody else, by the report's own rules."""

from decimal import Decimal

import pytest

from departments.models import Membership, User
from items.models import HistoryEntry, Message, WorkReport
from items.models.supervision import REASON_LIMIT
from items.rounds.running import close_period
from items.steps.errors import UnusualFigures
from items.updates import drafting, reporting

from ..given.opened_rounds import State, put, update_of
from ..given.refusals import refused
from ..given.together import moment
from .unit_steps import AT, accept, draft, send, sign, update_for

pytestmark = pytest.mark.usefixtures("february")


# What a step writes


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


def test_what_lay_as_a_draft_when_its_period_closed_is_made_up_although_it_had_been_handed_in(cast, march):
    reporting.take_back(send(draft(cast, march), cast.head), by=cast.head, at=AT)
    close_period(march, at=moment("2011-04-05"))
    again = send(update_for(cast, march, "report"), cast.head, at=moment("2011-04-10"))
    assert (again.handed_in_at, again.timing) == (moment("2011-04-10"), "made_up")


def test_what_was_handed_in_when_its_period_closed_stays_in_time_when_it_is_sent_anew(cast, march):
    sent = send(draft(cast, march), cast.head)
    close_period(march, at=moment("2011-04-05"))
    reporting.send_back(sent, by=cast.supervisor, at=moment("2011-04-08"), version=sent.version, reason="请补充")
    again = send(update_for(cast, march, "report"), cast.head, at=moment("2011-04-10"))
    assert (again.handed_in_at, again.timing) == (AT, "on_time")


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


def test_the_lead_takes_up_the_parts_that_it_ticked_by_sending(cast, march):
    part = send(draft(cast, march, "part"), cast.head)
    tick = {f"part_{part.pk}": "on"}
    lead = drafting.save(lead_draft(cast, march), by=cast.health_liaison, at=AT, was={}, changes=tick).update
    send(lead, cast.health_liaison)
    part.refresh_from_db()
    assert (part.state, part.reviewed_by, part.reviewed_at) == (State.ACCEPTED, cast.health_liaison, AT)
    assert HistoryEntry.objects.filter(action="update_accepted", department=cast.civil_affairs).count() == 1
    assert not cast.supported.notes.exists()


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
    assert (sent.completion, sent.verified) == (Decimal("33.3"), Decimal("66.7"))
