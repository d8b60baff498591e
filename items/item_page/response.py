"""How a view of an item answers: with the item's page, with the forms that came back, or with the way to it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from departments import clock

from .. import access, read_only
from ..ledger.fetching import fetch_item
from ..lights.present import present_lights
from ..pages.posting import run, take
from ..pages.returning import back
from ..rules.last_words import milestone_days
from ..steps.errors import LeftShort
from .acts import act_context
from .forms import LeadForm, ProgressForm
from .page import item_context, lead_suggestion


def show_item(request, item, *, status=200, **forms):
    """The item page, with the forms the person may use; `forms` are those that came back with errors."""
    user, on = request.user, clock.today()
    known = present_lights([item], on=on)[item.pk], milestone_days(item)
    acts = act_context(user, item, *known, forms)
    changes = read_only.can_change(item.report)
    if changes and access.can_write_note(user, item):
        forms.setdefault("progress_form", ProgressForm(item=item, user=user))
    if changes and access.can_supervise(user):
        forms.setdefault("lead_form", LeadForm(item=item, suggestion=lead_suggestion(item)))
    context = {**item_context(item, user, *known, on=on), **acts, **forms}
    return render(request, "item_page/page.html", context, status=status)


def save(request, item, form, name, step, done=None):
    """Run `step` on the form's data; whatever fails shows the item page with the form as it was typed.

    `done` is the sentence that tells of success (`told`), or makes it from the step's result; “Saved” without one.
    """
    taken = take(form, step)
    if taken.is_refused:
        if isinstance(taken.error, LeftShort):
            form.ask_why()
        return show_item(request, fetch_item(item.pk), status=taken.status, **{name: form})
    messages.success(request, done(taken.result) if callable(done) else done or _("Saved."))
    return back(request, item)  # to its top: there stand the message and the status


def press(request, item, step, done):
    """Run a `step` that has no form, only its button; what refuses it stands above the item, else that it is `done`."""
    taken = run(request, step, done)
    if taken.is_refused:
        return show_item(request, fetch_item(item.pk), status=taken.status)
    return redirect(item)
