from django.urls import path

from . import views

urlpatterns = [
    path("holidays/", views.holidays, name="holidays"),
    path("holidays/<int:year>/", views.holiday_year, name="holiday_year"),
    path("holidays/<int:year>/remove/", views.holiday_remove, name="holiday_remove"),
]
