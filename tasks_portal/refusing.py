"""A start that is refused: in one sentence of each language, with what to do."""

from django.core.exceptions import ImproperlyConfigured


def refusal(english, chinese):
    """The error that stops the start, with one sentence in each language, as deploy/preflight.py has them."""
    return ImproperlyConfigured(f"{english}\n{chinese}")
