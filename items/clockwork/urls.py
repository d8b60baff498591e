from django.urls import path

from . import views

urlpatterns = [
    path("clockwork/", views.clockwork, name="clockwork"),
]
