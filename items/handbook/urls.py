from django.urls import path

from . import views

urlpatterns = [
    path("help/", views.handbook, name="handbook"),
    path("help/<slug:role>/", views.handbook, name="handbook_role"),
]
