"""A month in which the units change while they report: another lead, a merger, an acceptance taken back."""

from departments import clock
from departments.models import Department, User
from items.ledger.editing import set_units
from items.models import ProgressUpdate, WorkItem
from items.units.merging import merge
from items.updates import drafting
from items.updates.undoing import undo_acceptance

from ..given.together import moment


class ChangingMonth:
    """What `LivedThrough` plays with `send` and `accept`, on two items that promise the same.

    `twins` are these items; `former` is the report of the lead of before, `handed_over` the one of the lead that came
    in the middle of the month, `part` what its supporting unit had sent before it was merged into it, `undone` the
    report whose acceptance was taken back.
    """

    def play_changing_month(self):
        first, second = (WorkItem.objects.get(report=self.running, number=number) for number in (195, 209))
        women, red_cross = (Department.objects.get(name=name) for name in ("市妇联", "市红十字会"))
        self.twins, self.former = (first, second), self.corrected
        [target] = first.targets.all()
        self.part = self.send(self.of(first, women), **{f"value_{target.pk}": "5"})
        self.lead_changes(first, red_cross)
        self.merged = merge(
            women, into=red_cross, by=User.objects.get(username="admin"), on=clock.today(), reason="机构改革"
        )
        # The new lead knows no figure yet.
        answer = {f"blank_{target.pk}": drafting.UNAVAILABLE}
        self.handed_over = self.accept(self.send(self.of(first, red_cross), **answer))
        lead = ProgressUpdate.objects.get(item=second, role="lead", period=self.part.period_id)
        [target] = second.targets.all()
        accepted = self.accept(self.send(lead, **{f"value_{target.pk}": "188"}))
        self.counted_before_undoing = WorkItem.objects.get(pk=second.pk).completion
        given = {"by": self.office, "at": moment(f"{clock.today()} 11:00"), "version": accepted.version}
        self.undone = undo_acceptance(accepted, reason="数据有误", **given)

    def of(self, item, unit):
        open_ones = ProgressUpdate.objects.in_open_periods().filter(item=item, department=unit)
        return open_ones.get()

    def lead_changes(self, item, unit):
        roles = {row.department: "support" for row in item.responsibilities.direct().select_related("department")}
        item = WorkItem.objects.get(pk=item.pk)
        set_units(item, roles={**roles, unit: "lead"}, by=self.office, version=item.version, reason="职能划转")
