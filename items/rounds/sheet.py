"""What a period says (报送情况): the units' reports item by item, from the database or as frozen at closing.

Pages and workbooks of a period are made from a `Sheet` and nothing else, so a closed period reads the same whatever
happens to items, targets, units and people later.
"""

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects
from django.utils import timezone

from ..lights.present import present_lights
from ..lights.records import lights_at
from ..models import ProgressUpdate, WorkItem
from ..models.reach import Reach, reach_of_return
from ..models.target import spell_number
from ..rules.judged import last_completions
from ..rules.last_words import last_values_of

State = ProgressUpdate.State


@dataclass(frozen=True)
class SheetValue:
    """A cumulative figure as reported, with the target beside it; numbers as text.

    `carried` says that the unit let last time's stand, `former` names whose that was if it was not its own.
    """

    label: str
    value: str
    unit: str
    target: str = ""
    carried: bool = False
    former: str = ""


@dataclass(frozen=True)
class Reached:
    """A milestone that is reached, with its day (ISO) or ""."""

    title: str
    on: str


@dataclass(frozen=True)
class SheetRow:
    """One unit's report on one item. What has not been handed in shows its state and none of its words.

    `completion` is the unit's, `completion_answer` what it says where it enters none (`ProgressUpdate.Blank`), `former`
    whose it carried on if it was not its own; `verified` is the office's own in its place with the reason
    `verified_because`; `unavailable` names the targets of which the unit could get no value. Sheets of before know none
    of these.
    """

    update: int
    department: int
    unit: str
    via: str
    role: str
    state: str
    timing: str
    handed_in: str = ""
    no_change: bool = False
    text: str = ""
    problems: str = ""
    needs_decision: bool = False
    next_steps: str = ""
    completion: str = ""
    values: tuple = ()
    milestones: tuple = ()
    sent_by: str = ""
    signed_by: str = ""
    accepted_by: str = ""
    returns: int = 0
    return_reason: str = ""
    verified: str = ""
    verified_because: str = ""
    unavailable: tuple = ()
    completion_answer: str = ""
    former: str = ""


@dataclass(frozen=True)
class SheetItem:
    """An item of the period with its rows: lead, responsible and supporting units in the order of the text."""

    pk: int
    number: str
    text: str
    chapter: str
    status: str
    due: str
    completion: str
    leads: tuple
    rows: tuple


@dataclass(frozen=True)
class Sheet:
    """All that a period says. Days are ISO texts; states, roles and statuses are the values of their choices."""

    report: str
    year: int
    rhythm: str
    start_on: str
    end_on: str
    parts_due_on: str
    due_on: str
    closes_on: str
    closed_at: str
    items: tuple = field(default=())

    @property
    def rows(self):
        return [row for item in self.items for row in item.rows]

    @property
    def is_frozen(self):
        """Whether it says what stood at the closing of its period, and nothing in it waits any more."""
        return bool(self.closed_at)

    def counts(self):
        """{"total", every state, every timing: number of rows}."""
        rows = self.rows
        found = {"total": len(rows)}
        for state in State.values:
            found[state] = sum(row.state == state for row in rows)
        for timing in ProgressUpdate.Timing.values:
            found[timing] = sum(row.timing == timing for row in rows)
        return found


def sheet_of(period):
    """The sheet of a period: as frozen once it is closed, else as things stand."""
    return parse(period.frozen_sheet.text) if period.is_closed else read(period)


def read(period, *, items=None, closing_at=None):
    """The sheet from the database, in a fixed number of queries; `closing_at` is the moment of a period's closing.

    Of some items (keys), or of all. More are asked once where figures were carried on, for whose they were.
    """
    updates = ProgressUpdate.objects.asked_for().filter(period=period)
    if items is not None:
        updates = updates.filter(item__in=items)
    updates = updates.select_related("department", "via", "sent_by", "signed_by", "reviewed_by")
    updates = list(updates.prefetch_related("values__target", "unavailable", "milestones").order_by())
    for update in updates:
        update.period = period  # the same for all, and with it the report's long text
    former = _former(updates)
    return _sheet(period, updates, lambda update: _row(update, former), closing_at)


def read_bare(period):
    """The sheet of an open period without any words: what its rows are counted, filtered and put on pages by.

    A page reads the rows that it shows with `read`. Three queries.
    """
    updates = ProgressUpdate.objects.asked_for().filter(period=period).select_related("department", "via")
    updates = list(updates.only(*_BARE).order_by())
    for update in updates:
        update.period = period
    return _sheet(period, updates, _bare_row, None)


_BARE = (
    "item",
    "period",
    "role",
    "state",
    "needs_decision",
    "returns",
    "handed_in_at",
    *("department__name", "department__position", "via__name"),
)


