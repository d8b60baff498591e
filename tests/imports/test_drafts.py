"""The way of an import from the upload to the ledger: kept, read, decided, applied once."""

import contextlib
import datetime
import os
import subprocess
import sys
import threading
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone, translation

from departments.models import Department, DepartmentAlias
from items.documents import DocumentError
from items.imports import Decisions, ImportRefused, StaleDraft, drafts, reading, remedies
from items.imports.decided import decided, forget
from items.models import HistoryEntry, ImportDraft, WorkReport
from items.models.draft import SILENCE
from items.units.merging import merge

from ..given import factories
from ..given.cast import Cast
from ..given.factories import day
from .test_creating import everything as ledger

State = ImportDraft.State
TEXT = """2012年任务分解
市人民政府办公室
一、民生
1、修建道路30公里。架设桥梁。(责任单位:市民政局*、市卫生局)
2、改造校舍20所(责任单位:市教育局、各区人民政府)。"""
TRUNCATED = b"PK\x03\x04" + bytes(range(256))
UNKNOWN = TEXT + "\n3、看天(责任单位:市气象局)。"


def everything():
    """All that an import could write, the draft among it."""
    return [*ledger(), list(ImportDraft.objects.order_by("pk").values())]


@contextlib.contextmanager
def refused(sentence, error=ImportRefused):
    """The step is refused with the sentence and has written nothing."""
    before = everything()
    with translation.override("en"), pytest.raises(error, match=sentence) as caught:
        yield caught
    assert everything() == before


def started(cast, text=TEXT, name="plan.txt", **fields):
    """A draft as it comes in, not read yet."""
    data = text if isinstance(text, bytes) else text.encode()
    return drafts.start_draft(by=cast.supervisor, name=name, data=data, **fields)


@pytest.fixture
def draft(cast):
    """TEXT, read, as one person of the office sees it."""
    made = started(cast)
    reading.read_draft(made.pk)
    return drafts.fetch_draft(made.pk)


def plan_of(draft):
    return drafts.check(drafts.fetch_draft(draft.pk))[0]


def first_start(draft):
    return plan_of(draft).items[0].parsed.start


def decide(draft, remedy, *values, by, version=None, **options):
    """One remedy with these values on the draft."""
    version = version or ImportDraft.objects.get(pk=draft.pk).version
    return drafts.decide(draft, lambda plan: remedy(plan, *values, **options), by=by, version=version)


def apply(draft, by, **options):
    return drafts.apply_draft(draft, by=by, version=ImportDraft.objects.get(pk=draft.pk).version, **options)


# From the upload to the text


def test_an_upload_is_kept_as_it_came_in(cast):
    data = "\ufeff修路".encode()
    made = ImportDraft.objects.get(pk=started(cast, data, name="任务.txt").pk)
    assert (bytes(made.upload), made.size, made.name) == (data, len(data), "任务.txt")
    assert (made.state, made.created_by, made.version) == (State.WAITING, cast.supervisor, 1)


def test_a_long_name_keeps_its_end(cast):
    assert started(cast, name="长" * 300 + ".txt").name == "长" * 196 + ".txt"


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator", "newcomer"])
def test_only_the_supervision_office_works_on_drafts(cast, draft, who):
    by = getattr(cast, who)
    steps = [
        lambda: drafts.start_draft(by=by, name="a.txt", data=b"x"),
        lambda: drafts.decide(draft, remedies.make_all_units, by=by, version=draft.version),
        lambda: drafts.undo(draft, by=by, version=draft.version),
        lambda: drafts.describe_report(draft, by=by, version=draft.version, title="x"),
        lambda: drafts.apply_draft(draft, by=by, version=draft.version),
        lambda: drafts.discard_draft(draft, by=by),
    ]
    for step in steps:
        with refused("Only the supervision office"):
            step()


def test_reading_fills_in_what_the_text_says_of_itself(cast, draft):
    assert (draft.state, draft.text, draft.failure) == (State.READY, TEXT, {})
    assert (draft.year, draft.title) == (2012, "2012年任务分解")


