"""What the pages of bulletins show: the list, and who of the units has opened one."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from .. import access
from ..models import Bulletin, BulletinCopy
from ..models.querysets import live, standing

# What a list does not show: the facts and texts of a bulletin are long.
LONG = ("data", "drafted", "blocks", "return_reason")

NEVER = Q(pk__in=[])


@dataclass(frozen=True)
class UnitReceipt:
    """A unit that a bulletin went to: its people as [(name, when they opened it or None)]; none where it has nobody.

    A special report went to one leader: `unit` is "".
    """

    unit: str
    people: list

    @property
    def is_opened(self):
        return any(read_at for _person, read_at in self.people)


def readable_bulletins(user, *, report=None):
    """Those that the person may read, the latest first; of an archived report where it is the one asked for (key)."""
    rows = Bulletin.objects.filter(live("report") | (standing("report") & Q(report=report)))
    if not access.can_decide_in_meeting(user):
        rows = rows.filter(access.BULLETINS_FOR_ALL)
    rows = rows.select_related("report", "period", "by", "department", "leader").defer(*LONG)
    return rows.order_by("-at", "-pk")


def waiting_bulletins(user):
    """Those of running reports that wait for the person: to be approved, or as one of their writers to be mended."""
    return readable_bulletins(user).filter(to_approve(user) | to_rework(user))


def to_approve(user):
    """Condition: submitted, and the person may approve it (`access.can_approve_bulletin`)."""
    if not access.can_decide_in_meeting(user):
        return NEVER
    return Q(state=Bulletin.State.SUBMITTED) & ~Exists(_written_by(user))


def to_rework(user):
    """Condition: returned, and the person is one of those who have written on it."""
    return Q(Exists(_written_by(user)), state=Bulletin.State.RETURNED) if access.can_supervise(user) else NEVER


# What a list can be narrowed to by its address (`?waits=`).
WAITS = {"to_approve": to_approve, "to_rework": to_rework}


def _written_by(user):
    return Bulletin.writers.through.objects.filter(bulletin=OuterRef("pk"), user=user)


def with_receipts(rows):
    """The bulletins with `sent_to` and `opened_by`: how many units they went to, and how many of these opened them.

    `is_opened`: whether anybody has, as the leader to whom one is written.
    """
    opened = Q(copies__message__read_at__isnull=False)
    opened_by_one = Q(message__read_at__isnull=False) | Q(department=None, message=None)
    return rows.annotate(
        sent_to=Count("copies__department", distinct=True),
        opened_by=Count("copies__department", distinct=True, filter=opened),
        is_opened=Exists(BulletinCopy.objects.filter(opened_by_one, bulletin=OuterRef("pk"))),
    )


def receipts_of(bulletin):
    """[UnitReceipt] of an issued bulletin, in the order of the units; one query."""
    copies = bulletin.copies.select_related("department", "message__to")
    found = {}
    for copy in copies.order_by("department__position", "department", "pk"):
        people = found.setdefault(copy.department.name if copy.department else "", [])
        if copy.message:
            people.append((str(copy.message.to), copy.message.read_at))
        elif copy.department is None:  # who approves what is written to oneself has read it
            people.append((str(bulletin.leader), bulletin.decided_at))
    return [UnitReceipt(unit, people) for unit, people in found.items()]


def unread_copy(bulletin, user):
    """The message with which the person got the bulletin, until it has been opened; None for everybody else."""
    if not bulletin.is_issued:
        return None
    return user.messages.filter(read_at__isnull=True, pk__in=bulletin.copies.values("message")).first()
