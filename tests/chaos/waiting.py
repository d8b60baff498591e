"""How many uploads nobody has read yet: `python -m tests.chaos.waiting`."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasks_portal.settings")
    django.setup()
    from items.models import ImportDraft

    print(ImportDraft.objects.filter(state__in=("waiting", "reading")).count())
