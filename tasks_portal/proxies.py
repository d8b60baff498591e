"""Behind a proxy: whose address a request bears (`PORTAL_TRUSTED_PROXIES`)."""

import ipaddress

from django.conf import settings

from .refusing import refusal


def networks(value):
    """The networks of a list like "127.0.0.1 10.2.0.0/16"."""
    found = []
    for part in value.replace(",", " ").split():
        try:
            found.append(ipaddress.ip_network(part))
        except ValueError as error:
            raise refusal(
                f"PORTAL_TRUSTED_PROXIES is a list of addresses and networks like 127.0.0.1 10.2.0.0/16, not “{part}”.",
                f"PORTAL_TRUSTED_PROXIES 应为地址或网段列表，形如 127.0.0.1 10.2.0.0/16，不能是“{part}”。",
            ) from error
    return found


class ProxiesMiddleware:
    """Gives a request that a trusted proxy passes on the address of whoever asked the proxy.

    Each proxy adds to X-Forwarded-For whom it heard; from the end on, what is no trusted proxy is the person's address.
    What stands before it anybody may have written. From elsewhere the header says nothing.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        heard = request.META.get("REMOTE_ADDR") or ""
        if settings.PORTAL_TRUSTED_PROXIES and _is_trusted(heard):
            passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            for address in map(_plain, reversed(passed_on)):
                if not address:
                    break
                heard = address
                if not _is_trusted(address):
                    break
            request.META["REMOTE_ADDR"] = heard
        return self.get_response(request)


def _plain(text):
    """The address that a proxy wrote, "" if it is none."""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return ""


def _is_trusted(address):
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in settings.PORTAL_TRUSTED_PROXIES)
