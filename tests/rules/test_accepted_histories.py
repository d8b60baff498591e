"""Random histories of reports, mergers, members and closings: every place gives the same figures, and the right ones.

The right ones are counted once more in `right_figures`.
"""

import random
from decimal import Decimal

import pytest
from django.utils.translation import gettext as _

from departments.models import CollectiveMember, Department, Membership
from items.ledger.editing import set_units
from items.lights.columns import as_percent, light_values
from items.lights.facts import lights_of
from items.lights.recording import record_lights
from items.lights.records import light_of_record, read_text
from items.models import LightRecord, ProgressUpdate, ReportingPeriod, Responsibility, TargetValue, WorkItem
from items.models.target import spell_number
from items.plans import page as plans
from items.plans.page import plan_sheet
from items.rounds.running import close_period, run_due
from items.rounds.sheet import read
from items.rules import accepted, parts
from items.rules.accepted import completion_of, present_unit
from items.rules.last_words import last_values
from items.rules.shares import breakdowns
from items.targets.editing import TARGET_FIELDS, set_targets
from items.targets.rollup import rollup, with_voices
from items.units.merging import merge
from items.updates import counted, reporting
from items.updates.verifying import is_added_up

from ..given import factories
from ..given.factories import day
from ..given.ledger_read import ledger_of
from ..given.opened_rounds import State, put
from ..given.together import moment
from .right_figures import Right, on_the_duty, right_earlier, right_last, right_shares

pytestmark = pytest.mark.each_database

MONTHS = ["02", "03", "04", "05"]
ON = day("2011-05-28")


