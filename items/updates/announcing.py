"""What a unit is told of its progress update: its acceptance taken back, accepted after all or cut."""

from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access
from ..messages.telling import tell, unit_people
from ..models import Message
from ..models.target import spell_number

Kind = Message.Kind


def tell_undone(update, reason, *, by, at):
    """Its acceptance was taken back."""
    _tell(update, Kind.RETURNED, _("Acceptance taken back: %(item)s, %(period)s"), reason, by=by, at=at)


def tell_accepted(update, *, by, at):
    """It was accepted, where the unit has to know: with another percentage, or after it was told the contrary."""
    is_cut = update.verified is not None
    told = Message.objects.filter(kind=Kind.RETURNED, url=update.get_absolute_url(), item=update.item_id)
    if not is_cut and not told.exists():
        return
    words = {"verified": spell_number(update.verified), "reported": spell_number(update.completion)}
    if is_cut and update.completion is not None:
        text = _("Reported: %(reported)s%%; set by the supervision office: %(verified)s%%.") % words
    elif is_cut:
        text = _("Set by the supervision office: %(verified)s%%.") % words
    else:
        text = ""
    lines = [one for one in (text, update.review_note) if one]
    reviewed = access.can_review(by)  # a lead takes a part up, and reviews nothing
    title = _("Accepted: %(item)s, %(period)s") if reviewed else _("Part taken up: %(item)s, %(period)s")
    _tell(update, Kind.DECIDED, title, "\n".join(lines), by=by, at=at)


def _tell(update, kind, title, text, *, by, at):
    day = timezone.localdate(at)
    tell(
        unit_people([update.department_id], on=day),
        kind=kind,
        title=title % {"item": update.item, "period": update.period},
        text=text,
        url=update.get_absolute_url(),
        by=by,
        item=update.item,
        period=update.period,
        at=at,
        on=day,
    )
