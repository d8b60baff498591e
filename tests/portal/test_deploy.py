"""`manage.py check --deploy`: clean where the portal is set up as told, and one sentence for each thing that is not."""

import datetime
import re
import subprocess
from types import SimpleNamespace

import pytest
from django.core.checks import run_checks

from tasks_portal import checks
from tasks_portal.proxies import networks

from ..given import factories
from ..places import ROOT
from .starting import environment, start

KEY = "kE7_wq0bHnR4vTz9mXs2LpYc6dGfJa8uQi3oNhBt1yVxZrKe5lWj"
# Has the machine's time zone be the portal's, which a developer's machine need not.
CHECK = "import sys; from pathlib import Path; import django; django.setup(); from tasks_portal import checks; "
CHECK += "from django.core.management import call_command; checks.LOCAL_TIME = Path(sys.argv[1]); "
CHECK += "call_command('check', deploy=True)"
PROXIED = {
    "PORTAL_HTTPS": "1",
    "PORTAL_ALLOWED_HOSTS": "portal.example.gov.cn",
    "PORTAL_TRUSTED_ORIGINS": "https://portal.example.gov.cn",
    "PORTAL_TRUSTED_PROXIES": "127.0.0.1",
}
SHANGHAI = "/usr/share/zoneinfo/Asia/Shanghai"


@pytest.fixture
def example(settings, tmp_path, monkeypatch):
    """The production example's settings, in a folder and on a machine that are as they should be."""
    var = tmp_path / "var"
    var.mkdir(mode=0o700)
    settings.VAR_DIR, settings.HTTPS, settings.DEBUG, settings.SECRET_KEY = var, True, False, KEY
    settings.ALLOWED_HOSTS = ["portal.example.gov.cn"]
    trust(settings, monkeypatch, "127.0.0.1")
    monkeypatch.delenv("PORTAL_SECRET_KEY", raising=False)
    monkeypatch.setattr(checks, "_offset", lambda now: datetime.timedelta(hours=8))
    # On this machine's disks the tests may lie wherever they are.
    monkeypatch.setattr(checks, "MOUNTS", tmp_path / "mountinfo")
    monkeypatch.setattr(checks, "connection", sqlite_in(var))
    return settings


def trust(settings, monkeypatch, proxies):
    monkeypatch.setenv("PORTAL_TRUSTED_PROXIES", proxies)
    settings.PORTAL_TRUSTED_PROXIES = networks("PORTAL_TRUSTED_PROXIES")


def sqlite_in(folder):
    return SimpleNamespace(vendor="sqlite", settings_dict={"NAME": folder / "portal.sqlite3"})


def found():
    """The numbers of what the portal's own checks say; each says it in one line of each language."""
    messages = run_checks(tags=["portal"], include_deployment_checks=True)
    for message in messages:
        english, chinese = message.msg.splitlines()
        assert english.isascii() and re.search(r"[\u4e00-\u9fff]", chinese)
    return [message.id.removeprefix("portal.") for message in messages]