class History:
    """A report whose units write, are merged, join and leave collectives, by the chance of a seed."""

    def __init__(self, cast, seed):
        self.cast, self.chance, self.waiting = cast, random.Random(seed), []
        self.steered = {}
        units = [factories.department(f"第{place}单位") for place in range(7)]
        self.whole = factories.collective("各单位", units[4:])
        other = factories.collective("部分单位", units[3:5])
        self.report = factories.report(title="历史", issued_on=day("2011-02-01"), rounds_from=day("2011-02-01"))
        self.items = [
            factories.item(self.report, 1, leads=[units[0]], supports=[units[1]]),
            factories.item(self.report, 2, responsible=[units[1], units[2]]),
            factories.item(self.report, 3, responsible=[units[3], self.whole]),
            factories.item(self.report, 4, responsible=[self.whole]),
            factories.item(self.report, 5, responsible=[self.whole, other, units[0]]),
        ]
        for item in self.items[1:]:
            for _one in range(self.chance.randrange(3)):
                per = self.chance.choice(["", "", "", "每个乡镇"])
                factories.target(item, number=self.chance.choice([10, 30, 0]), per=per)
        self.head = factories.person()
        for unit in units:
            Membership.objects.create(user=self.head, role=Membership.Role.HEAD, department=unit)
        reporting_units = Responsibility.objects.filter(item__in=self.items)
        reporting_units.update(issued_on=day("2011-02-01"))
        WorkItem.objects.filter(pk__in=[item.pk for item in self.items]).update(issued_on=day("2011-02-01"))

    def pick(self, rows):
        rows = list(rows)
        return self.chance.choice(rows) if rows else None

    def month(self, month):
        """The units report, some are accepted at once, some late and out of turn; meanwhile things happen."""
        run_due(moment(f"2011-{month}-01"))
        self.report_on(f"2011-{month}-05", 0.5)
        events = [self.merge, self.merge, self.join, self.leave, self.change, self.lead, self.promise, self.close]
        for _time in range(2):
            self.chance.choice(events)(month)
            self.accept(month)
        self.report_on(f"2011-{month}-15", 0.2)

    def report_on(self, day, part):
        """Of the reports that are asked for a part is written, some without change."""
        rows = ProgressUpdate.objects.filter(period__report=self.report, state=State.EXPECTED)
        for update in rows.select_related("item").order_by("pk"):
            drawn = self.chance.random()
            if drawn < part:
                self.write(update, moment(day))
            elif drawn < part + 0.15 and accepted.earlier(update) and not parts.waiting(update):
                reporting.report_no_change(update, by=self.head, at=moment(day))
                self.steered[update.pk] = steering(update.item)
                self.waiting.append(update.pk)

    def write(self, update, at):
        moments = {"sent_at": at, "handed_in_at": at}
        put(update, State.AWAITING_REVIEW, by=self.cast.liaison, office=self.cast.supervisor, **moments)
        self.steered[update.pk] = steering(update.item)
        for target in update.item.targets.all():
            drawn = self.chance.random()
            last = last_values(update).get(target.pk)
            if drawn < 0.4:
                value = Decimal(self.chance.randrange(100))
                TargetValue.objects.create(update=update, target=target, label=target.label, value=value)
            elif drawn < 0.6 and last:
                given = {"label": target.label, "value": last.value, "carried": True}
                TargetValue.objects.create(update=update, target=target, **given)
            elif drawn < 0.7:
                update.unavailable.create(target=target, label=target.label)
        judged = self.chance.choice([None, Decimal(self.chance.randrange(101))])
        judged = counted.computed_completion(update, judged)
        ProgressUpdate.objects.filter(pk=update.pk).update(completion=judged)
        self.waiting.append(update.pk)

    def accept(self, month):
        self.chance.shuffle(self.waiting)
        kept, self.waiting = self.waiting[:3], self.waiting[3:]
        for place, pk in enumerate(self.waiting):
            update = ProgressUpdate.objects.filter(pk=pk, state=State.AWAITING_REVIEW).first()
            if update:
                at = moment(f"2011-{month}-20 {self.chance.randrange(10, 20)}:{place % 60:02}")
                more, before = {}, {}
                if self.chance.random() < 0.3:
                    more = {"note": "核查", "completion": Decimal(self.chance.randrange(101))}
                if more and is_added_up(update):  # it is refused now, but may have been set before
                    more, before = {}, {"review_note": more["note"], "verified": more["completion"]}
                now = steering(update.item)
                if present_unit(update.department).pk in {unit for unit, _via in now}:
                    self.steered[update.pk] = now
                reporting.accept(update, by=self.cast.supervisor, at=at, version=update.version, **more)
                if before:
                    ProgressUpdate.objects.filter(pk=pk).update(**before)
        self.waiting = kept

    def merge(self, month):
        units = Department.objects.unmerged().filter(name__startswith="第", is_collective=False)
        if self.chance.random() < 0.6:  # members of one collective, whose figures add up
            units = units.filter(pk__in=self.whole.member_rows.values("member"))
        source, into = self.pick(units), self.pick(units)
        if source != into:
            merge(source, into=into, by=self.cast.administrator, on=day(f"2011-{month}-12"))

    def join(self, month):
        known = self.whole.member_rows.values("member")
        unit = self.pick(Department.objects.unmerged().filter(name__startswith="第").exclude(pk__in=known))
        if unit:
            CollectiveMember.objects.create(collective=self.whole, member=unit)
        run_due(moment(f"2011-{month}-13"))

    def leave(self, month):
        row = self.pick(self.whole.member_rows.filter(valid_to__isnull=True))
        if row:
            CollectiveMember.objects.filter(pk=row.pk).update(valid_to=day(f"2011-{month}-12"))
        run_due(moment(f"2011-{month}-13"))

    def change(self, month):
        item = WorkItem.objects.get(pk=self.chance.choice(self.items).pk)
        roles = {row.department: "responsible" for row in item.responsibilities.direct()}
        unit = self.pick(Department.objects.unmerged().filter(name__startswith="第"))
        if len(roles) > 1 and self.chance.random() < 0.5:
            roles.pop(self.pick(roles))
        roles[unit] = "responsible"
        set_units(item, roles=roles, by=self.cast.supervisor, version=item.version, reason="职能划转")

    def lead(self, month):
        """Another unit comes to lead; the lead of before supports it or has left."""
        item = WorkItem.objects.get(pk=self.chance.choice(self.items).pk)
        roles = {}
        for row in item.responsibilities.direct().order_by("pk"):
            if row.role == "support" or self.chance.random() < 0.5:
                roles[row.department] = "support"
        roles[self.pick(Department.objects.unmerged().filter(name__startswith="第"))] = "lead"
        set_units(item, roles=roles, by=self.cast.supervisor, version=item.version, reason="职能划转")

    def promise(self, month):
        item = WorkItem.objects.get(pk=self.chance.choice(self.items).pk)
        rows = [{"pk": one.pk, **{name: getattr(one, name) for name in TARGET_FIELDS}} for one in item.targets.all()]
        for row in rows[:1]:
            row["number"] = Decimal(self.chance.choice([5, 20]))
        given = {"by": self.cast.supervisor, "version": item.version, "milestones": []}
        set_targets(item, targets=rows, **given)

    def close(self, month):
        period = self.pick(ReportingPeriod.objects.open().filter(report=self.report))
        if period:
            close_period(period, at=moment(f"2011-{month}-14"))


