"""Requests to close: they follow the item's status, wait for a leader where the rules say so, and are settled once."""

from decimal import Decimal

import pytest

from departments.models import User
from items.closing.closing import (
    approve_closing,
    ask_closing,
    carry_over,
    close_item,
    forward_closing,
    link_carried_over,
    refuse_closing,
    return_closing,
    withdraw_closing,
)
from items.closing.moving import steps_for, update_progress
from items.models import Closing, HistoryEntry, WorkItem, WorkReport
from items.steps import StaleItem
from items.units.merging import merge

from ..given import factories
from ..given.cast import Cast
from ..given.factories import day
from ..given.refusals import refused
from ..given.together import at_once, moment

AT = moment("2011-11-10")
ON = day("2011-11-10")


@pytest.fixture
def cast(cast):
    """The cast; civil affairs' item is under way."""
    return under_way(cast)


def under_way(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress")
    cast.led.refresh_from_db()
    return cast


def with_leader(cast):
    """The report's rules have a leader approve closing."""
    WorkReport.objects.filter(pk=cast.report.pk).update(with_leader=True)
    cast.led.refresh_from_db()


def present(item):
    return WorkItem.objects.select_related("report").get(pk=item.pk)


def ask(cast, by=None, **fields):
    item = present(cast.led)
    values = {"at": AT, "version": item.version, "result": "30个站点全部建成"}
    return ask_closing(item, by=by or cast.liaison, **{**values, **fields})


def move(cast, status, by=None, **more):
    item = present(cast.led)
    values = {"version": item.version, "on": ON, "at": AT, "text": "情况说明", "status": status}
    return update_progress(item, by=by or cast.supervisor, **{**values, **more})


def inbox(person):
    return list(person.messages.order_by("pk").values_list("kind", "url"))


# Asking


def test_asking_keeps_result_and_figures_as_they_were(cast):
    target = factories.target(cast.led, number=30, unit="个", comparator=">=")
    factories.target(cast.led, label="床位", number=500, unit="张")
    asked = ask(cast, values={target: Decimal("31.50")})
    assert (asked.state, asked.result, asked.department, asked.at) == (
        "asked",
        "30个站点全部建成",
        cast.civil_affairs,
        AT,
    )
    assert asked.values == [{"label": "新建站点", "value": "31.5", "unit": "个", "target": "≥ 30个"}]
    item = present(cast.led)
    assert item.status == "awaiting_closure"
    actions = list(item.history.order_by("pk").values_list("action", "reason"))
    assert actions == [
        ("status_changed", "30个站点全部建成"),
        ("note_written", ""),
        ("closing_asked", ""),
    ]
    assert item.history.get(action="closing_asked").after == {"figures": "新建站点 31.5个 (≥ 30个)"}
    assert inbox(cast.supervisor) == [("submitted", f"{item.get_absolute_url()}#closing")]


def test_asking_by_the_status_alone_makes_the_same_request(cast):
    move(cast, "awaiting_closure", by=cast.head, text="全部完成")
    asked = Closing.objects.get()
    assert (asked.state, asked.result, asked.by, asked.department) == (
        "asked",
        "全部完成",
        cast.head,
        cast.civil_affairs,
    )


def test_the_office_that_asks_itself_names_no_unit(cast):
    move(cast, "awaiting_closure")
    assert Closing.objects.get().department is None


def test_a_target_of_another_item_is_refused(cast):
    foreign = factories.target(cast.supported)
    with refused("targets of the item have changed"):
        ask(cast, values={foreign: Decimal(1)})


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"result": " "}, "needs the result in words"), ({"result": "长" * 2001}, "2001 characters; 2000 are possible")],
)
def test_the_result_is_told_in_words(cast, fields, sentence):
    with refused(sentence):
        ask(cast, **fields)


@pytest.mark.parametrize("who", ["health_liaison", "east_liaison", "leader", "observer", "administrator", "newcomer"])
def test_who_does_not_lead_does_not_ask(cast, who):
    with refused("not open to your posts"):
        ask(cast, by=getattr(cast, who))


@pytest.mark.parametrize("status", ["not_started", "awaiting_closure", "completed", "cancelled", "carried_over"])
def test_only_what_is_under_way_is_put_forward(cast, status):
    WorkItem.objects.filter(pk=cast.led.pk).update(status=status, completed_on=ON if status == "completed" else None)
    with refused("cannot go from"):
        ask(cast)


