"""A person's own second factors: set up, removed, recovery codes; and somebody else's reset by an administrator."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock
from departments.models import User

from .. import access
from ..models import SecondFactor
from ..pages.posting import run, take
from ..pages.returning import READ_OR_POST, asked_back_to
from ..steps.errors import WorkflowError
from . import codes, keeping, passkeys, session
from .forms import AppForm, ConfirmForm, KeyForm
from .page import codes_left, has_app, has_second_factor, keys_of_person, needs_second_factor, own_factors
from .proving import count_as_failure
from .setting_up import add_app, add_key, remove, renew_codes, reset
from .sign_in_views import is_proven, key_question, portal_name, wrong_words

OWN = "second_factor"


def confirmed(view):
    """A decorator for what changes one's own factors: first it is made certain who sits there."""

    @never_cache
    @require_http_methods(READ_OR_POST)
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if session.is_confirmed(request):
            return view(request, *args, **kwargs)
        address = request.path if request.method != "POST" else reverse(OWN)
        return redirect(reverse("second_factor_confirm", query={"next": address}))

    return wrapper


@never_cache
@require_safe
def second_factor(request):
    """Which factors the person has, since when, and when each was used."""
    person = request.user
    factors = own_factors(person)
    context = {
        "factors": factors,
        "has_app": has_app(factors),
        "codes_left": codes_left(person),
        "is_needed": needs_second_factor(person),
        "keys_possible": passkeys.is_possible(request),
    }
    return render(request, "second_factor/page.html", context)


@never_cache
@require_http_methods(READ_OR_POST)
def second_factor_confirm(request):
    """The password and a present factor; what is wrong counts as at the sign-in, and locks there the session ends."""
    person, has_factor = request.user, has_second_factor(request.user)
    form = ConfirmForm(request.POST if request.method == "POST" else None, has_factor=has_factor)
    if request.method == "POST" and form.is_valid():
        is_right = person.check_password(form.cleaned_data["password"])
        # The code is not used up by a wrong password.
        if is_right and (not has_factor or is_proven(request, person, form.cleaned_data)):
            session.confirm(request)
            if has_factor:
                session.pass_on(request)
            return HttpResponseRedirect(asked_back_to(request) or reverse(OWN))
        count_as_failure(request, person)
        if getattr(request, "axes_locked_out", False):
            logout(request)
            return redirect("sign_in")
        form.add_error(None, wrong_words() if is_right else _("The password is wrong."))
    context = {
        "form": form,
        "has_factor": has_factor,
        "options": key_question(request, person),
        "next": asked_back_to(request),
    }
    return render(request, "second_factor/confirm.html", context)


@confirmed
def second_factor_app(request):
    """An app gets a key of its own, as a picture and as text, and shows by a code that it has it."""
    person, status = request.user, 200
    if has_app(own_factors(person)):
        messages.error(request, _("An authenticator app is set up already; remove it first."))
        return redirect(OWN)
    secret = keeping.opened(request.session.get(session.PENDING, "")) or codes.new_secret()
    form = AppForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        taken = take(form, lambda data: add_app(person, secret=secret, code=data["code"], at=clock.now()))
        if not taken.is_refused:
            session.take(request, session.PENDING)
            return _set_up(
                request, taken.result, _("The app is set up: at the next sign-in you are asked for its code.")
            )
        status = taken.status
    session.keep(request, session.PENDING, keeping.sealed(secret))
    context = {
        "form": form,
        "picture": codes.picture(codes.address(secret, username=person.username, portal=portal_name())),
        "secret": codes.in_groups(secret),
    }
    return render(request, "second_factor/app.html", context, status=status)


@confirmed
def second_factor_key(request):
    """A passkey or security key is named and registered; the script asks the browser for it."""
    person, status = request.user, 200
    if not passkeys.is_possible(request):
        messages.error(request, _("Passkeys and security keys work over HTTPS only, at a name and not at a number."))
        return redirect(OWN)
    form = KeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        state = session.take(request, session.STATE)
        taken = take(form, lambda data: _register(request, state, data))
        if not taken.is_refused:
            return _set_up(request, taken.result, _("The key is set up: at the next sign-in you are asked for it."))
        status = taken.status
    options, state = passkeys.asked_to_register(request, person, keys_of_person(person), portal=portal_name())
    session.keep(request, session.STATE, state)
    return render(request, "second_factor/key.html", {"form": form, "options": options}, status=status)


def _register(request, state, data):
    try:
        fields = passkeys.registered(request, state, data["signed"], portal=portal_name())
    except passkeys.NotProven as error:
        raise WorkflowError(_("The key did not answer. Press the button and touch the key when it asks.")) from error
    return add_key(request.user, name=data["name"], fields=fields, at=clock.now())


def _set_up(request, made, sentence):
    session.pass_on(request)
    if made:
        return _shown_once(request, made)
    messages.success(request, sentence)
    return redirect(OWN)


def _shown_once(request, made):
    go_to = session.take(request, session.GO_TO)
    return render(request, "second_factor/codes.html", {"codes": made, "go_to": go_to or reverse(OWN)})


@confirmed
def second_factor_remove(request, pk):
    factor = get_object_or_404(SecondFactor, pk=pk, user=request.user)
    if request.method == "POST":
        done = _("“%(name)s” was removed.") % {"name": factor.name}
        run(request, lambda: remove(factor, by=request.user, at=clock.now()), done)
        if not has_second_factor(request.user):
            session.take(request, session.PASSED)
    return redirect(OWN)


@confirmed
def second_factor_codes(request):
    """Answers with new recovery codes: they are shown this once."""
    if request.method != "POST":
        return redirect(OWN)
    taken = run(request, lambda: renew_codes(request.user, at=clock.now()), _("The codes you had before are void."))
    return redirect(OWN) if taken.is_refused else _shown_once(request, taken.result)


@never_cache
@require_http_methods(READ_OR_POST)
def second_factor_reset(request, pk):
    """An administrator takes the factors of somebody who lost them."""
    access.require(access.can_reset_second_factor(request.user), access.ONLY_ADMINISTRATORS_KEEP_PEOPLE)
    person = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        done = _("The second factor of %(person)s was reset and every session ended.") % {"person": person}
        run(request, lambda: reset(person, by=request.user, at=clock.now()), done)
        return redirect("people_list")
    context = {"person": person, "factors": own_factors(person), "is_own": person == request.user}
    return render(request, "second_factor/reset.html", context)
