"""Ways for a message to reach people beside the inbox of the portal. None by default, e-mail by setting.

Another way, by SMS or a government messenger, is one class here with `name`, `label`, `address_of` and `send`, a line
in `KNOWN` and its name in settings.PORTAL_CHANNELS. When to try again, and what the log shows, is decided in
`items.messages.delivering` for all of them.
"""

import contextlib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _


class Channel:
    """One way out. `name` is kept with each delivery, people read `label`; a subclass says who is reached and how."""

    name = label = ""

    def address_of(self, user):
        """Where the person is reached, or "" if not at all."""
        raise NotImplementedError

    def send(self, delivery):
        """Send `delivery.message` to `delivery.address`; raise OSError or a subclass when it did not go out.

        A delivery whose outcome was lost with the process is sent again: its key lets the receiver notice.
        """
        raise NotImplementedError

    def close(self):
        """End what was opened for several deliveries; nothing it meets there undoes what was sent."""


class Mail(Channel):
    """E-mail through Django's backend (PORTAL_EMAIL_URL); one connection for all that a run sends."""

    name = "email"
    label = _("E-mail")
    _connection = None

    def address_of(self, user):
        return user.email

    def send(self, delivery):
        message = delivery.message
        if self._connection is None:
            opened = get_connection()
            opened.open()
            self._connection = opened
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        EmailMessage(
            subject=" ".join(message.title.split()),
            body=message.text or message.title,
            to=[delivery.address],
            headers={"Message-ID": f"<portal-delivery-{delivery.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
            connection=self._connection,
        ).send()

    def close(self):
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
            self._connection = None


KNOWN = {"email": Mail}


def channels():
    """The channels in force (settings.PORTAL_CHANNELS) by name; none by default."""
    return {name: KNOWN[name]() for name in settings.PORTAL_CHANNELS}


def label_of(name):
    """The channel's name in the reader's language; what is not known any more shows by its own name."""
    return KNOWN[name].label if name in KNOWN else name


def addresses_of(user):
    """[(channel name, address)] of every channel that reaches the person."""
    found = [(name, channel.address_of(user)) for name, channel in channels().items()]
    return [(name, address) for name, address in found if address]
