from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0024_asides")]

    operations = [
        migrations.AlterField(
            model_name="responsibility",
            name="basis",
            field=models.CharField(
                choices=[
                    ("star", "by the star in the text"),
                    ("label", "by the label in the text"),
                    ("wording", "by the wording of the text"),
                    ("rule", "by the report's rule"),
                    ("sole", "the only unit"),
                    ("none", "listed without a lead"),
                    ("inherited", "by the heading above"),
                    ("manual", "confirmed by the supervision office"),
                ],
                default="manual",
                max_length=10,
                verbose_name="basis",
            ),
        ),
    ]
