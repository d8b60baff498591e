"""Reports can be withdrawn and archived; a withdrawn one leaves its title to another; people choose a report."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_titles_back(apps, schema_editor):
    """Going backwards: a title counts again whether or not the report was withdrawn, so a withdrawn one says so."""
    reports = apps.get_model("items", "WorkReport").objects
    for report in reports.filter(withdrawn_at__isnull=False):
        mark = f"（已撤回{report.pk}）"
        reports.filter(pk=report.pk).update(title=report.title[: 200 - len(mark)] + mark)


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0016_truthful_lights'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChosenReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='items.workreport', verbose_name='work report')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='chosen_report', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'chosen report',
                'verbose_name_plural': 'chosen reports',
            },
        ),
        migrations.RemoveConstraint(
            model_name='workreport',
            name='report_title_once_a_year',
        ),
        migrations.AddField(
            model_name='workreport',
            name='archived_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at'),
        ),
        migrations.AddField(
            model_name='workreport',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn at'),
        ),
        migrations.AddConstraint(
            model_name='workreport',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('year', 'title'), name='report_title_once_a_year', violation_error_message='A report with this year and title exists already.'),
        ),
        migrations.RunPython(migrations.RunPython.noop, give_titles_back),
    ]
