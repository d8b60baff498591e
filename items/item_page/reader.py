"""Who reads an item: what the parts of its page ask about it and the person, each of it once."""

from dataclasses import dataclass, field
from functools import cached_property

from .. import access, read_only
from ..closing.moving import steps_for
from ..closing.page import left_open
from ..closing.short import ASKING, ENDING, short_of
from ..lights.light import Light
from ..models import Objection, ProgressUpdate, WorkItem
from ..requests.forms import SignForm
from ..rules.accepted import present_unit
from ..rules.last_words import milestone_days


@dataclass
class Reader:
    """Who reads the item, and the forms that came back; each is shown in its place, or else once above."""

    user: object
    item: WorkItem
    light: Light
    returned: dict
    changes: bool = field(init=False)
    supervises: bool = field(init=False)
    asks: bool = field(init=False)

    def __post_init__(self):
        self.changes = read_only.can_change(self.item.report)
        self.supervises = self.changes and access.can_supervise(self.user)
        self.asks = self.changes and access.can_ask(self.user, self.item)

    @cached_property
    def leads(self):
        """Whether the person instructs: a city leader."""
        return self.changes and access.can_instruct(self.user)

    @cached_property
    def takes_part(self):
        """Whether the person may have something to do here, be it to sign what the own unit asked for."""
        return self.changes and (self.supervises or self.leads or bool(access.unit_posts(self.user)))

    def form(self, name, make, **options):
        """The form that came back under the name, or a new one."""
        return self.returned.pop(name, None) or make(name=name, **options)

    def writes_for(self, department):
        return self.changes and access.writes_for(self.user, present_unit(department).pk)

    @cached_property
    def milestones(self):
        """As `rules.last_words.milestone_days` gives them."""
        return milestone_days(self.item)

    @cached_property
    def short(self):
        """What the item is short of, for whoever may have a part in its closing."""
        return short_of(self.item, self.light.facts, self.milestones) if self.item.is_open else {}

    @cached_property
    def left_open(self):
        """Sentences on what lies open, for whoever may end the item."""
        return left_open(self.item, self.short, self.light.facts) if self.item.is_open else []

    @cached_property
    def steps(self):
        """The steps of the status that are open to the reader."""
        return steps_for(self.user, self.item)

    @property
    def may_end(self):
        """Whether one of them leads to the item's end."""
        return self.changes and any(step in self.steps for step in (*ASKING, *ENDING))

    def asks_why(self, form):
        """The form, which asks why all the same where the item is short of something."""
        if form and self.short:
            form.ask_why()
        return form

    @cached_property
    def units_ever(self):
        return access.own_units_ever(self.user)

    def readable(self, rows):
        """Those of the requests that the reader may know of, as `access.with_readable_requests` has them."""
        return [row for row in rows if not row.is_within_unit or row.department_id in self.units_ever]

    def signing(self, row, name, make=SignForm, **options):
        """What a head may do with what waits for him, as fields of `asked.Shown`; nothing for anybody else."""
        unit = self.heads_for(row)
        if unit is None:
            return {}
        may = access.can_sign_request(self.user, row, unit, row.by_id, self.item)
        return {
            "sign_form": self.form(f"{name}_{row.pk}", make, may_sign=may, **options),
            "why_not": "" if may else access.NOT_ONES_OWN % {"unit": unit},
        }

    def heads_for(self, row):
        """The unit for which the person signs or returns the row, None where it does not wait for the person."""
        unit = present_unit(row.department) if self.changes and row.is_unsigned else None
        return unit if unit is not None and access.heads(self.user, unit.pk) else None

    # What was asked on the item

    @cached_property
    def objections(self):
        return list(self.item.objections.select_related("department__successor", "by", "settled_by"))

    @cached_property
    def to_sign(self):
        """The responsibilities that wait for the reader's units to sign for them."""
        objecting = {one.department_id for one in self.objections if one.state == Objection.State.OPEN}
        rows = [
            row
            for row in access.responsibilities_of(self.user, self.item)
            if self.changes
            and self.item.is_open
            and row.issued_on
            and row.signed_for_at is None
            and row.department_id not in objecting
        ]
        for row in rows:
            row.item = self.item
        return rows

    @cached_property
    def extensions(self):
        rows = self.item.extensions.select_related("department__successor", "by", "signed_by", "decided_by")
        return self.readable(rows)

    @cached_property
    def closings(self):
        people = ("by", "signed_by", "approved_by", "decided_by")
        return self.readable(self.item.closings.select_related("department__successor", *people))

    @cached_property
    def instructions(self):
        # Of a meeting only the name is shown.
        rows = self.item.instructions.select_related("by", "meeting").defer("meeting__leader", "meeting__chapter")
        return list(rows.prefetch_related("answers__by", "answers__signed_by", "answers__department__successor"))

    @cached_property
    def open_updates(self):
        """The updates on the item that are asked for in open periods, the first period first."""
        rows = ProgressUpdate.objects.asked_for().in_open_periods().filter(item=self.item)
        rows = rows.select_related("period__report", "department__successor", "sent_by", "signed_by")
        rows = list(rows.order_by("period__start_on", "period", "department__position", "department"))
        for row in rows:
            row.item = self.item
        return rows


def written_before(rows, *names):
    """What the unit wrote before its head returned it, to begin with; `rows` are requests, the latest first."""
    returned = next((row for row in rows[:1] if row.state == row.SENT_BACK), None)
    return {name: getattr(returned, name) for name in names} if returned else {}
