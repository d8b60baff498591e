"""Where things lie, for tests that read files or start the project's own programs."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
