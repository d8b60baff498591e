"""Closing an item that is short of something, as liaison, head, office and leader meet it on the pages."""

import pytest

from items.models import Closing, WorkItem, WorkReport

from ..given import factories
from ..given.html import parse
from ..given.signatures import with_sign_off
from .looking import of, said, typed

pytestmark = pytest.mark.usefixtures("short")

SHORT = "Targets not reached: 新建学校 —/100所"
WHY = "其余学校并入2012年计划"


@pytest.fixture
def short(under_way):
    """Civil affairs' item, under way, has built none of 100 schools."""
    factories.target(under_way.led, label="新建学校", number=100, unit="所", comparator=">=")
    return under_way


def present(cast):
    return WorkItem.objects.get(pk=cast.led.pk)


def left(element):
    return [panel.text for panel in element.all(of="left-open")]


def fields(page, form):
    return [field.get("id") for field in page.all("textarea") if field.get("id") == f"{form}-anyway"]


def test_the_unit_reads_it_before_it_asks_and_is_asked_in_the_same_form(send, view, cast):
    panel = of(view(cast.liaison, cast.led), "ask-closing")
    assert SHORT in panel.text and fields(panel, "closing_form")
    response = send(cast.liaison, "item_closing", cast.led, result="已建成主体")
    page = parse(response)
    assert (response.status_code, "say why closing is asked for all the same" in said(response)) == (422, True)
    assert typed(page, "closing_form", "result") == "已建成主体"
    assert send(cast.liaison, "item_closing", cast.led, result="已建成主体", anyway=WHY).status_code == 302
    assert (Closing.objects.get().anyway, present(cast).status) == (WHY, "awaiting_closure")


def test_what_was_typed_stays_when_something_else_is_wrong(send, cast):
    target = cast.led.targets.get()
    data = {"result": "已建成", "anyway": WHY, f"value_{target.pk}": "很多"}
    page = parse(send(cast.liaison, "item_closing", cast.led, **data))
    assert typed(page, "closing_form", "anyway") == WHY
    assert left(of(page, "ask-closing"))


def test_the_head_reads_it_with_the_reason_and_signs_or_changes_it(send, view, cast):
    with_sign_off(cast)
    send(cast.liaison, "item_closing", cast.led, result="已建成主体", anyway=WHY)
    asked = Closing.objects.get()
    page = view(cast.head, cast.led)
    assert [SHORT in text for text in left(of(page, "closing"))] == [True]
    assert typed(page, f"sign_closing_{asked.pk}", "anyway") == WHY
    data = {"decision": "sign", "anyway": "其余学校2012年6月建成"}
    assert send(cast.head, "closing_sign", asked, **data).status_code == 302
    assert Closing.objects.get().anyway == "其余学校2012年6月建成"


def test_the_office_reads_both_and_closes_with_a_reason(send, view, cast):
    send(cast.liaison, "item_closing", cast.led, result="已建成主体", anyway=WHY)
    asked = Closing.objects.get()
    told = " ".join(left(of(view(cast.supervisor, cast.led), "closing")))
    assert WHY in told and told.count(SHORT) == 1 and "Still open on this item" in told
    assert typed(view(cast.supervisor, cast.led), f"closing_{asked.pk}", "anyway") == WHY
    response = send(cast.supervisor, "closing_decide", asked, decision="close", words="予以办结", anyway=" ")
    assert response.status_code == 422
    assert typed(parse(response), f"closing_{asked.pk}", "words") == "予以办结"
    assert send(cast.supervisor, "closing_decide", asked, decision="close", anyway=WHY).status_code == 302
    page = view(cast.observer, cast.led)
    assert f"closed all the same: {WHY}." in of(page, "light").text
    assert any("Left open when the item was closed" in text and WHY in text for text in left(page))


def test_what_was_short_when_it_was_asked_for_is_told_where_that_has_changed(send, view, cast):
    send(cast.liaison, "item_closing", cast.led, result="已建成主体", anyway=WHY)
    factories.milestone(cast.led, title="主体完工")
    told = left(of(view(cast.supervisor, cast.led), "closing"))
    assert "Short of, when closing was asked for" in told[0] and "主体完工" not in told[0] and "主体完工" in told[1]
    assert "Short of, when closing was asked for" in left(of(view(cast.observer, cast.led), "closing"))[0]


