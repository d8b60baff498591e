"""The rules that the database itself keeps, each with the sentence the user reads; questions about one row."""

import datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, ProtectedError
from django.utils import translation

from departments.models import CollectiveMember, Delegation, Department, DepartmentAlias, Membership, User
from items.closing.moving import write_note
from items.models import (
    Attachment,
    Chapter,
    Closing,
    Delivery,
    Extension,
    FrozenSheet,
    ImportDraft,
    Instruction,
    LightRecord,
    LightRules,
    Meeting,
    Message,
    Milestone,
    MilestoneReached,
    Objection,
    PlannedCurve,
    ProgressNote,
    ProgressUpdate,
    Reminder,
    ReportingPeriod,
    Responsibility,
    SourceText,
    Target,
    TargetValue,
    WorkItem,
    WorkReport,
)

from ..given import factories
from ..given.factories import day

FIRST, LAST = day("2011-03-01"), day("2011-02-28")  # the wrong way round


@pytest.fixture
def cast(cast):
    """The cast, with a period and a message."""
    cast.period = factories.period(cast.report)
    cast.message = factories.message(cast.head)
    return cast


def a_report(cast, **fields):
    return WorkReport(
        **{"year": 2012, "title": "2012年任务分解", "source": SourceText.objects.create(text="甲"), **fields}
    )


def a_chapter(cast, **fields):
    values = {"title": "工作", "literal": "一、工作", "position": 1, "path": "0001.", "start": 0, "end": 4}
    return Chapter(**{"report": cast.report, **values, **fields})


def an_item(cast, **fields):
    offsets = {"start": 1, "text_start": 2, "text_end": 3, "end": 4}
    return WorkItem(
        **{
            "report": cast.report,
            "number": 4,
            "number_literal": "4、",
            "position": 4,
            "text": "丁",
            **offsets,
            **fields,
        }
    )


def a_responsibility(cast, **fields):
    return Responsibility(**{"item": cast.led, "department": cast.education, "role": "lead", "position": 3, **fields})


def a_note(cast, **fields):
    return ProgressNote(
        **{"item": cast.led, "by": cast.liaison, "text": "已启动", "at": cast.report.created_at, **fields}
    )


def a_draft(cast, **fields):
    return ImportDraft(**{"created_by": cast.supervisor, "name": "方案.txt", "upload": b"1", "size": 1, **fields})


def a_target(cast, **fields):
    return Target(
        **{"item": cast.led, "position": 1, "label": "新建站点", "number": Decimal(30), "unit": "个", **fields}
    )


def a_milestone(cast, **fields):
    return Milestone(**{"item": cast.led, "position": 1, "title": "主体工程完工", **fields})


def a_message(cast, **fields):
    values = {"to": cast.liaison, "kind": "decided", "title": "题", "day": FIRST, "at": cast.report.created_at}
    return Message(**{**values, **fields})


def a_reminder(cast, **fields):
    """Of the report due on 25 March."""
    values = {
        "to": cast.liaison,
        "department": cast.civil_affairs,
        "due_on": day("2011-03-25"),
        "rule": "before_5",
        "at": cast.report.created_at,
    }
    return Reminder(**{"period": cast.period, "message": cast.message, **values, **fields})


def a_delivery(cast, **fields):
    values = {"channel": "email", "address": "li@example.gov.cn", "next_try_at": cast.report.created_at}
    return Delivery(**{"message": cast.message, **values, **fields})


def a_period(cast, **fields):
    """April's, not opened."""
    days = {"start_on": "2011-04-01", "end_on": "2011-04-30", "opens_on": "2011-04-01"}
    later = {"parts_due_on": "2011-04-22", "due_on": "2011-04-25", "closes_on": "2011-05-05"}
    base = {name: day(text) for name, text in (days | later).items()}
    return ReportingPeriod(**{"report": cast.report, "rhythm": "month", **base, **fields})


def closed(cast, **fields):
    return a_period(
        cast, **{"opened_at": MOMENT, "closed_at": MOMENT, "frozen_sheet": factories.frozen_sheet(), **fields}
    )


