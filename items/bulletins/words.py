"""The sentences that the portal drafts of the facts, in the language of the document.

They hold no number that the facts do not hold: time limits are written out.
"""

import datetime
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import Bulletin, Colour, Instruction, Schedule
from ..models.bulletin import TO_ONE_UNIT, BulletinBlock, BulletinKind

# As many items are named in the text; the annex has all of them.
NAMED = 8
# Characters of an item's text in a sentence.
EXCERPT = 40
CLAUSE_END = re.compile("[。；;]")
ISO_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
# Quotation marks within quotation marks.
INNER = str.maketrans("“”", "‘’")
# Chinese counts in the running text: headings and parts.
PLACES = "一二三四五六七八九"
# As wide as “附件：”, below which the second annex stands.
UNDER_ANNEXES = "\u3000" * 3
LISTS = ("late", "results", "silent", "portfolio")
# What is annexed to a letter: its text says the rest, and what went well is no matter to urge.
LISTS_OF_ONE = ("late",)


def in_its_language():
    """A context in which everything is said as documents say it, whoever has them made."""
    return translation.override(settings.LANGUAGE_CODE)


def spell_day(day):
    """2011年10月13日."""
    return date_format(day, "DATE_FORMAT")


@dataclass(frozen=True)
class AnnexName:
    """A list of the facts that has rows: its key, “附件1” (“附件” where it is the only one), and its title.

    `listed` is its line below the text (GB/T 9704, 7.3.4): “附件：1. …” of the first, its number of the others.
    """

    key: str
    label: str
    title: str
    listed: str


def annexes_of(data, kind):
    """[AnnexName] of the lists of such a document that have rows, numbered in their order."""
    titles = {
        "late": _("Items behind schedule"),
        "results": _("Items completed or ahead of schedule"),
        "silent": _("Units without reports"),
        "portfolio": _("Items in the charge of %(leader)s") % {"leader": data.get("leader", "")},
    }
    lists = LISTS_OF_ONE if kind in TO_ONE_UNIT else LISTS
    # What a leader is told of stands in one list.
    keys = ["portfolio"] if "portfolio" in data else [key for key in lists if data.get(key)]
    if len(keys) == 1:
        title = titles[keys[0]]
        return [AnnexName(keys[0], _("Annex"), title, _("Annex: %(title)s") % {"title": title})]
    return [_annex_name(key, place, titles[key]) for place, key in enumerate(keys, 1)]


def _annex_name(key, place, title):
    told = {"number": place, "title": title}
    listed = _("Annexes: %(number)s. %(title)s") if place == 1 else UNDER_ANNEXES + _("%(number)s. %(title)s")
    return AnnexName(key, _("Annex %(number)s") % told, title, listed % told)


def default_title(kind, data, unit=""):
    """What the document is called unless the office calls it otherwise."""
    words = {"report": data["report"], "unit": unit, "period": data["period"], "day": spell_day(_day(data["on"]))}
    if kind == BulletinKind.LETTER:
        return _("Letter urging matters of %(unit)s") % words
    if kind == BulletinKind.REMINDER:
        return _("Reminder about matters of %(unit)s") % words
    if kind == BulletinKind.BRIEF:
        return _("Special report on matters in the charge of %(leader)s") % {"leader": data["leader"]}
    if data["period"]:
        return _("Bulletin on how “%(report)s” was carried out in %(period)s") % words
    return _("Bulletin on how “%(report)s” is carried out as of %(day)s") % words


def default_word(kind):
    return str(BulletinKind(kind).label)


def drafted(kind, data, answer_on=None):
    """{block: text} of the facts, in the language of documents."""
    with in_its_language():
        return _drafted(kind, data, answer_on)


def _drafted(kind, data, answer_on):
    if kind in TO_ONE_UNIT:
        return {
            BulletinBlock.MATTERS.value: _matters(data),
            BulletinBlock.DEMANDS.value: _demands_of_one(kind, answer_on),
        }
    if kind == BulletinKind.BRIEF:
        return {
            BulletinBlock.OVERALL.value: _overall(data),
            BulletinBlock.RESULTS.value: _results(data),
            BulletinBlock.PROBLEMS.value: _problems(data),
            BulletinBlock.REQUESTS.value: _requests(data),
            BulletinBlock.INSTRUCTIONS.value: _instructions(data),
            BulletinBlock.PROPOSALS.value: _proposals(data),
        }
    return {
        BulletinBlock.OVERALL.value: _overall(data),
        BulletinBlock.RESULTS.value: _results(data),
        BulletinBlock.PROBLEMS.value: _problems(data),
        BulletinBlock.DEMANDS.value: _demands(data),
    }