def test_the_production_example_is_clean(checkout, tables, tmp_path):
    var = tmp_path / "var"
    var.mkdir(mode=0o700)
    (var / "portal.sqlite3").write_bytes(tables.read_bytes())
    command = [checkout / ".venv" / "bin" / "python", "-c", CHECK, SHANGHAI]
    settings = environment(PORTAL_VAR=str(var), DJANGO_SETTINGS_MODULE="tasks_portal.settings", **PROXIED)
    result = subprocess.run(command, cwd=checkout, env=settings, capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "System check identified no issues (1 silenced).\n"


def test_the_unit_of_systemd_asks_before_it_serves():
    lines = (ROOT / "deploy" / "portal.service").read_text().splitlines()
    before = [line.partition("manage.py ")[2] for line in lines if line.startswith("ExecStartPre=")]
    assert before == ["first_start --no-seed", "check --deploy"]


def test_a_start_with_demo_accounts_for_others_is_stopped(checkout, begun, port):
    """`begun` is what `make run` makes, which has demo accounts."""
    result = start(checkout, PORTAL_VAR=begun, PORTAL_PORT=str(port), **PROXIED)
    assert result.returncode == 1
    assert "portal.E003" in result.stderr and "演示账号" in result.stderr and "Traceback" not in result.stderr


@pytest.mark.django_db
def test_nothing_is_said_of_the_example(example):
    assert found() == []


@pytest.mark.django_db
def test_debug_pages(example):
    example.DEBUG = True
    assert found() == ["E001"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["a" * 60, KEY[:49], "ab" * 40, f"{KEY}-change-me", f"django-insecure-{KEY}"])
def test_a_key_that_can_be_guessed(example, key):
    example.SECRET_KEY = key
    assert found() == ["E002"]


@pytest.mark.django_db
def test_demo_accounts(example):
    person = factories.person("demo", is_demo=True)
    assert found() == ["E003"]
    example.HTTPS, example.ALLOWED_HOSTS = False, ["127.0.0.1", "localhost", "[::1]"]
    assert found() == []  # on one's own machine they are what one looks around with
    example.HTTPS, person.is_active = True, False
    person.save()
    assert found() == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs"])
def test_sqlite_on_a_network_disk(example, kind):
    place = str(example.VAR_DIR).replace(" ", r"\040")
    checks.MOUNTS.write_text(
        f"1 0 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:5 / {place} rw,noatime shared:1 - {kind} a:/b rw\n"
    )
    assert found() == ["E004"]
    checks.MOUNTS.write_text(f"1 0 8:1 / / rw - {kind} a:/b rw\n2 1 0:5 / {place} rw shared:1 - ext4 /dev/sdb rw\n")
    assert found() == []


@pytest.mark.django_db
def test_a_key_for_several_machines_beside_sqlite(example, monkeypatch):
    monkeypatch.setenv("PORTAL_SECRET_KEY", KEY)
    assert found() == ["W005"]


@pytest.mark.django_db
def test_a_folder_that_everybody_reads(example):
    example.VAR_DIR.chmod(0o755)
    assert found() == ["E006"]


@pytest.mark.django_db
def test_any_host(example):
    example.ALLOWED_HOSTS = ["*"]
    assert found() == ["E007"]


@pytest.mark.django_db
@pytest.mark.parametrize("names", [["portal.example.gov.cn"], ["localhost", "10.1.2.3"], [".example.cn"]])
def test_no_https_beyond_this_machine(example, names):
    example.HTTPS, example.ALLOWED_HOSTS = False, names
    assert found() == ["E008"]


@pytest.mark.django_db
def test_a_server_that_others_reach_without_https(example, monkeypatch):
    example.HTTPS, example.ALLOWED_HOSTS = False, ["localhost", "127.0.0.8", "[::1]"]
    assert found() == []
    monkeypatch.setenv("PORTAL_HOST", "0.0.0.0")
    assert found() == ["E008"]


@pytest.mark.django_db
@pytest.mark.parametrize(("proxies", "number"), [("", "E009"), ("0.0.0.0/0", "E010"), ("127.0.0.1 ::/0", "E010")])
def test_proxies_that_are_not_known(example, monkeypatch, proxies, number):
    trust(example, monkeypatch, proxies)
    assert found() == [number]


@pytest.mark.django_db
def test_a_date_before_the_portal_was_made(example, monkeypatch):
    monkeypatch.setattr(checks, "NOT_BEFORE", datetime.datetime(9000, 1, 1, tzinfo=datetime.UTC))
    assert found() == ["E011"]


@pytest.mark.django_db
def test_a_machine_in_another_time_zone(example, monkeypatch, tmp_path):
    monkeypatch.undo()
    monkeypatch.delenv("PORTAL_SECRET_KEY", raising=False)
    monkeypatch.setattr(checks, "LOCAL_TIME", tmp_path / "none")
    assert "W012" in found()
    monkeypatch.setattr(checks, "LOCAL_TIME", type(tmp_path)(SHANGHAI))
    assert "W012" not in found()
