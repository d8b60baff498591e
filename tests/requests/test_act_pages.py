"""What units ask and what is answered, as people meet it on the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments import clock
from departments.models import Delegation, Membership
from items.models import Closing, Extension, Instruction, Objection, Responsibility, WorkItem, WorkReport
from items.requests.extending import ask_extension, decide_extension
from items.requests.signing_for import object_to, settle_objection

from ..given import factories
from ..given.factories import day
from ..given.html import parse, sentences
from ..given.open_requests import ask_everything
from ..given.together import moment

AT = moment("2011-05-10")
DUE, WANTED = day("2011-06-30"), day("2011-09-30")


@pytest.fixture(autouse=True)
def on_that_day():
    with clock.at(AT):
        yield


@pytest.fixture
def cast(cast):
    """The cast; civil affairs' item is under way and due at the end of June."""
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress", due_on=DUE)
    cast.led.refresh_from_db()
    return cast


@pytest.fixture
def send(client):
    """Sends a form in English: send(person, "item_extension", item, wanted_on="…")."""

    def post(person, name, thing, **data):
        client.force_login(person)
        client.cookies["django_language"] = "en"
        item = thing if isinstance(thing, WorkItem) else getattr(thing, "item", None)
        if item is not None:
            data.setdefault("version", WorkItem.objects.get(pk=item.pk).version)
        return client.post(reverse(name, args=[thing.pk]), data)

    return post


@pytest.fixture
def view(client):
    """The item's page, or the page of an address, as the person sees it."""

    def get(person, where):
        client.force_login(person)
        client.cookies["django_language"] = "en"
        return parse(client.get(where.get_absolute_url() if isinstance(where, WorkItem) else where))

    return get


@pytest.fixture
def cost(client):
    """How many queries a page takes, signing in not counted; returns it with the page."""

    def count(person, address):
        client.force_login(person)
        with CaptureQueriesContext(connection) as queries:
            page = parse(client.get(address))
        return len(queries), page

    return count


def said(response):
    """Everything the page complains about."""
    page = parse(response)
    return " ".join(element.text for of in ("alert", "notice-error", "invalid-feedback") for element in page.all(of=of))


def of(page, id):
    found = page.all(id=id)
    return found[0] if found else None


def own(item, department):
    return Responsibility.objects.get(item=item, department=department)


def buttons(element):
    return [button.text for button in element.all("button")]


def typed(page, form, name):
    """What stands in a field of a form on the page."""
    field = of(page, f"{form}-{name}")
    return field.literal.strip() if field.tag == "textarea" else field.get("value")


# Signing for


def test_a_unit_signs_on_the_item_and_is_not_asked_again(send, view, cast):
    panel = of(view(cast.liaison, cast.led), "sign-for")
    assert "市民政局" in panel.text and "2011-02-10" in panel.text
    response = send(cast.liaison, "item_sign_for", cast.led)
    assert response.status_code == 302
    assert own(cast.led, cast.civil_affairs).signed_for_by == cast.liaison
    assert of(view(cast.liaison, cast.led), "sign-for") is None
    assert of(view(cast.health_liaison, cast.led), "sign-for") is not None


@pytest.mark.parametrize("who", ["east_liaison", "supervisor", "leader", "observer", "administrator", "newcomer"])
def test_others_are_not_asked_to_sign(view, cast, who):
    assert of(view(getattr(cast, who), cast.led), "sign-for") is None


def test_everything_is_signed_for_with_one_button(client, view, cast):
    page = view(cast.liaison, reverse("sign_for_list"))
    boxes = [box for box in page.all("input", name="row") if "checked" in box.attributes]
    assert {int(box["value"]) for box in boxes} == {
        own(item, cast.civil_affairs).pk for item in (cast.led, cast.supported)
    }
    assert len(page.one("main").all(of="status-overdue")) == 2
    response = client.post(reverse("sign_for_list"), {"row": [box["value"] for box in boxes]}, follow=True)
    assert "2 items signed for." in sentences(response)
    page = parse(response)
    assert not page.all("input", name="row") and page.all(of="empty")


