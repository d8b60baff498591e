"""Planning a second look, writing down what it found, and calling it to mind when its day has come."""

import calendar
import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import User

from .. import access, history
from ..closing.closing import close_item
from ..closing.moving import move_status
from ..messages.about_items import tell_office
from ..messages.telling import in_office_hours
from ..models import Closing, HistoryEntry, Message, SecondLook, WorkItem
from ..steps.asking import add, require_words
from ..steps.errors import WorkflowError
from .page import due_looks

Result, Status = SecondLook.Result, WorkItem.Status
ONLY_OFFICE_LOOKS = gettext_lazy("Only the supervision office takes a second look at closed items.")
# Its place on the item's page.
PART = "second-look"


def plan_look(item: WorkItem, *, months: int, by: User, at: datetime.datetime) -> SecondLook:
    """Plan a second look at a closed item in so many months, or put off the one that is planned."""
    _require_office(by)
    due_on = _later(timezone.localdate(at), months)
    with transaction.atomic():
        _closed(item)
        look = SecondLook.objects.filter(item=item, result="").first()
        before = look.due_on.isoformat() if look else ""
        if look is None:
            look = add(SecondLook(item=item, due_on=due_on, by=by, at=at))
        else:
            look.due_on, look.by, look.at, look.reminded_at = due_on, by, at, None
            look.save()
        after = {"second_look": due_on.isoformat()}
        history.record(
            HistoryEntry.Action.ITEM_EDITED, by=by, item=item, before={"second_look": before}, after=after, at=at
        )
    return look


def close_with_look(
    closing: Closing, *, months: int | None = None, by: User, at: datetime.datetime, **step: Any
) -> SecondLook | None:
    """Close the item (`closing.closing.close_item`, which takes what else the `step` says) and plan a second look at
    it; `months` None plans none."""
    with transaction.atomic():
        item = close_item(closing, by=by, at=at, **step)
        return plan_look(item, months=months, by=by, at=at) if months else None


def write_result(
    look: SecondLook,
    *,
    result: str,
    finding: str,
    version: int,
    by: User,
    at: datetime.datetime,
    due_on: datetime.date | None = None,
) -> WorkItem:
    """Write down what the look found: the result holds, or the item is reopened, with a new deadline if its own has
    passed. Returns the item as it is then."""
    _require_office(by)
    finding = require_words(finding, _("Say what the second look found."))
    if due_on and result != Result.REOPENED:
        raise WorkflowError(_("A new deadline counts only when the item is reopened: press that, or leave it empty."))
    with transaction.atomic():
        item = _closed(look.item)
        done = {"result": result, "finding": finding, "done_by": by, "done_at": at}
        if not SecondLook.objects.filter(pk=look.pk, result="").update(**done):
            raise WorkflowError(_("The result has been written down already."))
        after = {"looked_back": result}
        history.record(HistoryEntry.Action.ITEM_EDITED, by=by, item=item, after=after, reason=finding, at=at)
        if result == Result.REOPENED:
            on = timezone.localdate(at)
            move = {"status": Status.IN_PROGRESS, "text": finding, "due_on": due_on}
            item = move_status(item, by=by, version=version, on=on, at=at, **move)
    return item


def remind_looks(at: datetime.datetime) -> int:
    """Tell the office of each look whose day has come, once, within office hours; returns of how many."""
    if not in_office_hours(at):
        return 0
    told = 0
    for look in due_looks(timezone.localdate(at)).filter(reminded_at__isnull=True).select_related("item__report"):
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            if not SecondLook.objects.filter(pk=look.pk, result="", reminded_at=None).update(reminded_at=at):
                continue
            title = _("A second look at item %(number)s is due") % {"number": look.item.display_number}
            kind = Message.Kind.REMINDER
            tell_office(look.item, title, text=look.item.text, by=None, at=at, part=PART, kind=kind)
            told += 1
    return told


def _require_office(by: User) -> None:
    if not access.can_supervise(by):
        raise WorkflowError(str(ONLY_OFFICE_LOOKS))


def _closed(item: WorkItem) -> WorkItem:
    """The item as it is now, locked; refuses one that is not closed."""
    current = WorkItem.objects.select_for_update(of=("self",)).select_related("report").get(pk=item.pk)
    if current.status != Status.COMPLETED:
        raise WorkflowError(_("Only a closed item is looked at a second time."))
    return current


def _later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