def an_update(cast, **fields):
    """What civil affairs reports on the item it leads."""
    base = {"period": cast.period, "item": cast.led, "department": cast.civil_affairs, "role": "lead"}
    return ProgressUpdate(**{**base, **fields})


def handed_in(cast, **fields):
    """The same, once it has left the unit."""
    moments = {"sent_at": MOMENT, "handed_in_at": MOMENT}
    return an_update(cast, **{**moments, "state": "awaiting_review", "text": "已完成", **fields})


def saved_update(cast):
    update = an_update(cast)
    update.save()
    return update


def a_value(cast, **fields):
    values = {"target": a_saved(a_target(cast)), "label": "新建站点", "unit": "个", "value": Decimal(12)}
    return TargetValue(**{"update": saved_update(cast), **values, **fields})


def a_step_reached(cast, **fields):
    values = {"milestone": a_saved(a_milestone(cast)), "title": "主体工程完工"}
    return MilestoneReached(**{"update": saved_update(cast), **values, **fields})


def an_attachment(cast, **fields):
    about = {"item": cast.led, "update": saved_update(cast), "by": cast.liaison, "at": MOMENT}
    file = {"name": "证明.pdf", "kind": "pdf", "size": 9, "digest": "0" * 64, "stored_as": "0" * 32}
    return Attachment(**{**about, **file, **fields})


def a_saved(row):
    row.save()
    return row


def beside(row, **fields):
    """The row, with one of its kind that is there already."""
    fields = {field.name: getattr(row, field.name) for field in row._meta.fields if not field.primary_key} | fields
    type(row).objects.create(**fields)
    return row


def a_department(cast, **fields):
    return Department(**{"name": "市水利局", **fields})


def its_own_successor(cast):
    cast.education.successor = cast.education
    return cast.education


def an_alias(cast, **fields):
    return DepartmentAlias(**{"department": cast.education, "name": "市教体局", **fields})


def a_member(cast, **fields):
    return CollectiveMember(**{"collective": cast.districts, "member": cast.education, **fields})


def a_post(cast, **fields):
    return Membership(**{"user": cast.newcomer, "role": "liaison", "department": cast.education, **fields})


MOMENT = datetime.datetime(2011, 5, 1, tzinfo=datetime.UTC)


def asked(cast, model, **fields):
    """A row of a request on the item that civil affairs leads."""
    base = {"item": cast.led, "by": cast.liaison, "at": MOMENT}
    return model(**{**base, **fields})


def an_objection(cast, **fields):
    values = {"department": cast.civil_affairs, "kind": "duty", "reason": "不属职责"}
    return asked(cast, Objection, **{**values, **fields})


def an_extension(cast, **fields):
    values = {"department": cast.civil_affairs, "due_on": LAST, "wanted_on": FIRST, "reason": "汛期"}
    return asked(cast, Extension, **{**values, **fields})


def a_closing(cast, **fields):
    return asked(cast, Closing, **{"department": cast.civil_affairs, "result": "建成", **fields})


def an_instruction(cast, **fields):
    return asked(cast, Instruction, **{"by": cast.leader, "text": "请加快", **fields})


def a_delegation(cast, **fields):
    values = {"post": Membership.objects.get(user=cast.liaison), "to": cast.newcomer, "by": cast.liaison, "at": MOMENT}
    return Delegation(**{**values, "start_on": LAST, "end_on": FIRST, **fields})


def light_rules(cast, **fields):
    return LightRules(**{"report": cast.report, "effective_on": FIRST, "at": MOMENT, **fields})


def a_light(cast, **fields):
    values = {
        "since": MOMENT,
        "colour": "green",
        "rule": "normal",
        "schedule": "unknown",
        "facts": {"status": "已立项"},
    }
    return LightRecord(**{"item": cast.led, **values, **fields})


