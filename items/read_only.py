"""Reports that can only be read (归档: domain.md §2): the one place that refuses to change anything of them.

`items.access` says who may; here it does not matter who asks. Every step passes here: the history asks before it writes
an entry, and so does what writes without one.
"""

from django.utils.translation import gettext_lazy

from .errors import WorkflowError
from .models import HistoryEntry, WorkReport

IS_WITHDRAWN = gettext_lazy("“%(report)s” has been withdrawn and can only be read, so nothing was saved.")
IS_ARCHIVED = gettext_lazy(
    "“%(report)s” has been archived and can only be read, so nothing was saved. The supervision office can take the "
    "archiving back."
)

# What is still written about such a report: that it is one no longer, and which unit goes on for another, so that its
# old items lead to whoever answers for them today.
STILL_WRITTEN = {
    HistoryEntry.Action.REPORT_WITHDRAWN,
    HistoryEntry.Action.REPORT_ARCHIVED,
    HistoryEntry.Action.REPORT_REOPENED,
    HistoryEntry.Action.DEPARTMENT_MERGED,
}


def can_change(report: WorkReport) -> bool:
    """Whether anything of the report can be changed, by whoever may."""
    return bool(report.is_live)


def refusal(report: WorkReport) -> str:
    """The sentence for who tries, "" where the report can be changed."""
    if can_change(report):
        return ""
    return (IS_WITHDRAWN if report.is_withdrawn else IS_ARCHIVED) % {"report": report}


def require_change(report: WorkReport | None, action: str = "") -> None:
    """Refuse to change anything of a report that can only be read; `action` is what the history will say of it."""
    if report is not None and action not in STILL_WRITTEN and (sentence := refusal(report)):
        raise WorkflowError(sentence)
