from django.urls import path

from . import views

urlpatterns = [
    path("rounds/<int:pk>/chase/", views.period_chase, name="period_chase"),
    path("rounds/<int:pk>/call/", views.period_call, name="period_call"),
    path("updates/<int:pk>/chase/", views.update_chase, name="update_chase"),
]
