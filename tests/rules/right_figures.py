"""What accepted reports come to, counted as plainly as can be: no shared code, no concern for queries."""

from django.utils import timezone

from items.models import ProgressUpdate
from items.rules import figures


def acts_for(unit, into):
    """`into` is {unit: the unit that it was merged into}, by keys."""
    while into[unit]:
        unit = into[unit]
    return unit


def covers(later, update, into, gone_on):
    """Whether one report is by a unit that goes on for the other's, after the merger and for a period that ended then.

    Such a report says what both have come to.
    """
    unit = update.department_id
    while into[unit]:
        day, unit = gone_on[unit], into[unit]
        handed_in = timezone.localdate(later.handed_in_at)
        if later.department_id == unit and later.period.end_on >= day and handed_in >= day:
            return True
    return False


def summed(told, target, into, gone_on):
    """{update: value} of what counts in a sum of the reports `told`, in turn: of each unit its last figure, of one
    that was merged until it is covered."""
    named = [(update, value.value) for update in told for value in update.values.all() if value.target_id == target.pk]
    last = {update.department_id: (update, value) for update, value in named}
    return {
        update: value
        for update, value in last.values()
        if not any(covers(later, update, into, gone_on) for later, _value in named)
    }


class Right:
    """The right figures of one item, from its rows in the database."""

    def __init__(self, item, into, gone_on, steered, until=None, without=None):
        """`steered` {update key: [(unit, via)]} are those who steered the item when each was handed in or accepted.

        By reports of the periods that ended by the day `until` if given, without the one `without`.
        """
        self.into, self.gone_on, self.steered = into, gone_on, steered
        rows = item.updates.filter(state="accepted").exclude(role="support")
        rows = list(rows.select_related("period").prefetch_related("values"))
        is_past = until is not None and any(row.period.end_on > until for row in rows)
        rows = [row for row in rows if (until is None or row.period.end_on <= until) and row != without]
        # In one period the unit that goes on speaks last.
        turn = [(row.period.end_on, not into[row.department_id], row.reviewed_at, row.pk, row) for row in rows]
        self.told = [(acts_for(row.department_id, into), row) for *_turn, row in sorted(turn)]
        self.targets = list(item.targets.all())
        rows = item.responsibilities.exclude(role="support").filter(department__is_collective=False)
        self.steering = {unit for unit, _via in rows.values_list("department", "via")}
        self.rows = self.speakers(list(rows.values_list("department", "via")), self.named, is_past=is_past)
        # Of each target, and of the completion (None), those before them whose word stands until one of them names it.
        self.before = {}
        for key in [None, *(target.pk for target in self.targets)]:
            rows = self.speakers(self.rows, lambda row, key=key: key in self.named(row) - {"verified"})
            if rows is not self.rows:
                self.before[key] = rows

    def named(self, row):
        """What a report names: keys of targets, None for the completion, "verified" for the office's percentage."""
        found = {value.target_id for value in row.values.all() if value.target_id}
        found |= {None} if row.completion is not None else set()
        return found | ({"verified"} if row.verified is not None else set())

    def speakers(self, rows, names, *, is_past=False):
        """[(unit, via)] whose word counts of what a report names for which `names(row)` is true.

        The units in `rows`, once one of them named it that steered the item when it was named last.
        """
        naming = [(unit, row) for unit, row in self.told if names(row)]
        # What a unit says that has left before changes nothing of who speaks.
        naming = [(unit, row) for unit, row in naming if unit in self.acting_rows(self.steered[row.pk])]
        then = self.acting_rows(self.steered[naming[-1][1].pk]) if naming else {}
        goes_on = {unit for unit, _via in rows} & then.keys() & {unit for unit, _row in naming}
        return list(then.items()) if is_past or (then and not goes_on) else rows

    def left(self, key):
        """What was left by those before the speakers, of the target's key or (None) of the completion."""
        if key is None:
            shares = [self.of_unit(unit)[2] for unit, via in self.before[None] if not via]
            for via in {via for _unit, via in self.before[None] if via}:
                members = [unit for unit, through in self.before[None] if through == via]
                shares.append(figures.mean_of_units([self.of_unit(unit)[2] for unit in members]))
            return figures.mean_of_units(shares)
        return self.value(next(target for target in self.targets if target.pk == key))

    def acting_rows(self, rows):
        """{unit: via} of those who act today; in its own name where a unit spoke so, too."""
        found = {}
        for unit, via in rows:
            unit, via = acts_for(unit, self.into), via and acts_for(via, self.into)
            found[unit] = None if found.get(unit, via) is None else via
        return found

    def values(self, target, units):
        """{unit: value}, the latest last."""
        found = {}
        for unit, update in self.told:
            for value in update.values.all():
                if value.target_id == target.pk and unit in units:
                    found.pop(unit, None)
                    found[unit] = value.value
        return found

    def shares(self, target, units):
        """The figures that make up a sum."""
        found = []
        for unit in units:
            told = [update for who, update in self.told if who == unit]
            found += summed(told, target, self.into, self.gone_on).values()
        return found

    def speaks_beside(self, update, corrected):
        """Whether the report is by a unit that goes on for the corrected one's, and not about what it took over."""
        goes_on, unit = [], corrected.department_id
        while self.into[unit]:
            unit = self.into[unit]
            goes_on.append(unit)
        is_covering = covers(update, corrected, self.into, self.gone_on)
        return update.department_id in goes_on and not is_covering and (update.via_id is None or corrected.via_id)

    def of_unit(self, unit):
        """(the office's percentage that stands, {counted target: value}, the unit's own judgement) of one unit."""
        counted = {target.pk for target in self.targets if not target.per}
        corrected, stood, judged, of_report = None, {}, None, None
        for who, update in self.told:
            if who != unit:
                continue
            said = {value.target_id: value.value for value in update.values.all() if value.target_id}
            if update.completion is not None:
                said[None] = update.completion
            if counted & (stood.keys() | said.keys()):
                news = {key: value for key, value in said.items() if key in counted}
            else:
                news = said
            if any(stood.get(key) != value for key, value in news.items()):
                corrected = None
            if news and corrected is not None and self.speaks_beside(update, of_report):
                corrected = None
            stood |= said
            judged = stood.get(None)
            if update.verified is not None:
                corrected, of_report = update.verified, update
        return corrected, {key: value for key, value in stood.items() if key in counted}, judged

    def completion_of(self, unit):
        corrected, stood, judged = self.of_unit(unit)
        for target in self.targets:
            if target.pk in self.before:
                stood.pop(target.pk, None)
                left = self.left(target.pk)
                stood |= {target.pk: left} if left is not None and not target.per else {}
        judged = self.left(None) if None in self.before else judged
        counted = None
        if stood:
            counted = figures.completion_by([(one, stood.get(one.pk)) for one in self.targets if not one.per])
        return next((share for share in (corrected, counted, judged) if share is not None), None)

    def judged_by(self, unit):
        corrected, _stood, judged = self.of_unit(unit)
        judged = self.left(None) if None in self.before else judged
        return judged if corrected is None else corrected

    def collectives(self):
        return {via: [unit for unit, through in self.rows if through == via] for _unit, via in self.rows if via}

    def added_up(self, members):
        sums = []
        for target in self.targets:
            values = self.shares(target, members)
            value = sum(values) if values else None
            value = self.left(target.pk) if target.pk in self.before else value
            sums += [] if target.per else [(target, value)]
        return figures.completion_by(sums) if any(value is not None for _target, value in sums) else None

    def completion(self):
        shares = [self.completion_of(unit) for unit, via in self.rows if not via]
        for members in self.collectives().values():
            counted = self.added_up(members)
            shares.append(figures.mean_of_units(list(map(self.judged_by, members))) if counted is None else counted)
        return figures.mean_of_units(shares)

    def corrections(self):
        """The office's percentages that count, in no order."""
        units = [unit for unit, via in self.rows if not via]
        for members in self.collectives().values():
            units += members if self.added_up(members) is None else []
        found = [self.of_unit(unit)[0] for unit in units]
        return sorted(one for one in found if one is not None)

    def value(self, target):
        """The latest figure of a unit of its own, else the sum of the members' shares."""
        rows = self.before.get(target.pk, self.rows)
        own = self.values(target, [unit for unit, via in rows if not via])
        shares = self.shares(target, [unit for unit, via in rows if via])
        if own:
            return list(own.values())[-1]
        return sum(shares) if shares and not target.per else None


