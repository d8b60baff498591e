"""`manage.py verify_audit`: whether the audit record and the history are as they were written."""

from django.core.management.base import BaseCommand, CommandError

from ...audit.cut import NO_CUT
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
        if reading.cut is not NO_CUT:
            self.stdout.write(
                f"Links up to {reading.cut.last} were removed as entry {reading.cut.entry} tells ({reading.left} are "
                f"still to go); the exports here prove {reading.proven} of them, {reading.elsewhere} lie elsewhere, "
                f"{reading.unproven} lie here behind those and are proved by them alone. "
                f"第{reading.cut.last}号及以前的记录已按规定清理（第{reading.cut.entry}条为证，尚余{reading.left}条），"
                f"其中{reading.proven}条由本机导出文件核验无误，{reading.elsewhere}条的导出文件不在本机，"
                f"{reading.unproven}条在其之前，须与之一并核验。"
            )
