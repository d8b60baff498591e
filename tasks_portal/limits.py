"""How often somebody may ask for what costs much: more than people do, less than a program that tries and tries.

Counted in the database, so that it holds over all processes and machines. The numbers stand in README.md, too.
"""

import logging
import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from items.models import Tally

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """So many requests within a minute; by person, or by address where nobody is signed in."""

    requests: int
    by_address: bool = False


SECONDS = 60
LIMITS = {
    "sign_in": Limit(60, by_address=True),  # whole offices come from one address at eight in the morning
    "feed": Limit(120, by_address=True),
    "search": Limit(180),  # names are looked for while somebody types
    "export": Limit(40),
    "upload": Limit(40),
}
SIGNING_IN = {"sign_in", "second_factor_ask"}
SEARCHES = {"search", "department_found", "report_found", "chapter_found", "post_found", "earlier_item_found"}


def kind_of(request, name):
    """Under which limit the request to the address of that name falls; None: under none."""
    if request.method == "POST":
        if name in SIGNING_IN:
            return "sign_in"
        return "upload" if request.content_type == "multipart/form-data" else None
    if name == "calendar_feed":
        return "feed"
    if name in SEARCHES:
        return "search"
    return "export" if name and name.endswith(("_export", "_csv", "_dossier", "_dossiers")) else None


class LimitsMiddleware:
    """Answers 429 beyond a limit, with the seconds to wait; stands below the middleware of signing in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        kind = kind_of(request, request.resolver_match.url_name) if settings.PORTAL_RATE_LIMITS else None
        if kind is None:
            return None
        limit, now = LIMITS[kind], time.time()
        if limit.by_address:
            who = request.META.get("REMOTE_ADDR") or ""
        else:
            who = str(request.user.pk) if request.user.is_authenticated else ""
        if not who or count(kind, who, int(now // SECONDS), limit.requests):
            return None
        return _too_many(request, math.ceil(SECONDS - now % SECONDS))


def count(kind, who, span, most) -> bool:
    """Count one more request; whether it is among the `most` of its span. One statement, but for a span's first.

    Where nothing can be written, on a full disk say, nobody is turned away for that.
    """
    mine = Tally.objects.filter(kind=kind, who=who, span=span)
    try:
        if mine.filter(count__lt=most).update(count=F("count") + 1):
            return True
        with transaction.atomic():
            Tally.objects.create(kind=kind, who=who, span=span, count=1)
        Tally.objects.filter(kind=kind, span__lt=span).delete()
    except IntegrityError:  # it is there: full, or begun by another process just now
        return bool(mine.filter(count__lt=most).update(count=F("count") + 1))
    except DatabaseError:
        logger.exception("A request was not counted")
    return True


def _too_many(request, seconds):
    sentence = _("Too many requests within a minute. Wait %(seconds)s seconds and try again; nothing was saved.")
    sentence %= {"seconds": seconds}
    if request.htmx or not request.accepts("text/html"):
        answer = HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=429)
    else:
        answer = render(request, "429.html", {"sentence": sentence}, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer
