from django.urls import path

from . import editing_views, views

urlpatterns = [
    path("items/export.xlsx", views.item_export, name="item_export"),
    path("items/export.csv", views.item_export, name="item_csv"),
    path("items/export/", views.layout_choose, name="layout_choose"),
    path("items/export/layouts/copy/", editing_views.layout_copy, name="layout_copy"),
    path("items/export/layouts/<int:pk>/", editing_views.layout_edit, name="layout_edit"),
    path("items/export/layouts/<int:pk>/delete/", editing_views.layout_delete, name="layout_delete"),
]
