from django.urls import path

from . import views

urlpatterns = [
    path("departments/", views.department_list, name="department_list"),
    path("departments/words.json", views.department_words, name="department_words"),
    path("departments/<int:pk>/", views.department_detail, name="department_detail"),
]
