"""What waits for a decision (待审核, 待审签): each report beside the one before, with what has to be looked at."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .. import access
from ..models import ProgressUpdate
from ..rules.accepted import with_earlier
from ..rules.last_words import First, firsts_of, last_values_of
from ..rules.shares import spell_last
from .looking import CardWords, looks_at

Timing = ProgressUpdate.Timing
NO_WORDS = CardWords()


@dataclass(frozen=True)
class Box:
    """The tick box of one report: its value "pk:version", and why somebody should look before ticking it.

    `notes` are good to know and need no look.
    """

    value: str
    remarks: list
    notes: list = field(default_factory=list)

    @property
    def is_clean(self):
        return not self.remarks


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A report with the unit's report before it (or None).

    `values` are its figures, `earlier_values` what the unit named last of each target, in words, as its form has them.
    """

    update: ProgressUpdate
    earlier: ProgressUpdate | None
    values: list
    earlier_values: list

    @property
    def mark(self):
        return mark_of(self.update)


@dataclass(frozen=True, kw_only=True)
class Waiting(Beside):
    """A report that waits, with its tick box; without an `earlier` report `first` says of what this is the first."""

    box: Box
    why_not: str = ""
    first: First | None = None


def mark_of(update):
    """What a form sends of an update: its key and the version that the page shows."""
    return f"{update.pk}:{update.version}"


def remarks(update, look=NO_WORDS):
    """Why an update is not accepted unread, as sentences; expects `update.period.report` at hand.

    `look` is what `looking.looks_at` says of it.
    """
    found = [warning["sentence"] for warning in update.warnings]
    if update.timing == Timing.LATE:
        found.append(_("Handed in late"))
    if update.timing == Timing.MADE_UP:
        found.append(_("Made up after the period was closed"))
    if update.needs_decision:
        found.append(_("Needs a city leader's decision"))
    if update.problems:
        found.append(_("Reports problems"))
    if update.anyway:
        found.append(_("Sent anyway because: %(reason)s") % {"reason": update.anyway})
    return found + look.remarks


def box_of(update, look):
    return Box(mark_of(update), remarks(update, look), look.notes)


def boxes_of(keys, states):
    """{update key: `Box`} of those of the updates (keys) that are in one of the states; a fixed number of queries."""
    updates = ProgressUpdate.objects.filter(pk__in=keys, state__in=states).select_related("period__report", "item")
    updates = list(updates.prefetch_related("values", "item__targets"))
    looks = looks_at(updates, last_values_of(updates))
    return {update.pk: box_of(update, looks[update.pk]) for update in updates}


def in_turn(updates):
    """`updates` as the lists of what waits have them: by due day, then in the order of the reports and items."""
    return (
        updates.for_list()
        .select_related("period__report", "sent_by", "signed_by")
        .order_by("period__due_on", "item__report", "item__position", "department__position", "pk")
    )


def beside_earlier(updates):
    """`Beside` for each of the updates (a slice of `in_turn`), in a fixed number of queries."""
    updates, last, before = _fetched(updates)
    return [Beside(**_told(update, last, before)) for update in updates]


def waiting(updates, user=None):
    """`Waiting` for each of the updates (a slice of `in_turn`), in a fixed number of queries.

    With a `user`, who is to sign them, each says why this person may not (`why_not`, a sentence).
    """
    updates, last, before = _fetched(updates)
    firsts = firsts_of([one for one in updates if one.earlier_pk is None])
    looks = looks_at(updates, last)
    return [
        Waiting(
            **_told(update, last, before),
            box=box_of(update, looks[update.pk]),
            why_not=access.why_no_sign_off(user, update) if user else "",
            first=firsts.get(update.pk),
        )
        for update in updates
    ]


def _fetched(updates):
    """(the updates with all that is shown of them, `last_values_of` them, {key: an update before one of them})."""
    updates = list(with_earlier(updates).prefetch_related("values__target", "item__targets"))
    keys = {update.earlier_pk for update in updates} - {None}
    before = ProgressUpdate.objects.filter(pk__in=keys).select_related("period").in_bulk() if keys else {}
    return updates, last_values_of(updates), before


def _told(update, last, before):
    earlier = before.get(update.earlier_pk)
    return {
        "update": update,
        "earlier": earlier,
        "values": list(update.values.all()),
        "earlier_values": _spell_last(update, last[update.pk], earlier),
    }


def _spell_last(update, last, before):
    """[what the unit named last of a target, with the period if it is not that of the report before]."""
    found = []
    for target in update.item.targets.all():
        if target.pk in last:
            one = last[target.pk]
            words = f"{target.label} {spell_last(one, target.unit)}"
            is_older = before is None or one.period != before.period.name
            found.append(_("%(value)s (%(period)s)") % {"value": words, "period": one.period} if is_older else words)
    return found
