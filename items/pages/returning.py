"""Pages that show on GET and take a step on POST, and the way back from the step."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

READ_OR_POST = ["GET", "HEAD", "POST"]


def asked_back_to(request):
    """The address to go back to that the form sends, or the link names, as `next`; "" for none and for a foreign one.

    It stands in links, too: another site's address, or a script in its place, must not come to stand there.
    """
    address = (request.POST if request.method == "POST" else request.GET).get("next", "")
    known = {"allowed_hosts": {request.get_host()}, "require_https": request.is_secure()}
    return address if url_has_allowed_host_and_scheme(address, **known) else ""


def back(request, otherwise):
    """To the page that the form names as `next`, if it is one of ours, else to `otherwise` (an address or a row)."""
    if address := asked_back_to(request):
        return HttpResponseRedirect(address)  # an address as it is, never the name of a view
    return redirect(otherwise)
