"""The one admin site of the portal: its titles and where it signs in."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    site_title = _("Administration")
    site_header = _("Work report portal · administration")
    index_title = _("Master data, people and logs")

    def login(self, request, extra_context=None):
        """Sign in on the portal's own page; somebody signed in without the post is told so."""
        if request.user.is_authenticated:
            raise PermissionDenied(_("The administration is open to administrators only."))
        return redirect_to_login(request.get_full_path())
