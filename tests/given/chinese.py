"""Sentences of the catalogue in Chinese."""

from django.utils import translation
from django.utils.translation import gettext


def chinese(sentence, **values):
    """A sentence as the page says it."""
    with translation.override("zh-hans"):
        return gettext(sentence) % values
