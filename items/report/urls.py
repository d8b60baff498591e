from django.urls import path

from . import standing_views, views

urlpatterns = [
    path("reports/", views.report_list, name="report_list"),
    path("reports/found.json", views.report_found, name="report_found"),
    path("chapters/found.json", views.chapter_found, name="chapter_found"),
    path("reports/<int:pk>/", views.report_detail, name="report_detail"),
    path("reports/years/", standing_views.report_years, name="report_years"),
    path("reports/<int:pk>/withdraw/", standing_views.report_withdraw, name="report_withdraw"),
    path("reports/<int:pk>/archive/", standing_views.report_archive, name="report_archive"),
    path("reports/<int:pk>/reopen/", standing_views.report_reopen, name="report_reopen"),
    path("reports/<int:pk>/issue/", views.report_issue, name="report_issue"),
]
