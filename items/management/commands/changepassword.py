"""Django's command, with the reset in the history."""

import getpass

from django.contrib.auth.management.commands import changepassword
from django.db import transaction

from departments.models import User

from ...people.recording import record_reset


class Command(changepassword.Command):
    def handle(self, *args, **options):
        rows = User.objects.filter(username=options["username"] or getpass.getuser())
        with transaction.atomic():
            before = rows.values_list("password", flat=True).first()
            answer = super().handle(*args, **options)
            person = rows.get()
            if person.password != before:
                record_reset(person, is_one_time=False, by=None)
        return answer
