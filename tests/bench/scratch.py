"""A database of its own for a benchmark, gone afterwards."""

import contextlib
import os
import tempfile
from pathlib import Path


@contextlib.contextmanager
def scratch_portal(*, own_database=True):
    """Django set up on a migrated, empty SQLite database in a folder that is deleted at the end.

    Without `own_database` on the empty one that DATABASE_URL names.
    """
    with tempfile.TemporaryDirectory() as folder:
        # One administrator, as in the tests: the posts of people who are made here hold without an approval.
        own = {"PORTAL_VAR": folder, "PORTAL_SINGLE_ADMINISTRATOR": "1"}
        os.environ |= own | {"DJANGO_SETTINGS_MODULE": "tasks_portal.settings"}
        if own_database:
            os.environ.pop("DATABASE_URL", None)
        os.chdir(Path(__file__).parents[2])
        import django  # noqa: PLC0415
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        yield
