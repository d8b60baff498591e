"""Behind a proxy: whose address a request bears (`PORTAL_TRUSTED_PROXIES`)."""

import ipaddress
import os

from django.conf import settings

from departments.networks import is_within

from .refusing import refusal


def networks(name):
    """The networks of a variable that is a list like "127.0.0.1 10.2.0.0/16"."""
    found = []
    for part in os.environ.get(name, "").replace(",", " ").split():
        try:
            found.append(ipaddress.ip_network(part))
        except ValueError as error:
            raise refusal(
                f"{name} is a list of addresses and networks like 127.0.0.1 10.2.0.0/16, not “{part}”.",
                f"{name} 应为地址或网段列表，形如 127.0.0.1 10.2.0.0/16，不能是“{part}”。",
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
        if is_within(heard, settings.PORTAL_TRUSTED_PROXIES):
            passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            for address in map(_plain, reversed(passed_on)):
                if not address:
                    break
                heard = address
                if not is_within(address, settings.PORTAL_TRUSTED_PROXIES):
                    break
            request.META["REMOTE_ADDR"] = heard
        return self.get_response(request)


def _plain(text):
    """The address that a proxy wrote, "" if it is none."""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return ""
