from django.urls import path

from . import views

urlpatterns = [
    path("reports/<int:pk>/lights/", views.report_lights, name="report_lights"),
]
