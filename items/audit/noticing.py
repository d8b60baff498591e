"""What a request's answer tells of: a file taken out, a restricted page looked at, a request or a step refused."""

import logging
import re

from django.contrib import messages
from django.db import DatabaseError

from ..auditing import Act, Result, note
from ..pages.queued import queued

logger = logging.getLogger(__name__)

# Pages of which it counts who has looked at them, beside the administration.
RESTRICTED = {"audit", "people_list", "people_changes", "people_passwords"}
# These tell of themselves by signals.
SIGNING = {"sign_in", "sign_out"}
# Like an e-mail address or a telephone number.
# A whole word with the sign of an address in it, or a number as long as a telephone's. Each word is read once: one of
# sixty thousand letters takes no longer than it is long.
PRIVATE = re.compile(r"(?<![^\s=&?,;])(?=[^\s=&?,;]+?(?:@|%40))[^\s=&?,;]++|\d{7,}")
LONGEST = 500


def notice(request, response):
    """Note what the answer tells of. What takes a file along is not sent where it cannot be noted: that raises.

    Everything else is sent all the same, and the log says that it was not noted.
    """
    match = request.resolver_match
    name = match.view_name if match else ""
    if response.get("Content-Disposition", "").startswith("attachment") and response.status_code == 200:
        _note(request, Act.TAKEN_OUT, name, after=_file_of(response) | _asked(request))
        return
    try:
        if request.method in ("GET", "HEAD"):
            if response.status_code == 403:
                _refused(request, response, name)
            elif response.status_code == 200 and _is_restricted(match) and not request.headers.get("HX-Request"):
                _note(request, Act.LOOKED_AT, name, after=_asked(request))
        elif name not in SIGNING and (reason := _refusal(request, response)):
            _refused(request, response, name, reason)
    except DatabaseError:
        logger.exception("Not in the audit record: %s %s, %s", request.method, request.path, response.status_code)


def _is_restricted(match):
    return bool(match) and (match.view_name in RESTRICTED or match.app_name == "admin")


def _refused(request, response, name, reason=""):
    after = {"method": request.method, "status": str(response.status_code)}
    _note(request, Act.NOT_ALLOWED, name, after=after, result=Result.REFUSED, reason="" if reason is True else reason)


def _refusal(request, response):
    """Why what was sent was refused: True if it was without a sentence, "" if it was not.

    A form that comes back to be filled in better (200 or 422 without a step's own refusal) is refused, too: 422.
    """
    if 400 <= response.status_code < 500:
        return True
    if 300 <= response.status_code < 400:
        sentences = [str(one) for one in queued(request) if one.level >= messages.ERROR]
        return hidden(" ".join(sentences))
    return ""


def _note(request, act, name, *, after, result=Result.DONE, reason=""):
    given = request.resolver_match.kwargs.values() if request.resolver_match else ()
    keys, path = " ".join(str(value) for value in given if isinstance(value, int)), request.path
    for value in given:
        if not isinstance(value, int):  # a private address opens what it names without a password
            path = path.replace(str(value), "…")
    by = getattr(request, "user", None)
    by = by if by is not None and by.is_authenticated else None
    note(act, by=by, kind=name, key=keys, label=hidden(path), after=after, result=result, reason=reason)


def _file_of(response):
    name = getattr(response, "filename", "") or response["Content-Disposition"].partition("filename")[2]
    return {"file": hidden(str(name).strip('="'))[:LONGEST]}


def _asked(request):
    query = request.META.get("QUERY_STRING", "")
    return {"asked": hidden(query)[:LONGEST]} if query else {}


def hidden(text):
    """The text without what looks like an e-mail address or a telephone number."""
    return PRIVATE.sub("…", text.replace("\0", ""))
