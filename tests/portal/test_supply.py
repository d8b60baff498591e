"""What the portal is made of is told, under licences that let it be handed on."""

import json
import re

import pytest

from ..places import ROOT
from .test_checks import load

supply = load("supply")


def test_every_package_has_the_licence_that_is_documented():
    assert supply.problems(ROOT) == []


@pytest.mark.parametrize(
    ("name", "licence", "sentence"),
    [
        ("django", "", "django: its licence is unknown or not allowed (none told)"),
        ("asgiref", "AGPL-3.0-only", "asgiref: its licence is unknown or not allowed (AGPL-3.0-only)"),
        ("gunicorn", "Apache-2.0", "gunicorn: docs/dependencies.md says MIT, the package Apache-2.0"),
    ],
)
def test_another_licence_is_found(name, licence, sentence):
    assert supply.problems(ROOT, lambda one: licence if one == name else supply.licence_of(one)) == [sentence]


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("BSD License", "BSD-3-Clause"),
        ("Apache Software License", "Apache-2.0"),
        ("GNU Library or Lesser General Public License (LGPL)", "LGPL-3.0-or-later"),
        ("MIT", "MIT"),
        ("all rights reserved", ""),
    ],
)
def test_licences_are_named_as_spdx_does(told, name):
    assert supply.spdx(told) == name


def test_the_bill_names_every_package_and_vendored_file_and_is_the_same_twice():
    bill = supply.bill(ROOT)
    assert json.dumps(bill) == json.dumps(supply.bill(ROOT))
    named = {part["purl"] for part in bill["components"]}
    assert {f"pkg:pypi/{name}@{version}" for name, version in supply.pinned(ROOT, "requirements.txt").items()} <= named
    files = {file["name"] for part in bill["components"] for file in part.get("components", ())}
    present = {str(path.relative_to(ROOT)) for path in (ROOT / "static/vendor").glob("*/*")}
    assert files == present
    assert all(part["licenses"] for part in bill["components"])
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])


UNKNOWN = "echo 'Name Skip Reason'; echo '%s Dependency not found on PyPI and could not be audited: %s'"


@pytest.mark.parametrize(
    ("says", "code", "told"),
    [
        ("echo 'ConnectionError: no network' >&2; exit 1", 3, "Not audited: the list of holes did not answer."),
        (UNKNOWN % ("django", "django"), 3, "Not audited: the list of holes knows none of these packages."),
        ("echo 'Name Version ID'; echo 'django 5.2 PYSEC-1'; exit 1", 1, "PYSEC-1"),
        ("echo 'No known vulnerabilities found' >&2", 0, "No known vulnerabilities found"),
    ],
)
def test_known_holes_are_told_and_so_is_that_nobody_could_be_asked(tmp_path, capsys, says, code, told):
    """`pip-audit` itself ends well where the index knows no package."""
    program = tmp_path / ".venv" / "audit" / "bin" / "pip-audit"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{says}\n")
    program.chmod(0o755)
    (tmp_path / "requirements.txt").write_text("django==5.2\n")
    assert supply.audit(tmp_path) == code
    assert told in capsys.readouterr().out