def test_what_a_colleague_was_faster_to_sign_is_told_and_foreign_rows_are_left(client, cast):
    client.force_login(cast.liaison)
    client.cookies["django_language"] = "en"
    mine, foreign = own(cast.led, cast.civil_affairs), own(cast.led, cast.health)
    Responsibility.objects.filter(pk=mine.pk).update(signed_for_at=AT, signed_for_by=cast.head)
    rows = [mine.pk, own(cast.supported, cast.civil_affairs).pk, foreign.pk, "x", "9" * 30]
    response = client.post(reverse("sign_for_list"), {"row": rows}, follow=True)
    assert "1 item signed for." in sentences(response) and "had been signed for already" in sentences(response)
    assert own(cast.led, cast.health).signed_for_at is None


def test_nothing_ticked_is_told(client, cast):
    client.force_login(cast.liaison)
    client.cookies["django_language"] = "en"
    assert "Nothing was ticked" in sentences(client.post(reverse("sign_for_list"), follow=True))


def test_what_the_unit_objects_to_is_listed_without_a_box(client, view, cast):
    mine = own(cast.led, cast.civil_affairs)
    object_to(mine, kind="duty", reason="不属职责", by=cast.liaison, at=AT)
    page = view(cast.head, reverse("sign_for_list"))
    assert str(mine.pk) not in [box["value"] for box in page.all("input", name="row")]
    assert "Objection open" in page.one("main").text
    response = client.post(reverse("sign_for_list"), {"row": [mine.pk]})
    assert response.status_code == 422
    assert "objects to item 1" in said(response)


def test_the_list_costs_the_same_for_one_row_and_for_many(cost, cast):
    costs = []
    for more in (0, 30):
        for number in range(10, 10 + more):
            made = factories.item(cast.report, number, leads=[cast.civil_affairs])
            Responsibility.objects.filter(item=made).update(issued_on=day("2011-02-01"))
        queries, page = cost(cast.liaison, reverse("sign_for_list"))
        costs.append(queries)
    assert len(page.all("input", name="row")) == 32
    assert costs[0] == costs[1]


# Objections


def test_an_objection_is_sent_shown_settled_and_shown(send, view, cast):
    mine = own(cast.led, cast.civil_affairs)
    data = {"responsibility": mine.pk, "kind": "wording", "reason": "口径与规划不一致"}
    assert send(cast.liaison, "item_objection", cast.led, **data).status_code == 302
    page = view(cast.liaison, cast.led)
    assert "口径与规划不一致" in of(page, "objections").text
    assert "Withdraw the objection" in buttons(of(page, "objections"))
    assert of(page, "sign-for") is None
    asked = Objection.objects.get()
    assert "Settle the objection" in buttons(of(view(cast.supervisor, cast.led), "objections"))
    assert not buttons(of(view(cast.observer, cast.led), "objections"))
    data = {"decision": "reword", "text": "加强农村养老服务", "answer": "采纳"}
    assert send(cast.supervisor, "objection_settle", asked, **data).status_code == 302
    page = view(cast.liaison, cast.led)
    assert page.one(of="item-text").text == "加强农村养老服务"
    assert "采纳" in of(page, "objections").text and of(page, "sign-for") is not None


def test_an_incomplete_objection_keeps_what_was_typed(send, cast):
    mine = own(cast.led, cast.civil_affairs)
    response = send(cast.liaison, "item_objection", cast.led, responsibility=mine.pk, reason="不是我们的职责")
    assert response.status_code == 422
    page = parse(response)
    assert typed(page, "objection_form", "reason") == "不是我们的职责"
    assert "open" in page.one(id="sign-for").one("details").attributes


def test_a_member_of_two_units_says_for_which(send, view, cast):
    Membership.objects.create(user=cast.liaison, role="liaison", department=cast.health)
    choices = of(view(cast.liaison, cast.led), "objection_form-responsibility")
    assert [option.text for option in choices.all("option")] == ["---------", "市民政局", "市卫生局"]
    data = {"kind": "duty", "reason": "不属职责", "responsibility": own(cast.led, cast.health).pk}
    send(cast.liaison, "item_objection", cast.led, **data)
    assert Objection.objects.get().department == cast.health


