from django.urls import path

from . import views

urlpatterns = [
    path("meetings/", views.meeting_list, name="meeting_list"),
    path("meetings/new/", views.meeting_new, name="meeting_new"),
    path("meetings/<int:pk>/", views.meeting_detail, name="meeting_detail"),
    path("meetings/<int:pk>/pack.docx", views.meeting_file, name="meeting_file"),
    path("meetings/<int:pk>/decide/", views.meeting_decide, name="meeting_decide"),
]
