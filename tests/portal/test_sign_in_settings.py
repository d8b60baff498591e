"""The settings of signing in: each has its bounds, and what lies beyond them stops the start."""

import os
import subprocess
import sys

import pytest

from ..places import ROOT

BOUNDS = {
    "PORTAL_LOCK_FAILURES": (5, 1, 100),
    "PORTAL_LOCK_ADDRESS_FAILURES": (10, 1, 10_000),
    "PORTAL_LOCK_MINUTES": (10, 1, 1440),
    "PORTAL_PASSWORD_HISTORY": (5, 0, 24),
    "PORTAL_PASSWORD_DAYS": (90, 0, 3650),
    "PORTAL_SESSION_HOURS": (12, 1, 24),
    "PORTAL_IDLE_MINUTES": (30, 0, 720),
}

OTHERS = ["PORTAL_AUDIT_DAYS", "PORTAL_LEAKED_PASSWORDS"]


def settings(name, tmp_path, **variables):
    """What a process with these variables says of its setting."""
    bare = {key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")}
    command = [sys.executable, "-c", f"from tasks_portal import settings; print(settings.{name})"]
    environment = {**bare, "PORTAL_VAR": str(tmp_path), "PORTAL_SECRET_KEY": "tests-only", **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("name", BOUNDS)
def test_a_number_is_within_its_bounds(tmp_path, name):
    default, least, most = BOUNDS[name]
    assert settings(name, tmp_path).stdout.strip() == str(default)
    assert settings(name, tmp_path, **{name: str(most)}).stdout.strip() == str(most)
    for wrong in (most + 1, least - 1):
        refused = settings(name, tmp_path, **{name: str(wrong)})
        assert refused.returncode and name in refused.stderr and f"“{wrong}”" in refused.stderr


def test_limits_are_kept_unless_told_otherwise(tmp_path):
    assert settings("PORTAL_RATE_LIMITS", tmp_path).stdout == "True\n"
    assert settings("PORTAL_RATE_LIMITS", tmp_path, PORTAL_RATE_LIMITS="0").stdout == "False\n"
    assert settings("PORTAL_RATE_LIMITS", tmp_path, PORTAL_RATE_LIMITS="many").returncode


@pytest.mark.parametrize("name", [*BOUNDS, "PORTAL_RATE_LIMITS", "PORTAL_ADMIN_ADDRESSES", *OTHERS])
@pytest.mark.parametrize("readme", ["README.md", "README.zh-hans.md"])
def test_it_is_told(name, readme):
    assert f"`{name}`" in (ROOT / readme).read_text(encoding="utf-8")
