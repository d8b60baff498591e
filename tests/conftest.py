"""Shared set-up: the cast, and a portal that never waits or calls out."""

import pytest
from django.db import connection

from . import people


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file: in memory, the live server's threads would share one connection and its transactions."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def plain_settings(settings):
    """Fast hashes, unhashed static files, no lock-out between tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False
    settings.WHITENOISE_USE_FINDERS = True  # a fresh clone has collected nothing yet
    settings.WHITENOISE_AUTOREFRESH = True  # else every test's client reads all static files first
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def cast(db):
    """The fixed cast of people on a small report; see `tests.people.Cast`."""
    return people.Cast.build()


@pytest.fixture
def office(client, cast):
    """A client signed in as the administrator."""
    client.force_login(cast.administrator)
    return client
