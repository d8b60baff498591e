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


def in_place(rows, before, changed=()):
    """{unit: via} of those who steer; in place of the ones that have come in their own name those who left so.

    Those `changed` were members before and have said nothing in their own name yet.
    """
    gone = {unit: via for unit, via in before.items() if unit not in rows and not via}
    come = [unit for unit, via in rows.items() if unit not in before and not via]
    if not gone or not (come or changed):
        return rows
    return {unit: via for unit, via in rows.items() if unit not in come} | gone


def as_members(rows, members):
    return {unit: members.get(unit) if via is None else via for unit, via in rows.items()}


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
        self.steering = dict(rows.values_list("department", "via"))
        last = self.spoke(self.named)
        self.look(last or {} if is_past else self.go_on(self.steering, last, self.named))

    def look(self, rows):
        """Let those in `rows` {unit: via} speak."""
        self.rows = rows
        # Of each target, and of the completion (None), those whose words on it count.
        self.on_it = {}
        for key in [None, *(target.pk for target in self.targets)]:
            names = lambda row, key=key: key in self.named(row) - {"verified"}  # noqa: E731
            self.on_it[key] = self.go_on(rows, self.spoke(names), names)
        return self

    def part(self, told, rows):
        """The same with only what was `told` and those in `rows` to speak."""
        other = object.__new__(Right)
        other.__dict__ |= {**self.__dict__, "told": told}
        return other.look(rows)

    def named(self, row):
        """What a report names: keys of targets, None for the completion, "verified" for the office's percentage."""
        found = {value.target_id for value in row.values.all() if value.target_id}
        found |= {None} if row.completion is not None else set()
        return found | ({"verified"} if row.verified is not None else set())

    def spoke(self, names):
        """{unit: via} of those who spoke with the last of the reports for which `names(row)` is true."""
        found = None
        for unit, row in self.told:
            then = self.then(unit, row)
            if names(row) and unit in then:
                found = then if found is None or unit not in found else in_place(then, found)
        return found

    def then(self, unit, row):
        """{unit: via} of those who steered when the unit's report was accepted, as what they had spoken last.

        None of them where it says nothing of who speaks: for a share, by a unit that was a member no more.
        """
        rows = self.acting_rows(self.steered[row.pk])
        members = self.members(self.told[: self.told.index((unit, row)) + 1])
        return {} if rows.get(unit, "") is None and unit in members else as_members(rows, members)

    def members(self, told):
        """{unit: via} of those whose last word, of each unit that is one with it today, was about a share."""
        heard = {}
        for unit, row in told:
            if self.named(row):
                of_unit = heard.setdefault(unit, {})
                of_unit.pop(row.department_id, None)
                of_unit[row.department_id] = row.via_id and acts_for(row.via_id, self.into)
        return {unit: list(via.values())[-1] for unit, via in heard.items() if all(via.values())}

    def go_on(self, rows, last, names):
        """Those in `rows`, once one of them named it that spoke last."""
        members = self.members(self.told)
        if last is None:
            return as_members(rows, members)
        changed = {unit for unit, via in rows.items() if via is None and unit in members}
        naming = {unit for unit, row in self.told if names(row)}
        stay = (rows.keys() & last.keys() & naming) - changed
        return as_members(in_place(rows, last, changed) if stay else last, members)

    def gone(self, key):
        return {unit: via for unit, via in self.on_it[key].items() if unit not in self.rows}

    def is_heir(self, unit, key):
        """Whether the unit has what those who left said of it."""
        come = self.rows.keys() - self.on_it[key].keys()
        return bool(self.gone(key)) and unit in (come or self.rows)

    def left(self, key):
        """What was left by those who are gone, of the target's key or (None) of the completion."""
        gone = self.gone(key)
        if key is None:
            shares = [self.said(unit, None) for unit, via in gone.items() if not via]
            for via in {via for via in gone.values() if via}:
                shares.append(figures.mean_of_units([self.said(one, None) for one in gone if gone[one] == via]))
            return figures.mean_of_units(shares)
        return self.value_by(next(target for target in self.targets if target.pk == key), gone)

    def said(self, unit, key):
        """What the unit named last, whoever's word counts."""
        found = None
        for who, row in self.told:
            values = {value.target_id: value.value for value in row.values.all() if value.target_id}
            values |= {None: row.completion} if row.completion is not None else {}
            found = values.get(key, found) if who == unit else found
        return found

    def stands(self, unit, key):
        """What stands for the unit: its own word, else what was left to it."""
        left = self.left(key) if self.is_heir(unit, key) else None
        if left is not None:
            return left
        return self.said(unit, key) if unit in self.on_it[key] else None

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

    def begun(self, unit):
        """(place, what stood, the office's percentage and its reports) as the unit took over from others, if it did."""
        found, spoke = (0, {}, (None, [])), None
        for place, (who, row) in enumerate(self.told):
            then = self.then(who, row)
            if not self.named(row) or who not in then:
                continue
            if spoke is not None and who not in spoke:
                gone = [one for one in spoke if one not in then]
                if gone and unit in then.keys() - spoke.keys():
                    told = self.told[:place]
                    stood = {key: self.part(told, then).stands(unit, key) for key in self.on_it}
                    found = (place, stood, self.part(told, spoke).office_of(gone))
            spoke = then if spoke is None or who not in spoke else in_place(then, spoke)
        return found

    def office(self, unit):
        """(the office's percentage that stands, the reports on which it was set) of one unit."""
        counted = {target.pk for target in self.targets if not target.per}
        place, stood, (corrected, of_reports) = self.begun(unit)
        stood = {key: value for key, value in stood.items() if value is not None}
        for who, update in self.told[place:]:
            if who != unit:
                continue
            said = {value.target_id: value.value for value in update.values.all() if value.target_id}
            said |= {None: update.completion} if update.completion is not None else {}
            if counted & (stood.keys() | said.keys()):
                news = {key: value for key, value in said.items() if key in counted}
            else:
                news = said
            if any(stood.get(key) != value for key, value in news.items()):
                corrected, of_reports = None, []
            if news and of_reports and self.speaks_beside(update, of_reports[-1]):
                corrected, of_reports = None, []
            stood |= said
            if update.verified is not None:
                corrected, of_reports = update.verified, [update]
        return corrected, of_reports

    def office_of(self, units):
        """The same for all of the units together, as far as it counts."""
        found = [self.office(unit)[1] for unit in self.in_own_words() if unit in units]
        reports = list(dict.fromkeys(report for reports in found for report in reports))
        shares = [share for voice, share in self.voices() if set(voice) & set(units)]
        return (figures.mean_of_units(shares), reports) if reports else (None, [])

    def completion_of(self, unit):
        corrected, _reports = self.office(unit)
        values = [(one, self.stands(unit, one.pk)) for one in self.targets if not one.per]
        is_counted = any(value is not None for _target, value in values)
        counted = figures.completion_by(values) if is_counted else None
        return next((share for share in (corrected, counted, self.stands(unit, None)) if share is not None), None)

    def judged_by(self, unit):
        corrected, _reports = self.office(unit)
        return self.stands(unit, None) if corrected is None else corrected

    def collectives(self):
        return {via: [one for one in self.rows if self.rows[one] == via] for via in self.rows.values() if via}

    def added_up(self, members):
        sums = []
        for target in self.targets:
            values = self.shares(target, [one for one in members if one in self.on_it[target.pk]])
            value = sum(values) if values else None
            is_left = any(self.is_heir(one, target.pk) for one in members)
            left = self.left(target.pk) if is_left else None
            sums += [] if target.per else [(target, value if left is None else left)]
        return figures.completion_by(sums) if any(value is not None for _target, value in sums) else None

    def voices(self):
        """[(units, completion)]"""
        found = [([unit], self.completion_of(unit)) for unit, via in self.rows.items() if not via]
        for members in self.collectives().values():
            counted = self.added_up(members)
            judged = figures.mean_of_units(list(map(self.judged_by, members)))
            found.append((members, judged if counted is None else counted))
        return found

    def completion(self):
        return figures.mean_of_units([share for _units, share in self.voices()])

    def in_own_words(self):
        """The units whose figures are not just added up."""
        units = [unit for unit, via in self.rows.items() if not via]
        for members in self.collectives().values():
            units += members if self.added_up(members) is None else []
        return units

    def corrections(self):
        """The office's percentages that count, in no order."""
        reports = {report for unit in self.in_own_words() for report in self.office(unit)[1]}
        return sorted(report.verified for report in reports)

    def value(self, target):
        return self.value_by(target, self.on_it[target.pk])

    def value_by(self, target, rows):
        """The latest figure of a unit of its own, else the sum of the members' shares."""
        own = self.values(target, [unit for unit, via in rows.items() if not via])
        shares = self.shares(target, [unit for unit, via in rows.items() if via])
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
    steer = right.part(right.told, right.steering)
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
        gone = steer.gone(target.pk)
        days = [row.period.end_on for row in told if target.pk in right.named(row)]
        theirs = [row.period.end_on for who, row in right.told if who in gone and target.pk in right.named(row)]
        is_left = takes_over and steer.is_heir(unit, target.pk) and steer.left(target.pk) is not None
        if is_left and (not days or days[-1] < theirs[-1]):
            found[target.pk] = steer.left(target.pk)
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
