"""What waits for a unit, one card an item: in which order, with which act, and that every figure counts its list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.models import Membership, User
from items.issue.issuing import issue
from items.models import Instruction, Objection, ProgressUpdate, Responsibility
from items.pages.addresses import address
from items.rounds.running import close_period
from items.workbench.cards import CARDS_SHOWN
from items.workbench.page import workbench

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from .task_lists import NOW, TODAY, brought, listed, numbers, table_rows, tasks

pytestmark = pytest.mark.usefixtures("in_march", "signed_for")


def cards(person, on=TODAY):
    """The `Cards` of the person on the day."""
    return workbench(User.objects.get(pk=person.pk), on=on).cards


def shown(person, on=TODAY):
    """[(number of the item, its chips, what its filled button says)] in the order of the page."""
    return [
        (
            card.item.display_number,
            [wait.chip.label for wait in card.waits],
            card.button.label if card.button else card.action[0],
        )
        for card in cards(person, on).cards
    ]


def counted(person):
    return {str(count.label): count.count for count in cards(person).counts}


def card_of(person, number, on=TODAY):
    return next(card for card in cards(person, on).cards if card.item.display_number == number)


def unsign(cast):
    rows = Responsibility.objects.filter(item=cast.led, department=cast.civil_affairs)
    rows.update(signed_for_at=None, signed_for_by=None)


def test_returned_comes_first_then_instructions_then_what_is_due(cast, march):
    unsign(cast)
    for number, due_on in ((5, None), (6, "2011-03-15")):
        factories.item(cast.report, number, leads=[cast.civil_affairs], due_on=due_on and day(due_on))
    instructed = factories.item(cast.report, 7, leads=[cast.civil_affairs])
    Instruction.objects.create(item=instructed, by=cast.leader, text="请加快", at=NOW)
    brought(cast, march, cast.supported, cast.civil_affairs, State.RETURNED)
    assert shown(cast.liaison) == [
        ("2", ["Returned: 3/2011, 2 days left"], "Correct and send again"),
        ("7", ["Instruction"], "Answer"),
        ("1", ["To report: 3/2011, 5 days left", "To sign for: Lead, issued on 2011-02-01"], "Write the report"),
        ("6", ["Deadline: 5 days late"], "Ask to close or for more time"),
    ]


def test_one_item_is_one_card_with_all_that_waits_on_it(cast, march):
    unsign(cast)
    Instruction.objects.create(item=cast.led, by=cast.leader, text="请加快", at=NOW)
    brought(cast, march, cast.led, cast.health, State.AWAITING_MERGE)
    assert [(number, len(chips), act) for number, chips, act in shown(cast.liaison)] == [
        ("1", 4, "Answer"),
        ("2", 1, "Write the report"),
    ]
    assert counted(cast.liaison) == {
        "Instructions to answer": 1,
        "To report": 2,
        "Parts to merge": 1,
        "To sign for": 1,
    }


def test_a_head_signs_above_the_cards(cast, march):
    extra = factories.item(cast.report, 4, leads=[cast.civil_affairs])
    waiting = ProgressUpdate.objects.create(period=march, item=extra, department=cast.civil_affairs, role="lead")
    put(waiting, State.AWAITING_SIGN_OFF, by=cast.liaison, office=None)
    bench = workbench(User.objects.get(pk=cast.head.pk), on=TODAY)
    assert [(str(task.title), numbers(task)) for task in bench.first if task.lines] == [("To sign off", ["4"])]
    assert not workbench(User.objects.get(pk=cast.liaison.pk), on=TODAY).first


def test_what_waits_for_a_signature_says_the_figures_then_and_now(cast):
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    target = factories.target(cast.led)
    before = brought(cast, february, cast.led, cast.civil_affairs, State.ACCEPTED, text="已建8个", completion=20)
    before.values.create(target=target, label=target.label, unit="个", value=8)
    now = brought(cast, march, cast.led, cast.civil_affairs, State.AWAITING_SIGN_OFF, text="又建4个", completion=40)
    now.values.create(target=target, label=target.label, unit="个", value=12)
    [task] = workbench(User.objects.get(pk=cast.head.pk), on=TODAY).first
    [line] = task.lines
    assert line.text == cast.led.text
    assert "Completion: 20% → 40%" in line.facts
    assert "Figures: 新建站点 8个 → 新建站点 12个" in line.facts
    assert "又建4个" in line.facts


def test_an_instruction_whose_answer_waits_for_the_head_says_so(cast, march):
    asked = Instruction.objects.create(item=cast.led, by=cast.leader, text="请加快", at=NOW)
    assert "孙市长: 请加快" in card_of(cast.liaison, "1").facts
    asked.answers.create(department=cast.civil_affairs, by=cast.liaison, text="已加快", at=NOW, state="unsigned")
    assert "Answer written, awaiting the unit head's sign-off" in card_of(cast.liaison, "1").facts
    assert card_of(cast.liaison, "1").action[0] == "Read the answer"


@pytest.mark.parametrize("who", ["liaison", "health_liaison", "east_liaison", "head"])
def test_every_figure_counts_the_list_it_links_to(client, cast, march, who):
    unsign(cast)
    cast.led.due_on = day("2011-03-15")
    cast.led.save()
    Instruction.objects.create(item=cast.led, by=cast.leader, text="请加快", at=NOW)
    brought(cast, march, cast.led, cast.health, State.AWAITING_MERGE)
    brought(cast, march, cast.supported, cast.civil_affairs, State.RETURNED)
    person = getattr(cast, who)
    for count in cards(person).counts:
        rows = listed(client, person, count.url) or len(table_rows(client, person, count.url))
        assert rows == count.count, count.label
    assert cards(person).counts
    for task in tasks(person).values():
        assert not task.url or listed(client, person, task.url) == task.count, task.title


def test_what_has_to_be_reported_says_how_many_days_are_left(cast, march):
    assert [chips for _number, chips, _act in shown(cast.liaison)] == [
        ["To report: 3/2011, 2 days left"],  # a part, due before the lead merges
        ["To report: 3/2011, 5 days left"],
    ]
    late = cards(cast.liaison, on=day("2011-03-24")).cards
    assert [(wait.chip.label, wait.chip.is_late) for card in late for wait in card.waits] == [
        ("To report: 3/2011, 2 days late", True),
        ("To report: 3/2011, 1 day left", False),
    ]


def test_each_act_leads_to_its_own_report(cast, march):
    [part, lead] = cards(cast.liaison).cards
    assert lead.action[1] == update_of(march, cast.led, cast.civil_affairs).get_absolute_url()
    assert part.action[1] == update_of(march, cast.supported, cast.civil_affairs).get_absolute_url()


def forms_to(page, path):
    """[(address, {field: value})] of the forms of the page that post to an address with `path` in it."""
    return [
        (
            form["action"],
            {
                one["name"]: one["value"]
                for one in form.all("input")
                if one["name"] not in ("csrfmiddlewaretoken", None)
            },
        )
        for form in page.all("form")
        if path in form["action"]
    ]


def test_no_change_is_one_click_from_the_workbench(client, cast):
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    brought(cast, february, cast.led, cast.health, State.ACCEPTED, text="二月已完成")
    close_period(february, at=moment("2011-03-12"))
    client.force_login(cast.health_liaison)
    page = parse(client.get(reverse("workbench"))).one("main")
    update = update_of(march, cast.led, cast.health)
    [(action, sent)] = forms_to(page, f"updates/{update.pk}/no-change")
    response = client.post(action, sent)
    assert (response.status_code, response["Location"]) == (302, reverse("workbench"))
    update.refresh_from_db()
    assert (update.no_change, update.text, update.is_handed_in) == (True, "二月已完成", True)


@pytest.fixture
def many_unchanged(cast):
    """The updates of March on thirteen items that civil affairs leads and reported on in February."""
    items = [factories.item(cast.report, number, leads=[cast.civil_affairs]) for number in range(10, 23)]
    issue(cast.report, by=cast.supervisor, on=day("2011-02-01"))
    Responsibility.objects.update(signed_for_at=NOW, signed_for_by=cast.head)
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    for item in items:
        brought(cast, february, item, cast.civil_affairs, State.ACCEPTED, text="二月已完成")
    close_period(february, at=moment("2011-03-12"))
    return [update_of(march, item, cast.civil_affairs) for item in items]


def ticked(page):
    return [box["value"] for box in page.all("input") if box["type"] == "checkbox" and "checked" in box.attributes]


def test_all_that_is_unchanged_is_ticked_with_one_click_and_sent_with_another(client, cast, many_unchanged):
    client.force_login(cast.liaison)
    page = parse(client.get(reverse("workbench"))).one("main")
    [tick] = [link for link in page.all("a") if "select=unchanged" in link["href"]]
    assert tick.text == "Tick all 13 that may be unchanged"
    assert not ticked(page)
    page = parse(client.get(reverse("workbench") + tick["href"].partition("#")[0])).one("main")
    assert ticked(page) == [str(update.pk) for update in many_unchanged]
    [(action, sent)] = forms_to(page, reverse("no_change_list"))
    response = client.post(action, {**sent, "update": ticked(page)}, follow=True)
    assert response.redirect_chain == [(reverse("workbench"), 302)]
    assert "13 reports sent: no change." in parse(response).one("main").text
    for update in many_unchanged:
        update.refresh_from_db()
        assert update.no_change and update.state != State.EXPECTED


def test_what_changed_meanwhile_is_left_alone_and_said(client, cast, many_unchanged):
    first, second, *others = many_unchanged
    put(first, State.DRAFT, by=cast.liaison, office=None, text="已经写了")
    client.force_login(cast.liaison)
    sent = {"update": [first.pk, second.pk, "x", 10**30]}
    page = parse(client.post(reverse("no_change_list"), sent, follow=True)).one("main")
    assert "1 report sent: no change." in page.text
    assert "A draft has been begun, so nothing was sent" in page.text
    first.refresh_from_db()
    assert (first.state, first.text) == (State.DRAFT, "已经写了")
    assert all(ProgressUpdate.objects.get(pk=one.pk).state == State.EXPECTED for one in others)


def test_nobody_reports_for_another_unit_and_nothing_ticked_sends_nothing(client, cast, many_unchanged):
    client.force_login(cast.health_liaison)
    page = parse(client.post(reverse("no_change_list"), {"update": many_unchanged[0].pk}, follow=True)).one("main")
    assert "Nothing was ticked" in page.text
    client.force_login(cast.observer)
    assert client.post(reverse("no_change_list"), {"update": many_unchanged[0].pk}).status_code == 403
    assert ProgressUpdate.objects.get(pk=many_unchanged[0].pk).state == State.EXPECTED


def test_without_an_earlier_report_or_with_a_draft_nothing_can_be_unchanged(cast):
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    brought(cast, february, cast.led, cast.civil_affairs, State.ACCEPTED)
    close_period(february, at=moment("2011-03-12"))
    assert [(card.item.display_number, bool(card.unchanged)) for card in cards(cast.liaison).cards] == [
        ("2", False),
        ("1", True),
    ]
    brought(cast, march, cast.led, cast.civil_affairs, State.DRAFT)
    card = card_of(cast.liaison, "1")
    assert (card.unchanged, card.action[0]) == (None, "Go on writing")
    assert "draft by 李联络" in card.facts
    assert card.waits[0].chip.label == "Draft: 3/2011, 5 days left"


def test_a_returned_report_says_why(cast, march):
    brought(cast, march, cast.led, cast.civil_affairs, State.RETURNED, return_reason="数据与统计局不一致")
    assert "Reason: 数据与统计局不一致" in card_of(cast.liaison, "1").facts


def test_a_returned_report_of_a_closed_period_still_waits(cast, march):
    update = brought(cast, march, cast.led, cast.civil_affairs, State.AWAITING_REVIEW)
    close_period(march, at=moment("2011-03-26"))
    put(update, State.RETURNED, by=cast.liaison, office=cast.supervisor)
    assert counted(cast.liaison) == {"Returned to us": 1}
    assert shown(cast.liaison)[0][1] == ["Returned: 3/2011, Closed and frozen"]


def test_an_item_is_signed_for_with_one_click_from_the_workbench(client, cast):
    unsign(cast)
    client.force_login(cast.liaison)
    page = parse(client.get(reverse("workbench"))).one("main")
    [(action, sent)] = forms_to(page, reverse("sign_for_list"))
    assert client.post(action, sent)["Location"] == reverse("workbench")
    assert "To sign for" not in counted(cast.liaison)


def test_what_the_unit_objects_to_is_not_signed_for_from_its_card(cast):
    unsign(cast)
    Objection.objects.create(
        item=cast.led, department=cast.civil_affairs, kind="duty", reason="非我局职责", by=cast.liaison, at=NOW
    )
    assert shown(cast.liaison) == [("1", ["Objection open", "Not started"], "Read the objection")]


def test_the_head_signs_with_one_click_from_the_workbench(client, cast, march):
    update = brought(cast, march, cast.led, cast.civil_affairs, State.AWAITING_SIGN_OFF)
    client.force_login(cast.head)
    page = parse(client.get(reverse("workbench"))).one("main")
    [(action, sent)] = forms_to(page, reverse("sign_off_list"))
    assert client.post(action, sent)["Location"] == reverse("workbench")
    update.refresh_from_db()
    assert (update.state, update.signed_by) == (State.AWAITING_REVIEW, cast.head)


def test_a_lead_takes_up_the_parts_of_others_only(cast, march):
    brought(cast, march, cast.led, cast.health, State.AWAITING_MERGE)
    [wait] = [wait for wait in card_of(cast.liaison, "1").waits if "Parts" in wait.chip.label]
    asked = march.updates.filter(item=cast.led, role="support").count()
    assert wait.chip.label == f"Parts: 1 of {asked}, 3/2011"
    lead = update_of(march, cast.led, cast.civil_affairs)
    assert wait.act == ("Take up the parts", f"{lead.get_absolute_url()}#parts")
    assert "Parts to merge" not in counted(cast.health_liaison)


def test_a_part_left_over_in_a_closed_period_says_so_and_stands_behind_those_of_the_open_one(cast, march):
    april = opened(cast.report, "2011-04-01")
    left = brought(cast, march, cast.led, cast.health, State.AWAITING_MERGE)
    close_period(march, at=moment("2011-03-19"))
    brought(cast, april, cast.led, cast.health, State.AWAITING_MERGE)
    first, last = [wait for wait in card_of(cast.liaison, "1").waits if "Parts" in wait.chip.label]
    assert april.name in first.chip.label and "Closed and frozen" not in first.chip.label
    assert last.chip.label == "Parts: 1, 3/2011, Closed and frozen"
    assert last.act == ("Accept or return", left.get_absolute_url())


def test_with_two_units_each_card_names_its_unit(cast, march):
    Membership.objects.create(user=cast.liaison, role="liaison", department=cast.education)
    assert {fact for card in cards(cast.liaison).cards for fact in card.facts} == {"市民政局", "市教育局"}


def test_the_own_lists_are_chosen_by_name(client, cast, march):
    client.force_login(cast.liaison)
    for what, title in [("", "To report"), ("merge", "Parts to merge"), ("nothing", "To report")]:
        page = parse(client.get(address("own_updates", what=what)))
        assert page.one("h1").text == title
    assert "Nothing here waits" in parse(client.get(address("own_updates", what="returned"))).one("main").text


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_a_unit_can_do_all_of_a_usual_month_from_its_workbench(client, cast, march, extra):
    for number in range(10, 10 + CARDS_SHOWN - 2 + extra):
        item = factories.item(cast.report, number, leads=[cast.civil_affairs])
        ProgressUpdate.objects.create(period=march, item=item, department=cast.civil_affairs, role="lead")
    assert counted(cast.liaison) == {"To report": CARDS_SHOWN + extra}
    assert len(cards(cast.liaison).cards) == min(CARDS_SHOWN, CARDS_SHOWN + extra)
    client.force_login(cast.liaison)
    says_more = "the lists above have all of them" in parse(client.get(reverse("workbench"))).text
    assert says_more == (extra > 0)


def test_the_cards_ask_the_same_number_of_times_however_much_waits(cast, march):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            cards(cast.liaison)
        return len(queries)

    few = asked()
    for number in range(10, 18):
        item = factories.item(cast.report, number, leads=[cast.civil_affairs])
        ProgressUpdate.objects.create(period=march, item=item, department=cast.civil_affairs, role="lead")
    assert asked() == few
