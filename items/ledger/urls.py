from django.urls import path

from . import add_views, leads_views, views

urlpatterns = [
    path("items/leads/", leads_views.lead_list, name="lead_list"),
    path("items/add/<int:pk>/", add_views.item_add, name="item_add"),
    path("items/", views.item_list, name="item_list"),
    path("items/export.xlsx", views.item_export, name="item_export"),
]
