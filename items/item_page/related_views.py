"""Which items can share a progress update: the supervision office says so."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from .. import access
from ..ledger.editing import relate
from ..ledger.fetching import edits_item
from ..pages.posting import take
from .forms import RelatedForm


@edits_item
def item_related(request, item):
    """The numbers of the related items of one item."""
    access.require(access.can_supervise(request.user))
    form = RelatedForm(request.POST or None, item=item)
    status = 200
    if request.method == "POST":
        taken = take(form, lambda data: relate(item, others=form.items, by=request.user, version=data["version"]))
        if not taken.is_refused:
            messages.success(request, _("Saved."))
            return redirect(item)
        status = taken.status
    return render(request, "item_page/related.html", {"item": item, "form": form}, status=status)
