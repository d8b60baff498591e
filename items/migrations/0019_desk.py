"""Items that the office rewords or enters itself, in several groups, and what leaders answer for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0003_words_of_names'),
        ('items', '0018_calendar'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Portfolio',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'portfolio',
                'verbose_name_plural': 'portfolios',
                'ordering': ['leader', 'department__position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='workitem',
            name='origin',
            field=models.CharField(choices=[('report', 'Breakdown of the work report'), ('meeting', 'Decided by a meeting'), ('instruction', 'Instructed by a leader'), ('superior', 'Assigned by a higher authority'), ('proposal', "Deputies' suggestions and members' proposals")], default='report', max_length=12, verbose_name='origin'),
        ),
        migrations.AddField(
            model_name='workitem',
            name='published',
            field=models.JSONField(blank=True, default=dict, editable=False, help_text='What the document says where the supervision office has changed it.', verbose_name='as published'),
        ),
        migrations.AddField(
            model_name='workitem',
            name='reference',
            field=models.CharField(blank=True, help_text='The document or meeting that the item comes from.', max_length=200, verbose_name='reference'),
        ),
        migrations.AlterField(
            model_name='workitem',
            name='group',
            field=models.CharField(blank=True, help_text='E.g. “十件实事”; several are parted by “、”.', max_length=200, verbose_name='group'),
        ),
        migrations.AddConstraint(
            model_name='workitem',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['report', 'meeting', 'instruction', 'superior', 'proposal'])), name='item_origin_known', violation_error_message='This origin does not exist.'),
        ),
        migrations.AddField(
            model_name='portfolio',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='portfolios', to='departments.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='portfolio',
            name='leader',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='portfolio', to=settings.AUTH_USER_MODEL, verbose_name='leader in charge'),
        ),
        migrations.AddConstraint(
            model_name='portfolio',
            constraint=models.UniqueConstraint(fields=('leader', 'department'), name='portfolio_unit_once', violation_error_message="This unit stands in the leader's portfolio already."),
        ),
    ]
