"""What the portal is made of: licences (checked by `make check`), its bill of materials, and known holes in it.

.ci/supply.py licences | sbom FILE | audit
"""

import importlib.metadata
import json
import re
import subprocess
import sys
import uuid
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What a package's own data call a licence, as SPDX writes it; the first that is found in it counts.
NAMES = {
    r"LGPL-2\.1": "LGPL-2.1-only",
    r"LGPL|Lesser General": "LGPL-3.0-or-later",
    r"MPL|Mozilla": "MPL-2.0",
    r"Apache.*BSD|BSD.*Apache": "Apache-2.0 OR BSD-3-Clause",
    r"Apache": "Apache-2.0",
    r"BSD[ -]2": "BSD-2-Clause",
    r"BSD": "BSD-3-Clause",
    r"Zope|ZPL": "ZPL-2.1",
    r"MIT AND PSF": "MIT AND PSF-2.0",
    r"PSF|Python Software": "PSF-2.0",
    r"0BSD": "0BSD",
    r"MIT": "MIT",
}
# Licences under which the portal may be handed on as it is, its packages unchanged beside it.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 OR BSD-3-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "LGPL-2.1-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT AND PSF-2.0",
    "MPL-2.0",
    "PSF-2.0",
    "ZPL-2.1",
}
# Whose metadata tell nothing, or the licences of what they bring along beside their own: as their licence files say.
BY_THEIR_FILES = {"fido2": "BSD-2-Clause", "pyrage": "MIT"}
PIN = re.compile(r"^([a-z0-9][\w.-]*)==([^\s;\\]+)", re.MULTILINE)
DOCUMENTED = re.compile(r"^\| ([\w.-]+) \| (?!licence)([^|]+) \| [^|]+ \|$", re.MULTILINE)
AUDITOR = "pip-audit==2.10.1"


def pinned(root, file):
    """{name: version} of a requirements file."""
    return dict(PIN.findall((root / file).read_text()))


def spdx(text):
    """A licence as SPDX writes it, "" if nobody here knows it."""
    return next((name for pattern, name in NAMES.items() if re.search(pattern, text)), "")


def licence_of(name):
    """The licence that an installed package tells of itself, as SPDX writes it."""
    if name in BY_THEIR_FILES:
        return BY_THEIR_FILES[name]
    told = importlib.metadata.metadata(name)
    classes = [one for one in told.get_all("Classifier", []) if one.startswith("License ::")]
    return spdx(" ".join([told.get("License-Expression") or "", (told.get("License") or "")[:100], *classes]))


def problems(root, licence_of=licence_of):
    """A sentence for each package whose licence is not allowed, or another than docs/dependencies.md says."""
    documented = dict(DOCUMENTED.findall((root / "docs" / "dependencies.md").read_text()))
    found = []
    for name in pinned(root, "requirements-dev.txt"):
        own = licence_of(name)
        if own not in ALLOWED:
            found.append(f"{name}: its licence is unknown or not allowed ({own or 'none told'})")
        elif name in documented and not _agree(spdx(documented[name]), own):
            found.append(f"{name}: docs/dependencies.md says {documented[name]}, the package {own}")
    return found


def _agree(one, other):
    """Data of packages often say BSD and not which; the documentation does."""
    return one == other or {one, other} == {"BSD-2-Clause", "BSD-3-Clause"}


def vendored(root):
    """[(name, version, licence, {file: SHA-256})] of what static/vendor/README.md lists."""
    found = []
    for line in (root / "static" / "vendor" / "README.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 5 or not re.fullmatch(r"`[0-9a-f]{64}`", cells[4]):
            continue
        if cells[0]:
            found.append((cells[0], cells[1], spdx(cells[2]) or cells[2], {}))
        found[-1][3][cells[3].strip("`")] = cells[4].strip("`")
    return found


def bill(root, licence_of=licence_of):
    """The bill of materials in CycloneDX's form; the same for the same tree, so it bears neither time nor chance."""
    parts = [
        _component("library", name, version, f"pkg:pypi/{name}@{version}", licence_of(name))
        for name, version in sorted(pinned(root, "requirements.txt").items())
    ]
    for name, version, licence, files in vendored(root):
        part = _component("library", name, version, f"pkg:npm/{name}@{version}", licence)
        part["components"] = [
            {"type": "file", "name": f"static/vendor/{file}", "hashes": [{"alg": "SHA-256", "content": digest}]}
            for file, digest in sorted(files.items())
        ]
        parts.append(part)
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(parts, sort_keys=True))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "portal", "name": "work-report-portal"}},
        "components": parts,
        "dependencies": [{"ref": "portal", "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def _component(kind, name, version, purl, licence):
    told = {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl}
    is_expression = " " in licence
    told["licenses"] = [{"expression": licence} if is_expression else {"license": {"id": licence}}]
    return told


def audit(root):
    """Ask the public list of holes about what is pinned; returns the exit code, 3 where nobody could be asked."""
    folder = root / ".venv" / "audit"
    program = folder / "bin" / "pip-audit"
    if not program.exists():
        venv.create(folder, with_pip=True, clear=True)
        made = _run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", AUDITOR])
        if made.returncode:
            return _nobody("pip-audit could not be installed")
    asked = _run([program, "--disable-pip", "--require-hashes", "--requirement", root / "requirements.txt"])
    if "Name" not in asked.stdout and "No known vulnerabilities" not in asked.stdout + asked.stderr:
        return _nobody("the list of holes did not answer")
    unknown = len(re.findall(r"could not be audited", asked.stdout))
    if unknown == len(pinned(root, "requirements.txt")):
        return _nobody("the list of holes knows none of these packages")
    print(asked.stdout or asked.stderr, end="")
    return asked.returncode or (3 if unknown else 0)


def _run(command):
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def _nobody(reason):
    print(f"Not audited: {reason}. Ask again where there is a network; nothing is known of holes until then.")
    return 3


def main(step, *arguments):
    if step == "audit":
        return audit(ROOT)
    if step == "sbom":
        Path(arguments[0]).write_text(json.dumps(bill(ROOT), indent=1, ensure_ascii=False) + "\n")
        return 0
    found = problems(ROOT)
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