def right_earlier(update, updates, into):
    unit = acts_for(update.department_id, into)
    keys = [
        (row.period.end_on, not into[row.department_id], row.handed_in_at, row.pk)
        for row in updates
        if row.item_id == update.item_id
        and row.state in ProgressUpdate.HANDED_IN
        and acts_for(row.department_id, into) == unit
        and (row.role == "support") == (update.role == "support")
        and (row.via_id and acts_for(row.via_id, into)) == (update.via_id and acts_for(update.via_id, into))
        and row.period.end_on < update.period.end_on
    ]
    return max(keys)[-1] if keys else None


def right_last(update, updates, into, gone_on, steered):
    """{target: what the unit said last on this duty}: the latest word, of a share all that counts.

    Of a unit that steers the item what others left to it, if it is of a later period.
    """
    unit, found = acts_for(update.department_id, into), {}
    right = Right(update.item, into, gone_on, steered, update.period.end_on, update)
    own_name = update.item.responsibilities.exclude(role="support").filter(via=None, department=unit)
    takes_over = not update.is_contribution and own_name.exists()
    told = [
        row
        for row in sorted(updates, key=lambda row: (row.period.end_on, not into[row.department_id], row.handed_in_at))
        if row.period.end_on < update.period.end_on and acts_for(row.department_id, into) == unit
    ]
    for target in update.item.targets.all():
        own = [value for row in told for value in row.values.all() if value.target_id == target.pk]
        if own and update.is_contribution and not target.per:
            found[target.pk] = sum(summed(told, target, into, gone_on).values())
        elif own:
            found[target.pk] = own[-1].value
        on_it = dict(right.before.get(target.pk, right.rows))
        words = [(who, row) for who, row in right.told if who in on_it and target.pk in right.named(row)]
        # A unit's own figure counts before the sum of members.
        words = [(who, row) for who, row in words if not on_it[who]] or words
        left, others = right.value(target), {who for who, _row in words}
        days = [row.period.end_on for row in told if target.pk in right.named(row)]
        is_left = takes_over and left is not None and not others & right.steering
        if is_left and (not days or days[-1] < words[-1][1].period.end_on):
            found[target.pk] = left
    return found


def on_the_duty(update, updates, into):
    """What was handed in on the duty of the update."""
    return [
        row
        for row in updates
        if row.item_id == update.item_id
        and row.state in ProgressUpdate.HANDED_IN
        and row.is_part == update.is_part
        and (row.via_id and acts_for(row.via_id, into)) == (update.via_id and acts_for(update.via_id, into))
    ]


def right_shares(item, target, into, gone_on):
    """{unit: what it has said of its share}, as a member of a collective or for its part of another unit's item."""
    rows = item.updates.filter(state="accepted").select_related("period").prefetch_related("values")
    rows = [row for row in rows if row.via_id or row.role == "support"]
    turn = [(row.period.end_on, not into[row.department_id], row.handed_in_at, row.pk, row) for row in rows]
    told = [row for *_turn, row in sorted(turn)]
    units = {acts_for(row.department_id, into) for row in told}
    of = {unit: [row for row in told if acts_for(row.department_id, into) == unit] for unit in units}
    sums = {unit: summed(rows, target, into, gone_on) for unit, rows in of.items()}
    return {unit: sum(values.values()) for unit, values in sums.items() if values}
