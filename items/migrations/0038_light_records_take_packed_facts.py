from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0037_requests_for_a_decision_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='lightrecord',
            name='packed',
            field=models.BinaryField(null=True, verbose_name='facts'),
        ),
        migrations.AlterField(
            model_name='lightrecord',
            name='facts',
            field=models.JSONField(null=True, verbose_name='facts'),
        ),
    ]
