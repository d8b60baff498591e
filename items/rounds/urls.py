from django.urls import path

from . import period_views, settings_views, views

urlpatterns = [
    path("rounds/<int:pk>/", period_views.period_detail, name="period_detail"),
    path("rounds/<int:pk>/export.xlsx", period_views.period_export, name="period_export"),
    path("rounds/<int:pk>/export.csv", period_views.period_export, name="period_csv"),
    path("rounds/<int:pk>/sheet.json", period_views.period_frozen, name="period_frozen"),
    path("rounds/<int:pk>/open/", period_views.period_open, name="period_open"),
    path("rounds/<int:pk>/undo-opening/", period_views.period_undo_opening, name="period_undo_opening"),
    path("rounds/<int:pk>/close/", period_views.period_close, name="period_close"),
    path("rounds/<int:pk>/undo-closing/", period_views.period_undo_closing, name="period_undo_closing"),
    path("rounds/settings/<int:pk>/", settings_views.round_settings, name="round_settings"),
    path("rounds/settings/<int:pk>/rhythm/", settings_views.round_rhythm, name="round_rhythm"),
    path("rounds/settings/<int:pk>/periods/", settings_views.round_add_period, name="round_add_period"),
    path("rounds/settings/<int:pk>/issue/", settings_views.round_issue, name="round_issue"),
    path("rounds/", views.round_list, name="round_list"),
    path("rounds/export.xlsx", views.round_export, name="round_export"),
    path("rounds/export.csv", views.round_export, name="round_csv"),
    path("rounds/units/<int:pk>/", views.round_unit, name="round_unit"),
    path("rounds/<int:pk>/made-up/", views.period_made_up, name="period_made_up"),
]
