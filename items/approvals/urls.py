from django.urls import path

from . import views

urlpatterns = [
    path("approvals/", views.approvals, name="approvals"),
    path("approvals/emergency/<int:pk>/", views.emergency_end, name="emergency_end"),
]