def a_curve(cast, **fields):
    values = {"starts_on": FIRST, "points": [["2011-12-31", "100"]], "state": "proposed"}
    return asked(cast, PlannedCurve, **{**values, **fields})


def of_target(cast):
    cast.target = getattr(cast, "target", None) or factories.target(cast.led)
    return a_curve(cast, target=cast.target)


def a_meeting(cast, **fields):
    return Meeting(**{"report": cast.report, "held_on": FIRST, "by": cast.supervisor, "at": MOMENT, **fields})


def second(make):
    """The same request once more, beside one that is open."""

    def build(cast):
        make(cast).save()
        return make(cast)

    return build


def signed(cast, **fields):
    """A responsibility that was issued and signed for."""
    values = {"issued_on": FIRST, "signed_for_at": MOMENT, "signed_for_by": cast.liaison}
    return a_responsibility(cast, **{**values, **fields})


def its_own_sequel(cast):
    cast.led.status, cast.led.carried_to = "carried_over", cast.led
    return cast.led


# Constraint, the sentence, a row that breaks this rule and no other.
BROKEN = [
    ("report_title_once_a_year", "this year and title exists", lambda c: a_report(c, year=2011, title=c.report.title)),
    ("chapter_offsets_in_order", "ends before it starts", lambda c: a_chapter(c, start=5)),
    ("chapter_path_once", "stand in the same place", lambda c: a_chapter(c, path=factories.chapter(c.report).path)),
    ("item_number_once", "already has an item with this number", lambda c: an_item(c, number=3)),
    ("item_completed_has_date", "has a completion date", lambda c: an_item(c, status="completed")),
    ("item_completed_has_date", "any other item has none", lambda c: an_item(c, completed_on=FIRST)),
    ("item_status_known", "status does not exist", lambda c: an_item(c, status="late")),
    ("item_offsets_in_order", "out of order", lambda c: an_item(c, start=3)),
    ("item_offsets_in_order", "out of order", lambda c: an_item(c, text_start=4)),
    ("item_offsets_in_order", "out of order", lambda c: an_item(c, text_end=5)),
    ("responsibility_once", "already stands on the item", lambda c: a_responsibility(c, department=c.health)),
    ("responsibility_role_known", "role does not exist", lambda c: a_responsibility(c, role="boss")),
    ("responsibility_not_via_itself", "cannot stand for itself", lambda c: a_responsibility(c, via=c.education)),
    ("responsibility_signed_after_issue", "Only what was issued", lambda c: signed(c, issued_on=None)),
    ("responsibility_signed_after_issue", "somebody signs", lambda c: signed(c, signed_for_by=None)),
    ("responsibility_signed_after_issue", "somebody signs", lambda c: signed(c, signed_for_at=None)),
    ("item_carried_over_elsewhere", "was carried over names", lambda c: an_item(c, carried_to=c.supported)),
    ("item_carried_over_elsewhere", "was carried over names", its_own_sequel),
    ("objection_one_open", "has an open objection", second(an_objection)),
    ("objection_words_known", "state does not exist", lambda c: an_objection(c, kind="mood")),
    ("objection_words_known", "state does not exist", lambda c: an_objection(c, state="lost")),
    ("objection_words_known", "state does not exist", lambda c: an_objection(c, decision="shrug")),
    ("objection_settled_by_somebody", "has a decision", lambda c: an_objection(c, state="settled", decision="keep")),
    (
        "objection_settled_by_somebody",
        "has a decision",
        lambda c: an_objection(c, state="settled", settled_by=c.supervisor, settled_at=MOMENT),
    ),
    ("extension_one_open", "open extension request", second(an_extension)),
    ("extension_state_known", "state does not exist", lambda c: an_extension(c, state="lost")),
    ("extension_is_later", "after the present one", lambda c: an_extension(c, wanted_on=LAST)),
    (
        "extension_approved_has_day",
        "names the new deadline",
        lambda c: an_extension(c, state="approved", decided_by=c.supervisor, decided_at=MOMENT),
    ),
    ("extension_approved_has_day", "names the new deadline", lambda c: an_extension(c, granted_on=FIRST)),
    (
        "extension_decided_by_somebody",
        "Somebody decides",
        lambda c: an_extension(c, state="denied", decided_by=c.supervisor),
    ),
    ("closing_one_open", "open closing request", second(a_closing)),
    ("closing_state_known", "state does not exist", lambda c: a_closing(c, state="lost")),
    ("closing_approved_by_somebody", "A leader approves", lambda c: a_closing(c, state="approved")),
    ("closing_decided_by_somebody", "Somebody decides", lambda c: a_closing(c, state="closed", decided_at=MOMENT)),
    ("closing_decided_by_somebody", "Somebody decides", lambda c: a_closing(c, state="returned")),
    ("instruction_state_known", "has a moment", lambda c: an_instruction(c, state="done")),
    ("instruction_state_known", "has a moment", lambda c: an_instruction(c, done_at=MOMENT)),
    ("light_gaps_in_order", "Red begins above", lambda c: light_rules(c, yellow_gap=31)),
    ("light_one_present", "one light at a time", second(a_light)),
    ("light_ends_after_beginning", "ends after it began", lambda c: a_light(c, until=MOMENT)),
    ("light_words_known", "light does not exist", lambda c: a_light(c, colour="pink")),
    ("light_words_known", "light does not exist", lambda c: a_light(c, schedule="late")),
    ("curve_state_known", "state does not exist", lambda c: a_curve(c, state="lost")),
    ("curve_of_item_once", "item has such a planned curve", second(a_curve)),
    ("curve_of_target_once", "target has such a planned curve", second(of_target)),
    ("curve_decided_by_somebody", "Somebody decides", lambda c: a_curve(c, state="approved")),
    (
        "meeting_has_one_scope",
        "not about several",
        lambda c: a_meeting(c, leader="张三", department=c.civil_affairs),
    ),
    ("delegation_dates_in_order", "last day of the delegation", lambda c: a_delegation(c, start_on=FIRST, end_on=LAST)),
    ("item_completion_in_percent", "between 0 and 100", lambda c: an_item(c, completion=Decimal("100.1"))),
    ("item_completion_in_percent", "between 0 and 100", lambda c: an_item(c, completion=Decimal("-0.1"))),
    ("period_once", "already has a reporting period", lambda c: a_period(c, start_on=c.period.start_on)),
    ("period_rhythm_known", "rhythm does not exist", lambda c: a_period(c, rhythm="week")),
    ("period_days_in_order", "before it is due", lambda c: a_period(c, end_on=day("2011-03-31"))),
    ("period_days_in_order", "before it is due", lambda c: a_period(c, opens_on=day("2011-04-23"))),
    ("period_days_in_order", "before it is due", lambda c: a_period(c, parts_due_on=day("2011-04-26"))),
    ("period_days_in_order", "before it closes", lambda c: a_period(c, closes_on=day("2011-04-24"))),
    ("period_closed_is_frozen", "keeps what it said", lambda c: closed(c, frozen_sheet=None)),
    ("period_closed_is_frozen", "has been open", lambda c: closed(c, opened_at=None)),
    ("period_closed_is_frozen", "keeps what it said", lambda c: a_period(c, frozen_sheet=factories.frozen_sheet())),
    ("sheet_says_something", "text and its digest", lambda c: FrozenSheet(digest="0" * 64)),
    ("sheet_says_something", "text and its digest", lambda c: FrozenSheet(text="{}")),
    ("update_once_a_period", "has a progress update on the item", lambda c: beside(an_update(c))),
    ("update_state_known", "state does not exist", lambda c: an_update(c, state="lost")),
    ("update_role_known", "role does not exist", lambda c: an_update(c, role="boss")),
    ("update_completion_in_percent", "between 0 and 100", lambda c: an_update(c, completion=Decimal("100.1"))),
    ("update_completion_in_percent", "between 0 and 100", lambda c: an_update(c, completion=Decimal("-0.1"))),
    ("update_handed_in_has_moment", "has a moment", lambda c: handed_in(c, sent_at=None)),
    ("update_handed_in_has_moment", "has a moment", lambda c: handed_in(c, handed_in_at=None)),
    ("update_handed_in_has_moment", "has a moment", lambda c: an_update(c, state="awaiting_merge")),
    ("update_returned_has_reason", "returned with a reason", lambda c: an_update(c, state="returned")),
    (
        "update_returned_has_reason",
        "returned with a reason",
        lambda c: an_update(c, state="returned", return_reason="数据不清"),
    ),
    (
        "update_returned_has_reason",
        "returned with a reason",
        lambda c: an_update(c, state="returned", returned_by="office"),
    ),
    ("update_accepted_by_somebody", "Somebody accepts", lambda c: handed_in(c, state="accepted", reviewed_at=MOMENT)),
    (
        "update_accepted_by_somebody",
        "Somebody accepts",
        lambda c: handed_in(c, state="accepted", reviewed_by=c.supervisor),
    ),
    ("update_not_via_itself", "cannot stand for itself", lambda c: an_update(c, via=c.civil_affairs)),
    ("target_value_once", "already has a value", lambda c: beside(a_value(c))),
    ("target_value_within_limit", "at most 13 digits", lambda c: a_value(c, value=Decimal("10000000000001"))),
    ("target_value_within_limit", "at most 13 digits", lambda c: a_value(c, value=Decimal("-10000000000001"))),
    ("milestone_reached_once", "already names the milestone", lambda c: beside(a_step_reached(c))),
    ("attachment_on_one_thing", "goes with an update or with a request", lambda c: an_attachment(c, update=None)),
    (
        "attachment_on_one_thing",
        "goes with an update or with a request",
        lambda c: an_attachment(c, closing=a_saved(a_closing(c))),
    ),
    ("attachment_kind_known", "Files are PDF", lambda c: an_attachment(c, kind="exe")),
    ("draft_state_known", "state does not exist", lambda c: a_draft(c, state="lost")),
    ("draft_applied_has_report", "names its report", lambda c: a_draft(c, state="applied")),
    ("note_not_empty", "write a sentence", lambda c: a_note(c, text="")),
    ("target_has_label", "says what is counted", lambda c: a_target(c, label="")),
    ("target_comparator_known", "comparison does not exist", lambda c: a_target(c, comparator=">")),
    ("target_number_within_limit", "at most 13 digits", lambda c: a_target(c, number=Decimal("10000000000001"))),
    ("target_number_within_limit", "at most 13 digits", lambda c: a_target(c, number=Decimal("-10000000000001"))),
    ("target_number_within_limit", "at most 13 digits", lambda c: a_target(c, upper=Decimal("10000000000001"))),
    ("target_range_in_order", "above its lower end", lambda c: a_target(c, upper=Decimal(30))),
    ("target_basis_known", "basis does not exist", lambda c: a_target(c, basis="guess")),
    ("target_place_in_order", "out of order", lambda c: a_target(c, start=5, end=4)),
    ("target_place_in_order", "out of order", lambda c: a_target(c, start=5)),
    ("target_place_in_order", "out of order", lambda c: a_target(c, end=5)),
    ("milestone_has_title", "says what is reached", lambda c: a_milestone(c, title="")),
    ("milestone_basis_known", "basis does not exist", lambda c: a_milestone(c, basis="guess")),
    ("milestone_place_in_order", "out of order", lambda c: a_milestone(c, start=5, end=4)),
    (
        "message_one_reminder_a_day",
        "already has the reminder of the day",
        lambda c: beside(a_message(c, kind="reminder"), title="另一条"),
    ),
    ("message_has_title", "has a title", lambda c: a_message(c, title="")),
    ("reminder_once_a_period", "reminded by this rule already", lambda c: beside(a_reminder(c))),
    (
        "reminder_once_an_item",
        "reminded by this rule already",
        lambda c: beside(a_reminder(c, period=None, due_on=None, item=c.led, rule="sign_for")),
    ),
    ("reminder_of_something", "about a period and its due day", lambda c: a_reminder(c, period=None)),
    ("reminder_of_something", "about a period and its due day", lambda c: a_reminder(c, due_on=None)),
    ("delivery_once_a_channel", "already goes out", lambda c: beside(a_delivery(c), address="b@example.gov.cn")),
    ("delivery_sent_has_moment", "at which it was", lambda c: a_delivery(c, state="sent")),
    ("delivery_sent_has_moment", "at which it was", lambda c: a_delivery(c, sent_at=c.report.created_at)),
    ("department_has_name", "needs a name", lambda c: a_department(c, name="")),
    ("department_dates_in_order", "last active day", lambda c: a_department(c, active_from=FIRST, active_to=LAST)),
    ("department_not_own_successor", "own successor", its_own_successor),
    ("alias_has_name", "needs a name", lambda c: an_alias(c, name="")),
    ("member_once_per_collective", "already a member", lambda c: a_member(c, member=c.east)),
    ("collective_not_own_member", "own member", lambda c: a_member(c, member=c.districts)),
    ("member_dates_in_order", "last valid day", lambda c: a_member(c, valid_from=FIRST, valid_to=LAST)),
    ("unit_post_has_department", "belongs to a department", lambda c: a_post(c, department=None)),
    ("unit_post_has_department", "belongs to a department", lambda c: a_post(c, role="head", department=None)),
    ("post_open_once", "already holds this post", lambda c: a_post(c, user=c.liaison, department=c.civil_affairs)),
    ("post_without_unit_once", "already holds", lambda c: a_post(c, user=c.leader, role="leader", department=None)),
    ("post_dates_in_order", "last day of the post", lambda c: a_post(c, start_on=FIRST, end_on=LAST)),
]
# A field's own check speaks first: choices, "cannot be blank", `clean()`.
SAID_EARLIER = {
    "item_status_known",
    "light_words_known",
    "curve_state_known",
    "responsibility_role_known",
    "objection_words_known",
    "extension_state_known",
    "closing_state_known",
    "period_rhythm_known",
    "update_state_known",
    "update_role_known",
    "update_completion_in_percent",
    "draft_state_known",
    "target_has_label",
    "target_comparator_known",
    "target_basis_known",
    "milestone_has_title",
    "milestone_basis_known",
    "note_not_empty",
    "message_has_title",
    "department_has_name",
    "alias_has_name",
    "collective_not_own_member",
}
OURS = [model for app in ("departments", "items") for model in apps.get_app_config(app).get_models()]
RULES = {constraint.name: constraint for model in OURS for constraint in model._meta.constraints}


