"""Whether the audit record is as it was written: its chain, its anchors, the history that it tells of, its exports.

All of it is read once, a thousand rows in memory at a time.
"""

import datetime
from contextlib import suppress
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from departments import clock

from ..auditing import Act
from ..models import AuditEntry, AuditLink, HistoryEntry, append_only
from ..models.digests import ENTRY_FIELDS, HISTORY_FIELDS, NOTHING, history_digest, link_digest, sha256_of
from ..models.taking_over import block_of
from .anchoring import anchors, folder, said_so_far, whole_record
from .cut import NO_CUT, Cut, ForgedCut, beginning, cut_of, follows, newest_cut, witnessed
from .proving import older_faults

AT_ONCE = 1000
# What was just written may still be without a link or an anchor: the clockwork runs more often than this.
GRACE = datetime.timedelta(hours=1)

KEY, AT, ACT, OBJECT_KEY, AFTER, HISTORY_KEY, HISTORY_DIGEST = (
    ENTRY_FIELDS.index(name) for name in ("id", "at", "act", "key", "after", "history_key", "history_digest")
)


@dataclass
class Reading:
    """What `faults` has gone through: entries in the chain, those that wait for their link, history entries."""

    sealed: int = 0
    waiting: int = 0
    told: int = 0
    latest: datetime.datetime | None = None
    seen: "Keys" = field(default_factory=lambda: Keys())
    exported: dict | None = None
    last: int = 0
    # Of what was removed: the newest entry that tells so, links that are still to go, those that the exports here
    # prove, those whose exports lie elsewhere, those in exports behind such a gap; exports of which entries here tell.
    cut: Cut = NO_CUT
    left: int = 0
    proven: int = 0
    elsewhere: int = 0
    unproven: int = 0
    files: dict[str, str] = field(default_factory=dict)


class Keys:
    """A set of keys from 1 on, an eighth of a byte each; and spans of them."""

    def __init__(self):
        self.bits, self.spans = bytearray(), []

    def __contains__(self, key):
        if any(first <= key <= last for first, last in self.spans):
            return True
        return key >> 3 < len(self.bits) and bool(self.bits[key >> 3] & 1 << (key & 7))

    def add(self, key):
        if key >> 3 >= len(self.bits):
            self.bits.extend(bytes((key >> 3) + 1 - len(self.bits) + 4096))
        self.bits[key >> 3] |= 1 << (key & 7)


def faults(reading):
    """Sentences, each with its place, about all that is not as it was written; counts stand in `reading` then."""
    with whole_record():
        try:
            yield from _faults(reading)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            named = {"number": reading.last, "error": f"{type(error).__name__} {error}"}
            yield _("Something behind link %(number)s was changed to what the portal never writes: %(error)s.") % named


def _faults(reading):
    if not append_only.is_guarded():
        yield _("The database does not refuse to change the audit record: its triggers are missing or were changed.")
    upto = HistoryEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with suppress(ForgedCut):  # told of with its link
        reading.cut = newest_cut()
    yield from _chain(reading)
    yield from _without_link(reading)
    yield from _history_beside(reading, upto)
    yield from _anchored(reading)
    if reading.cut is not NO_CUT:
        yield from _removed_exported(reading)
        yield from witnessed(reading.cut)
        yield from older_faults(reading)


def _portions(rows, key):
    """The rows of a queryset of tuples, the key first, as lists."""
    last = None
    while portion := list((rows.filter(**{f"{key}__gt": last}) if last is not None else rows).order_by(key)[:AT_ONCE]):
        yield portion
        last = portion[-1][0]


def _chain(reading):
    first = AuditLink.objects.order_by("number").first()
    if first is None:
        return
    before, digest = 0, NOTHING
    if first.number != 1:
        yield from beginning(reading.cut, first.number, first.previous)
        before, digest = first.number - 1, first.previous
    reading.left = max(0, reading.cut.last - first.number + 1)
    told = NO_CUT
    for link, row in _linked(reading, AuditLink.objects.all(), before, digest):
        if isinstance(link, str):
            yield link
            continue
        number, said = link
        if number == reading.cut.last and said != reading.cut.digest:
            yield _("Entry %(key)s tells another digest of link %(number)s, up to which entries were removed.") % {
                "key": reading.cut.entry,
                "number": number,
            }
        if row is not None and row[ACT] == Act.RECORD_REMOVED:
            try:
                cut = cut_of(row[KEY], number, row[AT], row[OBJECT_KEY], row[AFTER])
            except ForgedCut as error:
                yield str(error)
            else:
                yield from follows(cut, told)
                told = cut


