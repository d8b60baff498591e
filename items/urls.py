from django.urls import path

from .views import imports, items, leads, overview, signing_in, targets

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
    path("items/<int:pk>/targets/", targets.item_targets, name="item_targets"),
    path("reports/", overview.report_list, name="report_list"),
    path("reports/<int:pk>/", overview.report_detail, name="report_detail"),
    path("reports/<int:pk>/issue/", overview.report_issue, name="report_issue"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/decide/", imports.import_decide, name="import_decide"),
    path("imports/<int:pk>/data/", imports.import_data, name="import_data"),
    path("imports/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("imports/<int:pk>/read/", imports.import_read, name="import_read"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:pk>/file/", imports.import_file, name="import_file"),
    path("departments/", overview.department_list, name="department_list"),
    path("departments/<int:pk>/", overview.department_detail, name="department_detail"),
]
