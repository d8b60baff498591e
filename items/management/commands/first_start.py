"""`manage.py first_start`: everything between a fresh clone and a portal that serves. Safe to repeat, safe to kill."""

import hashlib

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from items import seeding


class Command(BaseCommand):
    help = "Migrate, collect static files and, in an empty database, sow the 2011 Xiangyang report and demo accounts."

    def add_arguments(self, parser):
        parser.add_argument("--no-seed", action="store_true", help="leave an empty database empty")

    def handle(self, *args, **options):
        try:
            connection.ensure_connection()
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"The database does not answer ({reason}); check DATABASE_URL.") from error
        self.migrate()
        if not settings.DEBUG:
            self.collect_static()
        if not options["no_seed"]:
            self.seed()

    def migrate(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
            self.stdout.write("Database is up to date.")

    def collect_static(self):
        """Collect only when a source file or Django changed since the last time."""
        stamp = settings.STATIC_ROOT / "collected"
        state = self.static_state()
        if stamp.exists() and stamp.read_text() == state:
            return
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(state)

    def static_state(self):
        folder = settings.BASE_DIR / "static"
        lines = [django.__version__]
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            status = path.stat()
            lines.append(f"{path.relative_to(folder)} {status.st_size} {status.st_mtime_ns}")
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def seed(self):
        path = settings.VAR_DIR / "demo-accounts.txt"
        accounts = seeding.seed(on=timezone.localdate(), keep_accounts=lambda rows: seeding.write_accounts(rows, path))
        if accounts:
            self.stdout.write("The 2011 Xiangyang report has been read. Demo accounts 演示账号:")
            self.stdout.write(seeding.account_table(accounts))
            self.stdout.write(f"They are kept in {path} (readable by you only).")
        elif path.exists():
            self.stdout.write(f"Demo accounts 演示账号: see {path}")
