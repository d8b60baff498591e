"""Many items are changed together: looked at first, then all or none, each by its own step."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from items.ledger.editing import confirm_lead
from items.ledger.rewording import reword
from items.models import Extension, Message, WorkItem
from items.requests.extending import extend, set_deadline
from items.several.changing import MOST, NotAll, What, change_all, rehearse
from items.steps.errors import WorkflowError

from ..given import factories
from ..given.factories import day, moment
from ..given.opened_rounds import opened
from ..given.refusals import everything, refused

AT = moment("2011-05-10 10:00")
EMPTY = {"due_on": None, "due_text": "", "reason": "", "lead": None, "leaders": "", "group": "", "chapter": None}
EMPTY["shown_on"] = None


def chosen(*items):
    rows = [WorkItem.objects.select_related("report", "chapter").get(pk=item.pk) for item in items]
    return [(row, row.version) for row in rows]


def change(what, **values):
    return {**EMPTY, "what": what, **values}


def do(cast, items, *args, step=change_all, by=None, **values):
    return step(chosen(*items), change(*args, **values), by=by or cast.supervisor, at=AT)


def fields(*items):
    return [
        (row.due_on, row.leaders, row.group, row.chapter_id)
        for row in (WorkItem.objects.get(pk=item.pk) for item in items)
    ]


@pytest.fixture
def two(cast):
    return cast.led, cast.supported


def test_a_deadline_is_set_on_all_with_a_history_of_each(cast, two):
    lines = do(cast, two, What.DEADLINE, due_on=day("2011-11-30"))
    assert [row[0] for row in fields(*two)] == [day("2011-11-30")] * 2
    assert [len(item.history.all()) for item in two] == [1, 1]
    assert [(line.changes[0].before, line.changes[0].after) for line in lines] == [("", "2011-11-30")] * 2


def test_leaders_groups_and_chapter_are_set_on_all(cast, two):
    chapter = factories.chapter(cast.report)
    WorkItem.objects.filter(pk=cast.led.pk).update(group="十件实事")
    do(cast, two, What.LEADERS, leaders="李四")
    do(cast, two, What.INTO_GROUP, group="重点项目")
    do(cast, two, What.CHAPTER, chapter=chapter)
    assert fields(*two) == [
        (None, "李四", "十件实事、重点项目", chapter.pk),
        (None, "李四", "重点项目", chapter.pk),
    ]
    do(cast, two, What.OUT_OF_GROUP, group="重点项目")
    assert [row[2] for row in fields(*two)] == ["十件实事", ""]


def test_a_lead_that_stands_on_all_of_them_is_confirmed(cast, two):
    do(cast, two, What.LEAD, lead=cast.health, reason="职能划转")
    for item in two:
        assert item.responsibilities.get(role="lead").department == cast.health


def written(item):
    """All that a step has written on the item, without its number."""
    item = WorkItem.objects.get(pk=item.pk)
    kept = {name: getattr(item, name) for name in ("version", "due_on", "original_due_on", "due_text", "remark")}
    rows = item.responsibilities.order_by("department").values_list("department", "role", "basis", "via", "issued_on")
    entries = item.history.values_list("action", "by", "before", "after", "reason", "report", "department")
    messages = Message.objects.filter(item=item).order_by("to")
    sent = [(one.to, one.kind, one.title.replace(item.display_number, ""), one.text, one.by) for one in messages]
    asked = item.updates.order_by("department").values_list("department", "role", "state", "via")
    curves = item.curves.order_by("pk").values_list("target__label", "starts_on", "points", "state", "reason", "by")
    return kept, list(rows), list(entries), sent, list(asked), list(curves)


def test_a_lead_for_many_is_written_and_told_as_for_one(cast):
    """The same history, rows, reports to come and messages, whichever way the lead was confirmed."""
    units = {"leads": [cast.civil_affairs], "supports": [cast.districts]}
    one, other = (factories.item(cast.report, number, issued_on=day("2011-02-01"), **units) for number in (31, 32))
    opened(cast.report)
    confirm_lead(one, leads=[cast.districts], by=cast.supervisor, version=1, reason="职能划转")
    do(cast, [other], What.LEAD, lead=cast.districts, reason="职能划转")
    assert written(one) == written(other)
    assert written(other)[3] and written(other)[4]


@pytest.mark.parametrize("issued", [True, False])
@pytest.mark.parametrize("to", ["2011-09-30", "2011-06-20", "2011-06-30"])
@pytest.mark.parametrize("what", [What.DEADLINE, What.EXTENSION])
def test_a_deadline_for_many_is_written_and_told_as_for_one(cast, what, to, issued):
    """Later, earlier and as it was: the same history, messages and plans of months that are over."""
    fields = {"due_on": day("2011-06-30"), "issued_on": day("2011-02-01") if issued else None, "due_text": "6月底"}
    one, other = (factories.item(cast.report, number, leads=[cast.civil_affairs], **fields) for number in (31, 32))
    for item in (one, other):
        factories.target(item)
    who = {"by": cast.supervisor, "at": AT, "version": 1, "due_on": day(to), "reason": "汛期"}
    try:
        if what == What.EXTENSION:
            extend(one, **who)
        else:
            set_deadline(one, due_text="", remark=one.remark, **who)
        sentence = ""
    except WorkflowError as error:
        sentence = str(error)
    (line,) = do(cast, [other], what, due_on=day(to), reason="汛期", step=rehearse)
    assert line.refusal == sentence
    if not sentence:
        do(cast, [other], what, due_on=day(to), reason="汛期", shown_on=day(to))
    assert written(one) == written(other)
    if to == "2011-09-30" and issued:
        assert written(other)[3] and written(other)[5]


def test_an_extension_keeps_the_first_deadline_and_tells_the_units(cast, two):
    WorkItem.objects.update(due_on=day("2011-06-30"))
    do(cast, two, What.EXTENSION, due_on=day("2011-09-30"), reason="汛期")
    for item in WorkItem.objects.filter(pk__in=[item.pk for item in two]):
        assert (item.due_on, item.original_due_on) == (day("2011-09-30"), day("2011-06-30"))
    assert Message.objects.filter(item__in=two).count() >= 2


def test_the_rehearsal_says_what_would_become_of_each_and_writes_nothing(cast, two):
    before = everything()
    lines = do(cast, [*two, cast.open_lead], What.LEAD, lead=cast.health, reason="职能划转", step=rehearse)
    assert [bool(line.changes) for line in lines] == [True, True, False]
    assert lines[2].item == cast.open_lead and lines[2].refusal
    assert everything() == before


def test_where_one_refuses_none_is_changed(cast, two):
    with refused("Nothing was changed", NotAll) as caught:
        do(cast, [*two, cast.open_lead], What.LEAD, lead=cast.health, reason="职能划转")
    assert [bool(line.refusal) for line in caught.value.lines] == [False, False, True]


def test_an_item_changed_since_it_was_seen_stops_all(cast, two):
    seen = chosen(*two)
    item = seen[1][0]
    now = {name: getattr(item, name) for name in ("number", "clause", "chapter", "leaders", "group")}
    reword(item, by=cast.supervisor, version=1, text="另一件", **now)
    with refused("Nothing was changed", NotAll) as caught:
        change_all(seen, change(What.INTO_GROUP, group="重点项目"), by=cast.supervisor, at=AT)
    assert [line.item for line in caught.value.lines if line.refusal] == [cast.supported]


def test_what_is_so_already_stays(cast, two):
    do(cast, two, What.LEADERS, leaders="李四")
    before = everything()
    assert [line.changes for line in do(cast, two, What.LEADERS, leaders="李四")] == [[], []]
    assert everything() == before


def test_an_item_with_an_open_request_refuses_an_extension(cast, two):
    WorkItem.objects.update(due_on=day("2011-06-30"))
    Extension.objects.create(
        item=cast.led,
        department=cast.civil_affairs,
        due_on=day("2011-06-30"),
        wanted_on=day("2011-08-01"),
        reason="雨",
        by=cast.liaison,
        at=AT,
    )
    with refused("Nothing was changed", NotAll):
        do(cast, two, What.EXTENSION, due_on=day("2011-09-30"), reason="汛期")


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator"])
def test_only_the_office_changes_several(cast, two, who):
    with refused("Only the supervision office"):
        do(cast, two, What.LEADERS, leaders="李四", by=getattr(cast, who))


def test_none_and_too_many_are_refused(cast):
    with refused("at least one item"):
        do(cast, [], What.LEADERS)
    with refused("At most 100"):
        change_all(chosen(cast.led) * (MOST + 1), change(What.LEADERS), by=cast.supervisor, at=AT)


def test_every_item_costs_the_same(cast, two):
    def queries(items, what, **values):
        rows = chosen(*items)
        with CaptureQueriesContext(connection) as captured:
            rehearse(rows, change(what, **values), by=cast.supervisor, at=AT)
        return len(captured)

    everyone = [*two, cast.open_lead]
    one, both, three = (queries(everyone[:count], What.INTO_GROUP, group="重点") for count in (1, 2, 3))
    assert both - one <= 33 and three - both <= 33


def test_a_deadline_that_stands_is_not_moved_without_a_reason(cast, two):
    WorkItem.objects.update(due_on=day("2011-06-30"), issued_on=day("2011-02-01"))
    with refused("Nothing was changed", NotAll):
        do(cast, two, What.DEADLINE, due_on=day("2011-09-30"))
    do(cast, two, What.DEADLINE, due_on=day("2011-09-30"), reason="汛期")
    for item in WorkItem.objects.filter(pk__in=[item.pk for item in two]):
        assert item.original_due_on == day("2011-06-30")


def test_another_lead_of_issued_items_needs_a_reason(cast, two):
    WorkItem.objects.update(issued_on=day("2011-02-01"))
    lines = do(cast, [cast.led], What.LEAD, lead=cast.health, step=rehearse)
    assert "须说明理由" in lines[0].refusal
    do(cast, [cast.led], What.LEAD, lead=cast.health, reason="职能划转")
    assert Message.objects.filter(item=cast.led, text="职能划转").exists()


def test_an_extension_says_the_new_deadline_and_the_lights_where_past_months_keep_their_plan(cast, two):
    WorkItem.objects.update(due_on=day("2011-04-30"), issued_on=day("2011-01-02"))
    lines = do(cast, two, What.EXTENSION, due_on=day("2011-12-31"), reason="汛期", step=rehearse)
    for line in lines:
        assert ("2011-04-30", "2011-12-31") in [(change.before, change.after) for change in line.changes]
        assert line.before.rule == "overdue" and line.after.rule != "overdue"


@pytest.mark.parametrize("status", ["completed", "cancelled", "carried_over"])
@pytest.mark.parametrize("stands", [None, day("2011-06-30"), day("2011-12-31")])
def test_a_closed_item_refuses_another_deadline(cast, two, status, stands):
    WorkItem.objects.update(due_on=stands)
    completed_on = day("2011-05-01") if status == "completed" else None
    WorkItem.objects.filter(pk=cast.led.pk).update(status=status, completed_on=completed_on)
    with refused("Nothing was changed: the items marked", NotAll) as caught:
        do(cast, two, What.DEADLINE, due_on=day("2011-09-30"), reason="汛期")
    assert ["is no longer open" in line.refusal for line in caught.value.lines] == [True, False]
    do(cast, [cast.supported], What.DEADLINE, due_on=day("2011-09-30"), reason="汛期")


@pytest.mark.parametrize(
    ("due_on", "doubt"),
    [("2011-05-09", "早于今天"), ("2011-01-31", "早于该事项的交办日期（2011-02-01）"), ("2012-03-31", "2011年")],
)
def test_a_deadline_that_looks_mistyped_is_doubted_and_set_once_that_was_seen(cast, two, due_on, doubt):
    WorkItem.objects.update(issued_on=day("2011-02-01"))
    lines = do(cast, two, What.DEADLINE, due_on=day(due_on), step=rehearse)
    assert all(doubt in line.doubts[0] and len(line.doubts) == 1 and not line.refusal for line in lines)
    with refused("Nothing was changed yet", NotAll):
        do(cast, two, What.DEADLINE, due_on=day(due_on), shown_on=day("2011-12-31"))
    do(cast, two, What.DEADLINE, due_on=day(due_on), shown_on=day(due_on))
    assert [row[0] for row in fields(*two)] == [day(due_on)] * 2
