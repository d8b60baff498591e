"""Filters of the list that people keep under names, and how they have the list laid out."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("items", "0047_indexes_of_lights_and_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("query", models.TextField(blank=True, verbose_name="filter")),
                ("is_shared", models.BooleanField(default=False, verbose_name="shared with everybody")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ["owner", "created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ListSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hidden", models.JSONField(blank=True, default=list, verbose_name="columns left out")),
                ("rows_a_page", models.PositiveSmallIntegerField(default=30, verbose_name="rows on a page")),
                ("is_compact", models.BooleanField(default=False, verbose_name="compact rows")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="list_settings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "opens_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="items.savedview",
                        verbose_name="view that the list opens with",
                    ),
                ),
            ],
            options={
                "verbose_name": "settings of the list",
                "verbose_name_plural": "settings of lists",
            },
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                fields=("owner", "name"),
                name="saved_view_name_once",
                violation_error_message="You keep another filter under this name; choose another name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="saved_view_has_name",
                violation_error_message="A saved view needs a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="listsettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("rows_a_page__in", [15, 30, 60, 100])),
                name="list_settings_rows_known",
                violation_error_message="A page has 15, 30, 60 or 100 rows.",
            ),
        ),
    ]
