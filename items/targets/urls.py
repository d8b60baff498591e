from django.urls import path

from . import rollup_views, share_views, views

urlpatterns = [
    path("targets/", rollup_views.target_list, name="target_list"),
    path("targets/export.xlsx", rollup_views.target_export, name="target_export"),
    path("targets/export.csv", rollup_views.target_export, name="target_csv"),
    path("items/<int:pk>/targets/", views.item_targets, name="item_targets"),
    path("items/<int:pk>/shares/", share_views.item_shares, name="item_shares"),
]
