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
        migrations.AlterField(
            model_name='lightrecord',
            name='item',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lights', to='items.workitem', verbose_name='work item'),
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
