#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasks_portal.settings")
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - a missing Django is told below
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from tasks_portal.frames import with_room  # noqa: PLC0415

    try:
        with_room(execute_from_command_line, sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"The portal cannot start: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
