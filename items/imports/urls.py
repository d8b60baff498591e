from django.urls import path

from . import columns_views, views

urlpatterns = [
    path("imports/", views.import_list, name="import_list"),
    path("imports/columns/", columns_views.remembered_list, name="remembered_list"),
    path("imports/columns/<int:pk>/forget/", columns_views.remembered_forget, name="remembered_forget"),
    path("imports/<int:pk>/remember/", columns_views.import_remember, name="import_remember"),
    path("imports/<int:pk>/", views.import_detail, name="import_detail"),
    path("imports/<int:pk>/decide/", views.import_decide, name="import_decide"),
    path("imports/<int:pk>/data/", views.import_data, name="import_data"),
    path("imports/<int:pk>/apply/", views.import_apply, name="import_apply"),
    path("imports/<int:pk>/discard/", views.import_discard, name="import_discard"),
    path("imports/<int:pk>/read/", views.import_read, name="import_read"),
    path("imports/<int:pk>/progress/", views.import_progress, name="import_progress"),
    path("imports/<int:pk>/file/", views.import_file, name="import_file"),
]
