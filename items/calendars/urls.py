from django.urls import path

from . import views

urlpatterns = [
    path("calendar/<slug:token>.ics", views.calendar_feed, name="calendar_feed"),
    path("personal/calendar.ics", views.calendar_file, name="calendar_file"),
    path("personal/calendar/renew/", views.calendar_renew, name="calendar_renew"),
    path("personal/calendar/revoke/", views.calendar_revoke, name="calendar_revoke"),
]
