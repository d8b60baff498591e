"""Shared set-up: the cast, and a portal that never waits or calls out."""

import pytest

from . import people


@pytest.fixture(autouse=True)
def plain_settings(settings):
    """Fast hashes, unhashed static files, no lock-out between tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False
    settings.WHITENOISE_AUTOREFRESH = True  # else every test's client reads all static files first
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def cast(db):
    """The fixed cast of people on a small report; see `tests.people.Cast`."""
    return people.Cast.build()
