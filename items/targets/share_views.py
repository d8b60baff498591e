"""The page on which an item's targets are broken down (目标分解) to the units that contribute to them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from departments import clock

from .. import access, read_only
from ..ledger.fetching import fetch_item
from ..pages.addresses import item_part
from ..pages.posting import take
from ..pages.returning import READ_OR_POST
from ..rules.shares import breakdowns
from .share_forms import SharesForm
from .sharing import set_shares


@require_http_methods(READ_OR_POST)
def item_shares(request, pk):
    """The shares of the item's targets, unit by unit."""
    item = fetch_item(pk)
    access.require(access.can_break_down(request.user, item), access.ONLY_LEAD_BREAKS_DOWN)
    found = breakdowns([item], whole=True).get(item.pk, [])
    sent = request.POST if request.method == "POST" else None
    form = SharesForm(sent, breakdowns=found, initial={"version": item.version})
    status, present = 200, None
    if sent is not None and sent.get("fill"):
        form = form.filled(sent["fill"])
    elif sent is not None:

        def step(data):
            told = {"shares": form.shares(), "reasons": form.reasons()}
            return set_shares(item, by=request.user, at=clock.now(), version=data["version"], **told)

        taken = take(form, step)
        if not taken.is_refused:
            messages.success(request, _("Saved."))
            return redirect(item_part(item, "shares"))
        status, present = taken.status, taken.present
    context = {
        "item": item,
        "form": form,
        "can_change": item.is_open and read_only.can_change(item.report),
        "is_filled": bool(sent and sent.get("fill")),
        "tables": form.tables(),
        "breakdowns": found,
        "present": breakdowns([present]).get(present.pk, []) if present else None,
    }
    return render(request, "targets/shares.html", context, status=status)