def _day(text):
    return datetime.date.fromisoformat(text)


def _as_of(data):
    """The data date as a sentence names it; of a period it is the closing that counts, not the end of its day."""
    day = spell_day(_day(data["on"]))
    # Drafts of before were made with the end of the day.
    return _("%(day)s, the closing of %(period)s,") % {"day": day, "period": data["period"]} if data.get("at") else day


def _spell_counts(counts):
    """Those that are not zero, with their shares."""
    told = [_("%(word)s %(count)s (%(percent)s%%)") % one for one in counts if one["count"]]
    return _("; ").join(told)


def _overall(data):
    words = {"day": _as_of(data), "report": data["report"], "total": data["total"]}
    words |= {"lights": _spell_counts(data["lights"]), "leader": data.get("leader", "")}
    first = _("As of %(day)s %(total)s items of “%(report)s” count; by their lights: %(lights)s.")
    if words["leader"]:
        first = _(
            "As of %(day)s %(total)s items of “%(report)s” are in the charge of %(leader)s; by their lights: "
            "%(lights)s."
        )
    lines = [
        first % words,
        *([_("Units in charge of: %(units)s.") % {"units": "、".join(data["held"])}] if data.get("held") else []),
        _("Against their plans: %(schedule)s.") % {"schedule": _spell_counts(data["schedule"])},
    ]
    if data["reports"]:
        told = {"period": data["period"], **data["reports"]}
        lines.append(
            _(
                "For %(period)s %(asked)s reports were asked for; %(handed_in)s were handed in, %(late)s of them late, "
                "and %(silent)s were not."
            )
            % told
        )
    elif data["unreported"]:
        lines.append(_("Of %(count)s items the last report due is missing.") % {"count": data["unreported"]})
    return "\n".join(lines)


def _results(data):
    if not data["results"]:
        return ""
    counts = {one["key"]: one["count"] for one in data["schedule"]}
    told = {"completed": counts[Schedule.COMPLETED], "ahead": counts[Schedule.AHEAD]}
    if not told["completed"]:
        first = _("%(ahead)s items are ahead of schedule.")
    elif not told["ahead"]:
        first = _("%(completed)s items are completed.")
    else:
        first = _("%(completed)s items are completed, %(ahead)s are ahead of schedule.")
    return "\n".join([first % told, *_named(data, "results", data["results"])])


def _problems(data):
    parts = []
    if data["late"]:
        counts = [one for one in data["lights"] if one["key"] in (Colour.RED, Colour.YELLOW) and one["count"]]
        told = "、".join(_("%(word)s %(count)s") % one for one in counts)
        red = [row for row in data["late"] if row["colour"] == Colour.RED]
        lines = [_("Behind schedule: %(counts)s.") % {"counts": told}, *_named(data, "late", red or data["late"])]
        parts.append((_("Items behind schedule"), lines))
    if data["silent"]:
        units = "、".join(_spell_silent(one) for one in data["silent"])
        sentence = _("%(count)s units have not handed in their reports: %(units)s.")
        parts.append((_("Units without reports"), [sentence % {"count": len(data["silent"]), "units": units}]))
    if not parts:
        return _("Nothing is behind schedule, and no report is missing.")
    return "\n".join(
        line for place, (head, lines) in zip(PLACES, parts, strict=False) for line in (f"（{place}）{head}", *lines)
    )


def _spell_silent(one):
    return _("%(unit)s (%(silent)s)") % one


def _named(data, key, rows):
    """A line for each of the first rows, and where the others stand."""
    lines = [_spell_row(row) for row in rows[:NAMED]]
    if len(data[key]) > len(lines):
        annexes = annexes_of(data, BulletinKind.BULLETIN)
        label = next((one for one in annexes if one.key == key), annexes[0]).label
        lines.append(_("All of them stand in %(annex)s.") % {"annex": label})
    return lines


def _spell_row(row):
    words = {**row, "text": excerpt(row["text"]).translate(INNER), "reason": _with_days_spelt(row["reason"])}
    return _("Item %(number)s “%(text)s” (%(units)s): %(reason)s") % words


def excerpt(text):
    """Of an item's text its first clause, or as much of that as a sentence can hold."""
    text = CLAUSE_END.split(text)[0]
    if len(text) <= EXCERPT:
        return text
    text = text[:EXCERPT]
    opened = text.rfind("“")
    if opened > max(text.rfind("”"), 0):
        text = text[:opened]  # no quotation that nothing ends
    return text.rstrip("“‘《（、,，") + "…"


def _with_days_spelt(text):
    """2011年9月23日 for 2011-09-23: running text has no other days."""
    return ISO_DAY.sub(lambda found: _spell_iso(found[0]), text)


