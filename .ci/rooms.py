"""How many rooms of items/ a commit would touch today: python .ci/rooms.py COMMIT …

Each Python file of the commit is followed through every renaming since. Models, migrations, the ground that all
subjects share and what lies flat in items/ are no rooms; neither is a file that is gone.
"""

import subprocess
import sys
from pathlib import Path

GROUND = {"forms", "messages", "migrations", "models", "pages", "rules", "sheets", "steps"}


def git(*arguments):
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout.splitlines()  # noqa: S607 - the git of the path


def renamings(commit):
    """[(old path, new path)] since the commit, in the order in which they were made."""
    lines = git("log", "--reverse", "--format=", "--name-status", "-M40", "--diff-filter=R", f"{commit}..HEAD")
    return [tuple(line.split("\t")[1:]) for line in lines if line]


def rooms_of(commit):
    """The rooms in which the files of the commit lie today."""
    paths = {path for path in git("show", "--format=", "--name-only", commit) if path.startswith("items/")}
    for old, new in renamings(commit):
        if old in paths:
            paths = paths - {old} | {new}
    parts = [Path(path).parts for path in paths if path.endswith(".py") and Path(path).exists()]
    return sorted({part[1] for part in parts if len(part) > 2} - GROUND)


def main(commits):
    found = {commit: rooms_of(commit) for commit in commits}
    for commit, rooms in found.items():
        print(f"{commit}  {len(rooms)}  {', '.join(rooms)}")
    print(f"mean     {sum(map(len, found.values())) / len(found):.2f}")


if __name__ == "__main__":
    main(sys.argv[1:] or sys.exit(__doc__))
