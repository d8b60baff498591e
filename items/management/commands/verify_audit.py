"""`manage.py verify_audit`: whether the audit record and the history are as they were written."""

from django.core.management.base import BaseCommand, CommandError

from ...audit.verifying import Reading, faults

# More are counted: where the whole chain was changed, every line of it would be told.
MOST_TOLD = 200


class Command(BaseCommand):
    help = "Compare the audit record with its chain, its anchors, its exports and the history, and say what differs."

    def handle(self, **options):
        count, reading = 0, Reading()
        for sentence in faults(reading):
            count += 1
            if count <= MOST_TOLD:
                self.stdout.write(f"altered  {sentence}")
        if count:
            raise CommandError(
                f"{count} faults: the audit record or the history was changed past the portal; compare with the "
                f"exports and a backup. 发现{count}处异常：审计日志或操作记录被绕过平台改动，请与导出文件和备份核对。"
            )
        self.stdout.write(
            f"All {reading.sealed} sealed entries and {reading.told} history entries are as they were written; "
            f"{reading.waiting} wait for their seal. "
            f"审计日志{reading.sealed}条、操作记录{reading.told}条均完整一致，{reading.waiting}条待固化。"
        )
