import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0057_history_of_reports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerWorkbook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='uploaded at')),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('digest', models.CharField(editable=False, max_length=64, verbose_name='digest')),
                ('filled', models.JSONField(editable=False, verbose_name='filled in')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ledger_workbooks', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'ledger to be taken in',
                'verbose_name_plural': 'ledgers to be taken in',
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('by', 'digest'), name='ledger_workbook_once', violation_error_message='This workbook has been uploaded already and waits.')],
            },
        ),
    ]
