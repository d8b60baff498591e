"""A frozen sheet has an outline: what its rows are counted by, and where in its text each item stands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0043_words_of_requests")]

    operations = [
        migrations.AddField(
            model_name="frozensheet",
            name="outline",
            field=models.JSONField(default=dict, editable=False, verbose_name="outline"),
        ),
    ]