def steering(item):
    rows = item.responsibilities.exclude(role="support").filter(department__is_collective=False)
    return list(rows.values_list("department", "via"))


def check(history):
    into = dict(Department.objects.values_list("pk", "successor"))
    gone_on = dict(Department.objects.values_list("pk", "active_to"))
    items = list(WorkItem.objects.filter(report=history.report).for_lights())
    lit = lights_of(items, on=ON)
    rolled = with_voices(rollup(WorkItem.objects.filter(report=history.report), on=ON).lines)
    lines = {line.progress.target: line for line in rolled}
    sheets = {one.pk: one.completion for period in history.report.periods.open() for one in read(period).items}
    ledger = ledger_of(WorkItem.objects.filter(report=history.report), on=ON)
    recorded = record_of(items)
    broken_down = breakdowns(items, whole=True)
    for item in items:
        right = Right(item, into, gone_on, history.steered)
        completion, values = right.completion(), {one.pk: right.value(one) for one in right.targets}
        assert completion_of(item) == completion
        assert (item.completion, lit[item.pk].completion) == (completion, completion)
        assert light_values(lit[item.pk])[0] == as_percent(completion)
        # An item that nobody has to report on stands in no sheet.
        assert sheets.get(item.pk, spell_number(completion)) == spell_number(completion)
        assert _one_place(ledger[item.display_number][_("Completion")]) == completion
        corrections = lit[item.pk].facts.corrections
        assert sorted(one.verified for one in corrections) == right.corrections()
        assert all(f"{spell_number(one.verified)}%" in lit[item.pk].reason for one in corrections)
        row = recorded[item.pk]
        assert light_of_record(row, read_text(row.text), lit[item.pk].rules, ON).completion == completion
        assert {one.target: one.value for one in lit[item.pk].facts.targets} == values
        assert {pk: lines[pk].progress.value for pk in values} == values
        for pk, value in values.items():
            check_voices(lines[pk], value)
        check_plan(item, completion, values)
        for one in broken_down.get(item.pk, []):
            said = right_shares(item, one.target, into, gone_on)
            assert {line.unit: line.value for line in one.lines} == {
                line.unit: said.get(line.unit) for line in one.lines
            }
    updates = ProgressUpdate.objects.filter(period__report=history.report).select_related("period")
    updates = list(accepted.with_earlier(updates))
    for update in updates:
        assert update.earlier_pk == right_earlier(update, updates, into)
    for update in history.chance.sample(updates, 5):
        before = accepted.earlier(update)
        assert (before and before.pk) == update.earlier_pk
        told = on_the_duty(update, updates, into)
        last = {pk: one.value for pk, one in last_values(update).items()}
        assert last == right_last(update, told, into, gone_on, history.steered)


def _one_place(number):
    return None if number is None else round(Decimal(number), 1)


def record_of(items):
    """{item key: its latest record}, after everything was recorded."""
    record_lights(moment("2011-05-28"))
    return {row.item_id: row for row in LightRecord.objects.filter(item__in=items, until__isnull=True)}


def check_plan(item, completion, values):
    """The last row in which anything is reported says what holds now."""
    rows = [{cell.column.key: cell.reported for cell in row.cells} for row in plan_sheet(item, on=ON).rows]
    places = [place for place, row in enumerate(rows) if any(value is not None for value in row.values())]
    now = {plans.ITEM: completion, **{str(pk): value for pk, value in values.items()}}
    if any(now[key] is not None for key in rows[0]):
        assert rows[places[-1]] == {key: now[key] for key in rows[0]}


def check_voices(line, value):
    if value is not None:
        own = [voice.value for voice in line.voices if not voice.is_member]
        assert value == (own[-1] if own else sum(voice.value for voice in line.voices))


@pytest.mark.parametrize("seed", [0, 1, 7, 21, 26, 30, 40])
def test_every_place_gives_the_same_and_the_right_figures(cast, seed):
    history = History(cast, seed)
    for month in MONTHS:
        history.month(month)
        check(history)
    assert ProgressUpdate.objects.filter(period__report=history.report, state=State.ACCEPTED).count() > 10
