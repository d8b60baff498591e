"""From where administrators work (`PORTAL_ADMIN_ADDRESSES`): a password of theirs alone opens nothing elsewhere."""

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import render
from django.utils.translation import gettext as _

from departments.networks import is_within

from .. import access


def why_not_from_here(user, request):
    """The sentence for an administrator who asks from an address that is not on the list; "" for everybody else."""
    allowed = settings.PORTAL_ADMIN_ADDRESSES
    address = request.META.get("REMOTE_ADDR") or ""
    if not allowed or is_within(address, allowed) or not access.is_administrator(user):
        return ""
    return _(
        "Administrators work with the portal only from the addresses set for that; %(address)s is none of them. "
        "Use a computer of the administration, or ask whoever runs the portal."
    ) % {"address": address}


class AdministratorAddressMiddleware:
    """Ends an administrator's session that turns up elsewhere: a cookie taken along, or a post given meanwhile.

    Stands below the middleware of signing in; a list without entries costs nothing.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.PORTAL_ADMIN_ADDRESSES and request.user.is_authenticated:
            sentence = why_not_from_here(request.user, request)
            if sentence:
                logout(request)
                return render(request, "403.html", {"sentence": sentence}, status=403)
        return self.get_response(request)
