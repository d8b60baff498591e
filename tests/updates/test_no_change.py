"""Reporting in one click that nothing has changed."""

from decimal import Decimal

import pytest

from items.models import ProgressUpdate
from items.updates import reporting

from ..given import factories
from ..given.opened_rounds import FEBRUARY, State, update_of
from ..given.refusals import refused
from .unit_steps import AT, accept, draft, update_for

pytestmark = pytest.mark.usefixtures("february")


def test_no_change_repeats_words_figures_and_milestones(cast, march):
    target, milestone = factories.target(cast.led, number=30), factories.milestone(cast.led)
    before = update_of(cast.report.periods.get(start_on=FEBRUARY), cast.led, cast.civil_affairs)
    before.values.create(target=target, label="旧名", unit="个", value=Decimal(12))
    before.milestones.create(milestone=milestone, title="完工", reached_on=factories.day("2011-02-20"))
    ProgressUpdate.objects.filter(pk=before.pk).update(completion=Decimal(40), problems="缺资金", needs_decision=True)
    sent = reporting.report_no_change(update_for(cast, march, "report"), by=cast.head, at=AT)
    assert (sent.text, sent.problems, sent.needs_decision) == ("上月情况：已完成1所", "缺资金", True)
    assert (sent.no_change, sent.timing, sent.state) == (True, "on_time", State.AWAITING_REVIEW)
    assert sent.values.get().value == Decimal(12)
    assert sent.milestones.get().reached_on == factories.day("2011-02-20")
    assert sent.completion == Decimal(40)


def test_no_change_counts_anew_where_the_target_has_changed(cast, march):
    target = factories.target(cast.led, number=30)
    before = update_of(cast.report.periods.get(start_on=FEBRUARY), cast.led, cast.civil_affairs)
    before.values.create(target=target, label="站点", unit="个", value=Decimal(12))
    type(target).objects.filter(pk=target.pk).update(number=60)
    sent = reporting.report_no_change(update_for(cast, march, "report"), by=cast.head, at=AT)
    assert sent.completion == Decimal(20)


def test_no_change_leaves_out_what_belongs_to_a_deleted_target(cast, march):
    target = factories.target(cast.led)
    before = update_of(cast.report.periods.get(start_on=FEBRUARY), cast.led, cast.civil_affairs)
    before.values.create(target=target, label="站点", unit="个", value=Decimal(12))
    target.delete()
    sent = reporting.report_no_change(update_for(cast, march, "report"), by=cast.head, at=AT)
    assert not sent.values.exists() and before.values.get().label == "站点"


def test_no_change_needs_something_that_has_not_changed(cast, march):
    cast.report.periods.get(start_on=FEBRUARY).updates.update(state=State.DRAFT)
    with refused("There is no earlier report on this item to repeat"):
        reporting.report_no_change(update_for(cast, march, "report"), by=cast.head, at=AT)


def test_no_change_leaves_no_note_when_accepted(cast, march):
    sent = reporting.report_no_change(update_for(cast, march, "report"), by=cast.head, at=AT)
    accept(sent, cast.supervisor)
    cast.led.refresh_from_db()
    assert not cast.led.notes.exists() and cast.led.status == "not_started"


def test_a_draft_that_was_emptied_again_can_be_no_change(cast, march):
    update = draft(cast, march, text="", next_steps="")
    assert reporting.report_no_change(update, by=cast.head, at=AT).no_change
