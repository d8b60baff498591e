"""The environment decides; what it says wrongly stops the start instead of leaving a default in force."""

import io
import logging
import os
import re
import sqlite3
import stat
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured

from tasks_portal import environment as portal
from tasks_portal.database import database


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in [name for name in os.environ if name.startswith("PORTAL_") or name == "DATABASE_URL"]:
        monkeypatch.delenv(name)


def assert_refused(read, *parts):
    """It stops the start with one English and one Chinese sentence, which both name `parts`."""
    with pytest.raises(ImproperlyConfigured) as refusal:
        read()
    english, chinese = str(refusal.value).splitlines()
    assert not re.search(r"[\u4e00-\u9fff]", english.replace(parts[-1], ""))
    assert re.search(r"[\u4e00-\u9fff]", chinese.replace(parts[-1], ""))
    for part in parts:
        assert part in english and part in chinese


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
    assert_refused(lambda: portal.flag("PORTAL_DEBUG"), "PORTAL_DEBUG", f"“{value}”")


def days_back():
    return portal.whole_number("PORTAL_DAYS_BACK", default=0, least=0, most=20000)


@pytest.mark.parametrize(("value", "days"), [("", 0), ("0", 0), ("5515", 5515), (" 20000 ", 20000)])
def test_days_back_is_a_whole_number_of_days(monkeypatch, value, days):
    monkeypatch.setenv("PORTAL_DAYS_BACK", value)
    assert days_back() == days


@pytest.mark.parametrize("value", ["-1", "20001", "1.5", "十", "a year", "9999999999"])
def test_other_days_back_are_refused(monkeypatch, value):
    monkeypatch.setenv("PORTAL_DAYS_BACK", value)
    assert_refused(days_back, "PORTAL_DAYS_BACK", "20000", f"“{value}”")


@pytest.mark.parametrize(("value", "days"), [(None, 1095), ("", 0), ("0", 0), ("183", 183), (" 36500 ", 36500)])
def test_the_audit_record_is_kept_for_half_a_year_at_least_or_for_ever(monkeypatch, value, days):
    if value is not None:
        monkeypatch.setenv("PORTAL_AUDIT_DAYS", value)
    assert portal.audit_days() == days


@pytest.mark.parametrize("value", ["182", "1", "-1", "36501", "1095.0", "三年"])
def test_another_time_for_the_audit_record_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORTAL_AUDIT_DAYS", value)
    assert_refused(portal.audit_days, "PORTAL_AUDIT_DAYS", "183", f"“{value}”")


def test_list_is_separated_by_commas(monkeypatch):
    monkeypatch.setenv("PORTAL_ALLOWED_HOSTS", "a.example, b.example,")
    assert portal.words("PORTAL_ALLOWED_HOSTS") == ["a.example", "b.example"]


@pytest.mark.parametrize("value", ["", " ", ","])
def test_empty_list_is_the_default(monkeypatch, value):
    monkeypatch.setenv("PORTAL_ALLOWED_HOSTS", value)
    assert portal.words("PORTAL_ALLOWED_HOSTS", default=("localhost",)) == ["localhost"]


@pytest.mark.parametrize("value", ["portal.example.gov.cn", "10.1.2.3", "[::1]", ".example.cn", "*", "a-1", "Portal"])
def test_hosts_are_names_and_addresses(monkeypatch, value):
    monkeypatch.setenv("PORTAL_ALLOWED_HOSTS", f"{value}, localhost")
    assert portal.allowed_hosts() == [value, "localhost"]


@pytest.mark.parametrize("value", ["http://x y", "http://x", "x y", "x:8000", "::1", "x/", "x；y", "单位"])
def test_a_host_that_no_browser_would_name_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORTAL_ALLOWED_HOSTS", f"localhost,{value}")
    assert_refused(portal.allowed_hosts, "PORTAL_ALLOWED_HOSTS", f"“{value}”")


@pytest.mark.parametrize(
    "value", ["https://portal.example.gov.cn", "http://10.1.2.3:8443", "https://*.example.cn", "https://[::1]:8443"]
)
def test_origins_are_scheme_and_host(monkeypatch, value):
    monkeypatch.setenv("PORTAL_TRUSTED_ORIGINS", value.upper())
    assert portal.trusted_origins() == [value]


