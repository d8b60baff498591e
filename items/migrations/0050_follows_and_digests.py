"""Items that people follow, and who gets a digest, a message of a kind of its own."""
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0049_views_in_the_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[('reminder', 'Reminder'), ('chase', 'Chased'), ('escalation', 'Escalation'), ('issued', 'Issued'), ('returned', 'Returned'), ('submitted', 'To be dealt with'), ('decided', 'Decision'), ('instruction', 'Instruction'), ('meeting', 'Meeting decision'), ('post', 'Post'), ('digest', 'Digest')], max_length=12, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='DigestSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('often', models.CharField(choices=[('daily', 'Every workday'), ('weekly', 'Every week')], max_length=6, verbose_name='how often')),
                ('last_on', models.DateField(verbose_name='day of the last digest')),
                ('told_until', models.DateTimeField(verbose_name='changes told until')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='digest', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'settings of the digest',
                'verbose_name_plural': 'settings of digests',
                'indexes': [models.Index(fields=['often', 'last_on'], name='digest_due')],
            },
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follows', to='items.workitem', verbose_name='work item')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follows', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'followed item',
                'verbose_name_plural': 'followed items',
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'item'), name='follow_once', violation_error_message='You follow this item already.')],
            },
        ),
    ]
