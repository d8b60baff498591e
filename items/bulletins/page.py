"""What the pages of bulletins show: the list, and who of the units has opened one."""

from dataclasses import dataclass

from django.db.models import Count, Q

from .. import access
from ..models import Bulletin
from ..models.querysets import live, standing

# What a list does not show: the facts and texts of a bulletin are long.
LONG = ("data", "drafted", "blocks", "return_reason")


@dataclass(frozen=True)
class UnitReceipt:
    """A unit that a bulletin went to: its people as [(name, when they opened it or None)]; none where it has nobody."""

    unit: str
    people: list

    @property
    def is_opened(self):
        return any(read_at for _person, read_at in self.people)


def readable_bulletins(user, *, report=None):
    """Those that the person may read, the latest first; of an archived report where it is the one asked for (key)."""
    rows = Bulletin.objects.filter(live("report") | (standing("report") & Q(report=report)))
    if not access.can_decide_in_meeting(user):
        rows = rows.filter(state=Bulletin.State.ISSUED)
    rows = rows.select_related("report", "period", "by", "department").defer(*LONG)
    return rows.order_by("-at", "-pk")


def with_receipts(rows):
    """The bulletins with `sent_to` and `opened_by`: how many units they went to, and how many of these opened them."""
    opened = Q(copies__message__read_at__isnull=False)
    return rows.annotate(
        sent_to=Count("copies__department", distinct=True),
        opened_by=Count("copies__department", distinct=True, filter=opened),
    )


def receipts_of(bulletin):
    """[UnitReceipt] of an issued bulletin, in the order of the units; one query."""
    copies = bulletin.copies.select_related("department", "message__to")
    found = {}
    for copy in copies.order_by("department__position", "department", "pk"):
        people = found.setdefault(copy.department.name, [])
        if copy.message:
            people.append((str(copy.message.to), copy.message.read_at))
    return [UnitReceipt(unit, people) for unit, people in found.items()]


def unread_copy(bulletin, user):
    """The message with which the person got the bulletin, until it has been opened; None for everybody else."""
    if not bulletin.is_issued:
        return None
    return user.messages.filter(read_at__isnull=True, pk__in=bulletin.copies.values("message")).first()
