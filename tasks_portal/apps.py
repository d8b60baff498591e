"""Apps of others as this portal shows them."""

from axes.apps import AppConfig as AxesConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from . import checks  # noqa: F401 - importing registers them


class PortalAdminConfig(AdminConfig):
    """The Django admin, open to administrators only (see `departments.models.User.is_staff`)."""

    default_site = "tasks_portal.admin.PortalAdminSite"


class SignInProtectionConfig(AxesConfig):
    """Locks accounts after wrong passwords; its records stand in the admin."""

    verbose_name = _("Sign-in protection")
