from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ItemsConfig(AppConfig):
    name = "items"
    verbose_name = _("Work reports and items")

    def ready(self):
        """What hears of others' signals, once all models are there."""
        import_module("items.audit.signs")
