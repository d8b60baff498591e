from django.urls import path

from . import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/sent/", views.inbox_sent, name="inbox_sent"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path("inbox/<int:pk>/", views.message_open, name="message_open"),
    path("messages/", views.message_log, name="message_log"),
    path("messages/deliveries/<int:pk>/", views.delivery_again, name="delivery_again"),
]
