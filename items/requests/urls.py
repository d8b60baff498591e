from django.urls import path

from . import list_views, views

urlpatterns = [
    path("sign-for/", views.sign_for_list, name="sign_for_list"),
    path("instructions/", list_views.instruction_list, name="instruction_list"),
    path("instructions/export.xlsx", list_views.instruction_export, name="instruction_export"),
    path("instructions/export.csv", list_views.instruction_export, name="instruction_csv"),
    path("extensions/", list_views.extension_list, name="extension_list"),
    path("extensions/export.xlsx", list_views.extension_export, name="extension_export"),
    path("extensions/export.csv", list_views.extension_export, name="extension_csv"),
    path("objections/", list_views.objection_list, name="objection_list"),
    path("objections/export.xlsx", list_views.objection_export, name="objection_export"),
    path("objections/export.csv", list_views.objection_export, name="objection_csv"),
]
