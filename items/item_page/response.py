"""How a view of an item answers: with the item's page, with the forms that came back, or with the way to it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from departments import clock

from .. import access, read_only
from ..ledger.fetching import fetch_item
from ..models import InstructionAnswer
from ..pages.posting import run, take
from ..pages.returning import back
from .acts import act_context
from .forms import LeadForm, ProgressForm
from .page import item_context, lead_suggestion


def show_item(request, item, *, status=200, **forms):
    """The item page, with the forms the person may use; `forms` are those that came back with errors."""
    user = request.user
    acts = act_context(user, item, forms)
    changes = read_only.can_change(item.report)
    if changes and access.can_write_note(user, item):
        forms.setdefault("progress_form", ProgressForm(item=item, user=user))
    if changes and access.can_supervise(user):
        forms.setdefault("lead_form", LeadForm(item=item, suggestion=lead_suggestion(item)))
    context = {**item_context(item, user, on=clock.today()), **acts, **forms}
    return render(request, "item_page/page.html", context, status=status)


def where_it_went(asked):
    """Where a request or an answer of a unit lies now, told to whom sent it."""
    if asked.is_unsigned:
        return _("Submitted: it waits for the head of your unit to sign it off.")
    if isinstance(asked, InstructionAnswer):
        return _("The answer has been sent.")
    return _("Submitted to the supervision office.")


def save(request, item, form, name, step, done=None):
    """Run `step` on the form's data; whatever fails shows the item page with the form as it was typed.

    `done` makes the sentence that tells of success from the step's result.
    """
    taken = take(form, step)
    if taken.is_refused:
        return show_item(request, fetch_item(item.pk), status=taken.status, **{name: form})
    messages.success(request, done(taken.result) if done else _("Saved."))
    return back(request, item)  # to its top: there stand the message and the status


def press(request, item, step, done=None):
    """Run a `step` that has no form, only its button; what refuses it stands above the item. `done` as `run` has it."""
    taken = run(request, step, done or _("Saved."))
    if taken.is_refused:
        return show_item(request, fetch_item(item.pk), status=taken.status)
    return redirect(item)
