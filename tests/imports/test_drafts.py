"""The way of a draft into the ledger: decided, applied once, remembered."""

import pytest
from django.utils import translation

from items.imports import Decisions, StaleDraft, drafts, reading, remedies
from items.imports.decision_list import decided, forget
from items.models import ImportDraft, WorkReport

from ..given import factories
from ..given.factories import day
from .begun import TEXT, UNKNOWN, apply, decide, first_start, plan_of, started, started_with
from .imported import everything, ledger, refused

State = ImportDraft.State


@pytest.fixture
def draft(cast):
    """TEXT, read, as one person of the office sees it."""
    return started_with(cast)


# Decisions


def test_a_decision_is_kept_and_counts_the_version_up(cast, draft):
    after = decide(draft, remedies.drop_item, first_start(draft), by=cast.supervisor)
    assert after.version == draft.version + 1
    draft.refresh_from_db()
    assert Decisions(**draft.decisions).dropped == [TEXT.index("1、修")]
    assert [item.display_number for item in plan_of(draft).items] == ["2"]


def test_a_decision_that_changes_nothing_is_not_written(cast, draft):
    before = everything()
    assert decide(draft, remedies.accept, [], by=cast.supervisor).version == draft.version
    assert everything() == before


def test_steps_are_undone_one_by_one(cast, draft):
    start = first_start(draft)
    decide(draft, remedies.set_number, start, 7, by=cast.supervisor)
    decide(draft, remedies.drop_item, start, by=cast.supervisor)
    for numbers in (["7", "2"], ["1", "2"]):
        draft.refresh_from_db()
        drafts.undo(draft, by=cast.supervisor, version=draft.version)
        assert [item.display_number for item in plan_of(draft).items] == numbers
    draft.refresh_from_db()
    with refused("nothing to undo"):
        drafts.undo(draft, by=cast.supervisor, version=draft.version)


def test_twenty_steps_can_be_undone(cast, draft):
    start = first_start(draft)
    for number in range(100, 130):
        decide(draft, remedies.set_number, start, number, by=cast.supervisor)
    draft.refresh_from_db()
    assert len(draft.earlier) == 20
    assert draft.earlier[0]["numbers"] == {str(start): 109}


def test_what_is_said_about_the_report_is_kept(cast, draft):
    said = {"year": 2013, "title": "别的题目", "group": "实事", "numbering": "through", "lead_rule": "first"}
    drafts.describe_report(draft, by=cast.supervisor, version=draft.version, **said)
    plan = plan_of(draft)
    assert (plan.data.year, plan.data.title, plan.data.group) == (2013, "别的题目", "实事")
    assert plan.parsed.lead_rule == "first"
    assert plan.items[1].units[0].role == "lead"


def test_another_one_of_the_office_goes_on_with_the_draft(cast, draft):
    colleague = factories.person(role="supervision", department=cast.office)
    decide(draft, remedies.drop_item, first_start(draft), by=colleague)
    report = apply(draft, colleague)
    assert report.history.filter(by=colleague).exists()
    assert ImportDraft.objects.get().created_by == cast.supervisor


STEPS = {
    "decide": lambda draft, by, version: drafts.decide(draft, remedies.make_all_units, by=by, version=version),
    "undo": lambda draft, by, version: drafts.undo(draft, by=by, version=version),
    "describe": lambda draft, by, version: drafts.describe_report(draft, by=by, version=version, title="新题目"),
    "apply": lambda draft, by, version: drafts.apply_draft(draft, by=by, version=version),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_stale_page_writes_nothing(cast, draft, step):
    decide(draft, remedies.set_number, first_start(draft), 7, by=cast.supervisor)
    with refused("changed in the meantime", StaleDraft) as caught:
        STEPS[step](draft, cast.supervisor, draft.version)
    assert caught.value.draft.version == draft.version + 1


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ["waiting", "reading", "failed"])
def test_a_draft_that_has_not_been_read_waits(cast, draft, step, state):
    ImportDraft.objects.filter(pk=draft.pk).update(state=state)
    with refused("not been read yet", StaleDraft):
        STEPS[step](draft, cast.supervisor, draft.version)