def complaints(check):
    """The sentences with which `check` refuses; none if it does not."""
    with translation.override("en"):
        try:
            check()
        except ValidationError as error:
            return error.messages
    return []


def test_every_rule_of_the_database_is_tested_here():
    assert {name for name, _sentence, _broken in BROKEN} == set(RULES)


@pytest.mark.parametrize(
    "row",
    [
        a_report,
        a_chapter,
        an_item,
        a_responsibility,
        a_target,
        a_milestone,
        a_note,
        a_period,
        closed,
        an_update,
        handed_in,
        a_value,
        a_step_reached,
        an_attachment,
        a_message,
        a_reminder,
        a_delivery,
        an_objection,
        an_extension,
        a_closing,
        an_instruction,
        light_rules,
        a_light,
        a_curve,
        a_meeting,
        signed,
        a_delegation,
        a_department,
        an_alias,
        a_member,
        a_post,
    ],
)
def test_the_unbroken_rows_are_accepted(cast, row):
    row = row(cast)
    row.full_clean()
    row.save()


@pytest.mark.parametrize(("rule", "sentence", "broken"), BROKEN)
def test_a_broken_rule_is_told_in_a_sentence(cast, rule, sentence, broken):
    row = broken(cast)
    [complaint] = complaints(row.validate_constraints)
    assert sentence in complaint
    found = complaints(row.full_clean)
    assert found if rule in SAID_EARLIER else complaint in found


