from django.db import migrations
from django.db.models import Q

from departments.folding import folded

# Rows in memory at a time.
AT_ONCE = 500
COLUMNS = {"ProgressUpdate": ("text", "problems", "next_steps"), "Attachment": ("name",)}


def fold(model, columns):
    """Fill the words of one model from its other columns, as its rows do whenever they are saved."""
    silent = Q(**dict.fromkeys(columns, ""))
    rows, last = model.objects.exclude(silent).order_by("pk").only("pk", *columns), 0
    while found := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        for row in found:
            row.words = "\n".join(text for text in (folded(getattr(row, name)) for name in columns) if text)
        model.objects.bulk_update(found, ["words"])
        last = found[-1].pk


def fold_all(apps, schema_editor):
    for name, columns in COLUMNS.items():
        fold(apps.get_model("items", name), columns)


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0032_words_of_reports_and_files'),
    ]

    operations = [
        migrations.RunPython(fold_all, migrations.RunPython.noop),
    ]
