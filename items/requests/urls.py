from django.urls import path

from . import views

urlpatterns = [
    path("sign-for/", views.sign_for_list, name="sign_for_list"),
]
