"""Print by how many days a demonstration's clock is set back, and keep the number in a file; see deploy/run.

The first start counts from today to the demonstration's first day; later ones find the file, so that its days go on.
Runs with the system's Python: standard library only.
"""

import datetime
import os
import sys
from pathlib import Path

FIRST_TODAY = datetime.date(2011, 10, 20)
# The portal's time zone, Asia/Shanghai, without asking for the machine's own zones.
CHINA = datetime.timezone(datetime.timedelta(hours=8))


def main(path):
    if not path.exists():
        days = (datetime.datetime.now(CHINA).date() - FIRST_TODAY).days
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_text(f"{days}\n")
        draft.replace(path)
    print(path.read_text().strip())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
