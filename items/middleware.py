"""Tells the history where a change comes from, reads the calendar once, keeps one-time passwords to their one page.

And lets a form that is sent twice act once, and says after a step what comes next.
"""

import contextlib
import hashlib
import logging
import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.messages.storage.base import Message
from django.db import DatabaseError, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django_htmx.http import HttpResponseClientRedirect

from departments import clock
from departments.models.department import mergers_read_once

from . import access, auditing
from .audit.noticing import notice
from .lights.renewing import renew
from .next_step.about import Sent
from .next_step.line import next_step
from .pages import claiming
from .pages.queued import queued
from .rules import workdays
from .second_factor import session
from .second_factor.page import has_second_factor, needs_second_factor
from .signing_in.aging import must_choose

logger = logging.getLogger(__name__)

# The script of the pages reads in this cookie which of the forms that it keeps words of have been taken.
TAKEN_COOKIE = "taken_forms"
COOKIE_KEYS = 20
COOKIE_SECONDS = 12 * 3600


class HistoryOriginMiddleware:
    """Gives every request an id (also in the answer's X-Request-ID) and notes the address for the history."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = str(uuid.uuid4())
        came_from = auditing.Origin(request_id=request.id, address=request.META.get("REMOTE_ADDR") or None)
        token = auditing.origin.set(came_from)
        try:
            response = self.get_response(request)
        finally:
            auditing.origin.reset(token)
        response["X-Request-ID"] = request.id
        return response


class AuditMiddleware:
    """Tells the audit record what the answer is about (`audit.noticing`); outside of all that may refuse a request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        try:
            notice(request, response)
        except BaseException:
            response.close()
            raise
        return response


class ReadOnceMiddleware:
    """What all subjects ask for is read once a request, and only where it is asked for.

    That is the calendar as the office entered it and, where nothing is changed, which units were merged.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        mergers = mergers_read_once() if request.method in ("GET", "HEAD") else contextlib.nullcontext()
        with workdays.reading_once(), mergers:
            return self.get_response(request)


class FirstPasswordMiddleware:
    """Who signed in with a one-time password, or one kept too long, chooses another before anything else.

    Then he goes on where he wanted to.

    Signing out, the language and what is open to everybody stay open.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_open = not getattr(view, "login_required", True) or request.resolver_match.view_name == "password_change"
        if is_open or not request.user.is_authenticated or not must_choose(request):
            return None
        if request.htmx:
            return HttpResponseClientRedirect(reverse("password_change"))
        wanted = {"next": request.get_full_path()} if request.method in ("GET", "HEAD") else None
        return HttpResponseRedirect(reverse("password_change", query=wanted))


class SecondFactorMiddleware:
    """Whose post asks for a second factor sets one up before anything else (PORTAL_SECOND_FACTOR_FOR).

    Who has one by now, but signed in without it, signs in anew. After that the session knows, and nothing is asked.
    """

    SETTING_UP = ("second_factor", "second_factor_confirm", "second_factor_app", "second_factor_key")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.PORTAL_SECOND_FACTOR_FOR or not getattr(view, "login_required", True):
            return None
        person, name = request.user, request.resolver_match.view_name
        if not person.is_authenticated or session.has_passed(request) or not needs_second_factor(person):
            return None
        if name == "password_change" and person.must_change_password:
            return None
        wanted = request.get_full_path() if request.method in ("GET", "HEAD") else ""
        if has_second_factor(person):
            logout(request)
            return _led_to(request, "sign_in", {"next": wanted} if wanted else None)
        if name in self.SETTING_UP:
            return None
        if wanted and not request.htmx:
            session.go_on_to(request, wanted)
        return _led_to(request, "second_factor")


def _led_to(request, name, query=None):
    address = reverse(name, query=query)
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)


class ThreeAdministratorsMiddleware:
    """Keeps the three administrators out of the daily work: `access.may_open` has the addresses that are theirs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if getattr(view, "login_required", True) and request.user.is_authenticated:
            access.require(access.may_open(request.user, request.resolver_match.view_name), access.CLOSED_TO_THE_THREE)


class LightsMiddleware:
    """Lights anew what a step has changed, once it is done: the next page finds each light kept.

    What fails or is too much here is left to the clockwork; until then pages light it themselves.
    """

    AT_MOST = 2000

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            try:
                renew(clock.now(), at_most=self.AT_MOST)
            except DatabaseError:
                logger.exception("The lights were not renewed after %s", request.path)
        return response


class NextStepMiddleware:
    """Says with the success of a step what comes next (`next_step`): worked out once, carried by the message.

    A step that has been taken stays taken: should the line fail, the message stands alone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and 300 <= response.status_code < 400 and request.user.is_authenticated:
            told = queued(request)
            done = [one for one in told if one.level == messages.SUCCESS]
            if done and all(one.level < messages.ERROR for one in told):
                self._add_line(request, told, done[-1])
        return response

    def _add_line(self, request, told, message):
        match = request.resolver_match
        sent = Sent(match.kwargs.get("pk"), request.POST, request.user)
        try:
            line = next_step(match.url_name, sent, on=clock.today())
        except DatabaseError:
            logger.exception("What comes next was not told after %s", request.path)
            return
        if line:
            words = format_html('{} <span class="next-step">{}</span>', message.message, line)
            told[told.index(message)] = Message(message.level, words, extra_tags=message.extra_tags)


class OnceMiddleware:
    """Takes a form that bears a key (`claiming.KEY`) once: sent again as it was, it gets the first one's answer.

    The view runs in the transaction that claims the form. Taken is what leads to another page without an error; any
    other answer frees the form. Signing in and out and parts that htmx fetches take none.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_part = request.htmx and not request.htmx.boosted
        if request.method != "POST" or is_part or not getattr(view, "login_required", True):
            return None
        key = request.POST.get(claiming.KEY)
        if not key or not request.user.is_authenticated:
            return None
        with claiming.holding_back(), transaction.atomic():
            taken, is_first = claiming.claim(_mark(request), by=request.user, at=clock.now())
            if is_first:
                response = view(request, *args, **kwargs)
                told = _told(request)
                if not 300 <= response.status_code < 400 or any(level >= messages.ERROR for level, _text in told):
                    claiming.free(taken)
                    return response
                claiming.keep_answer(taken, response["Location"], told)
            else:
                for level, text in taken.said:
                    messages.add_message(request, level, text)
                response = HttpResponseRedirect(taken.led_to)
        _note_taken(request, response, key)
        return response


def _mark(request):
    """The mark of the form that the request brings: its key, and all that was filled in."""
    parts = [str(request.user.pk), request.get_full_path()]
    for name, values in sorted(request.POST.lists()):
        if name != "csrfmiddlewaretoken":
            parts += [name, str(len(values)), *values]
    files = []
    for name, uploads in sorted(request.FILES.lists()):
        for upload in uploads:
            parts += [name, upload.name]
            digest = hashlib.sha256()
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
            files.append(digest.digest())
    return claiming.mark_of(*parts, files=files)


def _told(request):
    """[(level, sentence)] of what this request tells the next page."""
    return [(one.level, str(one.message)) for one in queued(request)]


def _note_taken(request, response, key):
    """Let the browser forget what it keeps of the form's words."""
    keys = [*request.COOKIES.get(TAKEN_COOKIE, "").split("."), key]
    known = [one for one in keys if one and one.replace("-", "").replace("_", "").isalnum()][-COOKIE_KEYS:]
    response.set_cookie(
        TAKEN_COOKIE, ".".join(known), max_age=COOKIE_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
