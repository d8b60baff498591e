"""What was said of the columns of a report's tables holds for its corrected version."""

import pytest

from items.imports import drafts, reading

from .begun import apply, started
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
