"""The one admin site of the portal: its titles and where it signs in."""

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    site_title = _("Administration")
    site_header = _("Work report portal · administration")
    index_title = _("Master data, people and logs")

    # Open to strangers, or the middleware would send them to sign in and back to this address, which is no page.
    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Sign in on the portal's own page; somebody signed in without the post is told so."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied(_("The administration is open to administrators only."))
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))

    def password_change(self, request, extra_context=None):
        """On the portal's own page: it counts wrong guesses and tells the history of the change."""
        return redirect("password_change")
