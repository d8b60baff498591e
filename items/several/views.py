"""Items chosen in the list are changed together: choose, look at what would become of them, change all or none."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from departments import clock

from .. import access
from ..forms.keys import keys_of
from ..ledger.filters import ItemFilter, changeable
from ..models import WorkItem
from ..pages.posting import take
from ..pages.returning import READ_OR_POST, asked_back_to, back
from .changing import MOST, NotAll, change_all, rehearse
from .forms import ChangeForm, chosen_in


@require_http_methods(READ_OR_POST)
def item_several(request):
    """`?item=…` the items ticked, or `?all=1` with the filters of the list all that it found."""
    access.require(access.can_supervise(request.user))
    sent = request.method == "POST"
    seen = chosen_in(request.POST) if sent else {}
    if request.POST.get("act") == "leave_out":
        for key in keys_of(request.POST.getlist("refused")):
            seen.pop(key, None)
    items = _chosen(request, seen)
    form = ChangeForm(request.POST if sent else None, reports={item.report_id for item in items})
    context = {
        "items": items[:MOST],
        "too_many": len(items) > MOST,
        "limit": MOST,
        "form": form,
        "chosen": [(item, seen.get(item.pk, item.version)) for item in items[:MOST]],
        "about": ",".join(sorted(str(item.pk) for item in items[:MOST])),
        "next": asked_back_to(request) or _list_of(request),
    }
    status = 200
    if sent:
        status, answer = _act(request, form, [(item, seen[item.pk]) for item in items], context)
        if answer:
            return answer
    return render(request, "several/change.html", context, status=status)


def _list_of(request):
    """The list from which all were taken, with its filters."""
    filters = request.GET.copy()
    for name in ("all", "item", "next"):
        filters.pop(name, None)
    return f"{reverse('item_list')}?{filters.urlencode()}" if filters else reverse("item_list")


def _chosen(request, seen):
    """The items, one more than may be changed where there are too many."""
    items = WorkItem.objects.select_related("report", "chapter")
    if request.method == "POST":
        items = items.filter(pk__in=seen).in_order()
    elif request.GET.get("all"):
        chosen = ItemFilter(request.GET, queryset=WorkItem.objects.all(), user=request.user)
        items = changeable(chosen).select_related("report", "chapter")
    else:
        items = items.filter(pk__in=keys_of(request.GET.getlist("item"))[: MOST + 1]).in_order()
    return list(items[: MOST + 1])


def _act(request, form, chosen, context):
    """(status, the way on or None); what the items say to it stands in the context."""
    doing = change_all if request.POST.get("act") == "apply" else rehearse
    taken = take(form, lambda change: doing(chosen, change, by=request.user, at=clock.now()))
    lines = taken.error.lines if isinstance(taken.error, NotAll) else taken.result
    if taken.is_refused or doing is rehearse:
        if lines is not None:
            form.show_as_looked_at()
            context["lines"] = lines
            refused = sum(bool(line.refusal) for line in lines)
            context["may_apply"] = not refused and any(line.changes for line in lines)
            context["may_leave_out"] = 0 < refused < len(lines)
        return taken.status, None
    count = sum(bool(line.changes) for line in taken.result)
    if count:
        said = ngettext("%(count)s item was changed.", "%(count)s items were changed.", count) % {"count": count}
        messages.success(request, said)
    else:
        messages.info(request, _("The items said so already; nothing was changed."))
    return 302, back(request, "item_list")
