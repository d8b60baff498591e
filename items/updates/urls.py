from django.urls import path

from . import afterwards_views, review_views, undo_views, views

urlpatterns = [
    path("rounds/review/", review_views.review_list, name="review_list"),
    path("rounds/sign-off/", review_views.sign_off_list, name="sign_off_list"),
    path("rounds/own/", review_views.own_updates, name="own_updates"),
    path("rounds/own/no-change/", review_views.no_change_list, name="no_change_list"),
    path("rounds/decisions/", review_views.decision_list, name="decision_list"),
    path("updates/<int:pk>/", views.update_detail, name="update_detail"),
    path("updates/<int:pk>/save/", views.update_save, name="update_save"),
    path("updates/<int:pk>/afterwards/", afterwards_views.update_afterwards, name="update_afterwards"),
    path("updates/<int:pk>/send/", views.update_send, name="update_send"),
    path("updates/<int:pk>/no-change/", views.update_no_change, name="update_no_change"),
    path("updates/<int:pk>/take-back/", views.update_take_back, name="update_take_back"),
    path("updates/<int:pk>/sign-off/", views.update_sign_off, name="update_sign_off"),
    path("updates/<int:pk>/send-back/", views.update_send_back, name="update_send_back"),
    path("updates/<int:pk>/accept/", views.update_accept, name="update_accept"),
    path("updates/<int:pk>/undo/", undo_views.update_undo, name="update_undo"),
]
