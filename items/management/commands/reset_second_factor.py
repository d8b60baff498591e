"""Takes somebody's second factor when nobody is left to do it in the portal: whoever has the machine may."""

from django.core.management.base import BaseCommand, CommandError

from departments import clock
from departments.models import User

from ...second_factor.setting_up import reset
from ...steps.errors import WorkflowError


class Command(BaseCommand):
    help = "Resets the second factor of a person who lost it, ends the sessions; recorded, and told to the person."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username, **options):
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no account “{username}”.")
        try:
            reset(person, by=None, at=clock.now())
        except WorkflowError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"The second factor of {username} was reset and every session ended; the next sign-in asks for the "
            f"password alone. 已重置 {username} 的双因素认证并终止其全部登录会话；下次登录仅凭密码。"
        )