def test_an_answer_to_what_was_settled_meanwhile_can_be_copied(send, cast):
    asked = object_to(own(cast.led, cast.civil_affairs), kind="duty", reason="不属职责", by=cast.liaison, at=AT)
    settle_objection(asked, decision="keep", answer="维持", by=cast.supervisor, at=AT, version=1)
    response = send(cast.supervisor, "objection_settle", asked, decision="keep", answer="另一段很长的答复")
    assert response.status_code == 422
    notice = parse(response).one("div", of="notice-error")
    assert "stands at “Settled”" in notice.text and "另一段很长的答复" in notice.text


def test_a_refused_decision_stays_in_its_form(send, cast):
    asked = object_to(own(cast.led, cast.civil_affairs), kind="duty", reason="不属职责", by=cast.liaison, at=AT)
    response = send(cast.supervisor, "objection_settle", asked, decision="reassign", answer="请卫生局牵头")
    assert (response.status_code, "Choose the unit that takes the item over" in said(response)) == (422, True)
    page = parse(response)
    assert typed(page, f"settle_{asked.pk}", "answer") == "请卫生局牵头"


# Extensions


def test_an_extension_is_asked_granted_and_shown_with_the_first_deadline(send, view, cast):
    data = {"wanted_on": WANTED.isoformat(), "reason": "汛期无法施工"}
    assert of(view(cast.liaison, cast.led), "ask-extension") is not None
    assert send(cast.liaison, "item_extension", cast.led, **data).status_code == 302
    page = view(cast.liaison, cast.led)
    assert of(page, "ask-extension") is None
    assert buttons(of(page, "extensions")) == ["Withdraw the extension request"]
    asked = Extension.objects.get()
    page = view(cast.supervisor, cast.led)
    assert typed(page, f"extension_{asked.pk}", "granted_on") == "2011-09-30"
    assert buttons(of(page, "extensions")) == ["Grant this day", "Deny"]
    data = {"granted_on": "2011-08-31", "answer": "8月底前完成", "decision": "approve"}
    assert send(cast.supervisor, "extension_decide", asked, **data).status_code == 302
    facts = view(cast.observer, cast.led).one(of="panel-facts").text
    assert "2011-08-31" in facts and "originally 2011-06-30, 1 extension" in facts


def test_denying_needs_words_and_the_button_says_what_is_meant(send, cast):
    asked = ask_extension(cast.led, by=cast.liaison, at=AT, version=1, wanted_on=WANTED, reason="汛期")
    refused = send(cast.supervisor, "extension_decide", asked, decision="deny", granted_on="2011-09-30")
    assert (refused.status_code, "Say why the request is denied" in said(refused)) == (422, True)
    refused = send(cast.supervisor, "extension_decide", asked, decision="approve", answer="可以")
    assert (refused.status_code, "Choose the day that is granted" in said(refused)) == (422, True)
    assert typed(parse(refused), f"extension_{asked.pk}", "answer") == "可以"
    assert send(cast.supervisor, "extension_decide", asked, granted_on="2011-09-30").status_code == 422
    send(cast.supervisor, "extension_decide", asked, decision="deny", answer="按期完成")
    assert (Extension.objects.get().state, WorkItem.objects.get(pk=cast.led.pk).due_on) == ("denied", DUE)


def test_a_second_too_late_the_reason_can_still_be_copied(send, view, cast):
    data = {"wanted_on": WANTED.isoformat(), "reason": "写了很久的理由"}
    with clock.at(moment("2011-07-01 00:00:00")):
        response = send(cast.liaison, "item_extension", cast.led, **data)
        assert of(view(cast.liaison, cast.led), "ask-extension") is None
    assert response.status_code == 422
    notice = parse(response).one("div", of="notice-error")
    assert "has passed" in notice.text and "写了很久的理由" in notice.text
    assert not Extension.objects.exists()