def _sheet(period, updates, row_of, closing_at):
    """The sheet of the `updates` of the period, each made a row by `row_of`."""
    gathered = {}
    for update in updates:
        gathered.setdefault(update.item_id, []).append(update)
    items = WorkItem.objects.filter(pk__in=gathered).select_related("chapter").with_units().order_by("position", "pk")
    return Sheet(
        report=period.report.title,
        year=period.report.year,
        rhythm=period.rhythm,
        start_on=period.start_on.isoformat(),
        end_on=period.end_on.isoformat(),
        parts_due_on=period.parts_due_on.isoformat(),
        due_on=period.due_on.isoformat(),
        closes_on=period.closes_on.isoformat(),
        closed_at=_moment(closing_at or period.closed_at),
        items=tuple(_item(item, gathered[item.pk], row_of) for item in items),
    )


def _former(updates):
    """{(update key, target key; None: the completion): names of those whose figure it carried on, if not its own}."""
    handed_in = [one for one in updates if one.is_handed_in and not one.is_contribution]
    by_targets = last_values_of([one for one in handed_in if any(value.carried for value in one.values.all())])
    last = {(pk, target): one for pk, values in by_targets.items() for target, one in values.items()}
    carried = [one for one in handed_in if one.completion_answer == ProgressUpdate.Blank.CARRY]
    prefetch_related_objects(carried, "item__targets")
    last |= {(pk, None): one for pk, one in last_completions(carried).items()}
    return {key: "、".join(one.former) for key, one in last.items() if one.former}


def _item(item, updates, row_of):
    order = {row.department_id: row.position for row in item.direct_responsibilities}

    def place(update):
        line = order.get(update.via_id or update.department_id, 1000)
        return ProgressUpdate.ROLE_ORDER.index(update.role), line, update.department.position, update.department_id

    return SheetItem(
        pk=item.pk,
        number=item.display_number,
        text=item.text,
        chapter=str(item.chapter or ""),
        status=item.status,
        due=item.due_on.isoformat() if item.due_on else item.due_text,
        completion=spell_number(item.completion),
        leads=tuple(row.department.name for row in item.direct_responsibilities if row.role == row.Role.LEAD),
        rows=tuple(map(row_of, sorted(updates, key=place))),
    )


def _known(update):
    return {
        "update": update.pk,
        "department": update.department_id,
        "unit": update.department.name,
        "via": update.via.name if update.via else "",
        "role": update.role,
        "state": update.state,
        "timing": str(update.timing),
        "returns": update.returns,
    }


def _bare_row(update):
    return SheetRow(**_known(update), needs_decision=update.is_handed_in and update.needs_decision)


def _row(update, former):
    known = _known(update)
    if update.state == State.RETURNED and reach_of_return(update.returned_by) is not Reach.UNIT:
        known |= {"handed_in": _moment(update.handed_in_at), "return_reason": update.return_reason}
    if not update.is_handed_in:
        return SheetRow(**known)
    return SheetRow(
        **known,
        handed_in=_moment(update.handed_in_at),
        no_change=update.no_change,
        text=update.text,
        problems=update.problems,
        needs_decision=update.needs_decision,
        next_steps=update.next_steps,
        completion=spell_number(update.completion),
        completion_answer=update.completion_answer,
        former=former.get((update.pk, None), ""),
        values=tuple(
            SheetValue(
                value.label,
                spell_number(value.value),
                value.unit,
                value.target.figure if value.target else "",
                carried=value.carried,
                former=former.get((update.pk, value.target_id), "") if value.carried and value.target_id else "",
            )
            for value in update.values.all()
        ),
        unavailable=tuple(one.label for one in update.unavailable.all()),
        milestones=tuple(
            Reached(one.title, one.reached_on.isoformat() if one.reached_on else "") for one in update.milestones.all()
        ),
        sent_by=str(update.sent_by or ""),
        signed_by=str(update.signed_by or ""),
        accepted_by=str(update.reviewed_by or ""),
        verified=spell_number(update.verified),
        verified_because=update.review_note if update.verified is not None else "",
    )


def _moment(at):
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def lights(period, keys, *, on):
    """{item pk: Light} of items of its sheet (keys): of a closed period as at its closing, else as on `on`, today.

    Items whose lights were not recorded then are left out.
    """
    items = WorkItem.objects.filter(pk__in=keys)
    if period.is_closed:
        return lights_at(items, at=period.closed_at)
    return present_lights(list(items.for_lights()), on=on)


def write(sheet):
    """The sheet as canonical JSON: the same sheet is always the same text, byte for byte."""
    return json.dumps(dataclasses.asdict(sheet), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse(text):
    """The sheet that `write` wrote; anything else is a fault."""
    data = json.loads(text)
    return Sheet(**data | {"items": tuple(map(parse_item, data["items"]))})


def parse_item(item):
    """The `SheetItem` of its data."""
    return SheetItem(**{**item, "leads": tuple(item["leads"]), "rows": tuple(map(parse_row, item["rows"]))})


def parse_row(row):
    """The `SheetRow` of its data."""
    values = tuple(SheetValue(**value) for value in row["values"])
    milestones, unavailable = tuple(Reached(**one) for one in row["milestones"]), tuple(row.get("unavailable", ()))
    return SheetRow(**{**row, "values": values, "milestones": milestones, "unavailable": unavailable})


def digest(text):
    """SHA-256 of a frozen sheet, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
