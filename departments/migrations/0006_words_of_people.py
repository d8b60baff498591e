from django.db import migrations, models

from departments.folding import name_words

# Rows in memory at a time.
AT_ONCE = 500


def fold_people(apps, schema_editor):
    """Fill the words of people from their names, as their rows do whenever they are saved."""
    rows = apps.get_model("departments", "User").objects.order_by("pk").only("pk", "name")
    last = 0
    while found := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        for row in found:
            row.words = name_words(row.name)
        rows.bulk_update(found, ["words"])
        last = found[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0005_words_without_joints'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='words',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='words to find it by'),
        ),
        migrations.RunPython(fold_people, migrations.RunPython.noop),
    ]
