"""Django's command: the password is a one-time one, and the history and the person are told."""

import getpass

from django.contrib.auth.management.commands import changepassword
from django.db import transaction

from departments.models import User

from ...people.recording import record_reset


class Command(changepassword.Command):
    def handle(self, *args, **options):
        username = options["username"] or getpass.getuser()
        with transaction.atomic():
            told = super().handle(*args, **options)
            person = User.objects.filter(username=username).first()
            if person is not None:
                User.objects.filter(pk=person.pk).update(must_change_password=True)
                record_reset(person, is_one_time=True, by=None)
        return told
