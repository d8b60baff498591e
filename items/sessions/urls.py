from django.urls import path

from . import views

urlpatterns = [
    path("personal/sessions/", views.own_sessions, name="own_sessions"),
    path("people/<int:pk>/sessions/", views.sessions_of_person, name="sessions_of_person"),
]
