"""`manage.py drill`: the rehearsal of a restore, beside the running portal."""

import datetime
import signal
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils import timezone

from departments import clock

from ...auditing import Act, Result, note
from ...backups.drilling import Drilled, drill
from ...backups.manifest import BackupError
from ..telling import TellingCommand

STEPS = {"backup": "备份", "restore": "恢复并核验", "start": "启动并应答"}


class Command(TellingCommand):
    help = "Rehearse a restore (恢复演练): back up, bring back beside, compare, start, report and clean up."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument(
            "--from", type=Path, dest="source", metavar="DIR", help="a backup, or a folder of which the newest is taken"
        )
        parser.add_argument(
            "--place",
            type=Path,
            default=Path(tempfile.gettempdir()),
            metavar="DIR",
            help="where there is room for a backup and a restored portal, by default the folder of temporary files",
        )
        parser.add_argument("--recipient", action="append", default=[], metavar="age1…", help="encrypt the backup")
        parser.add_argument("--identity", type=Path, metavar="FILE", help="the file with the secret key (age)")
        parser.add_argument(
            "--database", default="", metavar="URL", help="an empty PostgreSQL database, if none can be made beside"
        )

    def handle(self, *, source, place, recipient, identity, database, **options):
        done, began = Drilled(), clock.now()
        try:
            with _ending_politely():
                drill(
                    done,
                    base=place,
                    source=source,
                    recipients=recipient,
                    identity=identity,
                    url=database,
                    tell=self.tell,
                )
        except BackupError as error:
            self.keep(done, str(error).partition("\n")[0])
            raise CommandError(str(error)) from error
        except OSError as error:
            self.keep(done, str(error.strerror))
            raise CommandError(
                f"The drill broke off ({error.strerror}: {error.filename}).\n"
                f"演练中断（{error.strerror}：{error.filename}）。"
            ) from error
        except (KeyboardInterrupt, SystemExit):
            self.keep(done, "broken off")
            raise
        self.report(done, began)
        self.keep(done, "; ".join(done.problems[:3]))
        if done.problems:
            raise CommandError(
                f"The drill found {len(done.problems)} things that do not fit: do not rely on this backup.\n"
                f"演练发现 {len(done.problems)} 处不一致：该备份不可依赖，请查明原因。"
            )
        self.stdout.write(
            "The drill went well: everything is back, and the restored portal answers.\n"
            "演练成功：数据全部恢复一致，恢复后的平台可正常访问。"
        )

    def report(self, done, began):
        for problem in done.problems:
            self.stdout.write(f"! {problem}")
        for name, seconds in done.seconds.items():
            self.stdout.write(f"{name} {STEPS[name]}: {seconds:.1f} s")
        again = f"{done.seconds['restore'] + done.seconds['start']:.1f}"
        made = timezone.localtime(datetime.datetime.fromisoformat(done.told.began_at)).strftime("%Y-%m-%d %H:%M:%S")
        rows, files, size = sum(done.told.tables.values()), len(done.told.files), f"{done.size / 1e6:.1f} MB"
        age = _age(done.told.newest, began)
        self.stdout.write(
            f"{done.backup} of {made}: {rows} rows, {files} files, {size}. Back in service after {again} s (RTO); its "
            f"newest entry was {age} old when the drill began (RPO, h:mm:ss).\n"
            f"备份 {done.backup}（{made}）：{rows} 行，{files} 个文件，{size}。恢复服务用时 {again} 秒（RTO）；"
            f"演练开始时其中最新一条记录距今 {age}（RPO，时:分:秒）。"
        )

    def keep(self, done, reason):
        """In the audit record: that a drill was made, and how it ended."""
        after = {name: f"{seconds:.1f} s" for name, seconds in done.seconds.items()}
        result = Result.FAILED if reason else Result.DONE
        try:
            note(Act.DRILLED, kind="backup", label=done.backup, after=after, result=result, reason=reason)
        except DatabaseError:  # on a machine that only keeps backups
            self.stderr.write("The audit record cannot be written here.\n无法写入本机的审计日志。")


def _age(newest, now):
    """Hours, minutes and seconds since the moment of the newest entry; – where the backup tells of none."""
    if not newest:
        return "–"
    seconds = max(0, round((now - datetime.datetime.fromisoformat(newest)).total_seconds()))
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@contextmanager
def _ending_politely():
    """What ends a service (SIGTERM) cleans up as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