@pytest.mark.parametrize("value", ["abc", "https://", "https://a/", "ftp://a", "https://a b", "https://a:x"])
def test_an_origin_that_no_browser_would_send_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORTAL_TRUSTED_ORIGINS", value)
    assert_refused(portal.trusted_origins, "PORTAL_TRUSTED_ORIGINS", f"“{value}”")


def test_unknown_variable_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("PORTAL_DEBGU", "1")
    assert_refused(portal.refuse_unknown_variables, "PORTAL_DEBGU", "PORTAL_DEBUG")


def test_known_and_foreign_variables_pass(monkeypatch):
    monkeypatch.setenv("PORTAL_PORT", "8000")
    monkeypatch.setenv("SOME_PORTAL_THING", "1")
    portal.refuse_unknown_variables()


def test_database_is_sqlite_in_the_folder_by_default(tmp_path):
    config = database(tmp_path)
    assert config["ENGINE"] == "django.db.backends.sqlite3"
    assert config["NAME"] == str(tmp_path / "portal.sqlite3")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]


def test_a_sqlite_that_cannot_search_is_refused(monkeypatch, tmp_path):
    class Bare(sqlite3.Connection):
        def execute(self, sql):
            raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr("tasks_portal.database.sqlite3.connect", lambda name: Bare(name))
    assert_refused(lambda: database(tmp_path), "SQLite", "FTS5", "DATABASE_URL", "no such module: fts5")
    monkeypatch.setenv("DATABASE_URL", "postgres://portal@db.example/work")
    assert database(tmp_path)["NAME"] == "work"


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
    config = database(tmp_path)
    assert config["ENGINE"] == f"django.db.backends.{engine}"
    assert (config.get("HOST"), config.get("PORT"), config["NAME"]) == (host, port, name)
    assert ("transaction_mode" in config.get("OPTIONS", {})) == (engine == "sqlite3")


@pytest.mark.parametrize("url", ["mysql://db.example/work", "foo", "db.example/work", "sqlite:portal.sqlite3"])
def test_other_databases_are_refused(monkeypatch, tmp_path, url):
    monkeypatch.setenv("DATABASE_URL", url)
    assert_refused(lambda: database(tmp_path), "DATABASE_URL", "postgres://", "sqlite:///")


def test_a_demonstration_stays_out_of_a_database_in_use(monkeypatch, tmp_path):
    assert database(tmp_path, 5000)["NAME"] == str(tmp_path / "portal.sqlite3")
    monkeypatch.setenv("DATABASE_URL", "postgres://portal:secret@db.example/work")
    assert_refused(lambda: database(tmp_path, 5000), "PORTAL_DAYS_BACK", "DATABASE_URL")