def test_a_correction_starts_with_what_is_known_about_the_report(cast, draft):
    describe = {"issuer": "市政府", "default_due_on": day("2012-12-31"), "lead_rule": "first", "group": "实事"}
    drafts.describe_report(draft, by=cast.supervisor, version=draft.version, **describe)
    report = apply(draft, cast.supervisor)
    again = started(cast, "2019年别的文件\n1、修路(责任单位:市民政局)。", corrects=report)
    reading.read_draft(again.pk)
    again.refresh_from_db()
    assert (again.year, again.title) == (2012, "2012年任务分解")
    assert {name: getattr(again, name) for name in describe} == describe


def test_a_file_that_cannot_be_read_says_why(cast):
    made = started(cast, TRUNCATED, name="plan.docx")
    assert reading.read_draft(made.pk)
    made.refresh_from_db()
    assert made.state == State.FAILED
    assert made.failure["code"] and made.failure["values"]["name"] == "plan.docx"
    assert bytes(made.upload) == TRUNCATED


def test_a_reading_that_ends_unexpectedly_says_so(cast, monkeypatch, caplog):
    def breaks(*args, **kwargs):
        raise RuntimeError("out of order")

    made = started(cast)
    monkeypatch.setattr(reading, "read_document", breaks)
    assert reading.read_draft(made.pk)
    made.refresh_from_db()
    assert (made.state, made.failure["code"]) == (State.FAILED, "unexpected")
    assert "out of order" in caplog.text


@pytest.mark.parametrize("step", ["parse", "describe"])
def test_a_text_that_cannot_be_understood_does_not_leave_the_draft_in_between(cast, monkeypatch, step, caplog):
    def breaks(*args, **kwargs):
        raise RecursionError

    made = started(cast)
    monkeypatch.setattr(reading, step, breaks)
    reading.read_draft(made.pk)
    made.refresh_from_db()
    assert made.state == State.FAILED


def test_a_failed_reading_can_be_repeated(cast, monkeypatch, caplog):
    made = started(cast)
    with monkeypatch.context() as patched:
        patched.setattr(reading, "read_document", lambda *args, **kwargs: 1 / 0)
        reading.read_draft(made.pk)
    assert reading.read_draft(made.pk)
    made.refresh_from_db()
    assert (made.state, made.failure, made.text) == (State.READY, {}, TEXT)


def test_what_has_been_read_is_not_read_again(cast, draft):
    before = everything()
    assert not reading.read_draft(draft.pk)
    assert everything() == before
    assert not reading.read_draft(10**6)


@pytest.mark.parametrize(
    ("since", "again"),
    [(datetime.timedelta(0), False), (SILENCE / 2, False), (SILENCE + datetime.timedelta(seconds=1), True)],
)
def test_a_reading_that_fell_silent_can_be_repeated_and_no_other(cast, since, again):
    made = started(cast)
    ImportDraft.objects.filter(pk=made.pk).update(state=State.READING, read_at=timezone.now() - since)
    made.refresh_from_db()
    assert made.is_silent(timezone.now()) is again
    assert reading.read_draft(made.pk) is again


def test_the_reading_says_how_far_it_is(cast, monkeypatch):
    seen = []

    def slowly(data, name, progress, wait):
        for done in range(1, 4):
            clock.now += 1
            progress(done, 3)
            seen.append(ImportDraft.objects.values_list("state", "read_done", "read_total").get())
        return TEXT

    clock = Clock()
    monkeypatch.setattr(reading, "read_document", slowly)
    monkeypatch.setattr(reading.time, "monotonic", clock)
    reading.read_draft(started(cast).pk)
    assert seen == [("reading", 1, 3), ("reading", 2, 3), ("reading", 3, 3)]


class Clock:
    """Seconds that pass when the test says so."""

    now = 100.0

    def __call__(self):
        return self.now


