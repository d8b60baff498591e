from django.urls import path

from . import views

urlpatterns = [
    path("exports/", views.export_list, name="export_list"),
    path("exports/<int:pk>/progress/", views.export_progress, name="export_progress"),
    path("exports/<int:pk>/file/", views.export_file, name="export_file"),
    path("exports/<int:pk>/again/", views.export_again, name="export_again"),
    path("exports/<int:pk>/remove/", views.export_remove, name="export_remove"),
]
