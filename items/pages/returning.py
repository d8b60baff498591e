"""Pages that show on GET and take a step on POST, and the way back from the step."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

READ_OR_POST = ["GET", "HEAD", "POST"]


def back(request, otherwise):
    """To the page that the form names as `next`, if it is one of ours, else to `otherwise` (an address or a row)."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(address)  # an address as it is, never the name of a view
    return redirect(otherwise)
