from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0025_inherited")]

    operations = [
        migrations.AddField(
            model_name="reportingperiod",
            name="called_off",
            field=models.BooleanField(default=False, editable=False, verbose_name="called off"),
        ),
    ]
