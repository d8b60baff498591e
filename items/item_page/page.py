"""The page of one item: everything it shows, and how a step on it ends."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from departments import clock

from .. import access, history
from ..ledger.division import unit_lines
from ..ledger.editing import suggested_lead
from ..ledger.fetching import fetch_item
from ..lights.facts import lights_of
from ..lights.spells import light_history
from ..models import WorkItem
from ..pages.posting import run, take
from ..plans.page import curves_in_force
from ..report.page import excerpt, neighbours
from ..updates.page import item_updates
from .acts import act_context
from .forms import LeadForm, ProgressForm

HISTORY_SHOWN = 50


def show_item(request, item, *, status=200, **forms):
    """The item page, with the forms the person may use; `forms` are those that came back with errors."""
    user, today = request.user, clock.today()
    light = lights_of([item], on=today)[item.pk]
    acts = act_context(user, item, forms)
    if access.can_write_note(user, item):
        forms.setdefault("progress_form", ProgressForm(item=item, user=user))
    if access.can_supervise(user):
        forms.setdefault("lead_form", LeadForm(item=item, suggestion=_suggestion(item)))
    entries = history.for_reader(item.history.select_related("by", "department")[: HISTORY_SHOWN + 1], user)
    previous, following = neighbours(item)
    curves, proposed = curves_in_force(item)
    context = {
        "item": item,
        "chapters": chapter_path(item.chapter),
        "previous": previous,
        "following": following,
        "targets": list(item.targets.all()),
        "milestones": list(item.milestones.all()),
        "curves": curves,
        "proposed": proposed,
        "lines": unit_lines(item, own=access.own_departments(user)),
        "related": list(item.related.order_by("position")),
        "updates": item_updates(item, user),
        "notes": item.notes.select_related("by", "department"),
        "history": [(entry, history.describe(entry)) for entry in entries[:HISTORY_SHOWN]],
        "history_cut": len(entries) > HISTORY_SHOWN,
        "excerpt": excerpt(item),
        "steps": status_steps(item),
        "is_overdue": item.is_overdue(today),
        "light": light,
        "light_history": light_history(item, light, on=today),
        "can_supervise": access.can_supervise(user),
        **acts,
        **forms,
    }
    return render(request, "item_page/page.html", context, status=status)


def _suggestion(item):
    """Suggest a lead only where none is named yet; otherwise show the leads there are."""
    rows = list(item.responsibilities.direct().select_related("department"))
    leads = [row.department for row in rows if row.role == row.Role.LEAD]
    suggestion = suggested_lead(rows)
    return leads or ([suggestion] if suggestion else [])


def chapter_path(chapter):
    """The headings above an item, outermost first."""
    path = []
    while chapter is not None:
        path.insert(0, chapter)
        chapter = chapter.parent
    return path


def status_steps(item):
    """[(label, state)] of the usual way of an item, state one of done, now, ahead; a side way replaces the end."""
    status = WorkItem.Status
    way = [status.NOT_STARTED, status.IN_PROGRESS, status.AWAITING_CLOSURE, status.COMPLETED]
    if item.status in (status.CANCELLED, status.CARRIED_OVER):
        way = [status.NOT_STARTED, status.IN_PROGRESS, status(item.status)]
    now = way.index(item.status)
    return [
        (step.label, "done" if place < now else "now" if place == now else "ahead") for place, step in enumerate(way)
    ]


def save(request, item, form, name, step):
    """Run `step` on the form's data; whatever fails shows the item page with the form as it was typed."""
    taken = take(form, step)
    if taken.is_refused:
        return show_item(request, fetch_item(item.pk), status=taken.status, **{name: form})
    messages.success(request, _("Saved."))
    return redirect(item)  # to its top: there stand the message and the status


def press(request, item, step):
    """Run a `step` that has no form, only its button; what refuses it stands above the item."""
    taken = run(request, step, _("Saved."))
    if taken.is_refused:
        return show_item(request, fetch_item(item.pk), status=taken.status)
    return redirect(item)
