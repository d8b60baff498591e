"""The history of an item in sentences."""

from django.urls import reverse

from items import history
from items.pages.story import told
from items.models import HistoryEntry
from items.models.history import TAKEN_UP_BY

from ..given.html import parse
from .looking import EDIT

Action = HistoryEntry.Action
MARCH = "month 2011-03-01 2011-03-31"


def sentences(item, reader):
    return [one.sentence for one in told(item.history.select_related("by", "department"), reader)]


def note(item, action, by, unit, **after):
    history.record(action, by=by, item=item, department=unit, after={"period": MARCH, **after})


def test_steps_of_a_report_say_who_did_it_for_which_period(cast):
    note(cast.led, Action.UPDATE_SENT, cast.liaison, cast.civil_affairs)
    note(cast.led, Action.UPDATE_SIGNED, cast.head, cast.civil_affairs)
    note(cast.led, Action.UPDATE_ACCEPTED, cast.liaison, cast.health, **{TAKEN_UP_BY: "市民政局"})
    note(cast.led, Action.UPDATE_ACCEPTED, cast.supervisor, cast.civil_affairs)
    note(cast.led, Action.UPDATE_RETURNED, cast.supervisor, cast.civil_affairs, returned_by="office")
    assert sentences(cast.led, cast.observer) == [
        "市政府办公室钱督查退回市民政局2011年3月进展",
        "市政府办公室钱督查审核通过市民政局2011年3月进展",
        "市民政局李联络采纳市卫生局2011年3月配合材料",
        "市民政局赵局长审签并报出2011年3月进展",
        "市民政局李联络提交2011年3月进展",
    ]


def test_the_sentence_does_not_say_twice_what_it_tells(cast):
    note(cast.led, Action.UPDATE_RETURNED, cast.supervisor, cast.civil_affairs, returned_by="office")
    (one,) = told(cast.led.history.select_related("by", "department"), cast.observer)
    assert [change.label for change in one.changes] == ["办理环节"] and one.role == "督查室"


def test_other_steps_are_told_by_their_names_with_before_and_after(client, act, cast):
    act(cast.supervisor, "item_edit", cast.led, was_due_on="", was_due_text="", was_remark="", reason="", **EDIT)
    assert sentences(cast.led, cast.observer) == ["市政府办公室钱督查修改时限和备注"]
    client.force_login(cast.observer)
    entry = parse(client.get(reverse("item_history", args=[cast.led.pk]))).one(id="history").one("li")
    assert "完成时限" in entry.one("summary").text
    assert "2011-10-31" in entry.one("details").text


def test_what_is_short_stands_beside_the_sentence_and_what_is_long_is_folded(cast):
    history.record(Action.SIGNED_FOR, by=cast.liaison, item=cast.led, department=cast.civil_affairs)
    history.record(
        Action.EXTENSION_DECIDED, by=cast.supervisor, item=cast.led, after={"decision": "denied"}, reason="短"
    )
    history.record(Action.CLOSING_APPROVED, by=cast.leader, item=cast.led, reason="长" * 100)
    folded = [one.folded for one in told(cast.led.history.select_related("by", "department"), cast.leader)]
    assert folded == ["理由", "", ""]


def test_what_nobody_did_was_done_by_the_system(cast):
    history.record(Action.ITEM_ISSUED, by=None, item=cast.led)
    assert sentences(cast.led, cast.observer)[0].startswith("系统")
