from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from . import sign_ins  # noqa: F401 - connected before Django's own receivers


class DepartmentsConfig(AppConfig):
    name = "departments"
    verbose_name = _("Departments and people")

    def ready(self):
        import_module("departments.checks")  # it needs the models
