"""The page of who is locked out: what to do, and not whether there is such an account."""

import math

from axes.helpers import get_client_username
from django.shortcuts import render
from django.utils import timezone

from departments.locks import locked_until, window


def locked_page(request, response, credentials):
    """Stands in the place of what axes refuses (settings.AXES_LOCKOUT_CALLABLE)."""
    username = get_client_username(request, credentials)
    until = locked_until(username, request.axes_ip_address)
    left = until - timezone.now() if until else window()
    minutes = max(1, math.ceil(left.total_seconds() / 60))
    answer = render(request, "signing_in/locked.html", {"minutes": minutes}, status=429)
    answer.headers["Retry-After"] = str(60 * minutes)
    return answer
