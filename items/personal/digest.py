"""What a digest (摘要) tells: what waits for the person, and what others have changed on the items followed."""

import datetime
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.clock import ONE_DAY

from ..models import DigestSettings, HistoryEntry
from ..models.querysets import standing
from ..pages.paging import first_of
from ..pages.story import ToldEntry, told
from ..workbench.counting import WaitingCounts, waiting_for

# So many changes are told one by one; so many characters of an item's text and of what changed.
SHOWN, TEXT_SHOWN, CHANGE_SHOWN = 20, 30, 60


@dataclass(frozen=True)
class Digest:
    """What waits, and in sentences the latest of the `count` changes on followed items since the moment."""

    waiting: WaitingCounts
    changes: list[ToldEntry]
    count: int
    since: datetime.datetime

    @property
    def is_empty(self):
        return not (self.waiting.counts or self.count)


def digest_of(person, *, since, until, on):
    """The digest of the day with what has changed after `since`, up to `until`; in a fixed number of queries."""
    entries = HistoryEntry.objects.filter(
        standing("report"), item__follows__user=person, item__follows__at__lt=F("at"), at__gt=since, at__lte=until
    )
    entries = entries.exclude(by=person).select_related("by", "item", "department").defer("item__published")
    first, count = first_of(entries, SHOWN)
    return Digest(waiting_for(person, on=on), told(first, person), count, since)


def title_of(often, on):
    """The title of a message with the digest of the day, or of its week."""
    if often == DigestSettings.Often.DAILY:
        return _("Digest of %(day)s") % {"day": on.isoformat()}
    monday = week_of(on)
    days = {"monday": monday.isoformat(), "sunday": (monday + 6 * ONE_DAY).isoformat()}
    return _("Digest of the week from %(monday)s to %(sunday)s") % days


def week_of(on):
    """The Monday of the day's week."""
    return on - on.weekday() * ONE_DAY


def text_of(digest):
    """The digest as the text of a message."""
    paragraphs = []
    if digest.waiting.counts:
        lines = [_("%(what)s: %(count)s") % {"what": what, "count": count} for what, count in digest.waiting.counts]
        paragraphs.append([digest.waiting.heading, *lines])
    if digest.count:
        since = timezone.localtime(digest.since).strftime("%Y-%m-%d %H:%M")
        heading = _("Changed on items you follow since %(since)s") % {"since": since}
        lines = [_line(read) for read in digest.changes]
        if more := digest.count - len(lines):
            lines.append(ngettext("and %(count)s more change", "and %(count)s more changes", more) % {"count": more})
        paragraphs.append([heading, *lines])
    paragraphs.append([_("How often the digest comes is set under “Personal settings”.")])
    return "\n\n".join("\n".join(lines) for lines in paragraphs)


def _line(one):
    """When, the item, the sentence of the history, and in short what changed."""
    entry = one.read.entry
    changes = [change for change in one.changes if not change.is_units]
    said = "；".join(_("%(label)s: %(value)s") % {"label": change.label, "value": _spell(change)} for change in changes)
    return _("%(when)s %(number)s “%(text)s”: %(sentence)s") % {
        "when": timezone.localtime(entry.at).strftime("%m-%d %H:%M"),
        "number": entry.item.display_number,
        "text": Truncator(entry.item.text).chars(TEXT_SHOWN),
        "sentence": f"{one.sentence}（{Truncator(said).chars(CHANGE_SHOWN)}）" if said else one.sentence,
    }


def _spell(change):
    """From what to what."""
    return f"{change.before} → {change.after or '—'}" if change.before else change.after or "—"