def chain_faults(reading, first, last, previous):
    """Sentences about links `first` to `last` and what their entries tell of; `previous` is the digest before."""
    links = AuditLink.objects.filter(number__range=(first, last))
    for link, _row in _linked(reading, links, first - 1, previous):
        if isinstance(link, str):
            yield link


def _linked(reading, links, before, digest):
    """((number, digest), row or None) of each link, and (sentence, None) of each fault."""
    for portion in _portions(links.values_list("number", "entry_id", "previous", "digest"), "number"):
        found = AuditEntry.objects.filter(pk__in=[link[1] for link in portion]).values_list(*ENTRY_FIELDS)
        rows = {row[KEY]: row for row in found}
        for number, key, previous, said in portion:
            row = rows.get(key)
            for sentence in _link_faults((before, digest), (number, key, previous, said), row):
                yield sentence, None
            yield (number, said), row
            before = reading.last = number
            digest = said
        for sentence in _tell(reading, [rows[link[1]] for link in portion if link[1] in rows], in_order=True):
            yield sentence, None
        reading.sealed += len(portion)


def _link_faults(before, link, row):
    """Sentences about a link (number, entry, previous, digest) behind `before` (number, digest); its entry's row."""
    number, key, previous, said = link
    if number != before[0] + 1:
        yield _("Links %(first)s to %(last)s of the chain are missing.") % {"first": before[0] + 1, "last": number - 1}
    elif previous != before[1]:
        yield _("Link %(number)s (entry %(key)s) does not follow on the one before it.") % {
            "number": number,
            "key": key,
        }
    if row is None:
        yield _("Entry %(key)s (link %(number)s) was removed.") % {"key": key, "number": number}
    elif link_digest(number, previous, row) != said:
        yield _("Entry %(key)s (link %(number)s, %(at)s, %(act)s) is not what was sealed: it, its link or "
                "its place was changed.") % {**_place(row), "number": number}  # fmt: skip


def _without_link(reading):
    latest = clock.now() - GRACE
    for rows in _portions(AuditEntry.objects.filter(link=None).values_list(*ENTRY_FIELDS), "id"):
        for row in rows:
            if row[AT] < latest or row[AT] > clock.now() + GRACE:
                yield _("Entry %(key)s (%(at)s, %(act)s) has no link: it was inserted, or its link was removed.") % (
                    _place(row)
                )
        yield from _tell(reading, rows, in_order=False)
        reading.waiting += len(rows)


def _place(row):
    return {"key": row[KEY], "at": _spell(row[AT]), "act": row[ACT]}


