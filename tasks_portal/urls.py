"""Stable addresses; see docs/architecture.md."""

from django.contrib import admin
from django.urls import include, path

from .health import healthz

urlpatterns = [
    path("", include("items.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
]

handler400 = "items.views.signing_in.bad_request"
handler403 = "items.views.signing_in.permission_denied"
handler404 = "items.views.signing_in.page_not_found"
handler500 = "items.views.signing_in.server_error"
