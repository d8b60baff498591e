"""Signed in without the sign-in page."""

from django.test import Client


def take_session(page, base, person):
    """Give the page the session of the person, None for nobody. Returns a client that has it, too."""
    page.context.clear_cookies()
    client = Client()
    if person:
        client.force_login(person)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])
    return client
