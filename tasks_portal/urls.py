"""Stable addresses; see docs/architecture.md."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("items.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "items.signing_in.views.bad_request"
handler403 = "items.signing_in.views.permission_denied"
handler404 = "items.signing_in.views.page_not_found"
handler500 = "items.signing_in.views.server_error"
