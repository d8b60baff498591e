from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0029_remembered_columns")]

    operations = [
        migrations.AddField(
            model_name="progressupdate",
            name="completion_answer",
            field=models.CharField(
                blank=True,
                choices=[("carry", "carry on last time's"), ("unavailable", "not available")],
                default="",
                help_text="What the unit says of a completion that it judges itself and does not enter this time.",
                max_length=11,
                verbose_name="completion left blank",
            ),
            preserve_default=False,
        ),
    ]
