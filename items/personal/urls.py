from django.urls import path

from . import views

urlpatterns = [
    path("personal/", views.personal, name="personal"),
    path("personal/follow/<int:pk>/", views.item_follow, name="item_follow"),
    path("personal/unfollow/<int:pk>/", views.item_unfollow, name="item_unfollow"),
]
