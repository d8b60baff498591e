import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0053_unit_workbooks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='digest')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'calendar address',
                'verbose_name_plural': 'calendar addresses',
            },
        ),
        migrations.CreateModel(
            name='SecondLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(verbose_name='second look on')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded at')),
                ('result', models.CharField(blank=True, choices=[('holds', 'The result holds'), ('reopened', 'Reopened')], max_length=10, verbose_name='result')),
                ('finding', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='what was found')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='looked at on')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='looked at by')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_looks', to='items.workitem', verbose_name='work item')),
            ],
            options={
                'verbose_name': 'second look',
                'verbose_name_plural': 'second looks',
                'ordering': ['-due_on', '-pk'],
                'indexes': [models.Index(fields=['result', 'due_on'], name='second_look_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('result', '')), fields=('item',), name='second_look_one_open', violation_error_message='A second look at this item is planned already.'), models.CheckConstraint(condition=models.Q(('result__in', ['', 'holds', 'reopened'])), name='second_look_result_known', violation_error_message='This state does not exist.'), models.CheckConstraint(condition=models.Q(('result', ''), models.Q(models.Q(('finding', ''), _negated=True), ('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='second_look_done_by_somebody', violation_error_message='A result says what was found, by whom and when.')],
            },
        ),
    ]
