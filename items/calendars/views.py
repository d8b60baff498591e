"""A person's calendar as a file, at its private address, and that address made anew or ended."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from ..pages.returning import READ_OR_POST
from . import subscribing
from .events import events_of
from .ics import written

CONTENT_TYPE = "text/calendar; charset=utf-8"
PERSONAL = "personal"
# For a program and whoever looks into its log; nobody's language is known here.
NO_FEED = "没有此日历，或其专用地址已更换。\nThere is no such calendar, or its private address has been renewed.\n"


def _calendar(request, user):
    title = _("Supervision tasks of %(person)s") % {"person": user}
    site = request.build_absolute_uri("/").rstrip("/")
    return written(events_of(user, clock.today()), title=title, person=user.pk, site=site)


@login_not_required
@require_safe
def calendar_feed(request, token):
    """For calendar programs, which cannot sign in: whoever has the token reads. No session, no cookie, no page."""
    feed = subscribing.feed_at(token)
    if feed is None:
        return HttpResponse(NO_FEED, status=404, content_type="text/plain; charset=utf-8")
    with translation.override(feed.language or settings.LANGUAGE_CODE):
        calendar = _calendar(request, feed.user)
    etag = quote_etag(hashlib.sha256(calendar).hexdigest())
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    return HttpResponse(calendar, content_type=CONTENT_TYPE, headers={"ETag": etag})


@require_safe
def calendar_file(request):
    """The same as a file to be read in once."""
    name = f"{_('Calendar')}_{clock.today().isoformat()}.ics"
    response = HttpResponse(_calendar(request, request.user), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


@require_http_methods(READ_OR_POST)
def calendar_renew(request):
    """Answers with the new address: it is shown this once."""
    if request.method != "POST":
        return redirect(PERSONAL)
    token = subscribing.renew(by=request.user, at=clock.now())
    url = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
    response = render(request, "calendars/address.html", {"address": url})
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(READ_OR_POST)
def calendar_revoke(request):
    if request.method == "POST" and subscribing.revoke(by=request.user):
        messages.success(request, _("The calendar address has been revoked: nobody reads anything there any more."))
    return redirect(PERSONAL)
