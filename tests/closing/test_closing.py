"""Requests to close: how they are asked for, and how a step of the item's status settles them."""

from decimal import Decimal

import pytest

from departments.models import Membership, User
from items.closing.closing import close_item, return_closing
from items.models import Closing, WorkItem
from items.pages.addresses import item_part
from items.steps import StaleItem

from ..given import factories
from ..given.cast import Cast
from ..given.factories import day
from ..given.refusals import refused
from ..given.together import at_once
from .requested import AT, ON, ask, inbox, move, present, under_way


@pytest.fixture
def cast(cast):
    """The cast; civil affairs' item is under way."""
    return under_way(cast)


# Asking


def test_asking_keeps_result_and_figures_as_they_were(cast):
    target = factories.target(cast.led, number=30, unit="个", comparator=">=")
    factories.target(cast.led, label="床位", number=500, unit="张")
    asked = ask(cast, values={target: Decimal("31.50")}, anyway="验收数据12月报送")
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
    assert item.history.get(action="closing_asked").after == {
        "figures": "新建站点 31.5个 (≥ 30个)",
        "short_targets": "新建站点 —/30个、床位 —/500张",
        "asked_anyway": "验收数据12月报送",
    }
    assert inbox(cast.supervisor) == [("submitted", item_part(item, "closing"))]


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
    assert inbox(cast.liaison) == inbox(cast.head) == [("decided", item_part(item, "closing"))]


@pytest.mark.parametrize(
    ("status", "by", "becomes"),
    [
        ("completed", "supervisor", "closed"),
        ("in_progress", "supervisor", "returned"),
        ("in_progress", "liaison", "withdrawn"),
        ("cancelled", "supervisor", "lapsed"),
        ("carried_over", "supervisor", "lapsed"),
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


def test_who_sits_in_the_office_returns_although_also_the_units_liaison(cast):
    ask(cast)
    Membership.objects.create(user=cast.supervisor, department=cast.civil_affairs, role="liaison")
    move(cast, "in_progress", by=User.objects.get(pk=cast.supervisor.pk))
    assert Closing.objects.get().state == "returned"


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
