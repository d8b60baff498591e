"""What an item is short of, in words: for the pages of closing, the history and the light of what was closed."""

from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..models.shortfall import Shortfall


def spell_shortfall(short: Mapping[str, str]) -> list[str]:
    """{kind of `Shortfall`: which of them} as sentences in the reader's language: "Targets not reached: …"."""
    return [
        _("%(what)s: %(which)s") % {"what": capfirst(kind.label), "which": short[kind.value]}
        for kind in Shortfall
        if short.get(kind.value)
    ]
