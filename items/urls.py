from django.urls import path

from .views import items, leads, overview, signing_in

urlpatterns = [
    path("", overview.workbench, name="workbench"),
    path("sign-in/", signing_in.SignIn.as_view(), name="sign_in"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign_out"),
    path("password/", signing_in.PasswordChange.as_view(), name="password_change"),
    path("language/", signing_in.set_language, name="set_language"),
    path("items/", items.item_list, name="item_list"),
    path("items/export.xlsx", items.item_export, name="item_export"),
    path("items/leads/", leads.lead_list, name="lead_list"),
    path("items/<int:pk>/", items.item_detail, name="item_detail"),
    path("items/<int:pk>/progress/", items.item_progress, name="item_progress"),
    path("items/<int:pk>/lead/", items.item_lead, name="item_lead"),
    path("items/<int:pk>/edit/", items.item_edit, name="item_edit"),
    path("items/<int:pk>/units/", items.item_units, name="item_units"),
    path("reports/", overview.report_list, name="report_list"),
    path("reports/<int:pk>/", overview.report_detail, name="report_detail"),
    path("departments/", overview.department_list, name="department_list"),
    path("departments/<int:pk>/", overview.department_detail, name="department_detail"),
]
