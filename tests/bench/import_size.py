"""How planning, the page, applying and correcting grow with the document: `python -m tests.bench.import_size`.

Runs in a scratch database; prints seconds for 31, 310 and 3,100 items and the ratio to the step before.
"""

import re
import time
from pathlib import Path

from .scratch import scratch_portal

SIZES = (1, 10, 100)
SEED = Path(__file__).parent.parent / "data" / "xiangyang-2011.txt"
NUMBER = re.compile(r"(?<!\d)(\d{3})、")


def grown(copies, *, changed=False):
    """The seed's items again and again under running numbers; with `changed`, every tenth copy says more."""
    seed = SEED.read_bytes().decode()
    pieces = []
    for copy in range(copies):
        text = NUMBER.sub(lambda found, copy=copy: f"{int(found[1]) - 183 + 31 * copy}、", seed)
        text = text.replace("管理机制", f"管理机制第{copy}批")
        pieces.append(text.replace("10万人", "11万人") if changed and copy % 10 == 0 else text)
    return "\n".join(pieces)


def timed(label, step, before):
    start = time.perf_counter()
    result = step()
    seconds = time.perf_counter() - start
    ratio = f" ×{seconds / before[label]:.1f}" if label in before else ""
    print(f"  {label:<22}{seconds:8.2f} s{ratio}")
    before[label] = seconds
    return result


def main():
    # Only now: the settings read the environment that main() has prepared.
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from departments.models import User  # noqa: PLC0415
    from items.imports import drafts  # noqa: PLC0415
    from items.imports.reading import read_draft  # noqa: PLC0415
    from items.seeding import sowing  # noqa: PLC0415

    sowing.seed(on=timezone.localdate(), keep_accounts=lambda accounts: None)
    office = User.objects.get(username="supervision")
    client = Client(headers={"host": "localhost"})
    client.force_login(office)
    before = {}
    for copies in SIZES:
        text = grown(copies)
        print(f"{copies * 31} items, {len(text.encode()) / 1e6:.2f} MB")
        draft = drafts.start_draft(by=office, name=f"{copies}.txt", data=text.encode())
        timed("read and parse", lambda draft=draft: read_draft(draft.pk), before)
        draft.refresh_from_db()
        drafts.describe_report(draft, by=office, version=draft.version, year=2012, title=f"{copies}")
        draft.refresh_from_db()
        page = timed("page", lambda draft=draft: client.get(draft.get_absolute_url()), before)
        assert page.status_code == 200, page.status_code
        report = timed("apply", lambda draft=draft: drafts.apply_draft(draft, by=office, version=draft.version), before)
        corrected = drafts.start_draft(
            by=office, name="corrected.txt", data=grown(copies, changed=True).encode(), corrects=report
        )
        read_draft(corrected.pk)
        corrected.refresh_from_db()
        timed("page of a correction", lambda draft=corrected: client.get(draft.get_absolute_url()), before)
        timed(
            "apply a correction",
            lambda draft=corrected: drafts.apply_draft(draft, by=office, version=draft.version),
            before,
        )


if __name__ == "__main__":
    with scratch_portal():
        main()
