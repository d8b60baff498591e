"""Sentences of reminders and of chasing, in the language that is active: the portal's, whoever started the run."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NUMBERS_SHOWN = 8


def lines_of(dues):
    """One sentence for each thing that a person is reminded of (`reminding.DueReminder`), reports first."""
    own = [due for due in dues if due.silence and not due.for_office]
    for due in own:
        yield from _owed(due.silence, late=due.rule.startswith("after"))
    yield from _for_office([due.silence for due in dues if due.for_office and due.silence])
    yield from _to_sign([due for due in dues if due.item])
    yield from (_to_answer(due) for due in dues if due.instruction)


def _owed(silence, *, late):
    values = {
        "unit": silence.department,
        "period": silence.period.name,
        "due": silence.due_on.isoformat(),
    }
    if silence.unwritten:
        count = silence.unwritten
        if late:
            sentence = ngettext(
                "%(unit)s: %(count)s report for %(period)s is missing; it was due on %(due)s.",
                "%(unit)s: %(count)s reports for %(period)s are missing; they were due on %(due)s.",
                count,
            )
        else:
            sentence = ngettext(
                "%(unit)s: %(count)s report for %(period)s is still to be written, due on %(due)s.",
                "%(unit)s: %(count)s reports for %(period)s are still to be written, due on %(due)s.",
                count,
            )
        yield sentence % {**values, "count": count}
    if silence.unsigned:
        count = silence.unsigned
        sentence = ngettext(
            "%(unit)s: %(count)s report for %(period)s waits for the unit head's sign-off, due on %(due)s.",
            "%(unit)s: %(count)s reports for %(period)s wait for the unit head's sign-off, due on %(due)s.",
            count,
        )
        yield sentence % {**values, "count": count}


def _for_office(silences):
    """One sentence a period and due day, naming the units."""
    groups = {}
    for one in silences:
        groups.setdefault((one.period.pk, one.due_on), []).append(one)
    for group in groups.values():
        units = "、".join(_("%(unit)s (%(count)s)") % {"unit": one.department, "count": one.count} for one in group)
        yield _("%(period)s, due on %(due)s: seven workdays late and still missing: %(units)s.") % {
            "period": group[0].period.name,
            "due": group[0].due_on.isoformat(),
            "units": units,
        }


def _to_answer(due):
    """One sentence for an instruction, or a meeting's decision, that a unit has not answered."""
    one = due.instruction
    late = due.rule.startswith("after")
    if due.unsigned:
        sentence = _(
            "%(unit)s: the answer to the %(kind)s on item %(number)s waits for the unit head's sign-off (%(due)s)."
        )
    elif late:
        sentence = _("%(unit)s: the %(kind)s on item %(number)s was to be answered by %(due)s and is not.")
    else:
        sentence = _("%(unit)s: the %(kind)s on item %(number)s is to be answered by %(due)s.")
    return sentence % {
        "unit": due.department,
        "kind": _("meeting decision") if one.is_decision else _("instruction"),
        "number": one.item.display_number,
        "due": one.due_on.isoformat(),
    }


def _to_sign(dues):
    """One sentence a unit and last day, naming the items."""
    groups = {}
    for due in dues:
        groups.setdefault((due.department, due.sign_by), []).append(due.item.display_number)
    for (unit, day), numbers in groups.items():
        shown = "、".join(numbers[:NUMBERS_SHOWN]) + ("…" if len(numbers) > NUMBERS_SHOWN else "")
        yield ngettext(
            "%(unit)s: item %(numbers)s was to be signed for by %(day)s.",
            "%(unit)s: %(count)s items were to be signed for by %(day)s: %(numbers)s.",
            len(numbers),
        ) % {"unit": unit, "count": len(numbers), "day": day.isoformat(), "numbers": shown}


def title_of(dues):
    """The title of a person's message of the day: what it is about."""
    reports = [due.silence for due in dues if due.silence]
    if not reports and any(due.instruction for due in dues):
        return _("Reminder: instructions and meeting decisions to answer")
    if not reports:
        return _("Reminder: items to sign for")
    if all(due.for_office for due in dues if due.silence):
        return _("Reminder: units that have not reported for %(period)s") % {"period": reports[0].period.name}
    own = next(due.silence for due in dues if due.silence and not due.for_office)
    return _("Reminder: reports for %(period)s, due on %(due)s") % {
        "period": own.period.name,
        "due": own.due_on.isoformat(),
    }


def chase_tokens():
    """What stands for a unit's own values in the text of a chase: {"unit": "{unit}", …}."""
    words = {"unit": _("unit's name"), "period": _("period's name"), "count": _("number missing"), "due": _("day due")}
    return {name: f"{{{word}}}" for name, word in words.items()}


def chase_template():
    """The text of a chase before anybody has edited it, with `chase_tokens` where the unit's own values come in."""
    return (
        _(
            "%(unit)s: by our records %(count)s of your reports for %(period)s are still missing; they are due on "
            "%(due)s. Please report as soon as possible, and tell us if something stands in the way."
        )
        % chase_tokens()
    )


def chase_title(period):
    return _("The supervision office asks for your reports for %(period)s") % {"period": period.name}


def call_title(call):
    return _("Note of a telephone call: reports for %(period)s") % {"period": call.period.name}


def call_text(call):
    """What was noted of a call, for who answered it."""
    return _("%(when)s, %(by)s rang up %(unit)s about its reports. Noted: %(said)s") % {
        "when": f"{timezone.localtime(call.called_at):%Y-%m-%d %H:%M}",
        "by": call.by,
        "unit": call.department,
        "said": call.said,
    }


def part_tokens():
    """What stands for a unit's own values in the text of a lead: {"unit": "{unit}", …}."""
    words = {
        "unit": _("unit's name"),
        "lead": _("lead's name"),
        "item": _("item's number"),
        "period": _("period's name"),
        "due": _("day due"),
    }
    return {name: f"{{{word}}}" for name, word in words.items()}


def part_template():
    """The text of a lead before anybody has edited it, with `part_tokens` where the unit's own values come in."""
    return (
        _(
            "%(unit)s: your part on item %(item)s, which %(lead)s leads, is still missing for %(period)s; it is due on "
            "%(due)s. Please report as soon as possible, so that we can take it up."
        )
        % part_tokens()
    )


def part_title(update):
    return _("%(lead)s asks for your part on item %(item)s") % {
        "lead": update.department,
        "item": update.item.display_number,
    }
