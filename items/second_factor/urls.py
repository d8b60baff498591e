from django.urls import path

from . import sign_in_views, views

urlpatterns = [
    path("sign-in/second-factor/", sign_in_views.second_factor_ask, name="second_factor_ask"),
    path("personal/second-factor/", views.second_factor, name="second_factor"),
    path("personal/second-factor/confirm/", views.second_factor_confirm, name="second_factor_confirm"),
    path("personal/second-factor/app/", views.second_factor_app, name="second_factor_app"),
    path("personal/second-factor/key/", views.second_factor_key, name="second_factor_key"),
    path("personal/second-factor/codes/", views.second_factor_codes, name="second_factor_codes"),
    path("personal/second-factor/<int:pk>/remove/", views.second_factor_remove, name="second_factor_remove"),
    path("people/<int:pk>/second-factor/", views.second_factor_reset, name="second_factor_reset"),
]
