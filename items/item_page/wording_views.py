"""The supervision office words an item anew; what was published stands beside it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from .. import access
from ..ledger.fetching import edits_item
from ..ledger.forms import WordingForm
from ..ledger.rewording import reword
from ..pages.posting import take
from .page import as_published


@edits_item
def item_wording(request, item):
    """Text, number, chapter, leaders and groups of one item."""
    access.require(access.can_supervise(request.user))
    form = WordingForm(request.POST or None, item=item)
    status, present = 200, None
    if request.method == "POST":

        def step(data):
            return reword(item, by=request.user, version=data["version"], reason=data["reason"], **form.document())

        taken = take(form, step)
        if not taken.is_refused:
            messages.success(request, _("Saved."))
            return redirect(item)
        status, present = taken.status, taken.present
    context = {"item": item, "form": form, "present": present, "published": as_published(item)}
    return render(request, "item_page/wording.html", context, status=status)
