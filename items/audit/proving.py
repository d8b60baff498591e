"""What is in the record no more: the exports that hold it prove themselves and one another, from the newest back.

A file that has been carried elsewhere is no fault; how many links it held is counted, and how many lie behind it.
"""

from django.utils.translation import gettext as _

from ..models.digests import NOTHING, sha256_of
from .exported import ExportUnreadable, exports, read


def older_faults(reading):
    """Sentences about the exports of what `reading.cut` tells was removed; counts stand in `reading` then."""
    cut = reading.cut
    number, digest, told = cut.last, cut.digest, {}
    for path in reversed(exports()):
        if path.name in reading.files and path.name != cut.file:
            continue  # what it holds is still in the record
        try:
            found = read(path)
        except ExportUnreadable:
            yield _("The export %(file)s cannot be read: it was damaged or changed.") % {"file": path.name}
            continue
        if not found.first or found.first > cut.last:
            continue
        named = {"file": path.name, "first": found.first, "last": found.last, "key": cut.entry}
        if told.get(path.name, "") not in ("", sha256_of(path)):
            yield _("The export %(file)s is not what a later export has told of it.") % named
        told |= found.tells
        if found.broken is not None:
            yield _("Link %(number)s in the export %(file)s is not what was sealed.") % {
                "number": found.broken,
                "file": path.name,
            }
        if found.latest and found.latest >= cut.until:
            yield _("The export %(file)s holds entries that are younger than entry %(key)s tells of what was "
                    "removed: that entry is forged.") % named  # fmt: skip
        if found.last > number:
            yield _("The export %(file)s holds links %(first)s to %(last)s, some of which another one holds.") % named
            continue
        if found.last == number and found.digest != digest:
            yield _("The export %(file)s does not end with the link on which what comes next was sealed.") % named
        reading.elsewhere += number - found.last
        if reading.elsewhere:  # what ties it to the record lies elsewhere
            reading.unproven += found.last - found.first + 1
        else:
            reading.proven += found.last - found.first + 1
        number, digest = found.first - 1, found.previous
    reading.elsewhere += number
    if number <= 0 and digest != NOTHING:
        yield _("The first export does not begin with the first link of the record.")
