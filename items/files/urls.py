from django.urls import path

from . import views

urlpatterns = [
    path("attachments/add/", views.attachment_add, name="attachment_add"),
    path("attachments/<int:pk>/", views.attachment_file, name="attachment_file"),
    path("attachments/<int:pk>/remove/", views.attachment_remove, name="attachment_remove"),
]
