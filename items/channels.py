"""Ways for a message to reach people beside the inbox of the portal: e-mail by setting, others by one small class."""

from django.conf import settings
from django.core.mail import EmailMessage


class Channel:
    """One way out. `name` stands in the log; a subclass says who is reached and how."""

    name = ""

    def address_of(self, user):
        """Where the person is reached, or "" if not at all."""
        raise NotImplementedError

    def send(self, delivery):
        """Send `delivery.message` to `delivery.address`; raise OSError or a subclass when it did not go out."""
        raise NotImplementedError


class Mail(Channel):
    """E-mail through Django's backend (settings: PORTAL_EMAIL_URL)."""

    name = "email"

    def address_of(self, user):
        return user.email

    def send(self, delivery):
        message = delivery.message
        EmailMessage(subject=message.title, body=message.text, to=[delivery.address]).send()


KNOWN = {"email": Mail}


def channels():
    """The channels in force (settings.PORTAL_CHANNELS); none by default."""
    return [KNOWN[name]() for name in settings.PORTAL_CHANNELS]


def addresses_of(user):
    """[(channel name, address)] of every channel that reaches the person."""
    found = [(channel.name, channel.address_of(user)) for channel in channels()]
    return [(name, address) for name, address in found if address]
