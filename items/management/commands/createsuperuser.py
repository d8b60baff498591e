"""Django's command, with the new administrator in the history."""

from django.contrib.auth.management.commands import createsuperuser
from django.db import transaction

from departments.models import User

from ...people.recording import record_new_account


class _RecordingManager:
    """The people as the command asks for them; whom it creates is recorded in the same transaction."""

    def __init__(self, manager):
        self._manager = manager

    def __getattr__(self, name):
        return getattr(self._manager, name)

    def db_manager(self, database):
        return _RecordingManager(self._manager.db_manager(database))

    def create_superuser(self, **values):
        with transaction.atomic():
            person = self._manager.create_superuser(**values)
            record_new_account(person, by=None)
        return person


class _RecordedPeople:
    """The model as the command asks for it."""

    _default_manager = _RecordingManager(User.objects)

    def __getattr__(self, name):
        return getattr(User, name)

    def __call__(self, **values):
        return User(**values)


class Command(createsuperuser.Command):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.UserModel = _RecordedPeople()
