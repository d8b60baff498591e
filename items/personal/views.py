"""A person's own settings, and following items."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from departments import clock

from ..calendars.page import feed_of
from ..ledger.fetching import acts_on_item
from ..ledger.page import view_links
from ..pages.paging import page_range, paged
from ..pages.posting import run, take
from ..pages.returning import READ_OR_POST, back
from .choosing import StaleSettings, choose
from .following import follow, unfollow
from .forms import PersonalForm
from .page import followed_by, followed_lines, settings_of


@require_http_methods(READ_OR_POST)
def personal(request):
    """Telephone, digest and first view of the list, with the items that the person follows."""
    today, status = clock.today(), 200
    links = view_links(request.user, on=today)
    data = request.POST if request.method == "POST" else None
    form = PersonalForm(data, present=settings_of(request.user, links), links=links)
    if request.method == "POST":
        taken = take(form, lambda data: choose(**data, by=request.user, at=clock.now(), on=today))
        if not taken.is_refused:
            messages.success(request, _("Saved."))
            return redirect("personal")
        status = taken.status
        if isinstance(taken.error, StaleSettings):
            form.show_present(taken.error.present)
            status = 409
    page = paged(request, followed_by(request.user))
    context = {
        "form": form,
        "feed": feed_of(request.user),
        "page": page,
        "page_range": page_range(page),
        "lines": followed_lines(page.object_list, on=today),
    }
    return render(request, "personal/page.html", context, status=status)


@acts_on_item
def item_follow(request, item):
    run(request, lambda: follow(item, by=request.user, at=clock.now()), _("You follow item %(number)s.") % _of(item))
    return back(request, item)


@acts_on_item
def item_unfollow(request, item):
    run(request, lambda: unfollow(item, by=request.user), _("You no longer follow item %(number)s.") % _of(item))
    return back(request, item)


def _of(item):
    return {"number": item.display_number}
