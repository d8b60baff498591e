"""Where a person is signed in: the sessions that still open something."""

import datetime
import re
import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from departments import clock

from ..models import PersonSession
from .moments import is_over

# In the order in which they are looked for: the later names stand in the earlier ones' texts, too.
BROWSERS = [
    (r"\bQIHU|360SE|360EE", "360"),
    (r"QAXBrowser|Qianxin", "奇安信"),
    (r"UOSBrowser|\bUOS\b.*Browser", "统信"),
    (r"MicroMessenger|wxwork", "微信"),
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"Firefox/", "Firefox"),
    (r"Chrome/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
    (r"MSIE|Trident/", "Internet Explorer"),
]
SYSTEMS = [
    (r"HarmonyOS|OpenHarmony", "HarmonyOS"),
    (r"Android", "Android"),
    (r"iPhone|iPad", "iOS"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "macOS"),
    (r"Kylin", "麒麟"),
    (r"UOS|Deepin", "统信UOS"),
    (r"Linux", "Linux"),
]


@dataclass(frozen=True)
class ShownSession:
    """A session as its page tells it."""

    session: PersonSession
    device: str
    is_this: bool
    # By the portal's calendar.
    began_at: datetime.datetime
    seen_at: datetime.datetime


def sessions_of(user, *, this_key=None) -> list[ShownSession]:
    """The sessions by which the person is signed in now, `this_key`'s first, then the one seen last.

    Those that nothing opens any more, for their time is over or the password was changed, are not told.
    """
    rows = list(PersonSession.objects.filter(user=user)) if user.is_active else []
    kept = Session.objects.filter(session_key__in=[row.key for row in rows], expire_date__gt=timezone.now())
    opening = {one.session_key for one in kept if _opens(one.get_decoded(), user)}
    shown = [_shown(row, row.key == this_key) for row in rows if row.key in opening]
    return sorted(shown, key=lambda one: not one.is_this)


def _shown(row, is_this):
    return ShownSession(row, device_in_words(row.device), is_this, clock.told(row.began_at), clock.told(row.seen_at))


def _opens(data, user):
    """Whether a session with the data still signs the person in."""
    return (
        data.get(SESSION_KEY) == str(user.pk)
        and constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
        and not is_over(data, time.time(), settings)
    )


def device_in_words(text) -> str:
    """Browser and system as a browser names itself, e.g. "Firefox · Windows"."""
    names = [next((name for pattern, name in known if re.search(pattern, text)), None) for known in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, names)) or _("unknown device")
