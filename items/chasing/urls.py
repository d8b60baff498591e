from django.urls import path

from . import views

urlpatterns = [
    path("rounds/<int:pk>/chase/", views.period_chase, name="period_chase"),
]
