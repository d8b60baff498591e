"""The Django admin, open to administrators only (see `departments.models.User.is_staff`)."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "tasks_portal.admin.PortalAdminSite"
