"""Where the record begins: what the newest entry about a removal says of the links that are here no more.

Such an entry is forged like any other, so what it says is compared with all that cannot be forged with it: the first
link that is left, the export that it names, the times of the anchors, the law's six months.
"""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ..auditing import Act
from ..models import AuditLink
from ..models.append_only import DIGITS, REMOVAL
from ..models.digests import NOTHING
from .anchoring import anchors


@dataclass(frozen=True)
class Cut:
    """All links from `first` to `last`, whose digest is `digest`, went; all their entries were `older_than` that day.

    `entry` tells so under the number `link`; the export `file` holds the last of them.
    """

    entry: int
    link: int
    at: datetime.datetime
    first: int
    last: int
    digest: str
    older_than: datetime.date
    file: str
    sha256: str

    @property
    def until(self) -> datetime.datetime:
        """The moment at which that day began."""
        return begin_of(self.older_than)


# There is none: the record begins with its first link.
NO_CUT = Cut(0, 0, datetime.datetime.min.replace(tzinfo=datetime.UTC), 0, 0, NOTHING, datetime.date.min, "", "")


class ForgedCut(Exception):
    """An entry about a removal that says nothing of the kind; its argument is a sentence."""


def begin_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def newest_cut() -> Cut:
    """The `Cut` of the newest sealed entry about a removal, NO_CUT without one. Raises ForgedCut."""
    rows = AuditLink.objects.filter(entry__act=Act.RECORD_REMOVED, entry__kind=REMOVAL).order_by("-number")
    row = rows.values_list("entry_id", "number", "entry__at", "entry__key", "entry__after").first()
    return cut_of(*row) if row else NO_CUT


def cut_of(entry: int, link: int, at: datetime.datetime, key: str, after: dict[str, str]) -> Cut:
    """What an entry about a removal says. Raises ForgedCut."""
    try:
        said = {name: str(after[name]) for name in ("digest", "file", "sha256")}
        day = datetime.date.fromisoformat(str(after["older_than"]))
        cut = Cut(entry, link, at, int(after["first"]), int(after["last"]), older_than=day, **said)
        if key != key_of(cut.last) or not 0 < cut.first <= cut.last < link or not 1990 <= day.year <= 2200:
            raise ValueError(key)
    except (KeyError, TypeError, ValueError) as error:
        raise ForgedCut(
            _("Entry %(key)s tells of no removal of old entries that there could be: it is forged.") % {"key": entry}
        ) from error
    return cut


def key_of(number: int) -> str:
    """The number as the entry's key has it, by which the triggers find it (`models.append_only`)."""
    return f"{number:0{DIGITS}d}"


def follows(cut: Cut, before: Cut):
    """Sentences about a removal that does not go on where the one before it ended, or reaches into six months."""
    if before is not NO_CUT and cut.first != before.last + 1:
        yield _("Entry %(key)s tells of a removal from link %(first)s on, the one before it ended at %(last)s: one "
                "of both is forged.") % {"key": cut.entry, "first": cut.first, "last": before.last}  # fmt: skip
    if cut.until + datetime.timedelta(days=settings.PORTAL_LEAST_AUDIT_DAYS) > cut.at:
        yield _("Entry %(key)s tells of a removal of entries younger than six months: it is forged.") % {
            "key": cut.entry
        }


def beginning(cut: Cut, first: int, previous: str):
    """Sentences about a first link that is not the one which the removal has left."""
    named = {"first": first, "last": cut.last, "key": cut.entry}
    if first > cut.last + 1 and cut is NO_CUT:
        yield _("The beginning of the record was cut off: it begins with link %(first)s, and no entry tells of a "
                "removal.") % named  # fmt: skip
    elif first > cut.last + 1:
        yield _("The beginning of the record was cut off: it begins with link %(first)s, and entry %(key)s tells of a "
                "removal up to link %(last)s alone.") % named  # fmt: skip
    elif first == cut.last + 1 and previous != cut.digest:
        yield _("Link %(first)s, with which the record begins, does not follow on the last link that entry %(key)s "
                "tells was removed.") % named  # fmt: skip


def witnessed(cut: Cut):
    """Sentences about anchors of removed links that tell of a later time than the removal, or of another digest."""
    for one in anchors():
        if one.digest is None or one.number > cut.last:
            continue
        named = {"line": one.line, "number": one.number, "key": cut.entry, "day": cut.older_than}
        if one.number == cut.last and one.digest != cut.digest:
            yield _("Line %(line)s of the file of anchors tells another digest of link %(number)s than entry %(key)s, "
                    "which tells of its removal.") % named  # fmt: skip
        if one.at is None or one.at >= cut.until:
            yield _("Line %(line)s of the file of anchors tells that link %(number)s was sealed later than entry "
                    "%(key)s tells: what it says was older than %(day)s and removed was younger.") % named  # fmt: skip
            return
