"""What units write: short official sentences from the story's patterns, with the item's own words and figures."""

import re
from dataclasses import dataclass

from ..models import Target
from ..models.target import spell_number, write_number
from ..rules.figures import percent_of
from ..updates.drafting import MILESTONE, VALUE
from .course import SLOW, day_of

CLAUSE_END = re.compile(r"[,，;；。:：]")
INNER_QUOTES = str.maketrans("“”", "‘’")
SHORTEST_CLAUSE, LONGEST_CLAUSE = 5, 26


@dataclass(frozen=True)
class Situation:
    """What a report is about: the update, the course of its item, the share done, the values, the day."""

    update: object
    course: object
    share: float
    values: dict
    on: object

    @property
    def is_finished(self):
        return self.share >= 1


class Wording:
    """Writes reports by `patterns` (year.json, "text"), varied by `chance`."""

    def __init__(self, patterns, chance):
        self.patterns = patterns
        self.chance = chance

    def report(self, situation):
        """{field: text} as `updates.drafting.save` takes it."""
        update, on = situation.update, situation.on
        rng = self.chance.of("words", update.item.number, update.department.name, update.period.start_on)
        filled = self._filled(update.item, on, rng)
        changes = {
            "text": self._figures(situation, filled) + self._work(situation, rng).format(**filled),
            "problems": self._problems(situation, rng),
            "needs_decision": "",
            "next_steps": rng.choice(self._next_steps(situation)).format(**filled),
        }
        if situation.course in SLOW and rng.random() < 0.3:
            changes["problems"] += self.patterns["needs_decision"]
            changes["needs_decision"] = "on"
        if not update.is_part and (update.via_id is not None or not situation.values):
            changes["completion"] = str(int(100 * situation.share))
        for target, value in situation.values.items():
            changes[f"{VALUE}{target.pk}"] = spell_number(value)
        return changes | self._milestones(situation)

    def sentence(self, name, *about):
        """One of the patterns called `name`, without anything filled in."""
        return self.chance.pick(self.patterns[name], name, *about)

    def _filled(self, item, on, rng):
        return {
            "clause": rng.choice(clauses(item.text)),
            "month": on.month,
            "next_month": on.month % 12 + 1,
            "day": on.day,
            "count": rng.randint(3, 18),
            "few": rng.randint(2, 6),
        }

    def _figures(self, situation, filled):
        if not situation.values:
            return ""
        told = []
        for target, value in situation.values.items():
            name, percent = "figure", percent_of(target, value)
            if target.comparator == Target.Comparator.AT_MOST:
                name = "limit"
            elif situation.update.via_id is None and percent is not None:
                name = "figure_share"
            written = f"{write_number(value, target.unit)}{target.unit}"
            told.append(
                self.patterns[name].format(label=target.label, value=written, percent=spell_number(percent or 0))
            )
        return self.patterns["as_of"].format(**filled) + "；".join(told) + "。"

    def _work(self, situation, rng):
        update = situation.update
        if situation.is_finished and not update.is_part:
            name = "finished"
        elif update.via_id is not None:
            name = "member"
        elif update.is_part:
            name = "support"
        elif situation.course in SLOW and situation.on.month > 3:
            name = "slow"
        else:
            name = "start" if situation.share < 0.2 else "end" if situation.share > 0.88 else "middle"
        return rng.choice(self.patterns[name])

    def _problems(self, situation, rng):
        is_slow = situation.course in SLOW and not situation.update.is_part
        if is_slow or (not situation.is_finished and rng.random() < 0.12):
            return rng.choice(self.patterns["problems"])
        return ""

    def _next_steps(self, situation):
        return self.patterns["next_steps_finished" if situation.is_finished else "next_steps"]

    def _milestones(self, situation):
        """Those that are reached by now: one after the other over the time of the item, the last with its end."""
        update = situation.update
        if update.is_part or update.via_id is not None:
            return {}
        rows = list(update.item.milestones.all())
        reached = {}
        for number, milestone in enumerate(rows, start=1):
            day = day_of(self.chance, situation.course, update, number / len(rows))
            if day and day <= situation.on:
                reached[f"{MILESTONE}{milestone.pk}"] = day.isoformat()
        return reached


def clauses(text):
    """The short clauses of an item's text that can stand quoted in a sentence; never empty."""
    text = text.translate(INNER_QUOTES)
    parts = [part.strip() for part in CLAUSE_END.split(text)]
    short = [part for part in parts if SHORTEST_CLAUSE <= len(part) <= LONGEST_CLAUSE and not part[0].isdigit()]
    return short or [text[:LONGEST_CLAUSE]]
