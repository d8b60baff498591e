"""Requirements say what to install, never from where: that is for each installation to decide."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHERE = re.compile(r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b|\w+://")


def problems(root):
    """A sentence for each line of the requirements files of `root` that names an address or an index."""
    return [
        f"{path.name}:{number}: names where to install from: {line.strip()}"
        for path in sorted(root.glob("requirements*"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        # The header repeats the options that kept addresses out.
        if not line.startswith("#") and WHERE.search(line)
    ]


if __name__ == "__main__":
    found = problems(ROOT)
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(1 if found else 0)