def test_an_old_page_gets_the_sentence_and_can_send_again(send, cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(version=5)
    data = {"wanted_on": WANTED.isoformat(), "reason": "汛期无法施工"}
    response = send(cast.liaison, "item_extension", cast.led, version=1, **data)
    assert (response.status_code, "has changed this item" in said(response)) == (409, True)
    page = parse(response)
    form = page.one("form", action=reverse("item_extension", args=[cast.led.pk]))
    assert form.one("input", name="version")["value"] == "5"
    assert typed(page, "extension_form", "reason") == "汛期无法施工"
    assert send(cast.liaison, "item_extension", cast.led, version=5, **data).status_code == 302


@pytest.mark.parametrize("who", ["health_liaison", "supervisor", "leader", "observer", "newcomer"])
def test_only_who_leads_is_offered_to_ask(view, cast, who):
    page = view(getattr(cast, who), cast.led)
    assert of(page, "ask-extension") is None and of(page, "ask-closing") is None


# Closing


def test_closing_is_asked_with_figures_and_closed_with_a_note(send, view, cast):
    target = factories.target(cast.led, number=30, unit="个", comparator=">=")
    data = {"result": "30个站点全部建成", f"value_{target.pk}": "3.1万"}
    assert send(cast.liaison, "item_closing", cast.led, **data).status_code == 302
    page = view(cast.liaison, cast.led)
    figures = of(page, "closing").one("table")
    assert [cell.text for cell in figures.one("tbody").one("tr").all()] == ["新建站点", "3.1万个", "≥ 30个"]
    assert "Withdraw the request" in buttons(of(page, "closing"))
    assert of(page, "ask-closing") is None
    asked = Closing.objects.get()
    assert {"Close as completed", "Return to the unit"} <= set(buttons(of(view(cast.supervisor, cast.led), "closing")))
    data = {"decision": "close", "completed_on": "2011-05-01", "words": "已核实"}
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
    assert "验收材料不全,请补" in parse(response).one("div", of="notice-error").text


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


# Instructions


def test_an_instruction_is_given_answered_and_marked_done(send, view, cast):
    assert send(cast.leader, "item_instruction", cast.led, text="请加快", due_on="2011-05-31").status_code == 302
    given = Instruction.objects.get()
    page = view(cast.liaison, cast.led)
    assert "请加快" in of(page, "instructions").text and buttons(of(page, "instructions")) == ["Send the answer"]
    assert not buttons(of(view(cast.health_liaison, cast.led), "instructions"))
    assert send(cast.liaison, "instruction_answer", given, text="已加派人手").status_code == 302
    page = view(cast.leader, cast.led)
    assert "已加派人手" in of(page, "instructions").text
    assert buttons(of(page, "instructions")) == ["Mark as done", "Send the instruction"]
    assert send(cast.leader, "instruction_done", given).status_code == 302
    response = send(cast.liaison, "instruction_answer", given, text="补充说明")
    assert response.status_code == 422
    assert "补充说明" in parse(response).one("div", of="notice-error").text
    response = send(cast.leader, "instruction_done", given)
    assert (response.status_code, "stands at “Done”" in said(response)) == (422, True)


def test_a_late_day_is_refused_with_the_text_kept(send, cast):
    response = send(cast.leader, "item_instruction", cast.led, text="请加快", due_on="2011-05-01")
    assert (response.status_code, "lies in the past" in said(response)) == (422, True)
    assert typed(parse(response), "instruction_form", "text") == "请加快"


# The page as a whole


def test_the_item_page_costs_the_same_for_one_request_and_for_many(cost, cast):
    costs = []
    for _round in range(2):
        for number in range(1 if not costs else 9):
            item = WorkItem.objects.get(pk=cast.led.pk)
            wanted = day(f"2012-{number + 1:02d}-0{len(costs) + 1}")
            asked = ask_extension(item, by=cast.liaison, at=AT, version=item.version, wanted_on=wanted, reason="汛期")
            decide_extension(asked, by=cast.supervisor, at=AT, answer="不同意")
            given = Instruction.objects.create(item=item, by=cast.leader, text="请加快", at=AT)
            given.answers.create(by=cast.liaison, department=cast.civil_affairs, text="已办", at=AT)
            Closing.objects.create(item=item, by=cast.liaison, at=AT, result="建成", state="withdrawn")
        queries, _page = cost(cast.supervisor, cast.led.get_absolute_url())
        costs.append(queries)
    assert costs[0] == costs[1]


@pytest.mark.parametrize("who", ["liaison", "health_liaison", "supervisor", "leader", "observer", "administrator"])
def test_a_page_with_everything_asked_is_well_formed(client, cast, who):
    ask_everything(cast)
    for item in (cast.asked, cast.answered, cast.earlier):
        client.force_login(getattr(cast, who))
        page = parse(client.get(item.get_absolute_url()))
        ids = [element["id"] for element in page.walk() if element.get("id")]
        assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)
        for label in page.all("label"):
            assert label.get("for") is None or label["for"] in ids, label["for"]


