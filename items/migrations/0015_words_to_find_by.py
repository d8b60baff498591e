from django.db import migrations, models

from departments.folding import folded

# Rows in memory at a time.
AT_ONCE = 500


def fold(model, columns):
    """Fill the columns of one model from its others, as its rows do whenever they are saved."""
    rows = model.objects.order_by("pk").only("pk", *columns)
    last = 0
    while found := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        for row in found:
            row.words = "\n".join(text for text in (folded(getattr(row, name)) for name in columns) if text)
        model.objects.bulk_update(found, ["words"])
        last = found[-1].pk


def fold_all(apps, schema_editor):
    fold(apps.get_model("items", "WorkItem"), ("text", "remark", "group", "leaders"))
    fold(apps.get_model("items", "Chapter"), ("literal",))
    fold(apps.get_model("items", "ProgressNote"), ("text",))
    fold(apps.get_model("items", "Target"), ("label",))


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0014_taken_forms'),
    ]

    operations = [
        migrations.AddField(
            model_name='chapter',
            name='words',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='words to find it by'),
        ),
        migrations.AddField(
            model_name='progressnote',
            name='words',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='words to find it by'),
        ),
        migrations.AddField(
            model_name='target',
            name='words',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='words to find it by'),
        ),
        migrations.AddField(
            model_name='workitem',
            name='words',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='words to find it by'),
        ),
        migrations.RunPython(fold_all, migrations.RunPython.noop),
    ]