@pytest.mark.parametrize(("rule", "sentence", "broken"), BROKEN)
def test_the_database_refuses_what_nobody_checked(cast, rule, sentence, broken):
    row = broken(cast)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        row.save()
    # SQLite names a check by its name and a unique rule by its columns.
    told = rule if isinstance(RULES[rule], CheckConstraint) else "unique"
    assert told in str(refusal.value).lower()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (lambda c: Department(name="市卫生局"), "Department with this Name already exists."),
        (lambda c: an_alias(c, name="卫生系统"), "This alias is already taken by a department."),
        (lambda c: User(username="liaison", name="某"), "This user name is taken."),
    ],
)
def test_a_taken_name_is_refused(cast, row, sentence):
    an_alias(cast, name="卫生系统").save()
    assert sentence in complaints(lambda: row(cast).full_clean(exclude=["password"]))
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        row(cast).save()


@pytest.mark.parametrize(
    "row",
    [
        lambda c: an_item(c, number=3, clause=2),
        lambda c: an_item(c, number=3, report=factories.report()),
        lambda c: an_item(c, start=2, text_start=2, text_end=2, end=2),
        lambda c: a_chapter(c, report=factories.report(), path=factories.chapter(c.report).path),
        lambda c: a_report(c, title=c.report.title),
        lambda c: an_item(c, completion=Decimal(100)),
        lambda c: a_period(c, rhythm="quarter", start_on=c.period.start_on),
        lambda c: a_period(c, parts_due_on=day("2011-04-01"), due_on=day("2011-04-01"), closes_on=day("2011-04-01")),
        lambda c: beside(an_update(c), department=c.health),
        lambda c: handed_in(c, state="accepted", reviewed_at=MOMENT, reviewed_by=c.supervisor, completion=Decimal(100)),
        lambda c: an_update(c, state="returned", returned_by="head", return_reason="数据不清", completion=Decimal(0)),
        lambda c: beside(a_value(c), target=None),
        lambda c: beside(a_step_reached(c), milestone=None),
        lambda c: beside(a_message(c, kind="reminder"), day=LAST),
        lambda c: beside(a_message(c)),
        lambda c: beside(a_reminder(c), due_on=day("2011-03-22")),
        lambda c: beside(a_reminder(c, rule="manual", due_on=None)),
        lambda c: a_department(c, active_from=FIRST, active_to=FIRST),
        lambda c: a_member(c, valid_from=FIRST, valid_to=FIRST),
        lambda c: a_post(c, user=c.liaison, department=c.civil_affairs, role="head"),
        lambda c: a_post(c, user=c.liaison, department=c.health),
        lambda c: a_post(c, user=c.liaison, department=c.civil_affairs, end_on=LAST),
        lambda c: a_post(c, user=c.liaison, role="observer", department=None),
        lambda c: a_post(c, start_on=FIRST, end_on=FIRST),
    ],
)
def test_what_lies_just_inside_the_rules_is_accepted(cast, row):
    row = row(cast)
    row.full_clean()
    row.save()


