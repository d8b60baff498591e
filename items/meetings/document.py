"""The pack of a meeting in Word (调度会材料): what its page says, filled into a template as bulletins are."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ..bulletins.document import clean
from ..bulletins.filling import made_of
from ..bulletins.words import excerpt, in_its_language, spell_day
from ..models import Responsibility
from ..models.bulletin import TemplateKind
from ..models.target import spell_number
from ..rules.accepted import signed
from .agenda import agenda_of, attendance_of

NONE = "—"


def word_pack(pack):
    """The bytes of the Word file of a `Pack`, made now by the template in use."""
    with in_its_language():
        told = as_context(pack)
        return made_of(TemplateKind.MEETING, clean(told), title=told["title"], author=str(pack.meeting.by))


def as_context(pack):
    """What a template names (`bulletins.placeholders.PACK_LOOPS`), in the language of documents."""
    meeting = pack.meeting
    return {
        "title": str(meeting),
        "held_on": spell_day(meeting.held_on),
        "report": str(meeting.report),
        "about": meeting.about,
        "data_date": _data_date(pack),
        "counts": _("; ").join(f"{look.word}{count}" for look, count, _place in pack.counts) or _("none"),
        "last": _last(pack),
        "open": str(len(pack.others)),
        "agenda": [
            {
                "number": str(point.number),
                "title": excerpt(point.title),
                "units": _("(%(units)s)") % {"units": point.in_charge} if point.in_charge else "",
            }
            for point in agenda_of(pack)
        ],
        "matters": [_matter(group.title, entry) for group in pack.groups for entry in group.entries],
        "before": _decisions(pack.last_decisions),
        "others": _decisions(pack.others),
        "attendance": [{"unit": one.unit, "points": one.spelt} for one in attendance_of(pack)],
    }


def _data_date(pack):
    day = spell_day(pack.on)
    if pack.is_recorded:
        return day
    return _("%(day)s (no lights were recorded on the day of the meeting)") % {"day": day}


def _last(pack):
    if pack.last is None:
        return _("This is the first meeting about it.")
    states = _("; ").join(f"{state} {count}" for state, count in pack.last_states) or _("none")
    words = {"meeting": pack.last, "day": spell_day(pack.last.held_on), "states": states}
    return _("%(meeting)s on %(day)s; its decisions: %(states)s.") % words


def _matter(group, entry):
    light, facts = entry.light, entry.light.facts
    return {
        "number": str(entry.number),
        "group": group,
        "item": f"{entry.then.number} {entry.then.text}",
        "lead": entry.then.in_charge or NONE,
        "support": "、".join(one.name for one in entry.then.in_role(Responsibility.Role.SUPPORT)) or NONE,
        "due": spell_day(facts.due_on) if facts.due_on else NONE,
        "completion": NONE if light.completion is None else f"{spell_number(light.completion)}%",
        "light": light.word,
        "reason": light.why,
        "figures": _list([_figure(one) for one in facts.targets]),
        "said": [_said(update) for update in entry.said],
        "instructions": _decisions(entry.instructions),
        "decided": _decisions(entry.decided),
    }


def _figure(target):
    missing = _("without %(units)s") % {"units": "、".join(target.missing)} if target.missing else ""
    return {
        "label": target.label,
        "actual": _("; ").join(filter(None, (target.spelt or _("no figure"), missing))),
        "target": target.figure,
        "percent": NONE if target.percent is None else f"{spell_number(round(target.percent, 1))}%",
    }


def _said(update):
    told = [
        _("Needs a city leader's decision") if update.needs_decision else "",
        _("%(label)s: %(value)s") % {"label": _("Problems"), "value": _flat(update.problems)}
        if update.problems
        else "",
        _("%(label)s: %(value)s") % {"label": _("Next steps"), "value": _flat(update.next_steps)}
        if update.next_steps
        else "",
    ]
    return {"unit": signed(update.department), "period": update.period.name, "lines": list(filter(None, told))}


def _decisions(rows):
    """A list of decisions (`AsOf`) for a table, or none at all."""
    return _list([_decision(one) for one in rows])


def _decision(one):
    given, answer = one.instruction, one.answers[-1] if one.answers else None
    who = str(given.meeting or given.by)
    told = f"{signed(answer.department) or answer.by}：{_flat(answer.text)}" if answer else ""
    return {
        "about": given.item.display_number,
        "text": _flat(given.text),
        "given": f"{who} {timezone.localdate(given.at).isoformat()}",
        "due": given.due_on.isoformat() if given.due_on else NONE,
        "state": str(one.word),
        "answer": told or NONE,
    }


def _list(rows):
    """A template has no conditions: what may be empty is a list of one or of none."""
    return [{"rows": rows}] if rows else []


def _flat(text):
    """Words of others on one line."""
    return " ".join(text.split())