def _spell(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")


def _tell(reading, rows, *, in_order):
    """What entries say of others: of the history, of exports, of the time."""
    keys = [row[HISTORY_KEY] for row in rows if row[HISTORY_KEY] is not None]
    told = {one[0]: one for one in HistoryEntry.objects.filter(pk__in=keys).values_list(*HISTORY_FIELDS)}
    for row in rows:
        if row[HISTORY_KEY] is not None:
            yield from _told(reading, row, told.get(row[HISTORY_KEY]))
        elif row[ACT] == Act.HISTORY_TAKEN_OVER:
            yield from _taken_over(reading, row)
        elif in_order:
            if reading.latest and reading.latest - row[AT] > GRACE:
                place = _place(row) | {"latest": _spell(reading.latest)}
                yield _("Entry %(key)s (%(at)s, %(act)s) stands behind one of %(latest)s: it was inserted later, or "
                        "the machine's clock was set back.") % place  # fmt: skip
            reading.latest = max(reading.latest or row[AT], row[AT])
        if row[ACT] == Act.RECORD_EXPORTED:
            reading.exported = row[AFTER]
            reading.files[str(row[AFTER].get("file", ""))] = str(row[AFTER].get("sha256"))
            yield from _exported(row)


def _told(reading, row, told):
    named = {"history": row[HISTORY_KEY], **_place(row)}
    reading.told += 1
    if row[HISTORY_KEY] in reading.seen:
        yield _("Entry %(key)s tells of history entry %(history)s a second time.") % named
    reading.seen.add(row[HISTORY_KEY])
    if told is None:
        yield _("History entry %(history)s (%(at)s, %(act)s) was deleted; audit entry %(key)s tells of it.") % named
    elif history_digest(told) != row[HISTORY_DIGEST]:
        yield (
            _("History entry %(history)s (%(at)s, %(act)s) was changed; audit entry %(key)s tells what it was.") % named
        )


def _taken_over(reading, row):
    try:
        first, last = int(row[AFTER]["first"]), int(row[AFTER]["last"])
    except (KeyError, TypeError, ValueError):  # the entry itself was changed, as its link tells
        return
    reading.seen.spans.append((first, last))
    if (now := block_of(HistoryEntry.objects.filter(pk__range=(first, last)))) != row[AFTER]:
        yield _(
            "The history entries %(first)s to %(last)s, taken over by audit entry %(key)s, are not what they were: "
            "%(before)s then, %(now)s now; or their text was changed."
        ) % {"first": first, "last": last, "key": row[KEY], "before": row[AFTER].get("count"), "now": now["count"]}


def _history_beside(reading, upto):
    """History entries of which no audit entry tells."""
    for rows in _portions(HistoryEntry.objects.filter(pk__lte=upto).values_list("pk", "at", "action"), "pk"):
        strangers = {row[0]: row for row in rows if row[0] not in reading.seen}
        if strangers:  # one that was written meanwhile is told of by an entry of its own
            late = AuditEntry.objects.filter(history_key__in=strangers).values_list("history_key", flat=True)
            for key in sorted(strangers.keys() - set(late)):
                yield _("History entry %(key)s (%(at)s, %(act)s) was inserted: no audit entry tells of it.") % {
                    "key": key,
                    "at": _spell(strangers[key][1]),
                    "act": strangers[key][2],
                }


def _anchored(reading):
    last, most, since, portion = reading.last, 0, None, []
    for one in anchors():
        if one.digest is None:
            yield _("Line %(line)s of the file of anchors cannot be read: it was changed.") % {"line": one.line}
            continue
        if one.number < most and one.at and since and one.at - since > GRACE:
            yield _("Line %(line)s of the file of anchors tells of link %(number)s long after later ones: it was "
                    "inserted.") % {"line": one.line, "number": one.number}  # fmt: skip
        if one.number > most:
            most, since = one.number, one.at
        portion.append(one)
        if len(portion) == AT_ONCE:
            yield from _compared(portion, last)
            portion = []
    yield from _compared(portion, last)
    if most < last:
        link = AuditLink.objects.filter(number__gt=most).order_by("number").first()
        # What was sealed just now, before a process was killed say, the clockwork anchors.
        entry = AuditEntry.objects.filter(pk=link.entry_id if link else None).first()
        if entry is None or entry.at < clock.now() - GRACE:
            yield _("The file of anchors ends at link %(most)s, the chain at %(last)s: the file was cut off.") % {
                "most": most,
                "last": last,
            }
    if reading.exported:
        size = int(reading.exported.get("anchors_size", 0))
        if said_so_far(size) != (size, reading.exported.get("anchors_digest")):
            yield _(
                "The first %(size)s bytes of the file of anchors are not what the last export has told of them."
            ) % {"size": size}


def _compared(portion, last):
    found = AuditLink.objects.filter(number__in=[one.number for one in portion]).values_list("number", "digest")
    digests = dict(found)
    for one in portion:
        named = {"line": one.line, "number": one.number, "last": last}
        if one.number > last:
            yield (
                _(
                    "The end of the chain was cut off: line %(line)s of the file of anchors tells of link %(number)s, "
                    "the chain ends at %(last)s."
                )
                % named
            )
        elif one.number in digests and digests[one.number] != one.digest:
            yield (
                _(
                    "Line %(line)s of the file of anchors tells another digest of link %(number)s: the chain was "
                    "worked out anew, or the file was changed."
                )
                % named
            )


def _exported(row):
    """A file that has been carried elsewhere is no fault; one that says something else is."""
    path = folder() / str(row[AFTER].get("file", ""))
    if path.is_file() and sha256_of(path) != row[AFTER].get("sha256"):
        named = {"file": path.name, "key": row[KEY]}
        yield _("The export %(file)s is not what entry %(key)s has told of it.") % named


def _removed_exported(reading):
    """Only what an export holds is removed, and of that export an entry tells that is still there."""
    cut = reading.cut
    if reading.files.get(cut.file) != cut.sha256:
        named = {"file": cut.file, "key": cut.entry}
        yield _("Entry %(key)s names the export %(file)s for what was removed, of which no entry tells so: it is "
                "forged.") % named  # fmt: skip
