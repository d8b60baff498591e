"""Two runs of the benchmark side by side: `make bench-compare OLD=a.json NEW=b.json`.

Prints, per page and size, the old and the new median and the new as a multiple of the old; pages that became slower by
more than the noise of a shared machine are marked. Exit code 1 if there is one.
"""

import json
import sys
from pathlib import Path

# The same code measured twice differs by up to a third on a busy machine.
NOISE = 1.33


def compare(old: dict, new: dict) -> int:
    """Print the table; returns how many pages became slower."""
    slower = 0
    for count in (count for count in new["sizes"] if count in old["sizes"]):
        before, after = old["sizes"][count]["pages"], new["sizes"][count]["pages"]
        print(f"{count} items, {new['database']}")
        for name, figures in after.items():
            if name not in before:
                continue
            ratio = figures["p50"] / before[name]["p50"]
            queries = figures["queries"] - before[name]["queries"]
            worse = ratio > NOISE or queries > 0
            slower += worse
            said = f"{before[name]['p50']:9.0f} → {figures['p50']:7.0f} ms  ×{ratio:.2f}"
            print(f"  {name:<28}{said}{f'  queries {queries:+}' if queries else ''}{'  !' if worse else ''}")
    return slower


if __name__ == "__main__":
    old, new = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:3])
    sys.exit(1 if compare(old, new) else 0)
