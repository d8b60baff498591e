from django.urls import path

from . import members_views, views

urlpatterns = [
    path("departments/", views.department_list, name="department_list"),
    path("departments/found.json", views.department_found, name="department_found"),
    path("departments/<int:pk>/", views.department_detail, name="department_detail"),
    path("departments/<int:pk>/members/", members_views.department_members, name="department_members"),
]
