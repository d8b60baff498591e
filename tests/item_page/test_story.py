"""The history of an item in sentences."""

import pytest
from django.urls import reverse
from django.utils import translation

from departments.models import Department, Membership, User
from items import history
from items.models import HistoryEntry
from items.models.figure_lines import FigureChange, keep
from items.models.history import TAKEN_UP_BY
from items.pages.story import told

from ..given.html import parse
from .looking import EDIT

Action = HistoryEntry.Action
MARCH = "month 2011-03-01 2011-03-31"


def sentences(item, reader):
    return [one.sentence for one in told(item.history.select_related("by", "department"), reader)]


def note(item, action, by, unit, *, before=None, **after):
    return history.record(action, by=by, item=item, department=unit, before=before, after={"period": MARCH, **after})


def figures(*lines):
    """(before, after) of figures of targets as an entry keeps them."""
    return keep([FigureChange(*line) for line in lines])


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


def test_no_change_and_an_acceptance_taken_back_are_sentences(cast):
    note(cast.led, Action.UPDATE_SENT, cast.liaison, cast.civil_affairs, no_change="True", awaits="awaiting_sign_off")
    note(cast.led, Action.UPDATE_ACCEPTED, cast.supervisor, cast.civil_affairs, no_change="True")
    note(cast.led, Action.ACCEPTANCE_UNDONE, cast.supervisor, cast.civil_affairs, returned_by="office")
    found = told(cast.led.history.select_related("by", "department"), cast.head)
    assert [one.sentence for one in found] == [
        "市政府办公室钱督查撤销对市民政局2011年3月进展的审核通过",
        "市政府办公室钱督查审核通过市民政局2011年3月进展：本期无变化",
        "市民政局李联络提交2011年3月进展：本期无变化",
    ]
    assert [one.changes for one in found] == [[], [], []]


def test_figures_stand_beside_the_sentence_from_before_to_after(client, cast):
    was, now = figures(("新建站点", "12", "15", "个"), ("培训人员", "", "138000", "人"))
    note(
        cast.led, Action.UPDATE_ACCEPTED, cast.supervisor, cast.civil_affairs,
        before={"counted": was, "completion": "40"}, counted=now, completion="50.5",
    )  # fmt: skip
    (one,) = told(cast.led.history.select_related("by", "department"), cast.observer)
    assert [(change.label, change.before, change.after) for change in one.changes] == [
        ("新建站点", "12个", "15个"),
        ("培训人员", "", "13.8万人"),
        ("完成比例", "40%", "50.5%"),
    ]
    assert one.folded == ""
    client.force_login(cast.observer)
    entry = parse(client.get(reverse("item_history", args=[cast.led.pk]))).one(id="history").one("li")
    assert "变更前 12个 → 变更后 15个" in entry.text and not entry.all("details")


def test_many_figures_are_folded_and_named(cast):
    was, now = figures(*((f"指标{number}", "1", "2", "个") for number in range(5)))
    note(cast.led, Action.UPDATE_ACCEPTED, cast.supervisor, cast.civil_affairs, before={"counted": was}, counted=now)
    (one,) = told(cast.led.history.select_related("by", "department"), cast.observer)
    assert one.folded == "指标0、指标1、指标2、指标3、指标4"


def test_what_was_kept_in_one_language_is_read_in_the_other(cast):
    note(
        cast.led, Action.UPDATE_ACCEPTED, cast.supervisor, cast.civil_affairs, before={"completion": ""}, completion="5"
    )
    with translation.override("en"):
        (one,) = told(cast.led.history.select_related("by", "department"), cast.observer)
        assert [(change.label, change.before, change.after) for change in one.changes] == [("Completion", "", "5%")]
        assert one.sentence.endswith("accepted the report of 市民政局 for 3/2011")


def test_who_acted_is_named_by_the_unit_whatever_the_language_and_number_of_posts(cast):
    Membership.objects.create(user=cast.liaison, role="liaison", department=cast.health)
    person = User.objects.get(pk=cast.liaison.pk)
    with translation.override("en"):
        note(cast.led, Action.UPDATE_SENT, person, cast.health)
        note(cast.led, Action.UPDATE_RETURNED, cast.supervisor, cast.health, returned_by="office")
        history.record(Action.INSTRUCTION_GIVEN, by=cast.leader, item=cast.led)
    found = [one.sentence for one in told(cast.led.history.select_related("by", "department"), cast.observer)]
    assert [one[:8] for one in found] == ["孙市长作出批示"[:8], "市政府办公室钱督", "市卫生局李联络提"]


@pytest.mark.parametrize("unit", ["中国电信 北京分公司", "ICBC"])
def test_a_unit_is_named_whole_with_blanks_or_in_latin_letters(cast, unit):
    Department.objects.filter(pk=cast.civil_affairs.pk).update(name=unit)
    head = User.objects.get(pk=cast.head.pk)
    note(cast.led, Action.UPDATE_SENT, head, Department.objects.get(pk=cast.civil_affairs.pk))
    assert sentences(cast.led, head) == [f"{unit}赵局长提交2011年3月进展"]
