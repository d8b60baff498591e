import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0039_pack_light_records'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='lightrecord',
            name='light_since_until',
        ),
        # On PostgreSQL Django takes this constraint, an index on the same column, for the one that the field gives up.
        migrations.RemoveConstraint(
            model_name='lightrecord',
            name='light_one_present',
        ),
        migrations.AlterField(
            model_name='lightrecord',
            name='item',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lights', to='items.workitem', verbose_name='work item'),
        ),
        migrations.AddConstraint(
            model_name='lightrecord',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('item',), name='light_one_present', violation_error_message='An item has one light at a time.'),
        ),
        migrations.RemoveField(
            model_name='lightrecord',
            name='facts',
        ),
        migrations.AlterField(
            model_name='lightrecord',
            name='packed',
            field=models.BinaryField(verbose_name='facts'),
        ),
    ]