def made_collective(cast):
    cast.east.is_collective = True
    return cast.east


def no_longer_collective(cast):
    cast.districts.is_collective = False
    return cast.districts


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (lambda c: an_alias(c, name="市卫生局"), "“市卫生局” is the name of a department."),
        (lambda c: Department(name="市教体局"), "“市教体局” is already an alias of another department."),
        (lambda c: a_member(c, collective=c.health), "“市卫生局” is not a collective."),
        (
            lambda c: a_member(c, member=factories.collective("各园区", [])),
            "A member of a collective cannot be a collective itself.",
        ),
        (made_collective, "A member of a collective cannot be a collective itself."),
        (no_longer_collective, "Remove the members first: only a collective has members."),
    ],
)
def test_rules_across_rows_are_told_in_a_sentence(cast, row, sentence):
    an_alias(cast).save()
    assert complaints(row(cast).full_clean) == [sentence]


def test_a_unit_may_take_its_own_alias_as_its_name(cast):
    alias = an_alias(cast)
    alias.save()
    cast.education.name = alias.name
    cast.education.full_clean()


def test_a_merged_units_name_may_be_an_alias_of_its_successor(cast):
    Department.objects.filter(pk=cast.health.pk).update(successor=cast.education)
    alias = an_alias(cast, name="市卫生局")
    alias.full_clean()
    alias.save()
    Department.objects.get(pk=cast.health.pk).full_clean()


