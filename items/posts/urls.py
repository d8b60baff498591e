from django.urls import path

from . import views

urlpatterns = [
    path("posts/", views.post_list, name="post_list"),
    path("posts/<int:pk>/hand-over/", views.post_hand_over, name="post_hand_over"),
    path("posts/<int:pk>/people.json", views.post_found, name="post_found"),
    path("posts/<int:pk>/delegate/", views.post_delegate, name="post_delegate"),
    path("delegations/<int:pk>/revoke/", views.delegation_revoke, name="delegation_revoke"),
]
