from django.db import migrations

from departments.folding import name_words

# Rows in memory at a time.
AT_ONCE = 500


def fold(model, columns):
    """Fill `words` of one model anew from its other columns, as its rows do whenever they are saved."""
    rows = model.objects.order_by("pk").only("pk", *columns)
    last = 0
    while found := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        for row in found:
            row.words = "\n".join(text for text in (name_words(getattr(row, name)) for name in columns) if text)
        model.objects.bulk_update(found, ["words"])
        last = found[-1].pk


def fold_all(apps, schema_editor):
    """What joins the parts of a name is left out in one more way to find it."""
    fold(apps.get_model("departments", "Department"), ("name", "short_name"))
    fold(apps.get_model("departments", "DepartmentAlias"), ("name",))


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0004_people'),
    ]

    operations = [
        migrations.RunPython(fold_all, migrations.RunPython.noop),
    ]
