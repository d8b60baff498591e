"""The rules that the database itself keeps, each with the sentence the user reads."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint

from departments.models import Department, User
from items.models import FrozenSheet

from ..given import factories
from ..given.factories import day
from .rows import (
    FIRST,
    LAST,
    MOMENT,
    a_call,
    a_chapter,
    a_closing,
    a_curve,
    a_delegation,
    a_delivery,
    a_department,
    a_draft,
    a_light,
    a_meeting,
    a_member,
    a_message,
    a_milestone,
    a_note,
    a_period,
    a_post,
    a_reminder,
    a_report,
    a_responsibility,
    a_saved,
    a_step_reached,
    a_target,
    a_value,
    accepted,
    an_alias,
    an_answer,
    an_attachment,
    an_extension,
    an_instruction,
    an_item,
    an_objection,
    an_unavailable,
    an_update,
    beside,
    closed,
    complaints,
    handed_in,
    its_own_sequel,
    its_own_successor,
    light_rules,
    of_target,
    second,
    signed,
    with_period_and_message,
)


@pytest.fixture
def cast(cast):
    """The cast, with a period and a message."""
    return with_period_and_message(cast)


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
    ("extension_one_unsigned", "waits for its head", second(lambda c: an_extension(c, state="unsigned"))),
    ("closing_one_open", "open closing request", second(a_closing)),
    ("closing_one_unsigned", "waits for its head", second(lambda c: a_closing(c, state="unsigned"))),
    ("closing_state_known", "state does not exist", lambda c: a_closing(c, state="lost")),
    ("closing_approved_by_somebody", "A leader approves", lambda c: a_closing(c, state="approved")),
    ("closing_decided_by_somebody", "Somebody decides", lambda c: a_closing(c, state="closed", decided_at=MOMENT)),
    ("closing_decided_by_somebody", "Somebody decides", lambda c: a_closing(c, state="returned")),
    ("instruction_state_known", "has a moment", lambda c: an_instruction(c, state="done")),
    ("instruction_state_known", "has a moment", lambda c: an_instruction(c, done_at=MOMENT)),
    ("answer_one_unsigned", "waits for its head", lambda c: beside(an_answer(c, state="unsigned"))),
    ("answer_state_known", "state does not exist", lambda c: an_answer(c, state="lost")),
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
    ("update_verified_with_reason", "needs a remark", lambda c: accepted(c, verified=Decimal(20))),
    (
        "update_verified_with_reason",
        "needs a remark",
        lambda c: accepted(c, verified=Decimal("100.1"), review_note="核减"),
    ),
    (
        "update_verified_with_reason",
        "needs a remark",
        lambda c: handed_in(c, verified=Decimal(20), review_note="核减"),
    ),
    ("unavailable_figure_once", "figure is not available", lambda c: beside(an_unavailable(c))),
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
    (
        "reminder_once_an_instruction",
        "reminded by this rule already",
        lambda c: beside(a_reminder(c, period=None, instruction=a_saved(an_instruction(c)))),
    ),
    ("reminder_of_something", "about a period and its due day", lambda c: a_reminder(c, period=None)),
    ("reminder_of_something", "about a period and its due day", lambda c: a_reminder(c, due_on=None)),
    ("call_says_something", "who answered and what was said", lambda c: a_call(c, name="")),
    ("call_says_something", "who answered and what was said", lambda c: a_call(c, said="")),
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
    "answer_state_known",
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
    "call_says_something",
    "department_has_name",
    "alias_has_name",
    "collective_not_own_member",
}
OURS = [model for app in ("departments", "items") for model in apps.get_app_config(app).get_models()]
RULES = {constraint.name: constraint for model in OURS for constraint in model._meta.constraints}


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
        an_answer,
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
