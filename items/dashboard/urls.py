from django.urls import path

from . import views

urlpatterns = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("dashboard/statistics.xlsx", views.dashboard_export, name="dashboard_export"),
    path("dashboard/charts/trend.json", views.chart_trend, name="chart_trend"),
    path("dashboard/charts/heat.json", views.chart_heat, name="chart_heat"),
    path("dashboard/charts/curve.json", views.chart_curve, name="chart_curve"),
    path("dashboard/curve/", views.dashboard_curve, name="dashboard_curve"),
    path("dashboard/lights/", views.dashboard_lights, name="dashboard_lights"),
]
