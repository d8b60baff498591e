from django.urls import path

from . import views

urlpatterns = [
    path("dashboard/since/", views.since, name="dashboard_since"),
]
