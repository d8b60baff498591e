"""From the upload to the text: kept as it came in, read, begun again."""

import datetime

import pytest
from django.utils import timezone

from items.background import claims
from items.background.working import work
from items.documents import Document, DocumentError
from items.imports import drafts, reading, remedies
from items.models import ImportDraft
from items.models.draft import SILENCE

from ..given.cast import Cast
from ..given.factories import day
from .begun import TEXT, apply, first_start, plan_of, started, started_with
from .imported import everything, refused

State = ImportDraft.State
TRUNCATED = b"PK\x03\x04" + bytes(range(256))


@pytest.fixture
def draft(cast):
    """TEXT, read, as one person of the office sees it."""
    return started_with(cast)


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
    monkeypatch.setattr(reading, "open_document", breaks)
    assert reading.read_draft(made.pk)
    made.refresh_from_db()
    assert (made.state, made.failure["code"]) == (State.FAILED, "unexpected")
    assert "out of order" in caplog.text


@pytest.mark.parametrize("step", ["parse_as_remembered", "describe"])
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
        patched.setattr(reading, "open_document", lambda *args, **kwargs: 1 / 0)
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
        return Document(TEXT)

    clock = Clock()
    monkeypatch.setattr(reading, "open_document", slowly)
    monkeypatch.setattr(claims.time, "monotonic", clock)
    reading.read_draft(started(cast).pk)
    assert seen == [("reading", 1, 3), ("reading", 2, 3), ("reading", 3, 3)]


class Clock:
    """Seconds that pass when the test says so."""

    now = 100.0

    def __call__(self):
        return self.now


def test_signs_of_the_reading_are_written_now_and_then_only(cast, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(claims.time, "monotonic", Clock())
    made = started(cast)
    assert reading._claim(made.pk, is_again=False)
    sign = reading.READING.signs(ImportDraft.objects.get(pk=made.pk))
    with django_assert_num_queries(1):
        for done in range(1000):
            sign(done, 1000)


def test_a_small_file_that_takes_long_goes_on_beside(cast, monkeypatch):
    waited = []

    def demanding(data, name, progress, wait):
        waited.append(wait)
        if wait is not None:
            raise DocumentError("too_demanding", name=name)
        return Document(TEXT)

    monkeypatch.setattr(reading, "open_document", demanding)
    made = started(cast)
    reading.begin_reading(made)
    made.refresh_from_db()
    assert (made.state, waited) == (State.WAITING, [reading.PATIENCE])
    work(until_done=True)
    made.refresh_from_db()
    assert (made.state, waited[1:]) == (State.READY, [None])


def test_an_overtaken_reading_changes_nothing(cast, monkeypatch):
    made = started(cast)

    def overtaken(data, name, progress, wait):
        ImportDraft.objects.filter(pk=made.pk).update(read_at=timezone.now() - 2 * SILENCE)
        monkeypatch.setattr(reading, "open_document", lambda *args, **options: Document(TEXT))
        assert reading.read_draft(made.pk)
        raise DocumentError("damaged", name=name)

    monkeypatch.setattr(reading, "open_document", overtaken)
    reading.read_draft(made.pk)
    made.refresh_from_db()
    assert (made.state, made.text) == (State.READY, TEXT)


def test_decisions_of_another_version_of_the_portal_are_read(cast, draft):
    ImportDraft.objects.filter(pk=draft.pk).update(decisions={"dropped": [first_start(draft)], "unheard_of": [1]})
    assert len(plan_of(draft).items) == 1


def test_a_large_file_is_read_in_the_background(cast):
    small, large = started(cast), started(cast, f"{TEXT}\n" + "。" * reading.QUICK)
    reading.begin_reading(small)
    reading.begin_reading(large)
    assert list(ImportDraft.objects.order_by("pk").values_list("state", flat=True)) == ["ready", "waiting"]
    work(until_done=True)
    large.refresh_from_db()
    assert large.state == State.READY


def test_a_reading_whose_process_died_is_taken_up(cast):
    """Killed in the middle, the draft is being read and its last sign young."""
    draft = started(cast)
    assert reading._claim(draft.pk, is_again=False)
    assert not reading.read_draft(draft.pk)
    assert reading.read_draft(draft.pk, is_again=True)
    draft.refresh_from_db()
    assert (draft.state, draft.text) == (State.READY, TEXT)


def later(monkeypatch, seconds):
    """What is put off is due so many seconds from now."""
    at = timezone.now() + datetime.timedelta(seconds=seconds)
    monkeypatch.setattr(timezone, "now", lambda: at)


def test_a_reading_that_died_with_the_process_that_took_the_upload_is_done_without_anybody(office, cast, monkeypatch):
    """Killed after its answer, before or amid the reading: a process beside reads it, and nobody presses anything."""
    for state in (State.WAITING, State.READING):
        with monkeypatch.context() as dying:
            dying.setattr("items.imports.views.begin_reading", lambda draft: None)
            office.force_login(cast.supervisor)
            assert office.post("/imports/", {"text": TEXT}).status_code == 302
        draft = ImportDraft.objects.latest("pk")
        if state == State.READING:
            assert reading._claim(draft.pk, is_again=False)
        work(until_done=True)
        draft.refresh_from_db()
        assert draft.state == state
        for look in range(1, 3):  # the first may come while its last sign is young
            with monkeypatch.context() as waiting:
                later(waiting, 100 * look)
                work(until_done=True)
        draft.refresh_from_db()
        assert (draft.state, draft.text) == (State.READY, TEXT)


def test_what_could_not_be_read_is_not_read_again_by_itself(office, cast, monkeypatch):
    office.force_login(cast.supervisor)
    with monkeypatch.context() as broken:
        broken.setattr(reading, "open_document", lambda *a, **k: 1 / 0)
        office.post("/imports/", {"text": TEXT})
    later(monkeypatch, 100)
    work(until_done=True)
    assert ImportDraft.objects.latest("pk").state == State.FAILED


@pytest.mark.django_db(transaction=True)
def test_a_large_upload_is_read_by_a_process_beside(worker):
    cast = Cast.build()
    lines = [f"{number}、建设第{number}号工程{number}公里(责任单位:市民政局*、市卫生局)。" for number in range(1, 8001)]
    text = "\n".join(lines)
    draft = started(cast, text)
    assert draft.size > reading.QUICK
    reading.begin_reading(draft)
    worker("--until-done").wait_well()
    draft.refresh_from_db()
    assert (draft.state, draft.text) == (State.READY, text)
    assert draft.read_at is not None and draft.read_total > 0
    assert len(plan_of(draft).items) == 8000
