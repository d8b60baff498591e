"""The subject matter in the admin: records to read, mergers of units, people and their posts."""

from django.contrib import admin
from django_tasks_db import admin as _queue  # noqa: F401 - registers what is taken out below
from django_tasks_db.models import DBTaskResult

from . import merging, people, records

__all__ = ["merging", "people", "records"]

# The queue is nobody's to edit by hand; what became of a file stands on the page of who asked for it.
admin.site.unregister(DBTaskResult)
