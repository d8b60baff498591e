from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0026_called_off")]

    operations = [
        migrations.AddField(
            model_name="progressupdate",
            name="steered_by",
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name="who steered the item"),
        ),
    ]
