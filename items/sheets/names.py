"""Words of the head of a sheet, and names of files that any system takes."""

import re
import unicodedata

from django.utils.translation import gettext as _

NAME_LIMIT = 50  # characters of the title: with four bytes each the name stays below the 255 bytes of a file system
UNSAFE_IN_NAMES = re.compile(r'[\\/:*?"<>|]+')


def safe_name(title):
    """The title as part of a file's name: safe on Windows, too, and not too long."""
    title = "".join(c for c in title if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return UNSAFE_IN_NAMES.sub("_", title).strip(" ._")[:NAME_LIMIT].rstrip(" ._")


def in_words(filters):
    """The filters in one line."""
    if not filters:
        return _("Filters: none")
    each = [_("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in filters]
    return _("Filters: %(filters)s") % {"filters": _("; ").join(each)}
