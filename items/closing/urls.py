from django.urls import path

from ..requests.list_views import export_view, list_view
from .listing import CLOSINGS

urlpatterns = [
    path("closings/", list_view(CLOSINGS), name="closing_list"),
    path("closings/export.xlsx", export_view(CLOSINGS), name="closing_export"),
    path("closings/export.csv", export_view(CLOSINGS), name="closing_csv"),
]
