from django.urls import path

from . import leads_views, views

urlpatterns = [
    path("items/leads/", leads_views.lead_list, name="lead_list"),
    path("items/", views.item_list, name="item_list"),
    path("items/export.xlsx", views.item_export, name="item_export"),
]
