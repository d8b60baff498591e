from django.urls import path

from . import change_views, views

urlpatterns = [
    path("people/", views.people_list, name="people_list"),
    path("people/form.xlsx", views.people_export, name="people_export"),
    path("people/changes/", change_views.people_changes, name="people_changes"),
    path("people/changes/export.xlsx", change_views.people_changes_export, name="people_changes_export"),
    path("people/changes/export.csv", change_views.people_changes_export, name="people_changes_csv"),
    path("people/workbooks/<int:pk>/", views.people_checked, name="people_checked"),
    path("people/passwords/", views.people_passwords, name="people_passwords"),
    path("people/demo/", views.demo_accounts, name="demo_accounts"),
]