def _spell_iso(text):
    try:
        return spell_day(_day(text))
    except ValueError:
        return text


def _demands(data):
    told = []
    if data["late"]:
        told.append(
            _(
                "Units in charge of items behind schedule find out the cause of each, set measures and a day for them, "
                "and report to the supervision office in writing within five workdays."
            )
        )
    if data["silent"]:
        told.append(_("Units without reports hand them in at once and say why they are late."))
    told.append(_("All responsible units keep to their plans, so that the goals of the year are reached in time."))
    return "\n".join(told)


def _requests(data):
    if not data["asking"]:
        return _("No unit asks for a leader's decision.")
    first = _("On %(count)s items units ask for a leader's decision.") % {"count": data["asked_on"]}
    items = {}
    for row in data["asking"]:
        said = items.setdefault((row["number"], row["text"]), {})
        said.setdefault(_one_line(row["words"]) or _("no words given"), []).append(row["unit"])
    return "\n".join([first, *(_spell_request(item, said) for item, said in items.items())])


def _spell_request(item, said):
    """A line for an item: who asks, on what problem; units that say the same say it together."""
    told = [_("%(units)s: %(words)s") % {"units": "、".join(units), "words": words} for words, units in said.items()]
    words = {"number": item[0], "text": excerpt(item[1]), "told": _("; ").join(told)}
    return _("Item %(number)s “%(text)s”: %(told)s.") % words


def _instructions(data):
    rows = data["instructions"]
    if not rows:
        return _("No instruction or meeting decision is open.")
    counts = {
        "count": len(rows),
        "waiting": sum(row["key"] == Instruction.State.OPEN for row in rows),
        "late": sum(row["late"] for row in rows),
        "answered": sum(row["key"] == Instruction.State.ANSWERED for row in rows),
    }
    first = _(
        "%(count)s instructions and meeting decisions are open: %(answered)s answered, %(waiting)s not, %(late)s of "
        "these past the day set."
    )
    return "\n".join([first % counts, *(_spell_instruction(row) for row in rows)])


def _spell_instruction(row):
    words = {**row, "words": _one_line(row["words"]), "on": spell_day(_day(row["on"])), "text": excerpt(row["text"])}
    told = [_("Item %(number)s “%(text)s”: %(by)s on %(on)s: %(words)s (%(state)s).") % words]
    if row["due"]:
        told.append(_("Answer until %(day)s.") % {"day": spell_day(_day(row["due"]))})
    if row["answer"]:
        told.append(_("Last answer: %(text)s") % {"text": _one_line(row["answer"])})
    return "".join(told)


def _one_line(text):
    """Words of others within a sentence: without line breaks, which part paragraphs, and the stop at their end."""
    return " ".join(text.split()).rstrip("。.；;")


def _proposals(data):
    late = sum(row["late"] for row in data["instructions"])
    told = []
    if data["asking"]:
        sentence = _("That a meeting decide on the %(count)s items on which units ask for it, or an instruction.")
        told.append(sentence % {"count": data["asked_on"]})
    if data["late"]:
        sentence = _("That the units in charge of the %(count)s items behind schedule set measures and a day for each.")
        told.append(sentence % {"count": len(data["late"])})
    if late:
        sentence = _("That the units that owe %(count)s answers be called to give them.")
        told.append(sentence % {"count": late})
    if data["silent"]:
        told.append(_("That the units without reports hand them in at once."))
    return "\n".join(told or [_("That the items go on by their plans.")])


def _matters(data):
    lines = [_spell_row(row) for row in data["late"]]
    for one in data["silent"]:
        sentence = _("%(silent)s reports of your unit for %(period)s have not been handed in.")
        if not data["period"]:
            sentence = _("Of %(silent)s items the last report of your unit is missing.")
        lines.append(sentence % {**one, "period": data["period"]})
    intro = _("As of %(day)s these matters of your unit are behind:") % {"day": _as_of(data)}
    return "\n".join([intro, *lines])


def _demands_of_one(kind, answer_on):
    words = {"day": spell_day(answer_on)}
    if kind == BulletinKind.REMINDER:
        return _("Please look into them and report the progress through the portal by %(day)s.") % words
    return (
        _(
            "Please find out the causes, set measures and a day for each of them, and answer the supervision office in "
            "writing by %(day)s."
        )
        % words
    )


def heading_of(block, place):
    """一、总体情况."""
    return f"{PLACES[place]}、{BulletinBlock(block).label}"


def spell_number(bulletin: Bulletin, year):
    """The number of the document; of one that has none yet, with room for it."""
    return bulletin.spelt_number or f"{bulletin.word}〔{year}〕　号"
