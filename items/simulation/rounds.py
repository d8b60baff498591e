"""The daily work of a round: units write and sign, leads merge, the office reviews and chases."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from ..chasing import chasing
from ..chasing.silence import silences
from ..models import ProgressUpdate, ReportingPeriod, Responsibility
from ..rules import parts, workdays
from ..rules.accepted import earlier
from ..steps.errors import UnusualFigures
from ..updates import drafting, reporting
from ..updates.verifying import is_added_up
from . import character, course
from .character import TO_SIGN_OFF, TO_WRITE_ANEW
from .wording import Situation, Wording

State = ProgressUpdate.State
# Workdays after the due day on which the office chases by hand whoever is silent.
CHASING = (1, 5)
HEAD_RETURNS, LEAD_RETURNS, OFFICE_RETURNS = 0.03, 0.03, 0.05
LEAD_FORGETS = 0.04
OFFICE_NOTES, OFFICE_CORRECTS = 0.08, 0.03
CORRECTION = 5


@dataclass(frozen=True)
class WritingDays:
    """When one update is begun and sent (None: never), and after how many workdays it is written anew if it returns."""

    drafts_on: datetime.date | None
    writes_on: datetime.date | None
    again: int


class Rounds:
    """Lets units and office do on a day what they do in a round; remembers only when each update will be written."""

    def __init__(self, chance, story):
        self.chance = chance
        self.story = story
        self.wording = Wording(story["text"], chance)
        self._plans = {}
        self._returned = {}

    def play(self, day):
        self._write(day)
        day.reach(11, 30)
        self._sign_off(day)
        day.reach(14)
        self._settle_parts(day)
        day.reach(15)
        self._review(day)
        self._chase(day)

    # The units write.

    def _write(self, day):
        waiting = ProgressUpdate.objects.filter(state__in=ProgressUpdate.WRITABLE, period__opened_at__isnull=False)
        found = list(waiting.order_by("pk").values_list("pk", "state", "returns"))
        self._make_plans([row[0] for row in found if row[0] not in self._plans])
        due = [row[0] for row in found if self._is_due(day.on, *row)]
        rows = _whole(ProgressUpdate.objects.filter(pk__in=due)).prefetch_related(
            "item__targets", "item__milestones", "item__responsibilities"
        )
        for update in rows.order_by("department__position", "item__position", "period__start_on"):
            person = day.writer(update.department_id)
            if person:
                self._report(day, update, person)

    def _make_plans(self, keys):
        for update in _whole(ProgressUpdate.objects.filter(pk__in=keys)):
            writes_on = character.writing_day(self.chance, update)
            drafts_on = character.drafting_day(self.chance, update, writes_on)
            about = update.department.name, update.item.number, update.period.start_on
            again = character.lag(TO_WRITE_ANEW, self.chance, update.department, *about)
            self._plans[update.pk] = WritingDays(drafts_on, writes_on, again)

    def _is_due(self, on, key, state, returns):
        plan = self._plans[key]
        if plan.writes_on is None:
            return False
        if state == State.RETURNED:
            first_seen = self._returned.setdefault((key, returns), on)
            return workdays.shifted(first_seen, plan.again) <= on
        return (plan.drafts_on if state == State.EXPECTED else plan.writes_on) <= on

    def _report(self, day, update, person):
        """Begin a draft, or write and send; a returned update is written anew."""
        item_course = course.course_of(self.chance, update.item, self.story)
        is_draft = day.on < self._plans[update.pk].writes_on
        is_slow = item_course in course.SLOW
        lying = list(parts.waiting(update).select_related("department", "item", "period"))
        is_quiet = not lying and character.nothing_new(self.chance, update, is_slow)
        if not is_draft and is_quiet and earlier(update):
            with day.act(person) as at:
                reporting.report_no_change(update, by=person, at=at)
            return
        changes = self.wording.report(self._situation(day, update, item_course))
        if update.state == State.RETURNED:
            changes["text"] += self.story["text"]["revised"]
        changes |= {f"{drafting.PART}{part.pk}": "on" for part in lying if not self._is_forgotten(part)}
        if is_draft:
            changes = {"text": changes["text"]}
        with day.act(person) as at:
            saved = drafting.save(update, by=person, at=at, was={}, changes=changes)
        if not is_draft:
            self._send(day, saved.update, person)

    def _situation(self, day, update, item_course):
        share = course.share_done(self.chance, item_course, update, day.on)
        members = sum(row.via_id == update.via_id for row in update.item.responsibilities.all())
        values = course.values_of(self.chance, update, share, members)
        return Situation(update=update, course=item_course, share=share, values=values, on=day.on)

    def _send(self, day, update, person):
        with day.act(person) as at:
            try:
                reporting.send(update, by=person, at=at, version=update.version)
            except UnusualFigures as unusual:
                reason = self.story["text"]["anyway"][unusual.warnings[0].code]
                reporting.send(update, by=person, at=at, version=update.version, anyway=reason)

    # The heads sign, the leads read the parts.

    def _sign_off(self, day):
        by_unit = {}
        rows = _waiting(State.AWAITING_SIGN_OFF).order_by("department__position", "item__position")
        for update in rows:
            about = update.period.start_on, update.item.number
            waits = character.lag(TO_SIGN_OFF, self.chance, update.department, *about)
            if workdays.shifted(timezone.localdate(update.sent_at), waits) <= day.on:
                head = day.signer(update.department_id, [update.sent_by_id, update.saved_by_id])
                if head is not None:
                    by_unit.setdefault((update.department_id, head), []).append(update)
        for (_unit, head), updates in by_unit.items():
            returned = [update for update in updates if self._comes_back(HEAD_RETURNS, "head", update)]
            for update in returned:
                self._send_back(day, update, head, "head_returns")
            with day.act(head) as at:
                pairs = [(update, update.version) for update in updates if update not in returned]
                reporting.sign_off_all(pairs, by=head, at=at)

    def _settle_parts(self, day):
        """Leads return a part, or take it up by itself once their own report has gone."""
        rows = _waiting(State.AWAITING_MERGE).order_by("item__position", "department__position")
        for update in rows.prefetch_related("item__responsibilities"):
            leads = [row for row in update.item.responsibilities.all() if row.role == Responsibility.Role.LEAD]
            lead = day.writer(leads[0].department_id) if leads else None
            if lead and self._comes_back(LEAD_RETURNS, "lead", update):
                self._send_back(day, update, lead, "lead_returns")
            elif lead and _has_reported(update, leads[0].department_id) and not self._is_forgotten(update):
                with day.act(lead) as at:
                    reporting.accept(update, by=lead, at=at, version=update.version)

    def _is_forgotten(self, part):
        """Whether the lead never takes the part up."""
        about = "forgotten", part.department.name, part.item.number, part.period.start_on
        return self.chance.happens(LEAD_FORGETS, *about)

    def _comes_back(self, share, who, update):
        """Whether the update is returned by them: never twice."""
        about = who, "returns", update.department.name, update.item.number, update.period.start_on
        return update.returns == 0 and self.chance.happens(share, *about)

    def _send_back(self, day, update, by, reasons):
        reason = self.wording.sentence(reasons, update.department.name, update.item.number, update.period.start_on)
        with day.act(by) as at:
            reporting.send_back(update, by=by, at=at, version=update.version, reason=reason)

    # The office reviews and chases.

    def _review(self, day):
        pairs, turn = [], day.on.toordinal() // 7
        office = day.supervisor(turn)
        for update in _waiting(State.AWAITING_REVIEW).order_by("item__position", "department__position"):
            about = update.department.name, update.item.number, update.period.start_on
            if (
                workdays.shifted(timezone.localdate(update.sent_at), self.chance.of("review", *about).randint(0, 1))
                > day.on
            ):
                continue
            if self._comes_back(OFFICE_RETURNS, "office", update):
                self._send_back(day, update, office, "office_returns")
            elif not self._accept_with_words(day, update, office, about):
                pairs.append((update, update.version))
        # Parts whose lead stays silent are not left lying when the period closes.
        for update in _waiting(State.AWAITING_MERGE).filter(period__closes_on__lte=day.on):
            if not self._is_forgotten(update):
                pairs.append((update, update.version))
        if pairs:
            with day.act(office) as at:
                reporting.accept_all(pairs, by=office, at=at)

    def _accept_with_words(self, day, update, office, about):
        """Accept with a finding, sometimes with another percentage, if this one gets words at all."""
        luck, note, changes = self.chance.of("words of the office", *about), "", {}
        drawn = luck.random()
        if drawn < OFFICE_CORRECTS and _can_be_corrected(update):
            note, changes = self.story["text"]["office_corrects"], {"completion": update.completion - CORRECTION}
        elif drawn < OFFICE_CORRECTS + OFFICE_NOTES:
            note = luck.choice(self.story["text"]["office_notes"])
        if note:
            with day.act(office) as at:
                reporting.accept(update, by=office, at=at, version=update.version, note=note, **changes)
        return bool(note)

    def _chase(self, day):
        office = day.supervisor()
        for period in ReportingPeriod.objects.open().select_related("report"):
            if day.on not in [workdays.shifted(period.due_on, days) for days in CHASING]:
                continue
            silent = {one.department for one in silences(ReportingPeriod.objects.filter(pk=period.pk))}
            if silent:
                units = sorted(silent, key=lambda unit: unit.position)
                with day.act(office) as at:
                    chasing.chase(period, units, by=office, at=at)


def _can_be_corrected(update):
    """Whether the office has a percentage to correct, and its own would count."""
    return update.completion and 2 * CORRECTION < update.completion < 100 and not is_added_up(update)


def _has_reported(part, lead):
    """Whether the lead (key) has sent its own report on the item of the part."""
    rows = ProgressUpdate.objects.filter(period=part.period_id, item=part.item_id, department=lead)
    return rows.filter(sent_at__isnull=False).exclude(state__in=ProgressUpdate.WRITABLE).exists()


def _waiting(state):
    return _whole(ProgressUpdate.objects.filter(state=state))


def _whole(updates):
    """The updates with all that the decisions here look at."""
    rows = updates.select_related("period__report", "item__report", "department")
    return rows
