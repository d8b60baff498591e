"""Templates as they are sent: what indents a line in the source says nothing in a page.

It makes a fifth of the bytes of a long list, and most of those of a form. Cut where a template is loaded, once a
process, so that no answer is worked over. In the portal's own a line stays a line, and a blank between words a blank.
"""

import re

from django.template.loaders import app_directories, cached, filesystem

INDENT = re.compile(r"\n\s+")
FIELDS = "bootstrap5/"


class Own(filesystem.Loader):
    """Loads the templates of the project's folder without what indents their lines."""

    def get_contents(self, origin):
        return INDENT.sub("\n", super().get_contents(origin))


class Packaged(app_directories.Loader):
    """Loads the templates of packages, those of crispy's fields likewise."""

    def get_contents(self, origin):
        contents = super().get_contents(origin)
        return INDENT.sub("\n", contents) if origin.template_name.startswith(FIELDS) else contents


class Loader(cached.Loader):
    """Both, each template read once a process."""

    def __init__(self, engine):
        super().__init__(engine, [f"{__name__}.{one.__name__}" for one in (Own, Packaged)])
