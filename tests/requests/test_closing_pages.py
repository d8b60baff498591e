"""Asking to close an item, and carrying it over into a later report, as people meet it on the pages."""

import pytest
from django.test import Client

from items.forms.found import OFFERED
from items.models import Closing, WorkItem, WorkReport

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import State, opened, put, update_of
from .looking import buttons, of, said, typed

pytestmark = pytest.mark.usefixtures("under_way")


# Closing


def test_closing_is_asked_with_figures_and_closed_with_a_note(send, view, cast):
    target = factories.target(cast.led, number=30, unit="个", comparator=">=")
    data = {"result": "30个站点全部建成", f"value_{target.pk}": "3.1万", "anyway": "12月报送待审核"}
    assert send(cast.liaison, "item_closing", cast.led, **data).status_code == 302
    page = view(cast.liaison, cast.led)
    figures = of(page, "closing").one("table")
    assert [cell.text for cell in figures.one("tbody").one("tr").all()] == ["新建站点", "3.1万个", "≥ 30个"]
    assert "Withdraw the request" in buttons(of(page, "closing"))
    assert of(page, "ask-closing") is None
    asked = Closing.objects.get()
    assert {"Close as completed", "Return to the unit"} <= set(buttons(of(view(cast.supervisor, cast.led), "closing")))
    data = {"decision": "close", "completed_on": "2011-05-01", "words": "已核实", "anyway": "已现场核实"}
    assert send(cast.supervisor, "closing_decide", asked, **data).status_code == 302
    item = WorkItem.objects.get(pk=cast.led.pk)
    assert (item.status, item.completed_on, Closing.objects.get().state) == ("completed", day("2011-05-01"), "closed")
    assert "已核实" in of(view(cast.observer, cast.led), "closing").text


def test_a_wrong_figure_keeps_the_whole_request(send, cast):
    target = factories.target(cast.led)
    response = send(cast.liaison, "item_closing", cast.led, result="全部建成", **{f"value_{target.pk}": "很多"})
    assert response.status_code == 422
    page = parse(response)
    assert typed(page, "closing_form", "result") == "全部建成"
    assert typed(page, "closing_form", f"value_{target.pk}") == "很多"
    assert not Closing.objects.exists()


def test_a_leader_approves_on_the_page_before_the_office_can_close(send, view, cast):
    WorkReport.objects.filter(pk=cast.report.pk).update(with_leader=True)
    send(cast.liaison, "item_closing", cast.led, result="全部建成")
    asked = Closing.objects.get()
    page = view(cast.supervisor, cast.led)
    assert "Close as completed" not in page.text
    assert {"Put before a leader", "Return to the unit"} <= set(buttons(of(page, "closing")))
    assert not [button for button in buttons(of(view(cast.leader, cast.led), "closing"))]
    send(cast.supervisor, "closing_decide", asked, decision="forward")
    assert buttons(of(view(cast.leader, cast.led), "closing")) == ["Approve", "Do not approve"]
    refused = send(cast.leader, "closing_decide", asked, decision="refuse")
    assert (refused.status_code, "Say why closing is not approved" in said(refused)) == (422, True)
    send(cast.leader, "closing_decide", asked, decision="approve", words="同意")
    assert "Close as completed" in buttons(of(view(cast.supervisor, cast.led), "closing"))
    send(cast.supervisor, "closing_decide", asked, decision="close")
    assert WorkItem.objects.get(pk=cast.led.pk).status == "completed"


def test_words_to_a_request_that_was_withdrawn_meanwhile_can_be_copied(send, cast):
    send(cast.liaison, "item_closing", cast.led, result="全部建成")
    asked = Closing.objects.get()
    assert send(cast.head, "closing_decide", asked, decision="withdraw", words="数据有误").status_code == 302
    response = send(cast.supervisor, "closing_decide", asked, decision="return", words="验收材料不全,请补")
    assert response.status_code == 422
    assert "验收材料不全,请补" in parse(response).one(id="given-back").text


# Carrying over


