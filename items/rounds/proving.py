"""Whether a closed period still says what it said when it was closed: its text, its outline, the history's digest."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import HistoryEntry, ReportingPeriod
from .outline import outline_of
from .sheet import digest


@dataclass(frozen=True)
class Altered:
    """A closed period that somebody has changed past the portal; `sentences` say what does not fit."""

    period: ReportingPeriod
    sentences: tuple[str, ...]


def told_by_history(period):
    """The digest of the sheet as the closing has written it into the history; "" where it tells of none."""
    closings = HistoryEntry.objects.filter(
        action=HistoryEntry.Action.PERIOD_CLOSED, report=period.report_id, item=None, after__period=period.key
    )
    entry = closings.order_by("-pk").values_list("after", flat=True).first()
    return (entry or {}).get("digest", "")


def what_does_not_fit(period, *, whole=False):
    """Sentences about a closed period, none if it is as it was; one query beside the sheet's own.

    Who changes the text and the digest beside it alike is still told by the history. Whether the outline is that of the
    text, too, only if `whole`: for that all of it is read.
    """
    frozen = period.frozen_sheet
    found = []
    if digest(frozen.text) != frozen.digest:
        found.append(_("The text does not have the SHA-256 with which it was frozen."))
    if told_by_history(period) != frozen.digest:
        found.append(_("The history names another SHA-256 for the closing of this period."))
    if whole and not _fits(frozen):
        found.append(_("What is counted is not what the text says."))
    return found


def _fits(frozen):
    try:
        return outline_of(frozen.text) == frozen.outline
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):  # it is no sheet any more
        return False


def altered_periods():
    """`Altered` for every closed period that does not fit, one period in memory at a time."""
    closed = ReportingPeriod.objects.filter(closed_at__isnull=False).select_related("report").order_by("pk")
    for pk in closed.values_list("pk", flat=True):
        period = closed.select_related("frozen_sheet").get(pk=pk)
        if sentences := what_does_not_fit(period, whole=True):
            yield Altered(period, tuple(sentences))
