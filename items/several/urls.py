from django.urls import path

from . import views

urlpatterns = [
    path("items/several/", views.item_several, name="item_several"),
]