def test_an_item_and_the_one_it_goes_on_as_lead_to_each_other(send, view, cast):
    later = factories.item(factories.report(year=2012, title="2012年任务分解"), 7, "继续")
    data = {"reason": "跨年度", "into_report": later.report.pk, "into_number": "7"}
    assert send(cast.supervisor, "item_carry_over", cast.led, **data).status_code == 302
    assert later.get_absolute_url() in view(cast.observer, cast.led).one(of="panel-facts").links()
    assert cast.led.get_absolute_url() in view(cast.observer, later).one(of="panel-facts").links()


def test_a_number_that_the_later_report_lacks_is_told(send, cast):
    later = factories.report(year=2012, title="2012年任务分解")
    data = {"reason": "跨年度", "into_report": later.pk, "into_number": "77"}
    response = send(cast.supervisor, "item_carry_over", cast.led, **data)
    assert (response.status_code, "no item with this number" in said(response)) == (422, True)
    assert typed(parse(response), "carry_form", "reason") == "跨年度"
    response = send(cast.supervisor, "item_carry_over", cast.led, reason="跨年度", into_number="7")
    assert "Name both the report and the number" in said(response)


def test_the_link_can_be_made_from_either_side_afterwards(send, view, cast):
    later = factories.item(factories.report(year=2012, title="2012年任务分解"), 7, "继续", clause=2)
    send(cast.supervisor, "item_carry_over", cast.led, reason="跨年度")
    [option] = of(view(cast.supervisor, later), "earlier_form-earlier").all("option")
    send(cast.supervisor, "item_continues", later, earlier=option["value"])
    assert WorkItem.objects.get(pk=cast.led.pk).carried_to == later
    assert of(view(cast.supervisor, later), "goes-on-from") is None
    send(cast.supervisor, "item_carry_over", cast.led, into_report="", into_number="")
    assert WorkItem.objects.get(pk=cast.led.pk).carried_to is None
    send(cast.supervisor, "item_carry_over", cast.led, into_report=later.report.pk, into_number="7-2")
    assert WorkItem.objects.get(pk=cast.led.pk).carried_to == later


def test_carrying_over_says_whether_a_later_report_can_go_on_with_the_item(send, view, cast):
    hint = "There is no report of a later year yet"
    assert hint in of(view(cast.supervisor, cast.led), "carry-over").text
    send(cast.supervisor, "item_carry_over", cast.led, reason="跨年度")
    unnamed = "As which item of a later report it goes on has not been named yet."
    assert unnamed in view(cast.observer, cast.led).text
    later = factories.item(factories.report(year=2012, title="2012年任务分解"), 7, "继续")
    told = of(view(cast.supervisor, cast.supported), "carry-over").text
    assert hint not in told and "Name below the item that it goes on as" in told
    send(cast.supervisor, "item_carry_over", cast.led, into_report=later.report.pk, into_number="7")
    assert unnamed not in view(cast.observer, cast.led).text


def test_the_figure_reached_is_offered_without_needless_zeros(send, view, cast):
    target = factories.target(cast.led, number=100000, unit="人")
    update = update_of(opened(cast.report), cast.led, cast.civil_affairs)
    put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    update.values.create(target=target, label=target.label, unit=target.unit, value=86500)
    page = view(cast.liaison, cast.led)
    assert typed(page, "closing_form", f"value_{target.pk}") == "86500"


def test_of_many_items_carried_over_a_few_are_offered_and_the_others_found(send, view, cast):
    later = factories.item(factories.report(year=2012, title="2012年任务分解"), 7, "继续")
    fields = {"status": WorkItem.Status.CARRIED_OVER}
    old = [factories.item(cast.report, 100 + number, f"建设第{number}座桥梁", **fields) for number in range(30)]
    select = of(view(cast.supervisor, later), "earlier_form-earlier")
    assert len(select.all("option")) == OFFERED
    client = Client(headers={"host": "localhost"})
    client.force_login(cast.supervisor)
    [(key, label)] = client.get(f"{select['data-found']}?q=第27座").json()["found"]
    assert (key, label) == (f"{old[27].pk}-{old[27].version}", f"{cast.report} 127 建设第27座桥梁")
    assert (
        send(cast.supervisor, "item_continues", later, earlier=f"{old[27].pk}-{old[27].version + 1}").status_code == 422
    )
    send(cast.supervisor, "item_continues", later, **{"earlier": "", "earlier-named": "第27座桥"})
    assert WorkItem.objects.get(pk=old[27].pk).carried_to == later
