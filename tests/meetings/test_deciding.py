"""Meetings: who enters one and what it decides, and what its pack lays on the table."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from items.lights.recording import record_lights
from items.meetings.deciding import decide, enter_meeting
from items.meetings.pack import items_of, pack_of
from items.models import Meeting, WorkItem
from items.requests.as_of import AsOf
from items.requests.instructing import instruct, mark_done
from items.units.merging import merge

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.refusals import refused
from ..given.together import at_once, moment

AT, TODAY = moment("2011-06-20"), day("2011-06-20")
NOT_ALLOWED = ["liaison", "head", "health_liaison", "observer", "administrator", "newcomer"]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def enter(cast, by=None, **fields):
    return enter_meeting(cast.report, by=by or cast.supervisor, at=AT, **{"held_on": TODAY, **fields})


def inbox(person):
    return list(person.messages.order_by("pk").values_list("kind", "title"))


@pytest.mark.parametrize("person", ["supervisor", "leader"])
def test_the_office_and_leaders_enter_meetings(cast, person):
    by = getattr(cast, person)
    meeting = enter(cast, by, title="养老服务调度会", department=cast.health)
    assert (meeting.by, meeting.held_on, meeting.about) == (by, TODAY, "市卫生局")
    entry = cast.report.history.get(action="meeting_entered")
    assert (entry.by, entry.department, entry.after) == (
        by,
        cast.health,
        {"meeting": "养老服务调度会", "about": "市卫生局"},
    )


@pytest.mark.parametrize("person", NOT_ALLOWED)
def test_nobody_else_enters_or_decides(cast, person):
    by, meeting = getattr(cast, person), factories.meeting(cast.report, cast.supervisor)
    with refused("entered by the supervision office and city leaders"):
        enter(cast, by)
    with refused("entered by the supervision office and city leaders"):
        decide(meeting, cast.led, by=by, at=AT, text="请加快")


def test_a_meeting_without_title_is_called_by_its_day(cast):
    meeting = enter(cast, leader="孙市长")
    assert (str(meeting), meeting.about) == ("Meeting of 2011-06-20", "Items of 孙市长")
    assert cast.report.history.get(action="meeting_entered").after == {"meeting": "2011-06-20", "about": "孙市长"}


def test_a_meeting_has_one_subject(cast):
    with refused("not about several"):
        enter(cast, leader="孙市长", department=cast.health)


def test_the_same_meeting_is_entered_once_a_day(cast):
    enter(cast, chapter="(一)工作")
    with refused("entered already"):
        enter(cast, chapter="(一)工作")
    assert enter(cast, chapter="(二)工作") != enter(cast, chapter="(一)工作", title="下午")


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_makes_one_meeting(cast):
    answers = at_once(*[lambda: enter(cast)] * 2)
    assert sorted(isinstance(answer, Meeting) for answer in answers) == [False, True]
    assert Meeting.objects.count() == 1


def test_a_decision_is_an_instruction_that_names_the_meeting(cast):
    meeting = enter(cast, title="第二次调度会")
    given = decide(meeting, cast.led, by=cast.supervisor, at=AT, text=" 月底前报方案 ", due_on=day("2011-06-30"))
    assert (given.meeting, given.by, given.text, given.due_on, given.state) == (
        meeting,
        cast.supervisor,
        "月底前报方案",
        day("2011-06-30"),
        "open",
    )
    entry = cast.led.history.get(action="decision_given")
    assert entry.after == {"meeting_decision": "月底前报方案", "answer_until": "2011-06-30", "meeting": "第二次调度会"}
    told = [("meeting", "Decision of “第二次调度会” on item 1")]
    assert inbox(cast.liaison) == inbox(cast.head) == told
    assert inbox(cast.health_liaison) == inbox(cast.supervisor) == []


def test_a_leaders_decision_is_told_to_the_office(cast):
    decide(enter(cast), cast.led, by=cast.leader, at=AT, text="请加快")
    assert inbox(cast.supervisor) == [("meeting", "Decision of “Meeting of 2011-06-20” on item 1")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"text": "  "}, "needs words"), ({"due_on": day("2011-06-19")}, "lies in the past")],
)
def test_an_incomplete_decision_is_refused(cast, fields, sentence):
    meeting = enter(cast)
    with refused(sentence):
        decide(meeting, cast.led, by=cast.leader, at=AT, **{"text": "请加快", **fields})


def test_a_meeting_decides_on_items_of_its_report_only(cast):
    meeting, other = enter(cast), factories.item(factories.report(), 1)
    with refused("another report"):
        decide(meeting, other, by=cast.leader, at=AT, text="请加快")


# The pack


def change(item, **fields):
    WorkItem.objects.filter(pk=item.pk).update(**fields)


@pytest.fixture
def behind(cast):
    """`led` is overdue, `supported` is due in ten days without a word."""
    change(cast.led, due_on=day("2011-06-10"), status="in_progress")
    change(cast.supported, due_on=day("2011-06-30"), status="in_progress")
    return cast


def pack(meeting, today=TODAY):
    return pack_of(meeting, today=today)


def laid(found):
    return [
        (group.look.word if group.look else group.title, [one.item.number for one in group.entries])
        for group in found.groups
    ]


def accepted(cast, item, unit, period, **words):
    return put(update_of(period, item, unit), State.ACCEPTED, by=cast.liaison, office=cast.supervisor, **words)


def test_red_comes_first_then_yellow_then_who_asks_for_a_decision(behind):
    cast = behind
    factories.item(cast.report, 4, leads=[cast.health], issued_on=day("2011-02-01"))
    march = opened(cast.report)
    for item, unit in [(cast.led, cast.civil_affairs), (cast.supported, cast.health), (cast.open_lead, cast.education)]:
        accepted(cast, item, unit, march, needs_decision=True, completion=Decimal(50))
    for unit in (cast.east, cast.west):
        accepted(cast, cast.open_lead, unit, march)
    found = pack(enter(cast))
    assert laid(found) == [("Far behind", [1]), ("Behind", [2]), ("Needs a city leader's decision", [3])]
    assert [(look.word, count) for look, count, _url in found.counts] == [
        ("Far behind", 1),
        ("Behind", 1),
        ("Normal", 1),
        ("Awaiting report", 1),
    ]
    assert [item.number for item in found.rest] == [4]


def test_problems_and_next_steps_are_those_of_the_latest_accepted_report(behind):
    cast = behind
    february, march = opened(cast.report, FEBRUARY), opened(cast.report)
    accepted(cast, cast.led, cast.civil_affairs, february, problems="缺资金")
    latest = accepted(cast, cast.led, cast.civil_affairs, march, problems="缺土地")
    april = opened(cast.report, "2011-04-01")
    people = {"by": cast.liaison, "office": cast.supervisor}
    put(update_of(april, cast.led, cast.civil_affairs), State.DRAFT, problems="尚未报送", **people)
    put(update_of(march, cast.led, cast.health), State.ACCEPTED, problems="配合单位的话", **people)
    entry = pack(enter(cast)).groups[0].entries[0]
    assert [(one.pk, one.problems) for one in entry.said] == [(latest.pk, "缺土地")]


def test_figures_that_the_reason_names_are_not_repeated(cast):
    named, unnamed = factories.target(cast.led, label="新建站点"), factories.target(cast.led, label="培训人员")
    update = accepted(cast, cast.led, cast.civil_affairs, opened(cast.report))
    update.values.create(target=named, label=named.label, unit=named.unit, value=2)
    change(cast.led, completion=Decimal("3.3"), status="in_progress")
    (entry,) = [entry for group in pack(enter(cast)).groups for entry in group.entries if entry.item == cast.led]
    assert "新建站点 2个" in entry.light.reason
    assert [one.target for one in entry.figures] == [unnamed.pk]


def test_open_instructions_stand_with_their_item_or_below(behind):
    cast = behind
    on_table = instruct(cast.led, by=cast.leader, at=moment("2011-06-01"), text="请督办")
    elsewhere = instruct(cast.open_lead, by=cast.leader, at=moment("2011-06-01"), text="请关注")
    done = instruct(cast.led, by=cast.leader, at=moment("2011-06-01"), text="已了结")
    mark_done(done, by=cast.leader, at=moment("2011-06-02"))
    found = pack(enter(cast))
    assert found.groups[0].entries[0].instructions == [AsOf(on_table, "open", [])]
    assert found.others == [AsOf(elsewhere, "open", [])]


def test_what_was_decided_stands_with_its_item_and_in_the_list_of_decisions(behind):
    meeting = enter(behind)
    first = decide(meeting, behind.led, by=behind.leader, at=AT, text="加快")
    second = decide(meeting, behind.open_lead, by=behind.leader, at=AT, text="关注")
    found = pack(meeting)
    assert found.groups[0].entries[0].decided == [AsOf(first, "open", [])]
    assert [one.instruction for one in found.decisions] == [first, second]
    assert found.others == found.groups[0].entries[0].instructions == []


def test_what_changed_since_the_last_meeting_about_the_same(behind):
    cast = behind
    last = enter(cast, held_on=day("2011-06-05"), department=cast.civil_affairs)
    enter(cast, held_on=day("2011-06-12"))
    decide(last, cast.led, by=cast.leader, at=moment("2011-06-05"), text="加快")
    record_lights(moment("2011-06-05"))
    found = pack(enter(cast, department=cast.civil_affairs))
    assert found.last == last
    assert [(str(state), count) for state, count in found.last_states] == [("Awaiting an answer", 1)]
    assert [one.item for one in found.changes.turned_red] == [cast.led]


def test_the_first_meeting_about_something_has_nothing_before_it(behind):
    enter(behind, held_on=day("2011-06-05"))
    found = pack(enter(behind, leader="孙市长"))
    assert (found.last, found.changes) == (None, None)


def test_a_past_meeting_keeps_the_lights_and_words_of_its_day(behind):
    cast = behind
    march = opened(cast.report)
    accepted(cast, cast.led, cast.civil_affairs, march, problems="缺资金")
    given = instruct(cast.led, by=cast.leader, at=moment("2011-06-01"), text="请督办")
    meeting = enter(cast)
    record_lights(AT)
    mark_done(given, by=cast.leader, at=moment("2011-06-25"))
    change(cast.led, due_on=day("2011-12-31"))
    april = opened(cast.report, "2011-04-01")
    later = accepted(cast, cast.led, cast.civil_affairs, april, problems="")
    type(later).objects.filter(pk=later.pk).update(reviewed_at=moment("2011-06-26"))
    found = pack(meeting, today=day("2011-07-10"))
    (entry,) = [entry for entry in found.groups[0].entries if entry.item == cast.led]
    assert (found.on, entry.light.on, entry.light.facts.due_on) == (TODAY, TODAY, day("2011-06-10"))
    assert [one.problems for one in entry.said] == ["缺资金"]
    assert [(one.instruction, one.state) for one in entry.instructions] == [(given, "open")]


def test_a_past_meeting_without_a_record_shows_today_and_says_so(behind):
    found = pack(enter(behind, held_on=day("2011-06-01")))
    assert (found.is_recorded, found.on) == (False, TODAY)
    assert laid(found)[0] == ("Far behind", [1])


def test_a_coming_meeting_shows_today(behind):
    found = pack(enter(behind, held_on=day("2011-07-01")))
    assert (found.is_recorded, found.on) == (True, TODAY)


def test_the_scope_is_a_leader_a_unit_or_a_chapter_as_written(behind):
    cast = behind
    above = factories.chapter(cast.report, "一、民生")
    change(cast.led, leaders="孙市长", chapter=factories.chapter(cast.report, "(一)养老", parent=above))
    scopes = [{"leader": "孙市长"}, {"department": cast.education}, {"chapter": "一、民生"}, {}]
    numbers = [sorted(items_of(enter(cast, **scope), TODAY).values_list("number", flat=True)) for scope in scopes]
    assert numbers == [[1], [3], [1], [1, 2, 3]]


def test_a_chapter_that_is_gone_gives_no_items(behind):
    found = pack(enter(behind, chapter="(九)旧章节"))
    assert (found.groups, found.counts, list(found.rest)) == ([], [], [])


def test_a_merged_unit_is_followed(behind):
    meeting = enter(behind, department=behind.health)
    merge(behind.health, into=behind.education, by=behind.administrator, on=TODAY)
    found = pack(Meeting.objects.get(pk=meeting.pk))
    assert {item.number for item in items_of(Meeting.objects.get(pk=meeting.pk), TODAY)} == {1, 2, 3}
    assert sum(count for _look, count, _url in found.counts) == 3


def test_the_number_of_queries_does_not_depend_on_the_number_of_items(behind):
    cast = behind
    enter(cast, held_on=day("2011-06-05"))
    record_lights(moment("2011-06-05"))
    meeting = enter(cast)
    late = {"due_on": day("2011-06-11"), "issued_on": day("2011-02-01"), "leads": [cast.health]}

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert pack(Meeting.objects.select_related("report").get(pk=meeting.pk)).changes.turned_red
        return len(caught)

    for number in range(10, 40):
        item = factories.item(cast.report, number, **late)
        if number == 10:
            instruct(item, by=cast.leader, at=AT, text="请督办")
            few = queries()
        factories.target(item)
        instruct(item, by=cast.leader, at=AT, text="请督办")
    assert queries() == few
