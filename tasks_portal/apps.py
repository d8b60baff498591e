"""Apps of others as this portal shows them."""

from axes.apps import AppConfig as AxesConfig
from django.apps import apps
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from . import checks  # noqa: F401 - importing registers them
from .refusing import refusal


class PortalAdminConfig(AdminConfig):
    """The Django admin, open to administrators only (see `departments.models.User.is_staff`)."""

    default_site = "tasks_portal.admin.PortalAdminSite"


class SignInProtectionConfig(AxesConfig):
    """Locks accounts after wrong passwords; its records stand in the admin."""

    verbose_name = _("Sign-in protection")

    def ready(self):
        super().ready()
        refuse_unknown_roles(settings.PORTAL_SECOND_FACTOR_FOR)


def refuse_unknown_roles(roles):
    """A mistyped role must not leave its holders without a second factor in silence; settings cannot know them yet."""
    known = apps.get_model("departments", "Membership").Role.values
    if unknown := sorted(set(roles) - set(known)):
        raise refusal(
            f"PORTAL_SECOND_FACTOR_FOR takes roles separated by commas ({', '.join(known)}), not “{unknown[0]}”.",
            f"PORTAL_SECOND_FACTOR_FOR 应为用逗号分隔的岗位（{', '.join(known)}），不能是“{unknown[0]}”。",
        )
