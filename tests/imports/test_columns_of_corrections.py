"""What was said of the columns of a report's tables holds for its corrected version."""

import pytest

from items.imports import drafts, reading, remedies
from items.imports.decisions import IGNORED

from .begun import apply, decide, started
from .by_hand import choose, kinds_of
from .pressing import decisions

pytestmark = pytest.mark.django_db

TEXT = (
    "2012年任务分解\n甲栏\t乙栏\t丙栏\t丁栏\n"
    "1\t修建道路30公里\t市民政局\t市卫生局\n2\t改造校舍20所\t市教育局\t市卫生局\n"
)
SAID = {"column3": "lead", "column4": "support"}


def imported(portal, cast):
    """The report that the text became after its columns were told."""
    draft = started(cast, TEXT)
    reading.read_draft(draft.pk)
    choose(portal, draft, **SAID)
    return apply(drafts.fetch_draft(draft.pk), cast.supervisor)


def corrected(cast, report, text):
    draft = started(cast, text, corrects=report)
    reading.read_draft(draft.pk)
    return drafts.fetch_draft(draft.pk)


def test_a_corrected_version_is_read_as_was_said_of_the_one_before(portal, cast):
    report = imported(portal, cast)
    draft = corrected(cast, report, TEXT.replace("30公里", "40公里"))
    assert kinds_of(draft) == ["number", "task", "lead", "support"]
    (said,) = decisions(draft).columns.values()
    assert "remembered" not in said
    _plan, correction = drafts.check(draft)
    assert [(change.kind, change.display_number) for change in correction.changes] == [("changed", "1"), ("same", "2")]


def test_another_head_is_judged_anew(portal, cast):
    report = imported(portal, cast)
    draft = corrected(cast, report, TEXT.replace("丁栏", "戊栏"))
    assert decisions(draft).columns == {}


def test_a_report_that_corrects_nothing_is_judged_anew(portal, cast):
    imported(portal, cast)
    draft = started(cast, TEXT)
    reading.read_draft(draft.pk)
    assert decisions(draft).columns == {}


def turned(cast, report, text):
    """A draft that was read as a new report and is made a corrected version afterwards."""
    draft = started(cast, text)
    reading.read_draft(draft.pk)
    draft = drafts.fetch_draft(draft.pk)
    return drafts.correct_instead(draft, report.pk, by=cast.supervisor, version=draft.version)


def test_a_draft_that_becomes_a_correction_later_is_read_as_was_said_before(portal, cast):
    report = imported(portal, cast)
    draft = turned(cast, report, TEXT.replace("30公里", "40公里"))
    assert kinds_of(draft) == ["number", "task", "lead", "support"]
    undone = drafts.undo(draft, by=cast.supervisor, version=draft.version)
    assert decisions(undone).columns == {}


def test_what_was_said_in_the_draft_itself_stays(portal, cast):
    report = imported(portal, cast)
    draft = started(cast, TEXT)
    reading.read_draft(draft.pk)
    choose(portal, draft, column3="support", column4="lead")
    draft = drafts.fetch_draft(draft.pk)
    drafts.correct_instead(draft, report.pk, by=cast.supervisor, version=draft.version)
    assert kinds_of(draft) == ["number", "task", "support", "lead"]


def test_names_decided_before_are_taken_over_too(portal, cast):
    text = TEXT.replace("市卫生局", "市气象局")
    draft = started(cast, text)
    reading.read_draft(draft.pk)
    choose(portal, draft, **SAID)
    decide(draft, remedies.ignore_unit, "市气象局", by=cast.supervisor)
    report = apply(drafts.fetch_draft(draft.pk), cast.supervisor)
    assert decisions(turned(cast, report, text)).units["市气象局"]["as"] == IGNORED
