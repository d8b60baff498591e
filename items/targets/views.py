"""What an item promises in figures and by a day: the supervision office sets it right."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from .. import access
from ..forms.fields import VersionedForm
from ..ledger.fetching import edits_item
from ..pages.posting import take
from ..report.page import Excerpt
from ..rules.last_words import milestone_days
from .editing import set_targets
from .forms import MilestoneFormSet, TargetFormSet

AROUND = 16  # characters of the item on each side of what was read from it


@edits_item
def item_targets(request, item):
    """Targets and milestones of one item."""
    access.require(access.can_supervise(request.user))
    sent = request.POST if request.method == "POST" else None
    versioned = VersionedForm(sent, initial={"version": item.version})
    targets = TargetFormSet(sent, rows=item.targets.all(), prefix="targets")
    milestones = MilestoneFormSet(sent, rows=item.milestones.all(), prefix="milestones")
    status, present = 200, None
    if sent is not None:

        def step(data):
            promised = {"targets": targets.values(), "milestones": milestones.values()}
            set_targets(item, by=request.user, version=data["version"], **promised)

        taken = take(versioned, step, beside=[targets, milestones])
        if not taken.is_refused:
            messages.success(request, _("Saved."))
            return redirect(item)
        status, present = taken.status, taken.present
    context = {
        "item": item,
        "versioned": versioned,
        "target_forms": targets,
        "milestone_forms": milestones,
        "target_rows": [(form, as_written(form.row, item)) for form in targets],
        "milestone_rows": [(form, as_written(form.row, item)) for form in milestones],
        "present": present,
        "targets": present.targets.all() if present else [],
        "milestones": milestone_days(present) if present else [],
    }
    return render(request, "targets/edit.html", context, status=status)


def as_written(row, item):
    """The wording of a target or milestone between a few characters of the item's text; None without a wording."""
    if row is None or not row.literal:
        return None
    source = item.report.source.text
    if row.start is None or source[row.start : row.end] != row.literal:
        return Excerpt("", row.literal, "")
    before, after = source[item.text_start : row.start], source[row.end : item.text_end]
    return Excerpt(
        ("…" if len(before) > AROUND else "") + before[-AROUND:],
        row.literal,
        after[:AROUND] + ("…" if len(after) > AROUND else ""),
    )
