"""Messages: everybody's inbox, and the supervision office's log of all of them."""

from django.contrib import messages
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access
from ..chasing.silence import units_without_people
from ..forms.keys import key_of
from ..messages.delivering import try_again
from ..messages.telling import mark_all_read, mark_read, nobody_to_tell
from ..models import Delivery
from ..pages.paging import page_range, paged
from ..pages.posting import post_or, run
from ..pages.returning import READ_OR_POST
from .forms import InboxFilter, LogFilter
from .page import all_messages, describe, inbox_of, receipts, sent_by


def _page(request, chosen):
    """What a filtered, paged list of messages needs."""
    page = paged(request, chosen.messages())
    return {
        "filter": chosen,
        "active": chosen.active(),
        "errors": [(chosen.form.fields[name].label, errors) for name, errors in chosen.form.errors.items()],
        "page": page,
        "page_range": page_range(page),
    }


@require_safe
def inbox(request):
    """The person's own messages."""
    chosen = InboxFilter(request.GET, queryset=inbox_of(request.user))
    unread = request.user.messages.filter(read_at__isnull=True)
    context = {**_page(request, chosen), "until": unread.aggregate(until=Max("pk"))["until"]}
    return render(request, "inbox/list.html", context)


@require_safe
def inbox_sent(request):
    """What the person's own steps have told others: who has read it when, and what was signed for."""
    context = _page(request, InboxFilter(request.GET, queryset=sent_by(request.user)))
    context["page"].object_list = receipts(context["page"].object_list)
    return render(request, "inbox/sent.html", context)


@post_or(
    lambda request, pk: get_object_or_404(request.user.messages, pk=pk),
    page=lambda _message: "inbox",
)
def message_open(request, message):
    """Opening a message marks it as read and leads to what it is about; who only reads this address gets the inbox."""
    mark_read(message, at=clock.now())
    if url_has_allowed_host_and_scheme(message.url, allowed_hosts=None):
        return redirect(message.url)
    return redirect("inbox")


@require_http_methods(READ_OR_POST)
def inbox_read(request):
    """Mark as read what the page has shown; who only reads this address gets the inbox."""
    until = key_of(request.POST.get("until"))
    if until is not None:
        count = mark_all_read(request.user, until=until, at=clock.now())
        messages.success(
            request,
            ngettext("%(count)s message marked as read.", "%(count)s messages marked as read.", count)
            % {"count": count},
        )
    return redirect("inbox")


@require_safe
def message_log(request):
    """Every message: to whom, when, by which rule, read when, and what became of it on the other ways."""
    access.require(access.can_supervise(request.user))
    context = _page(request, LogFilter(request.GET, queryset=all_messages()))
    context["page"].object_list = describe(context["page"].object_list, request.user)
    silent = units_without_people(clock.today())
    context["nobody"] = nobody_to_tell(silent) if silent else ""
    return render(request, "inbox/log.html", context)


def _fetch_delivery(request, pk):
    access.require(access.can_supervise(request.user))
    return get_object_or_404(Delivery, pk=pk)


@post_or(_fetch_delivery, page=lambda _delivery: "message_log")
def delivery_again(request, delivery):
    """Have a message sent again by the next run; who only reads this address gets the log."""
    done = _("It will be sent again within ten minutes, in office hours if it is a reminder.")
    run(request, lambda: try_again(delivery, by=request.user, at=clock.now()), done)
    return redirect("message_log")
