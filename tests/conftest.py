"""Shared set-up: the cast, and a portal that never waits or calls out."""

import gc
import os
import threading
import time

import pytest
from _pytest import runner
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase, override_settings
from django.utils import translation

from items import auditing
from tasks_portal.frames import with_room

from . import kept, statements
from .given.cast import Cast
from .given.workers import WorkProcess
from .template_database import portal_database

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
CAST = kept.Kept(Cast.build)
# Seconds that the portal gets for what it was asked for in a test.
PATIENCE = 15


def pytest_addoption(parser):
    parser.addoption("--note-statements", action="store_true", help="note what each test asks of the database")
    parser.addoption(
        "--by-statements", action="store_true", help="leave out the tests that ask it nothing of their own"
    )


def pytest_configure(config):
    folder = config.cache.mkdir("statements")
    if config.option.note_statements:
        config.pluginmanager.register(statements.Noting(folder))
    if config.option.by_statements:
        config.pluginmanager.register(statements.Choosing(folder))


def pytest_collection_modifyitems(items):
    """Mark what asks for a database; nothing else needs to run on more than one."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES.intersection(item.fixturenames):
            item.add_marker(pytest.mark.database)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """Pytest's own, with room for what a test calls: its callers alone fill a piece of the frames' memory."""
    return with_room(runner.pytest_runtest_protocol, item, nextitem)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup():
    """A page that was asked for in English leaves its language to whoever comes after: each test begins without one.

    Nor does it seal what another has written and taken back.
    """
    translation.deactivate()
    auditing.unsealed.clear()


def pytest_collection_finish():
    """Thousands of tests stay until the end: the garbage collector need not walk over them, nor so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


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
        kept.watch()
        with django_db_blocker.block(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(TransactionTestCase, "_fixture_teardown", kept.empty)
            yield


@pytest.fixture(scope="session", autouse=True)
def plain_settings(django_test_environment, tmp_path_factory):
    """Fast hashes, unhashed static files, no lock-out between tests, files of their own; for what a whole file builds,
    too."""
    plain = {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "AXES_ENABLED": False,
        "VAR_DIR": tmp_path_factory.mktemp("var"),
        "PORTAL_SINGLE_ADMINISTRATOR": True,  # the cast has one; of the three tell tests/approvals and tests/access
        "PORTAL_RATE_LIMITS": False,
        "WHITENOISE_USE_FINDERS": True,  # a fresh clone has collected nothing yet
        "WHITENOISE_AUTOREFRESH": True,  # else every test's client reads all static files first
        "STORAGES": {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    }
    with override_settings(**plain):
        yield


@pytest.fixture(scope="session")
def shared(request, django_db_setup):
    """Rows that take long to build, made once for all processes: shared(name, build) gives what `build()` gives.

    Later runs have them too until a line of the portal's code or of its fixtures changes.
    """
    folder = request.config.cache.mkdir("shared_rows")
    return lambda name, build: kept.shared(folder, name, build)


@pytest.fixture
def live_server(live_server, transactional_db):
    """The portal as a server, until it has answered all that it was asked.

    A page saves by itself to the last moment, and the record is written behind an answer: what still writes while the
    tables are emptied for the next test would stop that on PostgreSQL, and stand in the next test's on any database.
    """
    yield live_server
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            while thread.ident is None:  # it was made for a request that came just now, and has yet to begin
                time.sleep(0.01)
            thread.join(PATIENCE)
            assert not thread.is_alive(), "the portal is still at work on a request of this test"


@pytest.fixture
def cast(db):
    """The fixed cast of people on a small report; see `tests.given.cast.Cast`."""
    return CAST()


@pytest.fixture
def office(client, cast):
    """A client signed in as the administrator."""
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def worker(tmp_path):
    """Starts processes `manage.py work` on the test's database, killed at the end: `worker("--until-done")`."""
    started = []

    def start(*arguments, **options):
        started.append(WorkProcess(*arguments, **{"var": tmp_path, **options}))
        return started[-1]

    yield start
    for one in started:
        one.kill()