@pytest.mark.parametrize("step", STEPS)
def test_an_applied_draft_is_done(cast, draft, step):
    apply(draft, cast.supervisor)
    draft.refresh_from_db()
    with refused("applied already", StaleDraft):
        STEPS[step](draft, cast.supervisor, draft.version)


@pytest.mark.parametrize("step", ["decide", "apply"])
def test_somebody_faster_between_reading_and_writing_wins(cast, draft, step, monkeypatch):
    """The version is compared in the same statement that writes."""

    def overtaken(*args, **kwargs):
        current = opened(*args, **kwargs)
        ImportDraft.objects.filter(pk=draft.pk).update(version=current.version + 1)
        return current

    opened = drafts._open
    monkeypatch.setattr(drafts, "_open", overtaken)
    before = ledger()
    with translation.override("en"), pytest.raises(StaleDraft, match="changed in the meantime"):
        if step == "decide":
            decide(draft, remedies.drop_item, first_start(draft), by=cast.supervisor, version=draft.version)
        else:
            drafts.apply_draft(draft, by=cast.supervisor, version=draft.version)
    assert ledger() == before
    assert ImportDraft.objects.get().decisions == {}


# Into the ledger


def test_an_applied_draft_leads_to_its_report(cast, draft):
    report = apply(draft, cast.supervisor)
    draft.refresh_from_db()
    assert (draft.state, draft.report, draft.earlier, draft.is_open) == (State.APPLIED, report, [], False)
    assert bytes(draft.upload) == TEXT.encode()
    assert (report.items.count(), report.issued_on, report.source_name) == (2, None, "plan.txt")


def test_a_report_can_be_issued_at_once(cast, draft):
    report = apply(draft, cast.supervisor, issue_on=day("2012-02-01"))
    assert report.issued_on == day("2012-02-01")
    assert cast.east.responsibilities.filter(item__report=report).exists()
    actions = report.history.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["report_imported", "report_issued"]


def test_a_corrected_file_is_applied_to_its_report(cast, draft):
    report = apply(draft, cast.supervisor, issue_on=day("2012-02-01"))
    school = report.items.get(number=2)
    again = started(cast, TEXT.replace("30公里", "40公里").rpartition("\n")[0], corrects=report)
    reading.read_draft(again.pk)
    again.refresh_from_db()
    decide(again, remedies.cancel_missing, [school.pk], by=cast.supervisor, shown=[school.pk])
    assert apply(again, cast.supervisor, issue_on=day("2012-03-01")) == report
    school.refresh_from_db()
    report.refresh_from_db()
    assert school.status == "cancelled"
    assert report.items.get(number=1).text.startswith("修建道路40公里")
    assert report.issued_on == day("2012-02-01")
    assert WorkReport.objects.filter(title="2012年任务分解").count() == 1


def test_leads_that_the_ledger_knows_are_not_asked_for_again(cast, draft):
    start = plan_of(draft).items[1].parsed.start
    decide(draft, remedies.set_leads, {start: "市教育局"}, by=cast.supervisor)
    report = apply(draft, cast.supervisor)
    again = started(cast, TEXT, corrects=report)
    reading.read_draft(again.pk)
    assert "no_lead" in [found.code for found in plan_of(started_again(cast)).findings]
    assert "no_lead" not in [found.code for found in plan_of(again).findings]


def started_again(cast):
    other = started(cast)
    reading.read_draft(other.pk)
    return other


def test_a_draft_whose_report_is_gone_goes_with_it(cast, draft):
    report = factories.report()
    again = started(cast, corrects=report)
    report.delete()
    assert not ImportDraft.objects.filter(pk=again.pk).exists()


