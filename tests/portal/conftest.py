"""Copies of the tree to start the portal from, and a free port."""

import shutil
import socket
import subprocess
import sys

import pytest

from ..places import ROOT
from .starting import PARTS, environment, write_program


@pytest.fixture(scope="package")
def checkout(tmp_path_factory):
    """The tree as after a first start: .venv is there, var is not."""
    folder = tmp_path_factory.mktemp("checkout")
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("manage.py", "requirements.txt"):
        shutil.copy(ROOT / file, folder)
    (folder / ".venv" / "bin").mkdir(parents=True)
    write_program(folder / ".venv" / "bin" / "python", f'exec "{sys.executable}" "$@"')
    shutil.copy(folder / "requirements.txt", folder / ".venv" / "installed-requirements.txt")
    return folder


@pytest.fixture(scope="package")
def tables(checkout, tmp_path_factory):
    """A database with all its tables and no row: what a start takes longest for. Copies of it spare the others that."""
    folder = tmp_path_factory.mktemp("tables") / "var"
    command = [checkout / ".venv" / "bin" / "python", "manage.py", "first_start", "--no-seed"]
    subprocess.run(command, cwd=checkout, env=environment(PORTAL_VAR=str(folder)), capture_output=True, check=True)
    return folder / "portal.sqlite3"


@pytest.fixture(scope="package")
def first_var(checkout, tables, tmp_path_factory):
    """The folder of a portal after its first start."""
    folder = tmp_path_factory.mktemp("first") / "var"
    folder.mkdir()
    shutil.copy(tables, folder)
    command = [checkout / ".venv" / "bin" / "python", "manage.py", "first_start"]
    subprocess.run(command, cwd=checkout, env=environment(PORTAL_VAR=str(folder)), capture_output=True, check=True)
    return folder


@pytest.fixture
def begun(first_var, tmp_path):
    """A copy of it, as text."""
    return str(shutil.copytree(first_var, tmp_path / "var"))


@pytest.fixture
def fresh_clone(tmp_path):
    """As much of the tree as is needed before there is a .venv."""
    shutil.copytree(ROOT / "deploy", tmp_path / "clone" / "deploy")
    shutil.copy(ROOT / "requirements.txt", tmp_path / "clone")
    return tmp_path / "clone"


@pytest.fixture
def port():
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 180 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=180m", "tmpfs", folder], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("only root makes a disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
