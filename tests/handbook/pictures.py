"""The pictures of the handbook, made from real pages of the simulated year: `make handbook`.

Writes static/img/handbook/<language>/<name>.jpg. With `--lived FILE` the year is lived once and kept there.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from ..bench.__main__ import live_once
from ..bench.scratch import scratch_portal
from ..bench.serving import server, session_of

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "static/img/handbook"
WIDTH, HEIGHT, QUALITY = 1200, 675, 72
PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")


class Picture(NamedTuple):
    """A page as somebody sees it on the last day of the simulated year; `wait` is what must have come."""

    name: str
    person: str
    address: str
    wait: str = "main"


PICTURES = (
    Picture("workbench", "liaison", "/"),
    Picture("update", "liaison", "{update}", ".afterwards .light"),
    Picture("sign-off", "{head}", "/"),
    Picture("rounds", "supervision", "/rounds/"),
    Picture("review", "supervision", "/rounds/review/"),
    Picture("dashboard", "supervision", "/dashboard/", "canvas, svg"),
    Picture("leader", "leader", "/"),
    Picture("people", "admin", "/people/"),
)


def shown() -> dict[str, str]:
    """Whose page and which report the pictures show: one that waits for a head, one that is still to be written."""
    from departments.models import Membership  # noqa: PLC0415
    from items.models import ProgressUpdate  # noqa: PLC0415

    waits = ProgressUpdate.objects.filter(state=ProgressUpdate.State.AWAITING_SIGN_OFF).order_by("pk").first()
    assert waits, "no report waits for a head on the last day of the simulated year"
    head = Membership.objects.filter(department=waits.department_id, role=Membership.Role.HEAD).order_by("pk").first()
    own = ProgressUpdate.objects.filter(
        department__memberships__user__username="liaison",
        state=ProgressUpdate.State.EXPECTED,
        item__targets__isnull=False,
    )
    return {"head": head.user.username, "update": own.order_by("item__number").first().get_absolute_url()}


def take(base: str) -> None:
    """Take every picture in every language, from the portal that answers at `base`."""
    from django.conf import settings  # noqa: PLC0415
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    known = shown()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's calls run on an event loop
    cookies = {one.person: dict([session_of(one.person.format(**known))]) for one in PICTURES}
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, PROGRAMS)), playwright.chromium.executable_path)
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for language, _name in settings.LANGUAGES:
            folder = FOLDER / language
            folder.mkdir(parents=True, exist_ok=True)
            for one in PICTURES:
                context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT})
                jar = cookies[one.person] | {settings.LANGUAGE_COOKIE_NAME: language}
                context.add_cookies([{"name": name, "value": value, "url": base} for name, value in jar.items()])
                page = context.new_page()
                answer = page.goto(base + one.address.format(**known))
                assert answer is not None and answer.ok, f"{one.name}: {answer and answer.status}"
                page.locator(one.wait).first.wait_for()
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{one.name}.jpg", type="jpeg", quality=QUALITY)
                print(f"{language}/{one.name}.jpg", file=sys.stderr)
                context.close()
        chromium.close()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--lived", type=Path, help="the file that keeps the lived year from run to run")
    told = arguments.parse_args()
    with scratch_portal():
        live_once(told.lived)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)  # the file may be older than the tables
        with server("tests.bench.portal:application") as portal:
            take(f"http://localhost:{portal.port}")
