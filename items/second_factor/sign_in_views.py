"""The second step of signing in: the password was right, the second factor is asked for."""

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from departments import clock

from ..pages.returning import READ_OR_POST
from ..pages.visits import remember_visit
from . import passkeys, session
from .forms import ProofForm
from .page import keys_of_person
from .proving import count_as_failure, prove_by_code, prove_by_key


@login_not_required
@never_cache
@require_http_methods(READ_OR_POST)
def second_factor_ask(request):
    """Who half signed in proves the second factor here; after five minutes or five wrong ones he begins anew."""
    if request.user.is_authenticated:
        return redirect("workbench")
    half = session.half_signed(request)
    if half is None:
        return _begin_anew(request, _("Too much time has passed: please sign in again."))
    if not AxesProxyHandler.is_allowed(request, {"username": half.person.username}):
        session.forget(request)
        return get_lockout_response(request)
    form = ProofForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if is_proven(request, half.person, form.cleaned_data):
            return _sign_in(request, half)
        count_as_failure(request, half.person)
        if not session.count_wrong(request):
            return _begin_anew(request, _("The code was wrong five times: please sign in again."))
        form.add_error("code", wrong_words())
    context = {"form": form, "options": key_question(request, half.person)}
    return render(request, "second_factor/ask.html", context)


def wrong_words():
    return _("This is not right, or was used already. Wait for the next code, or use another way.")


def is_proven(request, person, data):
    """Whether the code, or the answer of the key, in a valid `ProofForm` proves that it is the person."""
    state = session.take(request, session.STATE)
    if signed := data.get("signed"):
        return prove_by_key(request, person, state, signed, at=clock.now(), portal=portal_name())
    return prove_by_code(person, data["code"], at=clock.now())


def key_question(request, person):
    """What the script asks the keys of the person; "" where he has none, or the browser offers none here."""
    keys = keys_of_person(person)
    if not keys or not passkeys.is_possible(request):
        return ""
    options, state = passkeys.asked_to_prove(request, keys, portal=portal_name())
    session.keep(request, session.STATE, state)
    return options


def portal_name():
    """How apps and browsers name what the factor is for."""
    return _("Work report portal")


def _begin_anew(request, sentence):
    if session.HALF in request.session:
        messages.error(request, sentence)
        session.forget(request)
    return redirect("sign_in")


def _sign_in(request, half):
    before = half.person.last_login
    login(request, half.person, backend=half.backend)
    session.forget(request)
    session.pass_on(request)
    remember_visit(request, before)
    return HttpResponseRedirect(half.go_to or reverse("workbench"))
