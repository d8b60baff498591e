"""The rules that the database itself keeps, each with the sentence the user reads."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint

from departments.models import Department, User

from ..given import factories
from ..given.factories import day
from .broken_rows import BROKEN
from .rows import (
    FIRST,
    LAST,
    MOMENT,
    a_chapter,
    a_closing,
    a_curve,
    a_delegation,
    a_delivery,
    a_department,
    a_layout,
    a_light,
    a_look,
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
    a_share,
    a_step_reached,
    a_target,
    a_value,
    a_view,
    an_alias,
    an_answer,
    an_attachment,
    an_extension,
    an_instruction,
    an_item,
    an_objection,
    an_update,
    beside,
    closed,
    complaints,
    handed_in,
    light_rules,
    list_settings,
    signed,
    with_period_and_message,
)
from .rows_handed_out import a_bulletin, a_copy, a_template, an_export, an_issued_bulletin
from .rows_of_signing_in import a_key, a_recovery_code, an_app

pytestmark = pytest.mark.each_database


# Whoever saves such a row gets another one: it waits for approval.
KEPT_BY_SAVING = {"user_active_if_approved"}


@pytest.fixture
def cast(cast):
    """The cast, with a period and a message."""
    return with_period_and_message(cast)


# A field's own check speaks first: choices, "cannot be blank", `clean()`.
SAID_EARLIER = {
    "item_status_known",
    "item_origin_known",
    "light_words_known",
    "bulletin_kind_known",
    "bulletin_state_known",
    "bulletin_is_titled",
    "template_kind_known",
    "present_light_words_known",
    "curve_state_known",
    "responsibility_role_known",
    "objection_words_known",
    "extension_state_known",
    "closing_state_known",
    "second_look_result_known",
    "answer_state_known",
    "period_rhythm_known",
    "update_state_known",
    "update_role_known",
    "update_completion_in_percent",
    "draft_state_known",
    "export_state_known",
    "target_has_label",
    "target_comparator_known",
    "target_basis_known",
    "milestone_has_title",
    "milestone_basis_known",
    "note_not_empty",
    "message_has_title",
    "call_says_something",
    "department_has_name",
    "saved_view_has_name",
    "layout_has_name",
    "alias_has_name",
    "collective_not_own_member",
}
OURS = [model for app in ("departments", "items") for model in apps.get_app_config(app).get_models()]
RULES = {constraint.name: constraint for model in OURS for constraint in model._meta.constraints}


def test_every_rule_of_the_database_is_tested_here():
    assert {name for name, _sentence, _broken in BROKEN} | KEPT_BY_SAVING == set(RULES)


def test_the_database_refuses_an_account_in_use_that_nobody_has_approved(cast):
    with pytest.raises(IntegrityError, match="user_active_if_approved"), transaction.atomic():
        User.objects.filter(pk=cast.liaison.pk).update(approved_at=None)


@pytest.mark.parametrize(
    "row",
    [
        a_report,
        a_chapter,
        an_item,
        a_responsibility,
        a_target,
        a_share,
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
        a_bulletin,
        an_issued_bulletin,
        a_copy,
        a_template,
        a_reminder,
        a_delivery,
        an_objection,
        an_extension,
        a_closing,
        a_look,
        an_answer,
        an_instruction,
        light_rules,
        a_light,
        a_curve,
        a_meeting,
        a_layout,
        a_view,
        an_export,
        list_settings,
        an_app,
        a_key,
        a_recovery_code,
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
        lambda c: beside(an_app(c), user=c.head),
        lambda c: beside(a_key(c), credential_digest="1" * 64),
        lambda c: beside(a_recovery_code(c), user=c.head),
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
