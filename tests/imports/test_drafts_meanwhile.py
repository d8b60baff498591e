"""What happens while a draft is open: units change, the database fails, two people are hasty."""

import threading

import pytest
from django.db import DatabaseError, OperationalError, connection

from departments.models import Department, DepartmentAlias
from items.imports import ImportRefused, drafts, remedies
from items.models import HistoryEntry, ImportDraft, WorkReport
from items.units.merging import merge

from ..given.cast import Cast
from ..given.factories import day
from .begun import UNKNOWN, apply, decide, started_with
from .imported import everything, refused


@pytest.fixture
def draft(cast):
    """TEXT, read, as one person of the office sees it."""
    return started_with(cast)


# Units that change while the draft is open


def test_a_renamed_unit_is_asked_for_again(cast, draft):
    Department.objects.filter(pk=cast.health.pk).update(name="市卫生健康委", short_name="")
    with refused("市卫生局"):
        apply(draft, cast.supervisor)
    drafts.decide(
        draft,
        lambda plan: remedies.match_unit_by_name(plan, "市卫生局", "市卫生健康委", remember=True),
        by=cast.supervisor,
        version=draft.version,
    )
    report = apply(draft, cast.supervisor)
    assert cast.health.responsibilities.filter(item__report=report).count() == 1
    assert DepartmentAlias.objects.get(name="市卫生局").department == cast.health


def test_a_merged_unit_is_replaced_by_its_successor(cast, draft):
    merge(cast.health, into=cast.education, by=cast.administrator, on=day("2012-01-01"))
    report = apply(draft, cast.supervisor)
    assert not cast.health.responsibilities.filter(item__report=report).exists()
    assert cast.education.responsibilities.filter(item__report=report).count() == 2


def test_a_chosen_unit_that_was_merged_is_asked_for_again(cast):
    draft = started_with(cast, UNKNOWN)
    drafts.decide(
        draft,
        lambda plan: remedies.match_unit(plan, "市气象局", cast.health, remember=True),
        by=cast.supervisor,
        version=draft.version,
    )
    merge(cast.health, into=cast.education, by=cast.administrator, on=day("2012-01-01"))
    with refused("市气象局"):
        apply(draft, cast.supervisor)


def test_a_unit_made_by_another_draft_is_used(cast):
    one, other = started_with(cast, UNKNOWN), started_with(cast, UNKNOWN)
    for draft in (one, other):
        decide(draft, remedies.make_all_units, by=cast.supervisor)
    drafts.describe_report(other, by=cast.supervisor, version=other.version + 1, title="另一份")
    apply(one, cast.supervisor)
    apply(other, cast.supervisor)
    assert Department.objects.filter(name="市气象局").count() == 1


# Faults and haste


@pytest.mark.parametrize("error", [DatabaseError, OperationalError])
@pytest.mark.parametrize("step", ["creating.make_units", "creating.create_targets", "creating.history.record"])
def test_a_database_error_leaves_ledger_and_draft_as_they_were(cast, monkeypatch, step, error):
    draft = started_with(cast, UNKNOWN)
    decide(draft, remedies.make_all_units, by=cast.supervisor)

    def breaks(*args, **kwargs):
        raise error("disk I/O error")

    before = everything()
    with monkeypatch.context() as patched:
        patched.setattr(f"items.imports.{step}", breaks)
        with pytest.raises(error):
            apply(draft, cast.supervisor)
    assert everything() == before
    assert apply(draft, cast.supervisor).items.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_applications_at_once_give_one_report():
    cast = Cast.build()
    draft = started_with(cast, UNKNOWN)
    decide(draft, remedies.make_all_units, by=cast.supervisor)
    version = ImportDraft.objects.get(pk=draft.pk).version
    together = threading.Barrier(2, timeout=60)
    answers = []

    def one():
        try:
            together.wait()
            answers.append(drafts.apply_draft(draft, by=cast.supervisor, version=version))
        except ImportRefused as error:
            answers.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    (report,) = [answer for answer in answers if isinstance(answer, WorkReport)]
    (sentence,) = [answer for answer in answers if isinstance(answer, str)]
    assert sentence
    assert WorkReport.objects.filter(title="2012年任务分解").get() == report
    assert Department.objects.filter(name="市气象局").count() == 1
    assert HistoryEntry.objects.filter(action="report_imported").count() == 1