@pytest.mark.parametrize("model", [Department, WorkReport, WorkItem])
def test_what_others_stand_on_cannot_be_deleted(cast, model):
    write_note(cast.led, text="已启动", by=cast.liaison)
    with pytest.raises(ProtectedError):
        model.objects.first().delete()
    with pytest.raises(ProtectedError):
        cast.liaison.delete()


@pytest.mark.parametrize(
    ("status", "due_on", "overdue"),
    [
        ("not_started", "2011-04-30", True),
        ("in_progress", "2011-04-30", True),
        ("awaiting_closure", "2011-04-30", True),
        ("in_progress", "2011-05-01", False),
        ("in_progress", None, False),
        ("completed", "2011-04-30", False),
        ("cancelled", "2011-04-30", False),
        ("carried_over", "2011-04-30", False),
    ],
)
def test_an_open_item_is_overdue_from_the_day_after_its_deadline(status, due_on, overdue):
    item = WorkItem(status=status, due_on=due_on and day(due_on))
    assert item.is_overdue(day("2011-05-01")) is overdue


def test_rows_are_named_as_people_quote_them(cast):
    first, second = an_item(cast, number=191), an_item(cast, number=191, clause=2)
    with translation.override("en"):
        assert [str(first), str(second)] == ["Item 191", "Item 191-2"]
        assert str(a_responsibility(cast)) == "市教育局 · Lead"
    assert str(a_member(cast)) == "各区人民政府 · 市教育局"
    assert str(a_note(cast, text="长" * 100)) == "长" * 60
    assert [str(row) for row in (an_alias(cast), a_chapter(cast), a_report(cast))] == [
        "市教体局",
        "一、工作",
        "2012年任务分解",
    ]


