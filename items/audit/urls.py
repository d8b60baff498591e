from django.urls import path

from . import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/export.xlsx", views.audit_export, name="audit_export"),
    path("audit/export.csv", views.audit_export, name="audit_csv"),
]
