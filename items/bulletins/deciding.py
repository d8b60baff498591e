"""A bulletin is submitted, approved by somebody who has not written on it, numbered, frozen and sent; or returned."""

import hashlib

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import Department, Membership

from .. import access
from ..messages.telling import holders, messages_to, roster, send, tell
from ..models import Bulletin, BulletinCopy, BulletinFile, HistoryEntry, Message
from ..steps.asking import require_words
from ..steps.errors import WorkflowError
from .drafting import fresh, record, require_day_to_answer, require_leader, require_office, write
from .filling import fresh_file

Action = HistoryEntry.Action
State = Bulletin.State
Role = Membership.Role
NOT_BY_ITS_WRITERS = gettext_lazy(
    "A bulletin is approved by somebody of the office or a city leader who has not written on it."
)


def submit_bulletin(bulletin, *, by, at, version):
    """Put the bulletin before those who approve it: the others of the office, and the city leaders."""
    require_office(by)
    with transaction.atomic():
        current = fresh(bulletin, version, states=Bulletin.OPEN)
        if not any(current.blocks.values()):
            raise WorkflowError(_("The bulletin has no text yet."))
        require_day_to_answer(current.kind, current.answer_on, timezone.localdate(at))
        write(current, version, state=State.SUBMITTED, submitted_by=by, submitted_at=at, return_reason="")
        current.writers.add(by)
        record(Action.BULLETIN_SUBMITTED, current, by=by, at=at)
        title = _("To be approved: %(title)s") % {"title": current.title}
        people = [one for one in _approving(at) if access.can_approve_bulletin(one, writers_of(current))]
        _tell(current, people, title, by=by, at=at, kind=Message.Kind.SUBMITTED)
    return current


def return_bulletin(bulletin, *, by, at, version, reason):
    """Send it back to its writers with a reason; who has submitted it can take it back in the same way."""
    _require_decider(by)
    reason = require_words(reason, _("A return needs a reason."))
    with transaction.atomic():
        current = fresh(bulletin, version, states=[State.SUBMITTED])
        write(current, version, state=State.RETURNED, return_reason=reason, decided_by=by, decided_at=at)
        record(Action.BULLETIN_RETURNED, current, by=by, at=at, reason=reason)
        title = _("Returned: %(title)s") % {"title": current.title}
        _tell(current, list(current.writers.all()), title, text=reason, by=by, at=at, kind=Message.Kind.DECIDED)
    return current


def issue_bulletin(bulletin, *, by, at, version):
    """Approve it: it gets its number, its Word file is kept as it is now, and the units that it names are told.

    Never by who has written on it. Returns the bulletin.
    """
    _require_decider(by)
    with transaction.atomic():
        _wait_for_number(bulletin.word)
        current = fresh(bulletin, version, states=[State.SUBMITTED])
        if not access.can_approve_bulletin(by, writers_of(current)):
            raise WorkflowError(str(NOT_BY_ITS_WRITERS))
        if current.leader:
            require_leader(current.leader)
        require_day_to_answer(current.kind, current.answer_on, timezone.localdate(at))
        year = timezone.localdate(at).year
        current.year, current.number = year, _next_number(current.word, year)
        current.state, current.decided_by, current.decided_at = State.ISSUED, by, at
        content = fresh_file(current)
        current.file = BulletinFile.objects.create(content=content, digest=hashlib.sha256(content).hexdigest())
        names = ("year", "number", "state", "decided_by", "decided_at", "file")
        write(current, version, **{name: getattr(current, name) for name in names}, return_reason="")
        record(Action.BULLETIN_ISSUED, current, by=by, at=at, after={"digest": current.file.digest})
        _send(current, by=by, at=at)
    return current


def writers_of(bulletin):
    """Keys of all who have written on it."""
    return set(bulletin.writers.values_list("pk", flat=True))


def _require_decider(by):
    if not access.can_decide_in_meeting(by):
        raise WorkflowError(str(NOT_BY_ITS_WRITERS))


def _wait_for_number(word):
    """Of two issued at once under the word the second waits here, while it holds nothing that the first needs."""
    list(Bulletin.objects.select_for_update(no_key=True).filter(word=word).order_by("pk").values_list("pk"))


def _next_number(word, year):
    """The next running number of the word in the year."""
    numbers = Bulletin.objects.filter(word=word, year=year).aggregate(last=Max("number"))
    return (numbers["last"] or 0) + 1


def _approving(at):
    return holders([Role.SUPERVISION, Role.LEADER], on=timezone.localdate(at))


def _tell(bulletin, people, title, *, by, at, kind, text=""):
    on = timezone.localdate(at)
    return tell(people, kind=kind, title=title, text=text, url=bulletin.get_absolute_url(), by=by, at=at, on=on)


def _send(bulletin, *, by, at):
    """A message to the leader it is written to, or to the people of each unit that it names, and the copies."""
    told = {None: {bulletin.leader_id: bulletin.leader}} if bulletin.is_brief else _people_of(bulletin, at)
    everybody = {pk: one for found in told.values() for pk, one in found.items()}
    words = {"kind": Message.Kind.BULLETIN, "at": at, "day": timezone.localdate(at), "url": bulletin.get_absolute_url()}
    title = f"{bulletin.spelt_number} {bulletin.title}"
    messages = send(messages_to(everybody.values(), title=title, by=by, **words), at=at)
    of_person = {message.to_id: message for message in messages}
    BulletinCopy.objects.bulk_create(
        BulletinCopy(bulletin=bulletin, department_id=unit, message=message)
        for unit, found in told.items()
        for message in [of_person[pk] for pk in found if pk in of_person] or [None]
    )


def _people_of(bulletin, at):
    """{unit's key: {person's key: person}} of the units that it names, by those that act today."""
    acting = Department.objects.acting()
    keys = dict.fromkeys(acting[pk].pk if pk in acting else pk for pk, _name in bulletin.data["units"])
    people = roster(keys, on=timezone.localdate(at))
    return {unit: {one.pk: one for held in people.get(unit, {}).values() for one in held} for unit in keys}
