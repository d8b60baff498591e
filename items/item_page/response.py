"""How a view of an item answers: with a tab of its page, with the forms that came back, or with the way to it."""

import re

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _

from departments import clock

from ..forms.keys import key_of
from ..ledger.fetching import fetch_item
from ..lights.present import present_lights
from ..pages.posting import run, take
from ..pages.returning import asked_back_to, back
from ..personal.page import is_followed
from ..steps.errors import LeftShort
from .asked import asked_context
from .page import head_context, history_context, overview_context, tabs_of, updates_context
from .panel import panel_context
from .reader import Reader

# Forms that stand beside what they answer, by their names with its key: "extension_12".
BESIDE_ROWS = re.compile(r"_\d+$")


def show_item(request, item, tab="", *, status=200, **forms):
    """A tab of the item's page, with the forms the person may use; `forms` are those that came back with errors.

    Without `tab`, the name of its address, that on which the forms stand or from which they were sent.
    """
    on, tabs = clock.today(), tabs_of(item)
    tab = tab or _tab_of(request, tabs, forms)
    returned = {name: forms.pop(name) for name in list(forms) if hasattr(forms[name], "typed")}
    reader = Reader(request.user, item, present_lights([item], on=on)[item.pk], returned)
    context = {
        **head_context(item, reader.light, on=on),
        **panel_context(reader, **forms),
        "tabs": tabs,
        "tab": next(one for one in tabs if one.name == tab),
        "can_supervise": reader.supervises,
        "is_followed": is_followed(item, request.user),
    }
    if tab == "item_updates":
        context |= updates_context(item, request.user, key_of(request.GET.get("period")))
    elif tab == "item_requests":
        context |= asked_context(reader)
    elif tab == "item_history":
        context |= history_context(request, reader, on=on)
    else:
        context |= overview_context(reader, on=on)
    # Its place is gone, because somebody else has settled the matter: its words can be copied from there.
    context["refused_form"] = next(iter(reader.returned.values()), None)
    return render(request, f"item_page/{TEMPLATES[tab]}.html", context, status=status)


TEMPLATES = {
    "item_detail": "overview",
    "item_updates": "updates",
    "item_requests": "requests",
    "item_history": "history",
}


def _tab_of(request, tabs, forms):
    """Where the forms that came back stand: beside what they answer, or where they were sent from."""
    if any(BESIDE_ROWS.search(name) for name in forms):
        return "item_requests"
    sent_from = asked_back_to(request).partition("?")[0]
    return next((tab.name for tab in tabs if tab.url == sent_from), tabs[0].name)


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
    return back(request, item)  # to the top of the tab: there stand the message and the status


def press(request, item, step, done):
    """Run a `step` that has no form, only its button; what refuses it stands above the item, else that it is `done`."""
    taken = run(request, step, done)
    if taken.is_refused:
        return show_item(request, fetch_item(item.pk), status=taken.status)
    return back(request, item)