def test_a_leader_reads_it_before_approving_and_is_asked_nothing(send, view, cast):
    WorkReport.objects.filter(pk=cast.report.pk).update(with_leader=True)
    send(cast.liaison, "item_closing", cast.led, result="已建成主体", anyway=WHY)
    asked = Closing.objects.get()
    send(cast.supervisor, "closing_decide", asked, decision="forward")
    page = view(cast.leader, cast.led)
    assert SHORT in " ".join(left(of(page, "closing"))) and not fields(page, f"closing_{asked.pk}")
    assert send(cast.leader, "closing_decide", asked, decision="approve").status_code == 302


def test_closing_by_the_status_asks_once_and_keeps_what_was_typed(send, view, cast):
    assert not of(view(cast.supervisor, cast.led), "progress").all("textarea", name="anyway")
    data = {"status": "completed", "text": "现场核查", "completed_on": "2011-05-06"}
    response = send(cast.supervisor, "item_progress", cast.led, **data)
    page = parse(response)
    panel = of(page, "progress")
    assert response.status_code == 422
    assert SHORT in " ".join(left(panel)) and panel.all("textarea", name="anyway")
    assert panel.one("textarea", name="text").literal.strip() == "现场核查"
    assert send(cast.supervisor, "item_progress", cast.led, **data, anyway=WHY).status_code == 302
    assert (present(cast).status, present(cast).ended_anyway) == ("completed", WHY)


def test_carrying_over_and_the_other_ends_say_what_they_leave_open(send, view, cast):
    page = view(cast.supervisor, cast.led)
    assert SHORT in of(page, "carry-over").text and SHORT in of(page, "progress").text
    send(cast.supervisor, "item_carry_over", cast.led, reason="跨年度")
    assert SHORT in " ".join(left(view(cast.observer, cast.led)))


def test_nothing_short_asks_nothing(send, view, cast):
    cast.led.targets.all().delete()
    page = view(cast.liaison, cast.led)
    assert not left(page) and not fields(page, "closing_form")
    assert send(cast.supervisor, "item_progress", cast.led, status="completed").status_code == 302


def test_a_supporting_unit_that_writes_a_note_is_told_nothing_of_it(view, cast):
    assert SHORT not in of(view(cast.health_liaison, cast.led), "progress").text


@pytest.mark.parametrize(
    ("who", "name", "data", "sentence"),
    [
        ("supervisor", "item_progress", {"status": "completed", "anyway": WHY}, "The item is closed; the units have"),
        ("supervisor", "item_progress", {"status": "cancelled", "text": "政策调整"}, "The item is cancelled"),
        ("supervisor", "item_carry_over", {"reason": "跨年度"}, "The item is carried over"),
        ("liaison", "item_progress", {"text": "已完成主体"}, "The note has been written."),
        ("liaison", "item_closing", {"result": "建成", "anyway": WHY}, "Submitted to the supervision office."),
        ("liaison", "item_progress", {"status": "awaiting_closure", "text": "建成", "anyway": WHY}, "Submitted to the"),
    ],
)
def test_every_step_says_where_it_went(send, view, cast, who, name, data, sentence):
    person = getattr(cast, who)
    assert send(person, name, cast.led, **data).status_code == 302
    assert sentence in view(person, cast.led).text


def test_deciding_and_signing_say_where_it_went(send, view, cast):
    with_sign_off(cast)
    send(cast.liaison, "item_progress", cast.led, status="awaiting_closure", text="建成", anyway=WHY)
    assert "it waits for the head of your unit" in view(cast.liaison, cast.led).text
    send(cast.head, "closing_sign", Closing.objects.get(), decision="sign")
    assert "Signed off and submitted to the supervision office." in view(cast.head, cast.led).text
    send(cast.supervisor, "closing_decide", Closing.objects.get(), decision="return", words="缺验收材料")
    assert "Returned; the unit has been told." in view(cast.supervisor, cast.led).text
