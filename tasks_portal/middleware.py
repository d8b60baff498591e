"""What every answer needs, whichever view gave it."""

from django.http import HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, set_response_etag

from .frames import with_room

COMPRESSED = ("text/html", "application/json", "text/plain", "text/csv")


class RoomMiddleware:
    """All that a page calls has room for its frames; the first of all, for only what stands below it has."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return with_room(self.get_response, request)


class CompressionMiddleware(GZipMiddleware):
    """Texts are compressed: a list to a sixth of its bytes. Workbooks and pictures are so already.

    What is compressed tells by its length whether a part of it is said twice. To find a secret so (BREACH) somebody has
    to make the reader's browser ask again and again for a page that shows what he chose beside the secret, and see how
    long the answers are. The tokens of forms are masked anew for every answer, one-time passwords leave in a workbook
    alone (`no-store`), sessions are not sent along from other sites' pages, Django adds to every answer a random number
    of bytes; and what another site asked for (`Sec-Fetch-Site`, in a link, say) goes out as it is.
    """

    def process_response(self, request, response):
        kind = response.get("Content-Type", "").partition(";")[0]
        secret = "no-store" in response.get("Cache-Control", "")
        if kind not in COMPRESSED or secret or request.headers.get("Sec-Fetch-Site") == "cross-site":
            return response
        return super().process_response(request, response)


class UnchangedDataMiddleware:
    """Data for charts and fields that the browser has already is not sent again (304).

    Only JSON: a page bears tokens and keys that make each of its forms act once (`pages.claiming`), new ones in every
    answer. Left out of the comparison, a page from the browser's store would bring used keys along, and what was typed
    into it for a second time would count as sent already.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        kind = response.get("Content-Type", "").partition(";")[0]
        if request.method not in ("GET", "HEAD") or kind != "application/json" or response.streaming:
            return response
        if response.status_code != 200 or "no-store" in response.get("Cache-Control", ""):
            return response
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response)


# The rooms whose pages are about a person rather than about work: nobody finds them on the disk of the machine, nor by
# going back after the person has signed out.
PERSONAL_ROOMS = (
    "audit",
    "approvals",
    "inbox",
    "people",
    "personal",
    "posts",
    "second_factor",
    "sessions",
    "signing_in",
)


class PrivateAnswersMiddleware:
    """Answers are one person's: no shared cache keeps them, and a browser asks before it shows one again.

    It keeps none of what stands in a personal room. Of all others it does: going back to a half-filled report would
    lose what was typed. Stands below whitenoise, whose files are everybody's; Django's own admin pages are as strict.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        how = "private, no-store" if _is_personal(request.resolver_match) else "private, no-cache"
        response.headers.setdefault("Cache-Control", how)
        return response


def _is_personal(match):
    """Whether the address that was found belongs to a room of PERSONAL_ROOMS."""
    return match is not None and match.func.__module__.split(".")[:2] in [["items", room] for room in PERSONAL_ROOMS]


class WrongMethodPageMiddleware:
    """Gives a person the page 405.html where Django's answer to a wrong method would be an empty white one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        empty = isinstance(response, HttpResponseNotAllowed) and not response.content
        if empty and request.accepts("text/html") and not request.htmx:
            response.content = render_to_string("405.html", request=request)
        return response