def test_an_old_page_asks_for_nothing(cast):
    with refused("nothing was saved", StaleItem):
        ask(cast, version=7)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_make_one_request():
    cast = under_way(Cast.build())
    version = present(cast.led).version
    answers = at_once(*(lambda by=by: ask(cast, by=by, version=version) for by in (cast.liaison, cast.head)))
    (sentence,) = [answer for answer in answers if isinstance(answer, str)]
    assert "has changed this item" in sentence or "cannot go from" in sentence
    assert Closing.objects.count() == 1


# What becomes of it


def test_closing_with_date_and_note_settles_the_request(cast):
    item = close_item(
        ask(cast), by=cast.supervisor, at=AT, version=2, completed_on=day("2011-11-01"), note="已现场核实"
    )
    assert (item.status, item.completed_on) == ("completed", day("2011-11-01"))
    closed = Closing.objects.get()
    assert (closed.state, closed.answer, closed.decided_by, closed.decided_at) == (
        "closed",
        "已现场核实",
        cast.supervisor,
        AT,
    )
    assert inbox(cast.liaison) == inbox(cast.head) == [("decided", f"{item.get_absolute_url()}#closing")]


@pytest.mark.parametrize(
    ("status", "by", "becomes"),
    [
        ("completed", "supervisor", "closed"),
        ("in_progress", "supervisor", "returned"),
        ("in_progress", "liaison", "withdrawn"),
        ("cancelled", "supervisor", "returned"),
        ("carried_over", "supervisor", "returned"),
    ],
)
def test_a_step_of_the_status_settles_the_open_request(cast, status, by, becomes):
    ask(cast)
    move(cast, status, by=getattr(cast, by))
    settled = Closing.objects.get()
    assert settled.state == becomes
    if becomes == "withdrawn":
        assert settled.decided_by is None
        assert [kind for kind, _url in inbox(cast.supervisor)] == ["submitted", "submitted"]
    else:
        assert (settled.decided_by, settled.answer) == (cast.supervisor, "情况说明")
        assert [kind for kind, _url in inbox(cast.liaison)] == ["decided"]


def test_what_never_was_asked_for_is_closed_without_a_request(cast):
    move(cast, "completed")
    assert not Closing.objects.exists()
    WorkItem.objects.filter(pk=cast.led.pk).update(status="awaiting_closure", completed_on=None)
    move(cast, "completed")
    assert not Closing.objects.exists()


def test_after_a_return_the_unit_asks_again_and_after_reopening_too(cast):
    return_closing(ask(cast), by=cast.supervisor, at=AT, version=2, reason="缺验收材料")
    close_item(ask(cast), by=cast.supervisor, at=AT, version=4)
    item = move(cast, "in_progress", text="回头看发现未运行")
    assert (item.status, item.completed_on) == ("in_progress", None)
    ask(cast)
    assert list(Closing.objects.order_by("pk").values_list("state", flat=True)) == ["returned", "closed", "asked"]


