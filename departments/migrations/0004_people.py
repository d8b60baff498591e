"""Who has to choose a password of his own, and which accounts are there for demonstration only."""

from django.db import migrations, models

# The accounts that the first start makes, by user name and full name: nobody else bears both.
DEMO = {
    "liaison": "演示联络员",
    "head": "演示单位负责人",
    "supervision": "演示督查室",
    "leader": "演示市领导",
    "observer": "演示观察员",
    "admin": "演示管理员",
}


def mark_demo_accounts(apps, schema_editor):
    users = apps.get_model("departments", "User").objects
    for username, name in DEMO.items():
        users.filter(username=username, name=name).update(is_demo=True)


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0003_words_of_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='must_change_password',
            field=models.BooleanField(default=False, editable=False, help_text='The present one was made by the portal or set by an administrator.', verbose_name='chooses a password at the next sign-in'),
        ),
        migrations.AddField(
            model_name='user',
            name='is_demo',
            field=models.BooleanField(default=False, editable=False, verbose_name='demo account'),
        ),
        migrations.RunPython(mark_demo_accounts, migrations.RunPython.noop),
    ]
