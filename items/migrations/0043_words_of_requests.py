from django.db import migrations, models

from departments.folding import folded

# Rows in memory at a time.
AT_ONCE = 500
COLUMNS = {"Closing": "result", "Extension": "reason", "Instruction": "text", "Objection": "reason"}


def fold(model, column):
    """Fill the words of one model from what was asked, as its rows do whenever they are saved."""
    rows, last = model.objects.order_by("pk").only("pk", column), 0
    while found := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        for row in found:
            row.words = folded(getattr(row, column))
        model.objects.bulk_update(found, ["words"])
        last = found[-1].pk


def fold_all(apps, schema_editor):
    for name, column in COLUMNS.items():
        fold(apps.get_model("items", name), column)


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0042_note_when_items_were_reopened'),
    ]

    operations = [
        migrations.AddField(
            model_name='closing',
            name='words',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='words to find it by'),
        ),
        migrations.AddField(
            model_name='extension',
            name='words',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='words to find it by'),
        ),
        migrations.AddField(
            model_name='instruction',
            name='words',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='words to find it by'),
        ),
        migrations.AddField(
            model_name='objection',
            name='words',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='words to find it by'),
        ),
        migrations.RunPython(fold_all, migrations.RunPython.noop),
    ]