def test_unreadable_database_url_is_refused_without_repeating_its_password(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://portal:secret@db.example:none/work")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL cannot be read") as refusal:
        database(tmp_path)
    assert "secret" not in str(refusal.value)


# E-mail and office hours


@pytest.fixture
def sender(monkeypatch):
    monkeypatch.setenv("PORTAL_EMAIL_FROM", "督查室 <portal@example.gov.cn>")


def test_without_a_url_there_is_no_e_mail(monkeypatch):
    assert portal.email() == {}
    monkeypatch.setenv("PORTAL_EMAIL_FROM", "not looked at")
    monkeypatch.setenv("PORTAL_EMAIL_URL", " ")
    assert portal.email() == {}


@pytest.mark.parametrize(
    ("url", "host", "port", "secured"),
    [
        ("smtp://mail.example", "mail.example", 25, []),
        ("smtp://mail.example:2525", "mail.example", 2525, []),
        ("smtp+tls://mail.example", "mail.example", 587, ["EMAIL_USE_TLS"]),
        ("smtp+ssl://mail.example", "mail.example", 465, ["EMAIL_USE_SSL"]),
        ("smtp+ssl://mail.example:994", "mail.example", 994, ["EMAIL_USE_SSL"]),
    ],
)
def test_mail_servers_with_and_without_encryption(monkeypatch, sender, url, host, port, secured):
    monkeypatch.setenv("PORTAL_EMAIL_URL", url)
    config = portal.email()
    assert (config["EMAIL_HOST"], config["EMAIL_PORT"]) == (host, port)
    assert config["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert [name for name in ("EMAIL_USE_TLS", "EMAIL_USE_SSL") if config.get(name)] == secured
    assert config["DEFAULT_FROM_EMAIL"] == "督查室 <portal@example.gov.cn>"


def test_user_and_password_of_the_mail_server(monkeypatch, sender):
    monkeypatch.setenv("PORTAL_EMAIL_URL", "smtp+tls://portal:p%40ss@mail.example")
    config = portal.email()
    assert (config["EMAIL_HOST_USER"], config["EMAIL_HOST_PASSWORD"]) == ("portal", "p@ss")


def test_e_mail_can_go_to_files_or_the_console(monkeypatch, sender):
    monkeypatch.setenv("PORTAL_EMAIL_URL", "filemail:///srv/portal/mails")
    config = portal.email()
    assert config["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert config["EMAIL_FILE_PATH"] == "/srv/portal/mails"
    monkeypatch.setenv("PORTAL_EMAIL_URL", "consolemail://")
    assert portal.email()["EMAIL_BACKEND"].endswith("console.EmailBackend")


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://secret@h:x", "dummymail://"])
def test_other_mail_urls_are_refused_without_repeating_them(monkeypatch, sender, url):
    monkeypatch.setenv("PORTAL_EMAIL_URL", url)
    with pytest.raises(ImproperlyConfigured, match="PORTAL_EMAIL_URL") as refusal:
        portal.email()
    assert "secret" not in str(refusal.value)
    assert re.search(r"[\u4e00-\u9fff]", str(refusal.value).splitlines()[1])


@pytest.mark.parametrize("value", ["", "portal", "portal@", "督查室", "a@b.example\nBcc: c@d.example"])
def test_e_mail_without_a_sender_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORTAL_EMAIL_URL", "smtp://mail.example")
    monkeypatch.setenv("PORTAL_EMAIL_FROM", value)
    with pytest.raises(ImproperlyConfigured, match="PORTAL_EMAIL_FROM"):
        portal.email()


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", (510, 1050)), ("9:00-12:00", (540, 720)), ("08:05-08:06", (485, 486)), ("0:00-24:00", (0, 1440))],
)
def test_office_hours_are_minutes_of_the_day(monkeypatch, value, expected):
    monkeypatch.setenv("PORTAL_OFFICE_HOURS", value)
    assert portal.office_hours() == expected


@pytest.mark.parametrize("value", ["9-17", "17:30-8:30", "8:30-8:30", "8:60-9:00", "8:00-24:01", "8：30-17：30", "x"])
def test_other_office_hours_are_refused(monkeypatch, value):
    monkeypatch.setenv("PORTAL_OFFICE_HOURS", value)
    assert_refused(portal.office_hours, "PORTAL_OFFICE_HOURS", f"“{value}”")


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
    folder = tmp_path / "file" / "var"
    assert_refused(lambda: portal.secret_key(folder), str(folder), "PORTAL_VAR")


# What every answer gets


def test_pages_are_kept_by_the_browser_alone_and_asked_for_again(client, cast):
    client.force_login(cast.liaison)
    for path in ("/", "/items/", f"/items/{cast.led.pk}/", "/departments/", "/no-such-page/"):
        assert client.get(path)["Cache-Control"] == "private, no-cache", path


def test_static_files_stay_in_the_cache(client, db):
    response = client.get("/static/css/portal.css")
    assert response.status_code == 200
    assert "max-age" in response["Cache-Control"] and "no-cache" not in response["Cache-Control"]
    response.close()


# The log


@pytest.fixture
def log(monkeypatch):
    """What the console shows."""
    [handler] = [handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler]
    stream = io.StringIO()
    monkeypatch.setattr(handler, "stream", stream)
    return stream


def test_a_refused_request_is_one_line_of_the_log(client, cast, log):
    client.force_login(cast.observer)
    assert client.get(f"/items/{cast.led.pk}/edit/").status_code == 403
    assert client.get("/items/99999/").status_code == 404
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400
    assert client.post("/items/").status_code == 405
    forbidden, missing, elsewhere, method = log.getvalue().splitlines()
    assert "/edit/" in forbidden and "/99999/" in missing and "elsewhere" in elsewhere and "POST" in method


def test_an_error_keeps_its_traceback(client, cast, log, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("items.workbench.views.workbench_of", fail)
    client.raise_request_exception = False
    client.force_login(cast.liaison)
    assert client.get("/").status_code == 500
    assert "Traceback" in log.getvalue() and "the disk is full" in log.getvalue()
