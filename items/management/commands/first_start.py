"""`manage.py first_start`: everything between a fresh clone and a portal that serves. Safe to repeat, safe to kill."""

import contextlib
import fcntl
import hashlib

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from departments import clock
from departments.leaked import complaint

from ... import simulation
from ...backups.restoring import mark
from ...models.statistics import learn
from ...seeding import sowing


class Command(BaseCommand):
    help = "Migrate, collect static files and, in an empty database, sow the 2011 Xiangyang report and demo accounts."

    def add_arguments(self, parser):
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--no-seed", action="store_true", help="leave an empty database empty")
        choice.add_argument(
            "--demo",
            action="store_true",
            help="in an empty database, simulate the rounds of 2011 up to the portal's today",
        )

    def handle(self, *args, **options):
        with self.only_one():
            self.refuse_demo_folder()
            self.refuse_half_restored()
            self.refuse_wrong_list()
            self.connect()
            self.migrate()
            if not settings.DEBUG:
                self.collect_static()
            if not options["no_seed"]:
                self.seed(demo=options["demo"])

    @contextlib.contextmanager
    def only_one(self):
        """Starts on one folder go one after the other; the kernel ends the lock of a killed one."""
        try:
            settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
            file = (settings.VAR_DIR / ".first-start.lock").open("w")
        except OSError as error:
            raise CommandError(
                f"The folder {settings.VAR_DIR} cannot be used ({error.strerror}): "
                "make it writable or set PORTAL_VAR.\n"
                f"无法使用文件夹 {settings.VAR_DIR}（{error.strerror}）：请使其可写，或用 PORTAL_VAR 指定其他文件夹。"
            ) from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.stdout.write("Waiting for another start to finish … 正在等待另一个启动过程完成 …")
                self.stdout.flush()
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def refuse_demo_folder(self):
        """A demonstration's folder (deploy/demo_days.py) is no place for today's work."""
        if not settings.PORTAL_DAYS_BACK and (settings.VAR_DIR / "days-back").exists():
            raise CommandError(
                f"The folder {settings.VAR_DIR} holds a demonstration: serve it with make demo, "
                "or set PORTAL_VAR to another folder.\n"
                f"文件夹 {settings.VAR_DIR} 存放的是演示数据：请用 make demo 启动，或用 PORTAL_VAR 指定其他文件夹。"
            )

    def refuse_half_restored(self):
        """A backup that was not brought back altogether is no portal to work on."""
        if mark().exists():
            raise CommandError(
                f"A backup was not brought back altogether into {settings.VAR_DIR}: repeat manage.py restore.\n"
                f"{settings.VAR_DIR} 中的恢复未完成：请重新执行 manage.py restore。"
            )

    def refuse_wrong_list(self):
        if wrong := complaint(settings.PORTAL_LEAKED_PASSWORDS):
            raise CommandError("\n".join(wrong))

    def connect(self):
        try:
            connection.ensure_connection()
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(
                f"The database does not answer ({reason}): check DATABASE_URL.\n"
                f"数据库没有响应（{reason}）：请检查 DATABASE_URL。"
            ) from error

    def migrate(self):
        """Also where no migration waits: what follows them keeps triggers and indexes as this version has them."""
        executor = MigrationExecutor(connection)
        waits = executor.migration_plan(executor.loader.graph.leaf_nodes())
        call_command("migrate", verbosity=0, interactive=False)
        learn()
        if waits:
            self.stdout.write("Database is up to date. 数据库已就绪。")

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

    def seed(self, *, demo):
        path = settings.VAR_DIR / "demo-accounts.txt"
        sow = self.simulate if demo else sowing.seed
        accounts = sow(on=clock.today(), keep_accounts=lambda rows: sowing.write_accounts(rows, path))
        if accounts:
            self.stdout.write("The 2011 Xiangyang report has been read. Demo accounts:")
            self.stdout.write("已导入襄阳市2011年任务分解。演示账号：")
            self.stdout.write(sowing.account_table(accounts))
            self.stdout.write(f"They are kept in {path} (readable by you only). 已保存在该文件中，仅本人可读。")
        elif path.exists():
            self.stdout.write(f"Demo accounts 演示账号：{path}")

    def simulate(self, *, on, keep_accounts):
        """The accounts of a simulated year, or None in a database in use."""
        if not sowing.is_untouched():
            return None
        self.stdout.write("The rounds of 2011 are simulated, about a minute … 正在生成2011年报送数据，约需一分钟 …")
        self.stdout.flush()
        done = simulation.simulate(seed="1", on=min(on, simulation.LAST_DAY), keep_accounts=keep_accounts)
        return done and done.accounts