def test_depth_counts_the_chapters_above(cast):
    top = factories.chapter(cast.report)
    below = factories.chapter(cast.report, parent=top)
    assert (top.depth, below.depth) == (0, 1)
    assert below.path == top.path + below.step_path()


def test_a_unit_is_found_under_each_of_its_names(cast):
    an_alias(cast, department=cast.health, name="市卫生和健康局").save()
    for name in ["市卫生局", "卫生局", "市卫生和健康局"]:
        assert list(Department.objects.called(name)) == [cast.health]
    assert not Department.objects.called("卫生").exists()
    assert list(Department.objects.matching("卫生")) == [cast.health]
    assert list(Department.objects.matching("和健康")) == [cast.health]


def test_units_exist_from_their_first_to_their_last_day(cast):
    Department.objects.filter(pk=cast.health.pk).update(active_from=day("2011-01-01"), active_to=day("2011-12-31"))
    found = {on: cast.health in Department.objects.active(day(on)) for on in ("2010-12-31", "2011-01-01", "2012-01-01")}
    assert found == {"2010-12-31": False, "2011-01-01": True, "2012-01-01": False}
    assert cast.health in Department.objects.active(day("2011-12-31"))
    assert cast.education in Department.objects.active(day("1990-01-01"))


def test_members_of_a_collective_depend_on_the_day(cast):
    cast.districts.member_rows.filter(member=cast.east).update(valid_to=day("2011-06-30"))
    cast.districts.member_rows.filter(member=cast.west).update(valid_from=day("2011-06-30"))
    assert [list(cast.districts.members(day(on))) for on in ("2011-06-29", "2011-06-30", "2011-07-01")] == [
        [cast.east],
        [cast.east, cast.west],
        [cast.west],
    ]
