"""Stable addresses; see docs/architecture.md."""

from django.contrib import admin
from django.urls import include, path

from .health import healthz

urlpatterns = [
    path("", include("items.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", healthz, name="healthz"),
]
