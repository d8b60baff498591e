import departments.models.three
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0006_words_of_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='approved_at',
            # What was there before counts as approved.
            field=models.DateTimeField(blank=True, default=django.utils.timezone.now, editable=False, null=True, verbose_name='approved at'),
        ),
        migrations.AddField(
            model_name='membership',
            name='approved_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by'),
        ),
        migrations.AddField(
            model_name='membership',
            name='asked_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='approval asked for at'),
        ),
        migrations.AddField(
            model_name='membership',
            name='asked_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approval asked for by'),
        ),
        migrations.AddField(
            model_name='membership',
            name='was',
            field=models.JSONField(blank=True, editable=False, null=True, verbose_name='as it was approved last'),
        ),
        migrations.AddField(
            model_name='user',
            name='approved_at',
            # What was there before counts as approved.
            field=models.DateTimeField(blank=True, default=django.utils.timezone.now, editable=False, null=True, verbose_name='approved at'),
        ),
        migrations.AddField(
            model_name='user',
            name='approved_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by'),
        ),
        migrations.AddField(
            model_name='user',
            name='asked_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='approval asked for at'),
        ),
        migrations.AddField(
            model_name='user',
            name='asked_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approval asked for by'),
        ),
        migrations.AddField(
            model_name='user',
            name='is_emergency',
            field=models.BooleanField(default=False, editable=False, verbose_name='account for emergencies'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='approved_at',
            field=models.DateTimeField(blank=True, default=departments.models.three.at_once, editable=False, null=True, verbose_name='approved at'),
        ),
        migrations.AlterField(
            model_name='user',
            name='approved_at',
            field=models.DateTimeField(blank=True, default=departments.models.three.at_once, editable=False, null=True, verbose_name='approved at'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('liaison', 'Liaison'), ('head', 'Unit head'), ('supervision', 'Supervision office'), ('leader', 'City leader'), ('observer', 'Observer'), ('administrator', 'Administrator'), ('security', 'Security administrator'), ('audit', 'Audit administrator')], max_length=20, verbose_name='role'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('is_active', False), ('approved_at__isnull', False), _connector='OR'), name='user_active_if_approved', violation_error_message='The account works once the security administrator has approved it.'),
        ),
    ]
