"""Passwords that were leaked somewhere: looked up in a file of their SHA-1 hashes, in order, as Pwned Passwords has it.

Such a file has more than thirty gigabytes: it is searched by bisection, about forty short reads, and never read whole.
"""

import hashlib
import logging
import re
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

LINE = re.compile(rb"([0-9A-Fa-f]{40})(:[0-9]+)?\r?\n?")
# More than any line has: what lies there is not read on and on.
LONGEST_LINE = 200
# So many places of a file are looked at before it is believed to be in order.
PLACES = 500


class NotInOrder(Exception):
    """The file is none of hashes in order."""


class LeakedValidator:
    """None of the file that `PORTAL_LEAKED_PASSWORDS` names; a rule only where it names one (`settings`)."""

    def validate(self, password, user=None):
        path = settings.PORTAL_LEAKED_PASSWORDS
        try:
            with open(path, "rb") as file:
                found = is_in(file, password)
        except (OSError, NotInOrder):
            # Who must choose a new password is not kept out for that; the next start stops.
            logger.exception("The file of leaked passwords %s was not searched", path)
            return
        if found:
            raise ValidationError(
                _("This password is in a list of leaked passwords; choose another one."), code="password_leaked"
            )

    def get_help_text(self):
        return _("None of a list of leaked passwords.")


def is_in(file: BinaryIO, password: str) -> bool:
    """Whether the file has the password's hash. Raises NotInOrder where it meets another kind of line."""
    # What the list is made of; nothing is kept by it.
    wanted = hashlib.sha1(password.encode(errors="surrogatepass"), usedforsecurity=False).hexdigest().upper().encode()
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        at_middle = _hash_from(file, middle)
        if at_middle is not None and at_middle < wanted:
            low = middle + 1
        else:
            high = middle
    return _hash_from(file, low) == wanted


def complaint(path: str) -> tuple[str, str] | None:
    """What is wrong with the file, in English and in Chinese; None if nothing is."""
    if not path:
        return None
    try:
        with open(path, "rb") as file:
            size = file.seek(0, 2)
            steps = min(PLACES, size)
            found = [_hash_from(file, size * step // steps) for step in range(steps)]
            hashes = [one for one in found if one is not None]
            if not hashes or hashes != sorted(hashes):
                raise NotInOrder
    except OSError as error:
        return (
            f"The file {path} (PORTAL_LEAKED_PASSWORDS) cannot be read ({error.strerror}): put it there, or unset it.",
            f"无法读取文件 {path}（PORTAL_LEAKED_PASSWORDS，{error.strerror}）：请放置该文件，或取消该设定。",
        )
    except NotInOrder:
        return (
            f"The file {path} (PORTAL_LEAKED_PASSWORDS) is none of SHA-1 hashes in their order, a line HASH:COUNT "
            "each: take the list of Pwned Passwords ordered by hash, unpacked.",
            f"文件 {path}（PORTAL_LEAKED_PASSWORDS）不是按散列值排序的 SHA-1 列表（每行为 散列值:次数）："
            "请使用按散列值排序、已解压的 Pwned Passwords 列表。",
        )
    return None


def _hash_from(file, place):
    """The hash of the first line that begins at the place or behind it; None at the end."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline(LONGEST_LINE)
    line = file.readline(LONGEST_LINE)
    if not line:
        return None
    found = LINE.fullmatch(line)
    if not found:
        raise NotInOrder
    return found[1].upper()