def test_signs_of_the_reading_are_written_now_and_then_only(cast, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(reading.time, "monotonic", Clock())
    sign = reading._signs(started(cast))
    with django_assert_num_queries(1):
        for done in range(1000):
            sign(done, 1000)


def test_a_small_file_that_takes_long_goes_on_beside(cast, monkeypatch):
    waited, beside = [], []

    def demanding(data, name, progress, wait):
        waited.append(wait)
        if wait is not None:
            raise DocumentError("too_demanding", name=name)
        return TEXT

    monkeypatch.setattr(reading, "read_document", demanding)
    monkeypatch.setattr(reading, "_read_beside", beside.append)
    made = started(cast)
    reading.begin_reading(made)
    made.refresh_from_db()
    assert (made.state, beside, waited) == (State.WAITING, [made.pk], [reading.PATIENCE])
    assert reading.read_draft(made.pk)
    made.refresh_from_db()
    assert (made.state, waited[1:]) == (State.READY, [None])


def test_an_overtaken_reading_changes_nothing(cast, monkeypatch):
    made = started(cast)

    def overtaken(data, name, progress, wait):
        ImportDraft.objects.filter(pk=made.pk).update(read_at=timezone.now() - 2 * SILENCE)
        monkeypatch.setattr(reading, "read_document", lambda *args, **options: TEXT)
        assert reading.read_draft(made.pk)
        raise DocumentError("damaged", name=name)

    monkeypatch.setattr(reading, "read_document", overtaken)
    reading.read_draft(made.pk)
    made.refresh_from_db()
    assert (made.state, made.text) == (State.READY, TEXT)


def test_decisions_of_another_version_of_the_portal_are_read(cast, draft):
    ImportDraft.objects.filter(pk=draft.pk).update(decisions={"dropped": [first_start(draft)], "unheard_of": [1]})
    assert len(plan_of(draft).items) == 1


def test_a_large_file_is_read_in_a_process_of_its_own(cast, monkeypatch):
    commands = []

    class Process:
        def __init__(self, command, **options):
            commands.append((command, options))

        def wait(self):
            return 0

    monkeypatch.setattr(reading.subprocess, "Popen", Process)
    small, large = started(cast), started(cast, b"x" * (reading.QUICK + 1))
    reading.begin_reading(small)
    reading.begin_reading(large)
    ((command, options),) = commands
    assert command[0] == sys.executable and command[-2:] == ["read_upload", str(large.pk)]
    assert options["start_new_session"] is True
    assert list(ImportDraft.objects.order_by("pk").values_list("state", flat=True)) == ["ready", "waiting"]


def test_the_reading_process_refuses_a_draft_that_does_not_wait(cast, draft):
    with pytest.raises(CommandError, match="does not wait"):
        call_command("read_upload", draft.pk)


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


def started_with(cast, text):
    draft = started(cast, text)
    reading.read_draft(draft.pk)
    return drafts.fetch_draft(draft.pk)


def test_discarding_takes_the_draft_and_nothing_else(cast, draft):
    before = ledger()
    drafts.discard_draft(draft, by=cast.supervisor)
    assert not ImportDraft.objects.exists()
    assert ledger() == before


def test_an_applied_draft_stays_as_the_record(cast, draft):
    apply(draft, cast.supervisor)
    with refused("stays as its record"):
        drafts.discard_draft(draft, by=cast.supervisor)


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


@pytest.mark.django_db(transaction=True)
def test_a_large_upload_is_read_by_a_process_of_its_own():
    cast = Cast.build()
    lines = [f"{number}、建设第{number}号工程{number}公里(责任单位:市民政局*、市卫生局)。" for number in range(1, 8001)]
    text = "\n".join(lines)
    draft = started(cast, text)
    assert draft.size > reading.QUICK
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "read_upload", str(draft.pk)]
    done = subprocess.run(command, env={**os.environ, "DATABASE_URL": database_url()}, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    draft.refresh_from_db()
    assert (draft.state, draft.text) == (State.READY, text)
    assert draft.read_at is not None and draft.read_total > 0
    assert len(plan_of(draft).items) == 8000


def database_url():
    """The test database as another process finds it."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    who = quote(values["USER"]) + (f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else "")
    where = f"/{values['HOST']}" if values["HOST"].startswith("/") else f"{values['HOST']}:{values['PORT'] or 5432}"
    return f"postgres://{who}@{where}/{values['NAME']}"


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
