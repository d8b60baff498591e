from django.urls import path

from . import views

urlpatterns = [
    path("items/<int:pk>/plan/", views.item_plan, name="item_plan"),
    path("items/<int:pk>/plan/decide/", views.item_plan_decide, name="item_plan_decide"),
]
