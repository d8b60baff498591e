from django.urls import path

from . import views

urlpatterns = [
    path("people/", views.people_list, name="people_list"),
    path("people/form.xlsx", views.people_export, name="people_export"),
    path("people/workbooks/<int:pk>/", views.people_checked, name="people_checked"),
    path("people/passwords/", views.people_passwords, name="people_passwords"),
    path("people/demo/", views.demo_accounts, name="demo_accounts"),
]