def test_a_fault_in_the_request_takes_the_step_back(cast, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr(Closing, "save", breaks)
    with pytest.raises(RuntimeError):
        ask(cast)
    assert present(cast.led).status == "in_progress"
    assert not cast.led.history.exists()


# A leader's consent


def test_with_a_leader_the_office_closes_only_what_was_approved(cast):
    with_leader(cast)
    with refused("only after a leader has approved"):
        move(cast, "completed")
    asked = ask(cast)
    with refused("only after a leader has approved"):
        close_item(asked, by=cast.supervisor, at=AT, version=2)
    assert "completed" not in steps_for(cast.supervisor, present(cast.led))
    forward_closing(asked, by=cast.supervisor, at=AT)
    assert inbox(cast.leader) == [("submitted", f"{cast.led.get_absolute_url()}#closing")]
    with refused("only after a leader has approved"):
        move(cast, "completed")
    approved = approve_closing(asked, by=cast.leader, at=AT, words="同意")
    assert (approved.state, approved.approved_by, approved.approved_at) == ("approved", cast.leader, AT)
    item = close_item(approved, by=cast.supervisor, at=AT, version=2)
    assert item.status == "completed"
    actions = set(item.history.values_list("action", flat=True))
    assert {"closing_asked", "closing_forwarded", "closing_approved", "status_changed"} <= actions


def test_a_leader_who_does_not_approve_gives_it_back_to_the_office(cast):
    with_leader(cast)
    asked = forward_closing(ask(cast), by=cast.supervisor, at=AT)
    with refused("Say why closing is not approved"):
        refuse_closing(asked, by=cast.leader, at=AT, words=" ")
    back = refuse_closing(asked, by=cast.leader, at=AT, words="再核实一次")
    assert (back.state, back.answer) == ("asked", "再核实一次")
    assert cast.led.history.get(action="closing_refused").reason == "再核实一次"
    assert [kind for kind, _url in inbox(cast.supervisor)] == ["submitted", "submitted"]
    assert forward_closing(back, by=cast.supervisor, at=AT).state == "with_leader"


def test_without_the_rule_no_leader_is_asked(cast):
    asked = ask(cast)
    with refused("closes the items of this report itself"):
        forward_closing(asked, by=cast.supervisor, at=AT)


def test_without_a_leader_in_the_portal_the_office_hears_so(cast):
    with_leader(cast)
    asked = ask(cast)
    User.objects.filter(pk=cast.leader.pk).update(is_active=False)
    with refused("Nobody holds the post of a city leader"):
        forward_closing(asked, by=cast.supervisor, at=AT)


def test_an_approval_does_not_outlive_its_request(cast):
    with_leader(cast)
    asked = forward_closing(ask(cast), by=cast.supervisor, at=AT)
    approve_closing(asked, by=cast.leader, at=AT)
    move(cast, "in_progress", by=cast.liaison, text="数据有误")
    ask(cast)
    with refused("only after a leader has approved"):
        move(cast, "completed")


PEOPLE = ["liaison", "head", "health_liaison", "supervisor", "leader", "observer", "administrator", "newcomer"]
UNIT, OFFICE, LEADER = ["liaison", "head"], ["supervisor"], ["leader"]
ITEM_STATUS = {"closed": "completed", "returned": "in_progress", "withdrawn": "in_progress"}
STATES = ["asked", "with_leader", "approved", "closed", "returned", "withdrawn"]
STEPS = {
    # step: (who may, what everybody else hears, {state: what becomes of it, or "!" and the sentence})
    "close": (
        OFFICE,
        "Only the supervision office closes",
        {"asked": "!only after a leader", "with_leader": "!only after a leader", "approved": "closed"},
    ),
    "return": (
        OFFICE,
        "Only the supervision office returns",
        {"asked": "returned", "with_leader": "returned", "approved": "returned"},
    ),
    "withdraw": (
        UNIT,
        "The unit that asked withdraws",
        {"asked": "withdrawn", "with_leader": "withdrawn", "approved": "withdrawn"},
    ),
    "forward": (OFFICE, "Only the supervision office puts", {"asked": "with_leader"}),
    "approve": (LEADER, "Only a city leader approves", {"with_leader": "approved"}),
    "refuse": (LEADER, "Only a city leader approves", {"with_leader": "asked"}),
}


def take(step, closing, by):
    version = present(closing.item).version
    versioned = {"by": by, "at": AT, "version": version}
    if step == "close":
        return close_item(closing, **versioned)
    if step == "return":
        return return_closing(closing, **versioned, reason="情况不清")
    if step == "withdraw":
        return withdraw_closing(closing, **versioned, reason="数据有误")
    if step == "forward":
        return forward_closing(closing, by=by, at=AT)
    if step == "approve":
        return approve_closing(closing, by=by, at=AT)
    return refuse_closing(closing, by=by, at=AT, words="再核实")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_a_request_moves_as_the_table_says(cast, state, step, who):
    with_leader(cast)
    ask(cast)
    approved = {"approved_by": cast.leader, "approved_at": AT} if state == "approved" else {}
    decided = {"decided_by": cast.supervisor, "decided_at": AT} if state in ("closed", "returned") else {}
    Closing.objects.update(state=state, **approved, **decided)
    status = ITEM_STATUS.get(state, "awaiting_closure")
    WorkItem.objects.filter(pk=cast.led.pk).update(status=status, completed_on=ON if state == "closed" else None)
    closing, by = Closing.objects.get(), getattr(cast, who)
    may, not_permitted, outcomes = STEPS[step]
    outcome = outcomes.get(state, "!stands at")
    if who not in may:
        with refused(not_permitted):
            take(step, closing, by)
    elif outcome.startswith("!"):
        with refused(outcome[1:]):
            take(step, closing, by)
    else:
        take(step, closing, by)
        assert Closing.objects.get().state == outcome


@pytest.mark.django_db(transaction=True)
def test_closing_and_withdrawing_at_once_gives_one_result_and_a_sentence():
    cast = under_way(Cast.build())
    closing = ask(cast)
    version = present(cast.led).version
    answers = at_once(
        lambda: close_item(closing, by=cast.supervisor, at=AT, version=version),
        lambda: withdraw_closing(closing, by=cast.liaison, at=AT, version=version, reason="数据有误"),
    )
    (sentence,) = [answer for answer in answers if isinstance(answer, str)]
    assert "stands at" in sentence or "has changed this item" in sentence
    item, closing = present(cast.led), Closing.objects.get()
    assert (item.status, closing.state) in [("completed", "closed"), ("in_progress", "withdrawn")]
    assert HistoryEntry.objects.filter(action="status_changed").count() == 2


def test_after_a_merger_the_successor_withdraws(cast):
    asked = ask(cast)
    merge(cast.civil_affairs, into=cast.education, by=cast.administrator, on=day("2011-11-09"))
    liaison = User.objects.get(pk=cast.liaison.pk)
    withdraw_closing(asked, by=liaison, at=AT, version=present(cast.led).version, reason="机构调整")
    assert Closing.objects.get().state == "withdrawn"


# Carrying over


@pytest.fixture
def later(cast):
    """An item of the next year's report."""
    return factories.item(factories.report(year=2012, title="2012年任务分解"), 7, "继续加强养老服务")


def test_an_item_goes_on_in_next_years_report(cast, later):
    item = carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason="跨年度项目", into=later)
    assert (item.status, item.carried_to) == ("carried_over", later)
    assert list(later.carried_from.all()) == [item]
    entry = item.history.get(action="status_changed")
    assert (entry.after["carried_to"], entry.reason) == ("2012年任务分解 7", "跨年度项目")


