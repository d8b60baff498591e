"""The line after a step: true at its edges, escaped, its numbers those of the workbench, its cost fixed."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from departments import clock
from departments.models import Membership, User
from items.issue.issuing import issue
from items.models import Closing, Extension, Instruction, ProgressUpdate, Responsibility, WorkItem
from items.next_step.about import Sent
from items.next_step.line import next_step
from items.pages.claiming import KEY
from items.rounds.expecting import expect_items
from items.rounds.running import run_due
from items.workbench.page import workbench

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import ACCEPT_ALL, FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from ..updates.page_states import queries, sound
from .conftest import NOW

TODAY = day("2011-03-20")


@pytest.fixture
def signed_for(cast):
    Responsibility.objects.filter(issued_on__isnull=False).update(signed_for_at=NOW, signed_for_by=cast.liaison)


def line(box):
    return box.one("span", of="next-step")


def task(user, title):
    bench = workbench(User.objects.get(pk=user.pk), on=TODAY)
    return next(one for one in [*bench.first, *bench.tasks] if str(one.title) == title)


def brought(cast, update, state, **fields):
    return put(update, state, by=cast.liaison, office=cast.supervisor, **fields)


def more_items(cast, count):
    items = [factories.item(cast.report, 10 + one, leads=[cast.civil_affairs]) for one in range(count)]
    issue(cast.report, by=None, on=day("2011-03-02"), items=items)
    expect_items(items, at=NOW)
    return items


# Of many at once


def test_after_signing_many_the_head_hears_where_they_are_and_what_is_left(cast, march, own, step, signed_for):
    others = [update_of(march, item, cast.civil_affairs) for item in more_items(cast, 3)]
    waiting = [brought(cast, one, State.AWAITING_SIGN_OFF) for one in (own, *others)]
    told = line(step(cast.head, "sign_off_list", update=[f"{one.pk}:{one.version}" for one in waiting[:3]]))
    assert told.text == "下一步：由督查室审核。 还有待审签 1 项。"
    assert told.links() == [reverse("sign_off_list")]
    assert task(cast.head, "待审签").count == 1


def test_after_accepting_many_the_office_hears_how_many_are_left(cast, client, march, own, step):
    others = [update_of(march, item, cast.civil_affairs) for item in more_items(cast, 6)]
    waiting = [brought(cast, one, State.AWAITING_REVIEW) for one in (own, *others)]
    told = line(step(cast.supervisor, "review_list", update=[f"{one.pk}:{one.version}" for one in waiting[:2]]))
    assert told.text == "下一步：还有待审核 5 项。"
    assert task(cast.supervisor, "待审核").count == 5
    [link] = told.links()
    assert len(parse(client.get(link)).all("input", name="update")) == 5


def test_returning_one_in_the_list_names_who_corrects_it(cast, own, step):
    own = brought(cast, own, State.AWAITING_REVIEW)
    told = line(
        step(cast.supervisor, "review_list", **{"return": f"{own.pk}:{own.version}", f"reason_{own.pk}": "补充"})
    )
    assert told.text.startswith("下一步：由市民政局联络员修改后重新提交（截止2011-03-25）。 还有未报")


def test_after_no_change_for_many_the_head_is_named(cast, step, signed_for):
    ACCEPT_ALL(opened(cast.report, FEBRUARY), cast.liaison, cast.supervisor, "上月情况：已完成1所")
    march = opened(cast.report)
    updates = march.updates.filter(department=cast.civil_affairs)
    told = line(step(cast.liaison, "no_change_list", update=[one.pk for one in updates]))
    assert "由市民政局负责人赵局长审签（截止2011-03-2" in told.text
    assert told.text.endswith("您需填报的事项已全部填写。 暂无其他待办事项。")


def test_of_reports_in_several_hands_no_one_is_named(cast, march, own, part):
    one, other = brought(cast, own, State.AWAITING_REVIEW), brought(cast, part, State.AWAITING_SIGN_OFF)
    sent = QueryDict("&".join(f"update={row.pk}:{row.version}" for row in (one, other)))
    user = User.objects.get(pk=cast.head.pk)
    assert next_step("sign_off_list", Sent(None, sent, user), on=TODAY).startswith("下一步：您还有<a")


# True at its edges


def test_without_a_head_nobody_is_said_to_sign(cast, own, report):
    Membership.objects.filter(user=cast.head).delete()
    box = report(cast.liaison, "update_send", own, **sound())
    assert "待督查室审核" in box.text and "审签" not in line(box).text


def test_the_lead_is_not_told_to_wait_for_itself(cast, march, report):
    """Health leads the item alone, and has no head."""
    own = update_of(march, cast.supported, cast.health)
    box = report(cast.health_liaison, "update_send", own, **sound())
    assert "汇总" not in box.text


def test_after_the_due_day_no_day_is_named(cast, own, report):
    with clock.at(moment("2011-03-26")):
        told = line(report(cast.liaison, "update_send", own, **sound()))
    assert "由赵局长审签。" in told.text and "截止" not in told.text


def test_what_is_made_up_after_closing_goes_its_way_and_has_no_day(cast, own, report):
    brought(cast, own, State.RETURNED)
    run_due(moment("2011-04-20"))
    with clock.at(moment("2011-04-20")):
        told = line(report(cast.liaison, "update_send", own, **sound()))
    assert told.text.startswith("下一步：由赵局长审签。")


def test_what_is_taken_back_from_a_closed_period_is_not_called_written(cast, own, report):
    brought(cast, own, State.RETURNED)
    run_due(moment("2011-04-20"))
    with clock.at(moment("2011-04-20")):
        report(cast.liaison, "update_send", own, **sound())
        box = report(cast.liaison, "update_take_back", own)
    assert "全部填写" not in box.text and "补全内容" not in box.text


def test_several_heads_are_named_and_more_are_counted(cast, own, report):
    for number in (2, 3):
        factories.person(f"head{number}", role="head", department=cast.civil_affairs, name=f"副局长{number}")
    told = line(report(cast.liaison, "update_send", own, **sound()))
    assert "由赵局长、副局长2等3人审签" in told.text


def test_a_merged_units_report_stands_under_both_names(cast, own, report):
    cast.education.successor = None
    own = brought(cast, own, State.AWAITING_REVIEW)
    cast.civil_affairs.successor = cast.education
    cast.civil_affairs.save(update_fields=["successor"])
    told = line(report(cast.supervisor, "update_send_back", own, reason="补充"))
    own.refresh_from_db()
    assert f"由{own.department}修改" in told.text  # which has no liaison


def test_an_instruction_without_a_day_names_none(cast, step):
    told = line(step(cast.leader, "item_instruction", cast.led, text="请加快"))
    assert told.text == "下一步：由市民政局反馈。"
    told = line(step(cast.leader, "item_instruction", cast.led, text="请加快", due_on="2011-03-28"))
    assert told.text == "下一步：由市民政局反馈（截止2011-03-28）。"


def test_who_has_answered_is_not_led_back_to_the_same_instruction(cast, march, step, signed_for):
    march.updates.all().delete()
    instruction = Instruction.objects.create(item=cast.led, by=cast.leader, text="请加快", at=NOW)
    told = line(step(cast.liaison, "instruction_answer", instruction, text="已办"))
    assert told.text == "下一步：由赵局长审签。 暂无其他待办事项。"
    told = line(step(cast.head, "answer_sign", instruction.answers.get(), decision="sign"))
    assert told.text == "下一步：由孙市长阅示并确认办结。 暂无其他待办事项。"
    told = line(step(cast.leader, "instruction_done", instruction))
    assert told.text == "暂无其他待办事项。"


def test_who_has_asked_for_more_time_is_not_told_to_ask_again(cast, step, signed_for):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-04-01"), status="in_progress")
    Membership.objects.filter(user=cast.head).delete()
    told = line(
        step(cast.liaison, "item_extension", cast.led, version=cast.led.version, wanted_on="2011-06-01", reason="汛期")
    )
    assert Extension.objects.get().state == "asked"
    assert told.text == "下一步：由督查室审定。 暂无其他待办事项。"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("asked", "由督查室核查办理结果"),
        ("with_leader", "由市领导审批"),
        ("approved", "由督查室予以办结"),
        ("sent_back", "由市民政局联络员修改后重新提出"),
        ("taken_back", "暂无其他待办事项"),
    ],
)
def test_a_request_to_close_says_who_has_it(cast, march, signed_for, state, words):
    march.updates.all().delete()
    about = {"department": cast.civil_affairs, "by": cast.liaison, "at": NOW, "result": "建成"}
    approved = {"approved_by": cast.leader, "approved_at": NOW} if state == "approved" else {}
    closing = Closing.objects.create(item=cast.led, state=state, **about, **approved)
    told = next_step("closing_sign", Sent(closing.pk, QueryDict(), User.objects.get(pk=cast.liaison.pk)), on=TODAY)
    assert words in told


def test_readers_and_people_without_a_post_are_told_nothing_about_work(cast):
    for person in (cast.observer, cast.newcomer):
        assert next_step("update_send", Sent(None, QueryDict(), User.objects.get(pk=person.pk)), on=TODAY) == ""


# The office before the first reports


def test_after_issuing_the_first_step_that_is_left_is_linked(cast, client, step):
    report = factories.report(title="另一份", year=2011)
    factories.item(report, 1, "一件事", responsible=[cast.civil_affairs, cast.health])
    told = line(step(cast.supervisor, "report_issue", report, issued_on="2011-03-20"))
    assert told.text == "下一步：牵头单位（1 个事项列有多个单位而未明确牵头，请确认牵头单位）。"
    assert told.links()[0] == f"{reverse('lead_list')}?report={report.pk}"
    assert client.get(told.links()[0]).status_code == 200


def test_an_open_period_is_the_units_and_a_closed_one_is_exported(cast, client, march, step):
    ProgressUpdate.objects.all().delete()
    planned = cast.report.periods.filter(opened_at__isnull=True).order_by("start_on").first()
    told = line(step(cast.supervisor, "period_open", planned))
    assert told.text.startswith(f"下一步：由各责任单位填报（截止{planned.due_on}）。")
    with clock.at(moment("2011-03-28")):
        told = line(step(cast.supervisor, "period_close", march))
    assert told.text.startswith("下一步：导出本期报送表，用于编发通报。")
    assert told.links()[0] == reverse("period_export", args=[march.pk])
    export = client.get(told.links()[0])
    assert export.status_code == 200
    export.close()


# How it is told


def test_the_words_of_an_item_are_escaped(cast, own, part, report):
    WorkItem.objects.filter(pk=cast.supported.pk).update(text="<b>甲</b>&乙")
    told = line(report(cast.liaison, "update_send", own, **sound()))
    assert "下一项：2 <b>甲</b>&乙。" in told.text
    assert not told.all("b")


def test_a_step_that_is_refused_says_nothing_of_it(cast, client, march):
    client.force_login(cast.supervisor)
    answer = client.post(reverse("period_close", args=[march.pk]))
    assert not parse(client.get(answer["Location"])).all("span", of="next-step")


def test_the_line_stands_on_the_next_page_alone(cast, client, own, report):
    report(cast.liaison, "update_send", own, **sound())
    assert not parse(client.get(own.get_absolute_url())).all("span", of="next-step")


def test_a_form_that_is_sent_twice_tells_it_both_times(cast, client, own):
    client.force_login(cast.supervisor)
    own = brought(cast, own, State.AWAITING_REVIEW)
    data = {"version": own.version, "note": "", KEY: "one"}
    lines = []
    for _time in range(2):
        answer = client.post(reverse("update_accept", args=[own.pk]), data)
        lines.append(parse(client.get(answer["Location"])).one("span", of="next-step").text)
    assert lines[0] == lines[1].strip() and lines[0].startswith("下一步：")


# Cost


@pytest.mark.parametrize(
    ("person", "name", "most"),
    [("liaison", "update_send", 14), ("head", "update_sign_off", 16), ("supervisor", "update_accept", 13)],
)
def test_it_takes_the_same_few_queries_for_one_item_and_for_many(cast, march, own, person, name, most):
    user = User.objects.get(pk=getattr(cast, person).pk)
    brought(cast, own, State.AWAITING_SIGN_OFF)
    assert user.posts  # read once a request, whoever asks

    def cost():
        return queries(lambda: next_step(name, Sent(own.pk, QueryDict(), user), on=TODAY))

    few = cost()
    for item in more_items(cast, 12):
        brought(cast, update_of(march, item, cast.civil_affairs), State.EXPECTED)
    assert cost() == few <= most


def test_other_addresses_ask_nothing(cast):
    user = User.objects.get(pk=cast.liaison.pk)
    assert queries(lambda: next_step("list_layout", Sent(None, QueryDict(), user), on=TODAY)) == 0


def test_another_instruction_on_the_same_item_comes_next(cast, step, signed_for):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress")
    first, second = (
        Instruction.objects.create(item=cast.led, by=cast.leader, text=text, at=NOW) for text in ("一", "二")
    )
    told = line(step(cast.liaison, "instruction_answer", first, text="已办"))
    assert told.text == "下一步：由赵局长审签。"  # the other one still waits, beside the one that was answered
    told = line(step(cast.head, "answer_sign", first.answers.get(), decision="sign"))
    assert "待反馈批示 1 项" in told.text and str(second.item.display_number) in told.text


def test_a_collective_is_named_for_its_members_who_answer(cast, step):
    told = line(step(cast.leader, "item_instruction", cast.open_lead, text="请加快"))
    assert told.text == "下一步：由各区人民政府、市教育局反馈。"


def test_who_goes_on_with_what_was_returned_is_told_to_send_it(cast, own, report):
    brought(cast, own, State.RETURNED)
    told = line(report(cast.liaison, "update_save", own, text="改了一半"))
    assert told.text.startswith("下一步：补全")
