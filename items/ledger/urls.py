from django.urls import path

from . import add_views, layout_views, leads_views, saved_views, views

urlpatterns = [
    path("items/leads/", leads_views.lead_list, name="lead_list"),
    path("items/add/<int:pk>/", add_views.item_add, name="item_add"),
    path("items/layout/", layout_views.list_layout, name="list_layout"),
    path("items/views/", saved_views.view_list, name="view_list"),
    path("items/views/add/", saved_views.view_add, name="view_add"),
    path("items/views/<int:pk>/", saved_views.view_edit, name="view_edit"),
    path("items/views/<int:pk>/delete/", saved_views.view_delete, name="view_delete"),
    path("items/", views.item_list, name="item_list"),
    path("items/export.xlsx", views.item_export, name="item_export"),
    path("items/export.csv", views.item_export, name="item_csv"),
]