def test_the_link_can_follow_be_changed_and_be_taken_away(cast, later):
    item = carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason="跨年度项目")
    item = link_carried_over(item, into=later, by=cast.supervisor, version=item.version)
    assert item.carried_to == later
    assert item.history.first().after == {"carried_to": "2012年任务分解 7"}
    item = link_carried_over(item, into=None, by=cast.supervisor, version=item.version)
    assert item.carried_to is None


def test_reopening_takes_the_link_away(cast, later):
    carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason="跨年度项目", into=later)
    assert move(cast, "in_progress", text="今年完成").carried_to is None


@pytest.mark.parametrize("who", ["liaison", "leader", "administrator"])
def test_only_the_office_carries_over_and_links(cast, later, who):
    with refused("not open to your posts"):
        carry_over(cast.led, by=getattr(cast, who), at=AT, version=1, reason="跨年度项目")
    item = carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason="跨年度项目")
    with refused("Only the supervision office says where"):
        link_carried_over(item, into=later, by=getattr(cast, who), version=item.version)


def test_an_item_goes_on_only_in_a_later_report_and_only_once_carried_over(cast, later):
    with refused("report of a later year"):
        carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason="跨年度项目", into=cast.supported)
    with refused("needs a reason"):
        carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason=" ", into=later)
    with refused("Only an item that was carried over"):
        link_carried_over(cast.led, into=later, by=cast.supervisor, version=1)
    item = carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason="跨年度项目")
    with refused("report of a later year"):
        link_carried_over(item, into=cast.supported, by=cast.supervisor, version=item.version)
    with refused("nothing was saved", StaleItem):
        link_carried_over(item, into=later, by=cast.supervisor, version=1)


def test_carrying_over_settles_the_open_request(cast):
    ask(cast)
    carry_over(cast.led, by=cast.supervisor, at=AT, version=2, reason="明年继续")
    assert Closing.objects.get().state == "returned"
