"""How a person has the list laid out (显示设置)."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from departments import clock

from ..pages.posting import take
from ..pages.returning import READ_OR_POST, asked_back_to
from .forms import LayoutForm
from .laying_out import lay_out
from .page import layout_of, view_links


@require_http_methods(READ_OR_POST)
def list_layout(request):
    """Columns, rows and density of the list; it takes what the form above the list sends, and says what is wrong."""
    today, status = clock.today(), 200
    links = view_links(request.user, on=today)
    form = LayoutForm(request.POST if request.method == "POST" else None, layout=layout_of(request.user), links=links)
    if request.method == "POST":
        taken = take(form, lambda data: lay_out(**data, by=request.user, on=today))
        if not taken.is_refused:
            messages.success(request, _("The list is laid out as you chose."))
            return _to_first_page(asked_back_to(request))
        status = taken.status
    return render(request, "ledger/layout.html", {"form": form, "next": asked_back_to(request)}, status=status)


def _to_first_page(address):
    """Back to the list on its first page: a page of other rows begins elsewhere."""
    if not address:
        return redirect("item_list")
    parts = urlsplit(address)
    query = QueryDict(parts.query, mutable=True)
    if "page" in query:
        query["page"] = "1"
    return HttpResponseRedirect(parts._replace(query=query.urlencode()).geturl())
