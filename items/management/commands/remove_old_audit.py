"""`manage.py remove_old_audit`: what is older in the audit record than PORTAL_AUDIT_DAYS goes, if an export holds it.

The clockwork does the same once a day; where the portal's role may delete nothing on PostgreSQL, the owner's may.
"""

import getpass

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from departments import clock

from ...audit.removing import overdue, remove_old
from ...steps.errors import WorkflowError


class Command(BaseCommand):
    help = "Remove the entries of the audit record that are older than PORTAL_AUDIT_DAYS and lie in an export."

    def handle(self, **options):
        if not settings.PORTAL_AUDIT_DAYS:
            raise CommandError(
                "PORTAL_AUDIT_DAYS is 0: the record is kept for ever. PORTAL_AUDIT_DAYS 为 0：审计日志永久保存。"
            )
        now, count = clock.now(), 0
        try:
            while removed := remove_old(now, by=f"remove_old_audit ({getpass.getuser()})"):
                count += removed
                self.stdout.write(f"{count} …")
        except WorkflowError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{count} entries older than {settings.PORTAL_AUDIT_DAYS} days were removed; {overdue(now)} that are older "
            "are not exported yet, or were sealed later. "
            f"已清理超过{settings.PORTAL_AUDIT_DAYS}天的审计日志{count}条；尚有{overdue(now)}条未到可清理条件。"
        )
