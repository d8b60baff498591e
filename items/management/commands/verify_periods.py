"""`manage.py verify_periods`: whether all closed periods still say what they said when they were closed."""

from django.core.management.base import BaseCommand, CommandError

from ...rounds.proving import altered_periods


class Command(BaseCommand):
    help = "Compare the frozen sheets of all closed periods with their digests and with the history."

    def handle(self, **options):
        count = 0
        for altered in altered_periods():
            count += 1
            told = " ".join(altered.sentences)
            self.stdout.write(f"altered  {altered.period.report}: {altered.period.name}: {told}")
        if count:
            raise CommandError(
                f"{count} closed periods were changed past the portal: compare them with a backup. "
                f"有{count}个已关闭填报期被绕过平台改动，请与备份核对。"
            )
        self.stdout.write("All closed periods are as they were closed.")
