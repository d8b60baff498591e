from django.urls import path

from . import views

urlpatterns = [
    path("items/workbooks/", views.ledger_workbook_list, name="ledger_workbook_list"),
    path("items/workbooks/ledger.xlsx", views.ledger_workbook_file, name="ledger_workbook_file"),
    path("items/workbooks/<int:pk>/", views.ledger_workbook_checked, name="ledger_workbook_checked"),
]
