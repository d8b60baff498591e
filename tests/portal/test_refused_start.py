"""A wrong start by `deploy/run` says in one sentence what to do."""

import socket

import pytest

from .starting import assert_refused, start, write_program


def test_port_in_use_is_told_before_anything_is_done(fresh_clone):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        result = start(fresh_clone, PORTAL_PORT=str(taken))
    assert_refused(result, f"Port {taken} ", "in use", "PORTAL_PORT")
    assert sorted(path.name for path in fresh_clone.iterdir()) == ["deploy", "requirements.txt"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_PORT", "abc"),
        ("PORTAL_PORT", "0"),
        ("PORTAL_PORT", "65536"),
        ("PORTAL_WORKERS", "-1"),
        ("PORTAL_TICK_SECONDS", "x"),
    ],
)
def test_number_that_is_none_is_refused(fresh_clone, name, value):
    assert_refused(start(fresh_clone, **{name: value}), name, f"“{value}”")


def test_address_of_another_machine_is_refused(fresh_clone, port):
    # 192.0.2.0/24 is reserved for documentation: no machine has it.
    result = start(fresh_clone, PORTAL_HOST="192.0.2.1", PORTAL_PORT=str(port))
    assert_refused(result, "192.0.2.1", "PORTAL_HOST")


def test_missing_python_is_told(fresh_clone):
    assert_refused(start(fresh_clone, PYTHON="python-of-nobody"), "python-of-nobody", "Python 3.11")


def test_old_python_is_told(fresh_clone, tmp_path):
    old = write_program(tmp_path / "old-python", 'case "$*" in *version_info*) exit 1 ;; esac', 'exec python3 "$@"')
    assert_refused(start(fresh_clone, PYTHON=old), "Python 3.11", old)


def test_missing_venv_module_is_told(fresh_clone, tmp_path, port):
    bare = write_program(tmp_path / "bare-python", 'case "$*" in *ensurepip*) exit 1 ;; esac', 'exec python3 "$@"')
    assert_refused(start(fresh_clone, PYTHON=bare, PORTAL_PORT=str(port)), "apt install python3-venv")


def test_unwritable_place_for_the_packages_is_told(fresh_clone, port):
    # A file in its place stops root too, whom permissions do not.
    (fresh_clone / ".venv").touch()
    assert_refused(start(fresh_clone, PORTAL_PORT=str(port)), str(fresh_clone / ".venv"), "writable")


def test_failed_installation_says_what_to_do_and_is_tried_again(fresh_clone, tmp_path, port):
    pip = 'case "$*" in *"pip install"*) echo "ERROR: no network"; exit 1 ;; esac'
    make_venv = f'*"-m venv"*) mkdir -p .venv/bin; cp "{tmp_path}/venv-python" .venv/bin/python; exit ;;'
    write_program(tmp_path / "venv-python", pip, 'exec python3 "$@"')
    python = write_program(tmp_path / "python", f'case "$*" in {make_venv} esac', 'exec python3 "$@"')
    for _ in range(2):
        result = start(fresh_clone, PYTHON=python, PORTAL_PORT=str(port))
        assert result.stderr.startswith("ERROR: no network\n")
        result.stderr = result.stderr.removeprefix("ERROR: no network\n")
        assert_refused(result, "requirements.txt", "network", "PIP_FIND_LINKS")
        assert not list(fresh_clone.glob(".venv/installed-*"))


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("PORTAL_DEBUG", "maybe", "“maybe”"),
        ("PORTAL_DEBGU", "1", "is not a setting"),
        ("DATABASE_URL", "mysql://db.example/work", "must begin with postgres://"),
        ("DATABASE_URL", "postgres://portal@127.0.0.1:1/work", "does not answer"),
        ("PORTAL_ALLOWED_HOSTS", "http://x y", "“http://x y”"),
        ("PORTAL_TRUSTED_ORIGINS", "abc", "“abc”"),
    ],
)
def test_wrong_setting_is_told(checkout, tmp_path, port, name, value, part):
    result = start(checkout, PORTAL_VAR=str(tmp_path / "var"), PORTAL_PORT=str(port), **{name: value})
    assert_refused(result, name, part)


def test_unwritable_folder_is_told(checkout, tmp_path, port):
    (tmp_path / "file").touch()
    folder = str(tmp_path / "file" / "var")
    assert_refused(start(checkout, PORTAL_VAR=folder, PORTAL_PORT=str(port)), folder, "PORTAL_VAR")
