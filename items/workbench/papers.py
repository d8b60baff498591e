"""What waits for a person and is no item: bulletins to approve and those returned to their writers, open imports."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Func, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import User

from .. import access
from ..bulletins.page import to_approve, to_rework, waiting_bulletins
from ..models import Bulletin, ImportDraft
from ..pages.addresses import address
from ..pages.tasks import Pending, Task, TaskLine

SHOWN = 8


@dataclass(frozen=True)
class Papers:
    """How many imports wait for the office to be checked and applied, and how many bulletins for the person."""

    imports: int = 0
    bulletins: int = 0


def papers(user: User) -> Papers:
    """The `Papers` of the person, in one query; none for who neither writes nor approves bulletins."""
    if not access.can_decide_in_meeting(user):
        return Papers()
    imports = _open_imports() if access.can_supervise(user) else ImportDraft.objects.none()
    counted = {"imports": _number(imports), "bulletins": _number(waiting_bulletins(user))}
    return Papers(**User.objects.filter(pk=user.pk).values(**counted).get())


def open_imports() -> int:
    """How many imports wait for the office to check and apply them."""
    return _open_imports().count()


def bulletins_before(user: User) -> Pending:
    """Bulletins that the person may approve, and those returned of which they are a writer."""
    return Pending(waiting_bulletins(user), lambda: list(_tasks(user)))


def _open_imports() -> Any:
    return ImportDraft.objects.filter(state__in=ImportDraft.OPEN_STATES)


def _number(rows: Any) -> Coalesce:
    counted = rows.order_by().annotate(how_many=Func(F("pk"), function="COUNT")).values("how_many")
    return Coalesce(Subquery(counted), Value(0))


def _tasks(user: User) -> Iterator[Task]:
    rows = waiting_bulletins(user).select_related(None).select_related("submitted_by", "decided_by", "leader")
    in_state = {"partition_by": "state"}
    rows = rows.annotate(
        place=Window(RowNumber(), order_by=["submitted_at", "pk"], **in_state), of=Window(Count("pk"), **in_state)
    )
    # In the order in which they were submitted, of each kind the first ones.
    found = list(rows.defer(None).defer("data", "drafted", "blocks").filter(place__lte=SHOWN).order_by("place"))
    for state, title, hint, waits in (
        (
            Bulletin.State.SUBMITTED,
            _("Bulletins to approve"),
            _("Written by others: approve and issue them, or return them with a reason."),
            to_approve,
        ),
        (
            Bulletin.State.RETURNED,
            _("Bulletins returned to you"),
            _("You have written on them: mend them and submit them again."),
            to_rework,
        ),
    ):
        lines = [one for one in found if one.state == state]
        if lines:
            url = address("bulletin_list", waits=waits.__name__)
            yield Task(title, hint, lines[0].of, url, lines=tuple(map(_line, lines)))


def _line(bulletin: Any) -> TaskLine:
    if bulletin.state == Bulletin.State.SUBMITTED:
        words = {"person": bulletin.submitted_by, "at": timezone.localdate(bulletin.submitted_at).isoformat()}
        told = _("submitted by %(person)s on %(at)s") % words
    else:
        told = _("Returned by %(person)s: %(reason)s") % {
            "person": bulletin.decided_by,
            "reason": bulletin.return_reason,
        }
    return TaskLine(
        text=bulletin.title,
        url=bulletin.get_absolute_url(),
        facts=(bulletin.get_kind_display(), told),
        is_long=True,
    )
