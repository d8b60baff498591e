"""A light for what nobody has reported on, a word for what is slightly behind; targets are found by number and unit."""

from django.db import migrations, models


def tell_as_before(apps, schema_editor):
    """Going backwards: the words of before, of which the constraint knows no others."""
    records = apps.get_model("items", "LightRecord").objects
    records.filter(colour="waiting").update(colour="green", rule="normal")
    records.filter(schedule="nearly").update(schedule="on_schedule")
    # PostgreSQL changes no table while checks of its rows wait for the end of the transaction.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0015_words_to_find_by'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='lightrecord',
            name='light_words_known',
        ),
        migrations.AlterField(
            model_name='lightrecord',
            name='colour',
            field=models.CharField(choices=[('red', 'Far behind'), ('yellow', 'Behind'), ('green', 'Normal'), ('waiting', 'Awaiting report'), ('blue', 'Achieved'), ('grey', 'Not begun'), ('none', 'Not counted')], max_length=10, verbose_name='light'),
        ),
        migrations.AlterField(
            model_name='lightrecord',
            name='schedule',
            field=models.CharField(choices=[('completed', 'Completed'), ('ahead', 'Ahead of schedule'), ('on_schedule', 'On schedule'), ('nearly', 'Slightly behind schedule'), ('behind', 'Behind schedule'), ('overdue', 'Overdue'), ('unknown', 'No figure of progress yet'), ('not_counted', 'Not counted')], max_length=12, verbose_name='schedule'),
        ),
        migrations.AddIndex(
            model_name='target',
            index=models.Index(fields=['number', 'unit'], name='target_number_unit'),
        ),
        migrations.AddConstraint(
            model_name='lightrecord',
            constraint=models.CheckConstraint(condition=models.Q(('colour__in', ['red', 'yellow', 'green', 'waiting', 'blue', 'grey', 'none']), ('schedule__in', ['completed', 'ahead', 'on_schedule', 'nearly', 'behind', 'overdue', 'unknown', 'not_counted'])), name='light_words_known', violation_error_message='This light does not exist.'),
        ),
        migrations.RunPython(migrations.RunPython.noop, tell_as_before),
    ]
