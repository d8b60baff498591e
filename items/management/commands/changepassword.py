"""Django's command, with the reset in the history."""

import getpass

from django.contrib.auth.management.commands import changepassword
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction

from departments.models import User

from ...people.recording import record_reset


class Command(changepassword.Command):
    def handle(self, *args, **options):
        username = options["username"] or getpass.getuser()
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"user '{username}' does not exist")
        self.stdout.write(f"Changing password for user '{person}'")
        person.set_password(self._chosen(person))
        with transaction.atomic():
            person.save(update_fields=["password"])
            record_reset(person, is_one_time=False, by=None)
        return f"Password changed successfully for user '{person}'"

    def _chosen(self, person):
        """What was typed twice alike and is good enough; three attempts."""
        for _attempt in range(3):
            first, second = getpass.getpass(), getpass.getpass("Password (again): ")
            if not first:
                raise CommandError("aborted")
            if first != second:
                self.stdout.write("Passwords do not match. Please try again.")
                continue
            try:
                validate_password(second, person)
            except ValidationError as error:
                self.stderr.write("\n".join(error.messages))
            else:
                return second
        raise CommandError(f"Aborting password change for user '{person}' after 3 attempts")
