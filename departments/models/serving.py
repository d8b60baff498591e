"""Whether somebody administers: without that nobody could put anything right, or approve anything."""

import datetime

from django.utils.translation import gettext as _

from .people import Membership
from .three import ADMINISTRATOR


def without(served: set[str], on: datetime.date) -> str:
    """The sentence if a change leaves nobody to administer, or none of those posts held that were `served`; or ""."""
    lost = (served | {ADMINISTRATOR}) - Membership.objects.served(on)
    if not lost:
        return ""
    if ADMINISTRATOR in lost:
        return _("Nothing was saved: this would leave the portal without an administrator.")
    posts = "、".join(str(label) for role, label in Membership.Role.choices if role in lost)
    return _(
        "Nothing was saved: this would leave the portal without a %(posts)s. "
        "Let somebody else be approved for that post first."
    ) % {"posts": posts}
