"""Signing in, changing one's password, choosing the language, and the pages that say what went wrong."""

import sys

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language
from django_htmx.http import HttpResponseClientRedirect

from departments import clock
from departments.locks import is_locked

from ..pages.returning import back
from ..pages.unwritable import found_no_room, refused_write
from ..pages.visits import remember_visit
from ..people.letting_in import choose_password
from ..second_factor import session
from ..second_factor.page import has_second_factor
from .aging import is_over
from .forms import FirstPasswordForm, OwnPasswordForm, SignInForm
from .locked import locked_page

RETRY_SECONDS = "30"


@method_decorator(login_not_required, name="dispatch")
class SignIn(auth.LoginView):
    """An htmx part that meets an ended session sends the whole page here, and back afterwards."""

    template_name = "signing_in/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request, *args, **kwargs):
        if request.htmx and request.method == "GET":
            address = request.htmx.current_url_abs_path or reverse("workbench")
            return HttpResponseClientRedirect(reverse("sign_in", query={"next": address}))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        """Who has a second factor is asked for it first, and signed in by `second_factor.sign_in_views`."""
        if has_second_factor(form.get_user()):
            session.begin(self.request, form.get_user(), go_to=self.get_redirect_url())
            return redirect("second_factor_ask")
        before = form.get_user().last_login
        answer = super().form_valid(form)
        remember_visit(self.request, before)
        session.confirm(self.request)
        return answer


@method_decorator(login_not_required, name="dispatch")
class SignOut(auth.LogoutView):
    """Also for somebody signed out already, in another tab: a detour through signing in would end on an error page.

    The bare address, typed or kept as a bookmark, signs nobody out and leads on.
    """

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request):
        return redirect("workbench" if request.user.is_authenticated else "sign_in")


class PasswordChange(auth.PasswordChangeView):
    """Who signed in with a one-time password meets no other page before (items.middleware), and then goes on."""

    template_name = "signing_in/password.html"
    success_url = reverse_lazy("workbench")

    def get_form_class(self):
        return FirstPasswordForm if self.request.user.must_change_password else OwnPasswordForm

    def post(self, request, *args, **kwargs):
        """While the account is locked its present password is not looked at here either."""
        username = request.user.username
        if not request.user.must_change_password and is_locked(request, username):
            return locked_page(request, None, {"username": username})
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        wanted = self.request.GET.get("next", self.request.POST.get("next", ""))
        return super().get_context_data(next=wanted, is_over=is_over(self.request), **kwargs)

    def form_invalid(self, form):
        """A wrong present password counts as at the sign-in; where that locks the account, the session ends."""
        if "old_password" in form.errors:
            known = {"username": self.request.user.username}
            user_login_failed.send(__name__, credentials=known, request=self.request)
            if getattr(self.request, "axes_locked_out", False):
                logout(self.request)
        return super().form_invalid(form)

    def form_valid(self, form):
        person = choose_password(form, at=clock.now(), session_key=self.request.session.session_key)
        update_session_auth_hash(self.request, person)
        messages.success(self.request, _("Your password has been changed."))
        return back(self.request, self.get_success_url())


@login_not_required
@require_POST
def set_language(request):
    return django_set_language(request)


def bad_request(request, exception):
    # Without the request's context: the request was refused before it was known who sent it.
    return render(None, "400.html", {"unknown_host": isinstance(exception, DisallowedHost)}, status=400)


# What may have become of a thing whose address was kept, by the first word of the address's name; and the list of such
# things, with its name.
GONE = {
    "update": (
        gettext_lazy(
            "There is no such report. Perhaps the address was cut off; or its period was taken back, its unit left the "
            "item, or the breakdown was withdrawn or archived before it was begun."
        ),
        "round_list",
        gettext_lazy("Roll-call"),
    ),
    "period": (
        gettext_lazy(
            "There is no such reporting period. Perhaps the address was cut off; or it was taken back before anybody "
            "reported, or its breakdown was withdrawn or archived."
        ),
        "round_list",
        gettext_lazy("Roll-call"),
    ),
    "department": (
        gettext_lazy(
            "There is no such unit. Perhaps the address was cut off, or the unit was removed with the withdrawn "
            "breakdown that had brought it."
        ),
        "department_list",
        gettext_lazy("Departments"),
    ),
    "attachment": (
        gettext_lazy("There is no such attachment. Perhaps the address was cut off, or it was removed."),
        "item_list",
        "",
    ),
}


def page_not_found(request, exception):
    # What the exception says is for developers, and in English.
    match = request.resolver_match
    sentence, name, label = GONE.get((match.url_name or "").partition("_")[0] if match else "", ("", "", ""))
    return render(request, "404.html", {"sentence": sentence, "list": name, "label": label}, status=404)


def permission_denied(request, exception):
    return render(request, "403.html", {"sentence": str(exception)}, status=403)


@login_not_required
def server_error(request):
    """Something broke; where the database is away, or nothing can be written, that is said, and when to come again."""
    # Without the request's context: whatever broke may be needed there.
    context, error = {"request_id": getattr(request, "id", "")}, sys.exc_info()[1]
    if refused_write(error):
        context["is_read_only"] = True
    elif not (isinstance(error, OperationalError | InterfaceError) or found_no_room(error)):
        return render(None, "500.html", context, status=500)
    response = render(None, "503.html", context, status=503)
    response["Retry-After"] = RETRY_SECONDS
    return response


@login_not_required
def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)