def test_unknown_units_keep_the_draft_open(cast):
    draft = started_with(cast, UNKNOWN)
    with refused("市气象局"):
        apply(draft, cast.supervisor)
    decide(draft, remedies.make_all_units, by=cast.supervisor)
    assert apply(draft, cast.supervisor).items.count() == 3


def test_discarding_takes_the_draft_and_nothing_else(cast, draft):
    before = ledger()
    drafts.discard_draft(draft, by=cast.supervisor)
    assert not ImportDraft.objects.exists()
    assert ledger() == before


def test_an_applied_draft_stays_as_the_record(cast, draft):
    apply(draft, cast.supervisor)
    with refused("stays as its record"):
        drafts.discard_draft(draft, by=cast.supervisor)


# What a later import knows


def test_a_correction_knows_the_names_that_were_settled_before(cast):
    first = started(cast, UNKNOWN)
    reading.read_draft(first.pk)
    decide(first, remedies.match_unit, "市气象局", cast.education, by=cast.supervisor, remember=False)
    report = apply(first, cast.supervisor)
    again = started(cast, UNKNOWN.replace("看天", "测雨"), corrects=report)
    reading.read_draft(again.pk)
    assert plan_of(again).unknown_units == []
    assert plan_of(again).units["市气象局"] == cast.education


def test_the_history_names_the_units_that_came_with_an_import(cast):
    made = started(cast, UNKNOWN)
    reading.read_draft(made.pk)
    decide(made, remedies.make_all_units, by=cast.supervisor)
    entry = apply(made, cast.supervisor).history.get(action="report_imported")
    assert entry.after["new_units"] == "市气象局"


def test_choices_about_missing_items_on_another_page_stay(cast, draft):
    decide(draft, remedies.cancel_missing, [1, 2], by=cast.supervisor, shown=[1, 2])
    decide(draft, remedies.cancel_missing, [3], by=cast.supervisor, shown=[2, 3])
    assert plan_of(draft).decisions.cancelled == [1, 3]


def test_a_document_of_a_known_report_becomes_its_corrected_version(cast, draft):
    report = apply(draft, cast.supervisor)
    again = started(cast, TEXT.replace("30公里", "40公里"))
    reading.read_draft(again.pk)
    fresh = drafts.fetch_draft(again.pk)
    assert "title_taken" in [found.code for found in plan_of(fresh).findings]
    drafts.correct_instead(fresh, report.pk, by=cast.supervisor, version=fresh.version)
    assert drafts.fetch_draft(again.pk).corrects == report
    assert "title_taken" not in [found.code for found in plan_of(fresh).findings]
    with refused("no longer exists"):
        drafts.correct_instead(drafts.fetch_draft(again.pk), 0, by=cast.supervisor, version=fresh.version + 1)


def test_every_decision_is_listed_and_taken_back_alone(cast):
    text = UNKNOWN + "\n备注事项"
    made = started(cast, text)
    reading.read_draft(made.pk)
    first = plan_of(made)
    starts = [item.parsed.start for item in first.items]
    unread = next(found.key for found in first.findings if found.code == "unread_text")
    for remedy, *values in [
        (remedies.make_unit, "市气象局"),
        (remedies.set_leads, {starts[1]: "市教育局"}),
        (remedies.set_number, starts[2], 9),
        (remedies.split_item, starts[0], text.index("架设")),
        (remedies.accept, [unread]),
    ]:
        decide(made, remedy, *values, by=cast.supervisor)
    keys = [one.key for one in decided(plan_of(made))]
    assert [key.partition(":")[0] for key in keys] == ["units", "leads", "numbers", "splits", "accepted"]
    for key in keys:
        before = plan_of(made).decisions.as_json()
        decide(made, lambda plan, key=key: forget(plan, key), by=cast.supervisor)
        kind = key.partition(":")[0]
        after = plan_of(made).decisions.as_json()
        assert not after[kind] and {**before, kind: after[kind]} == after
    assert decided(plan_of(made)) == []
    with refused("taken back already"):
        decide(made, lambda plan: forget(plan, keys[0]), by=cast.supervisor)
