from django.urls import path

from . import views

urlpatterns = [
    path("workbooks/", views.workbook_list, name="workbook_list"),
    path("workbooks/<int:pk>/", views.workbook_checked, name="workbook_checked"),
    path("workbooks/periods/<int:pk>/unit.xlsx", views.workbook_unit, name="workbook_unit"),
    path("workbooks/periods/<int:pk>/all/", views.workbook_all, name="workbook_all"),
]
