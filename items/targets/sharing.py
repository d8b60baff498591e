"""Breaking an item's targets down (目标分解): what of each falls to which unit, as the office or the lead sets it."""

from django.db import transaction
from django.utils.translation import gettext as _

from .. import access, history
from ..messages.about_items import tell_units
from ..models import HistoryEntry, Target, TargetShare
from ..models.target import SHARES_REASON_LIMIT
from ..rules.shares import breakdowns, gap, spell, spell_total
from ..steps.asking import require_open, within
from ..steps.changing import fresh, touch, validate
from ..steps.errors import WorkflowError


def set_shares(item, *, by, at, version, shares, reasons):
    """Let the shares of the item's targets be `shares`, {target key: {unit key: Decimal or None for no share}}.

    `reasons` {target key: text} say why shares come to something else than their target, which needs a reason; it is
    dropped where they do not. What is left out of `shares` stays: whole targets. Units whose share changes are told.
    Returns the item as it is then; nothing changed, nothing written.
    """
    if not access.can_break_down(by, item):
        raise WorkflowError(str(access.ONLY_LEAD_BREAKS_DOWN))
    with transaction.atomic():
        current = fresh(item, version)
        require_open(current)
        known = {one.target.pk: one for one in breakdowns([current], whole=True).get(current.pk, [])}
        changes = [
            _Change(_known(known, target), numbers, reasons.get(target, "")) for target, numbers in shares.items()
        ]
        changes = [change for change in changes if change.is_changed]
        if not changes:
            return current
        touch(current, version)
        for change in changes:
            change.write()
        history.record(
            HistoryEntry.Action.TARGETS_CHANGED,
            by=by,
            item=current,
            department=None if access.can_supervise(by) else access.writing_department(by, current),
            before={"shares": "\n".join(change.before for change in changes)},
            after={"shares": "\n".join(change.after for change in changes)},
        )
        _tell(current, changes, by=by, at=at)
    current.refresh_from_db()
    return current


def _known(known, target):
    if target not in known:
        raise WorkflowError(_("One of the targets is not there any more or cannot be broken down; reload the page."))
    return known[target]


class _Change:
    """The new shares of one target, checked, beside those that stand; `write()` makes them true."""

    def __init__(self, breakdown, numbers, reason):
        self.target = breakdown.target
        self.names = {line.unit: line.name for line in breakdown.lines}
        if not numbers.keys() <= self.names.keys():
            raise WorkflowError(_("One of the units is no longer on the item; reload the page."))
        self.numbers = {unit: numbers[unit] for unit in self.names if numbers.get(unit) is not None}
        self.was = {line.unit: line.goal.number for line in breakdown.with_goal}
        self.gap = gap(self.target, self.numbers.values()) if self.numbers else 0
        self.reason = within(reason.strip(), SHARES_REASON_LIMIT) if self.gap else ""
        if self.gap and not self.reason:
            raise WorkflowError(spell_gap(self.target, list(self.numbers.values())))
        self.is_changed = bool(breakdown.left) or (self.was, breakdown.reason) != (self.numbers, self.reason)
        gone = [f"{left.name} {left.words}" for left in breakdown.left]
        self.before = self._spell(self.was, breakdown.reason, gone)
        self.after = self._spell(self.numbers, self.reason)

    @property
    def told(self):
        """{unit: its new number or None} of those whose number changes."""
        units = [unit for unit in self.names if self.numbers.get(unit) != self.was.get(unit)]
        return {unit: self.numbers.get(unit) for unit in units}

    def write(self):
        target, numbers = self.target, self.numbers
        # The rows of units that are gone or were merged, too: what they had is their successor's number now.
        target.shares.exclude(department__in=numbers).delete()
        for unit, number in numbers.items():
            share = target.shares.filter(department=unit).first() or TargetShare(target=target, department_id=unit)
            share.number, share.unit = number, target.unit
            validate(share, exclude=["target", "department"])
            share.save()
        target.shares_reason, target.shares_gap = self.reason, self.gap if self.reason else None
        validate(target, exclude=["item"])
        Target.objects.filter(pk=target.pk).update(shares_reason=target.shares_reason, shares_gap=target.shares_gap)

    def _spell(self, numbers, reason, gone=()):
        told = [f"{self.names[unit]} {spell(number, self.target.unit)}" for unit, number in numbers.items()]
        return f"{self.target}：{'；'.join([*told, *gone]) or '—'}{f'（{reason}）' if reason else ''}"


def spell_gap(target, numbers):
    """Why shares that come to something else cannot stand without a reason."""
    told = {"label": target.label, "total": spell_total(target, numbers)}
    return _("%(label)s: %(total)s. Say why, or correct the shares.") % told


def _tell(item, changes, *, by, at):
    """Each unit whose share changes is told what falls to it now."""
    texts = {}
    for change in changes:
        for unit, number in change.told.items():
            words = _("no share any more") if number is None else spell(number, change.target.unit)
            texts.setdefault(unit, []).append(f"{change.target.label}：{words}")
    title = _("Your unit's share of the targets of item %(number)s") % {"number": item.display_number}
    for unit, lines in texts.items():
        tell_units(item, {unit}, title, text="\n".join(lines), by=by, at=at, part="shares")
