"""Digests (摘要): one message a person and day, or week, at the first run of the clockwork within office hours.

A run claims a person by setting the day, compared with what was read, in the transaction of the message: runs at once,
late or broken off write one, and of days on which nothing ran no digest is written afterwards. What the next one tells
begins where this one ended, whether there was anything to tell or not.
"""

import datetime
import logging

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from .. import access
from ..messages.telling import in_office_hours, tell
from ..models import DigestSettings, Message
from ..rules import workdays
from .digest import digest_of, text_of, title_of, week_of

logger = logging.getLogger(__name__)
Often = DigestSettings.Often

# Steps note their moment before they are written: what is younger than this may still be on its way, and waits.
SETTLED_AFTER = datetime.timedelta(minutes=5)
# A clock may be set back by so much, and nobody gets the digest of a day twice.
AHEAD = datetime.timedelta(days=7)


def write_digests(at):
    """Write the digests that are due by `at`; returns their messages. Outside office hours nothing happens."""
    if not in_office_hours(at):
        return []
    on = timezone.localdate(at)
    with translation.override(settings.LANGUAGE_CODE), workdays.reading_once():
        written = [_try(key, on, at) for key in _due(on)]
    return [message for message in written if message]


def _try(key, on, at):
    """Whatever is wrong with one of them, the others get theirs."""
    try:
        return _write(key, on, at)
    except Exception:
        logger.exception("The digest with the settings %s", key)
        return None


def _due(on):
    """Keys of the settings of those who have no digest of the day, or of the week, yet."""
    # One that was written far ahead, while the clock was wrong, keeps none back.
    ahead = Q(last_on__gt=on + AHEAD)
    daily = Q(often=Often.DAILY) & (Q(last_on__lt=on) | ahead)
    weekly = Q(often=Often.WEEKLY) & (Q(last_on__lt=week_of(on)) | ahead)
    due = DigestSettings.objects.filter(daily | weekly, user__is_active=True)
    return list(due.order_by("pk").values_list("pk", flat=True))


def _write(key, on, at):
    """Write the digest of one person; None if there is nothing to tell, or another run was faster."""
    kept = DigestSettings.objects.select_related("user").filter(pk=key).first()
    if kept is None or access.is_apart(kept.user):
        return None
    since = min(kept.told_until, at)
    until = max(since, at - SETTLED_AFTER)
    digest = digest_of(kept.user, since=since, until=until, on=on)
    with transaction.atomic():
        own = DigestSettings.objects.filter(pk=key, often=kept.often, last_on=kept.last_on)
        if own.update(last_on=on, told_until=until) != 1 or digest.is_empty:
            return None
        words = {"title": title_of(kept.often, on), "text": text_of(digest), "url": reverse("workbench")}
        [message] = tell([kept.user], kind=Message.Kind.DIGEST, at=at, on=on, **words)
    return message
