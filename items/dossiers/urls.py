from django.urls import path

from . import views

urlpatterns = [
    path("items/<int:pk>/dossier/", views.item_dossier, name="item_dossier"),
    path("reports/<int:pk>/dossiers/", views.report_dossiers, name="report_dossiers"),
]
