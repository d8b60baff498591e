"""The environment decides; what it says wrongly stops the start instead of leaving a default in force."""

import os
import stat
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured

from tasks_portal import settings as portal


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in [name for name in os.environ if name.startswith("PORTAL_") or name == "DATABASE_URL"]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("true", True), ("YES", True), (" on ", True), ("0", False), ("False", False), ("no", False)],
)
def test_flag_reads_yes_and_no(monkeypatch, value, expected):
    monkeypatch.setenv("PORTAL_DEBUG", value)
    assert portal.flag("PORTAL_DEBUG", default=not expected) is expected


@pytest.mark.parametrize("default", [True, False])
def test_flag_that_is_unset_or_empty_is_the_default(monkeypatch, default):
    assert portal.flag("PORTAL_DEBUG", default=default) is default
    monkeypatch.setenv("PORTAL_DEBUG", "")
    assert portal.flag("PORTAL_DEBUG", default=default) is default


@pytest.mark.parametrize("value", ["2", "maybe", "是", "1 0"])
def test_flag_refuses_anything_else(monkeypatch, value):
    monkeypatch.setenv("PORTAL_DEBUG", value)
    with pytest.raises(ImproperlyConfigured, match=f"PORTAL_DEBUG must be 1 or 0, not “{value}”"):
        portal.flag("PORTAL_DEBUG")


def test_list_is_separated_by_commas(monkeypatch):
    monkeypatch.setenv("PORTAL_ALLOWED_HOSTS", "a.example, b.example,")
    assert portal.words("PORTAL_ALLOWED_HOSTS") == ["a.example", "b.example"]


@pytest.mark.parametrize("value", ["", " ", ","])
def test_empty_list_is_the_default(monkeypatch, value):
    monkeypatch.setenv("PORTAL_ALLOWED_HOSTS", value)
    assert portal.words("PORTAL_ALLOWED_HOSTS", default=("localhost",)) == ["localhost"]


def test_unknown_variable_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("PORTAL_DEBGU", "1")
    with pytest.raises(ImproperlyConfigured, match=r"PORTAL_DEBGU is not a setting.*PORTAL_DEBUG"):
        portal.refuse_unknown_variables()


def test_known_and_foreign_variables_pass(monkeypatch):
    monkeypatch.setenv("PORTAL_PORT", "8000")
    monkeypatch.setenv("SOME_PORTAL_THING", "1")
    portal.refuse_unknown_variables()


def test_database_is_sqlite_in_the_folder_by_default(tmp_path):
    config = portal.database(tmp_path)
    assert config["ENGINE"] == "django.db.backends.sqlite3"
    assert config["NAME"] == str(tmp_path / "portal.sqlite3")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("url", "engine", "host", "port", "name"),
    [
        ("postgres://portal:secret@db.example:5433/work", "postgresql", "db.example", 5433, "work"),
        ("postgresql://portal:secret@db.example/work", "postgresql", "db.example", "", "work"),
        ("postgres://portal@//run/postgresql/work", "postgresql", "/run/postgresql", "", "work"),
        ("sqlite:////srv/portal.sqlite3", "sqlite3", "", "", "/srv/portal.sqlite3"),
        ("sqlite://:memory:", "sqlite3", None, None, ":memory:"),
    ],
)
def test_database_url_forms(monkeypatch, tmp_path, url, engine, host, port, name):
    monkeypatch.setenv("DATABASE_URL", url)
    config = portal.database(tmp_path)
    assert config["ENGINE"] == f"django.db.backends.{engine}"
    assert (config.get("HOST"), config.get("PORT"), config["NAME"]) == (host, port, name)
    assert ("transaction_mode" in config.get("OPTIONS", {})) == (engine == "sqlite3")


@pytest.mark.parametrize("url", ["mysql://db.example/work", "foo", "db.example/work", "sqlite:portal.sqlite3"])
def test_other_databases_are_refused(monkeypatch, tmp_path, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="must begin with postgres:// or sqlite:///"):
        portal.database(tmp_path)


def test_unreadable_database_url_is_refused_without_repeating_its_password(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://portal:secret@db.example:none/work")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL cannot be read") as refusal:
        portal.database(tmp_path)
    assert "secret" not in str(refusal.value)


def test_secret_key_is_generated_once_for_its_owner_only(tmp_path):
    folder = tmp_path / "new" / "var"
    key = portal.secret_key(folder)
    assert len(key) >= 50
    assert portal.secret_key(folder) == key
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret-key"]


def test_secret_key_differs_between_installations(tmp_path):
    assert portal.secret_key(tmp_path / "one") != portal.secret_key(tmp_path / "two")


def test_secret_key_from_the_environment_leaves_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv("PORTAL_SECRET_KEY", "from outside")
    assert portal.secret_key(tmp_path) == "from outside"
    assert list(tmp_path.iterdir()) == []


def test_starts_at_the_same_time_agree_on_one_secret_key(tmp_path, monkeypatch):
    """The drafts carry the process's id; threads stand in for processes."""
    monkeypatch.setattr(portal.os, "getpid", threading.get_ident)
    keys = []
    starts = [threading.Thread(target=lambda: keys.append(portal.secret_key(tmp_path))) for _ in range(8)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_folder_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match=r"file/var cannot be used .*PORTAL_VAR"):
        portal.secret_key(tmp_path / "file" / "var")
