"""Files of exports: one that is ready, one that could not be made."""

from django.utils import timezone

from items.exports.keeping import writing
from items.exports.making import exported
from items.models import Export

from .factories import day

ON = day("2011-03-20")


@exported
def words_file(export, file, sign):
    """A file of the words that were asked for."""
    file.write(export.parameters["words"].encode())


def export_of(person, **fields):
    """An export of the person, ready; with the fields."""
    with writing() as written:
        written.file.write("修路".encode())
    return Export.objects.create(
        **{
            "person": person,
            "title": "词语",
            "name": "词语.txt",
            "task": words_file.module_path,
            "parameters": {"words": "修路"},
            "language": "zh-hans",
            "on": ON,
            "asked_at": timezone.now(),
            "state": Export.State.READY,
            "stored_as": written.stored_as,
            "size": written.size,
            **fields,
        }
    )