# Posts


def test_everybody_sees_the_posts_that_are_theirs_to_change(view, cast):
    def links(person):
        page = view(person, reverse("post_list"))
        return {link for link in page.one("main").links() if link.startswith("/posts/")}

    posts = {name: Membership.objects.get(user=getattr(cast, name)).pk for name in ("liaison", "head", "leader")}
    assert links(cast.liaison) == {f"/posts/{posts['liaison']}/delegate/"}
    assert links(cast.head) == {f"/posts/{posts['liaison']}/hand-over/", f"/posts/{posts['head']}/delegate/"}
    assert links(cast.leader) == links(cast.newcomer) == set()
    assert f"/posts/{posts['leader']}/hand-over/" in links(cast.administrator)


def test_a_post_is_handed_over_on_the_page(send, view, cast):
    post = Membership.objects.get(user=cast.liaison)
    page = view(cast.head, reverse("post_hand_over", args=[post.pk]))
    names = [option.text for option in of(page, "hand_over-to").all("option")]
    assert "李联络 (liaison)" not in names and names[1] == "赵局长 (head)"
    refused = send(cast.head, "post_hand_over", post, to=cast.newcomer.pk, on="2011-05-01")
    assert (refused.status_code, "today or later" in said(refused)) == (422, True)
    assert send(cast.head, "post_hand_over", post, to="", on="2011-06-01").status_code == 422
    assert send(cast.head, "post_hand_over", post, to=cast.newcomer.pk, on="2011-06-01").status_code == 302
    assert Membership.objects.get(user=cast.newcomer).start_on == day("2011-06-01")


def test_a_post_is_delegated_and_given_back_on_the_page(send, view, cast):
    post = Membership.objects.get(user=cast.liaison)
    dates = {"start_on": "2011-05-10", "end_on": "2011-05-20", "reason": "出差"}
    refused = send(cast.liaison, "post_delegate", post, to=cast.newcomer.pk, **{**dates, "end_on": "2011-05-01"})
    assert (refused.status_code, "lies before the first" in said(refused)) == (422, True)
    assert send(cast.liaison, "post_delegate", post, to=cast.newcomer.pk, **dates).status_code == 302
    assert "新来" in view(cast.liaison, reverse("post_list")).one("table").text
    assert "李联络" in view(cast.newcomer, reverse("post_list")).one("section").text
    assert of(view(cast.newcomer, cast.led), "sign-for") is not None
    assert send(cast.newcomer, "delegation_revoke", Delegation.objects.get()).status_code == 302
    assert of(view(cast.newcomer, cast.led), "sign-for") is None
    send(cast.liaison, "delegation_revoke", Delegation.objects.get())
    assert "was revoked already" in view(cast.liaison, reverse("post_list")).one("main").text


def test_the_list_of_posts_costs_the_same_for_few_and_for_many(cost, cast):
    costs = []
    for more in (0, 30):
        for _number in range(more):
            someone = factories.person(role="liaison", department=cast.health)
            Delegation.objects.create(
                post=someone.memberships.get(),
                to=cast.newcomer,
                start_on=day("2011-06-01"),
                end_on=day("2011-06-02"),
                by=someone,
                at=AT,
            )
        queries, page = cost(cast.administrator, reverse("post_list"))
        costs.append(queries)
    assert len(page.one("tbody").all("tr")) > 30
    assert costs[0] == costs[1]
