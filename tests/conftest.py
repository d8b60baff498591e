"""Shared set-up: the cast, and a portal that never waits or calls out."""

import os

import pytest
from django.db import connection

from . import people
from .template_database import portal_database


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, tmp_path_factory):
    """The process's own test database, a copy of the template; --create-db makes the template anew.

    SQLite in a file: in memory, the live server's threads would share one connection and its transactions.
    """
    options = request.config.option
    if connection.vendor == "sqlite":
        target = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        # A test's rows need not survive the machine.
        connection.settings_dict["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
    else:
        target = f"test_{connection.settings_dict['NAME']}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    folder = request.config.cache.mkdir("test_database")
    with (
        django_db_blocker.unblock(),
        portal_database(folder, target, migrations=not options.nomigrations, renew=options.create_db),
    ):
        with django_db_blocker.block():
            yield


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
