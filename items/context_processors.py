"""What every page's frame needs: which parts of the portal the person may enter, and how many messages wait."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from departments import clock

from . import access
from .inbox.page import unread_count
from .people.page import accounts_to_end
from .signing_in.aging import days_left


def portal(request):
    user = getattr(request, "user", None)
    # A demonstration lives in another year, so many days back: the day that it counts as today, None in service.
    frame = {"demo_day": clock.today() if settings.PORTAL_DAYS_BACK else None, "days_back": settings.PORTAL_DAYS_BACK}
    if user is None or not user.is_authenticated:
        return frame
    if user.is_staff or access.is_supervisor(user):
        found = SimpleLazyObject(accounts_to_end)
        frame["emergency_accounts"] = SimpleLazyObject(lambda: found[1])
        # A demonstration says of itself that it is one.
        if access.can_tend_units(user) and not settings.PORTAL_DAYS_BACK:
            frame["demo_accounts"] = SimpleLazyObject(lambda: found[0])
    return frame | {
        "may_administer": user.is_staff,
        "may_see_people": access.can_read_people(user),
        "may_keep_people": access.can_keep_people(user),
        "may_see_approvals": access.can_see_approvals(user),
        "is_apart": access.is_apart(user),
        "may_read_audit": access.can_read_audit(user),
        "may_supervise": access.can_supervise(user),
        # Counted where the frame is drawn only: parts of pages that htmx fetches have none.
        "password_days_left": days_left(user),
        "unread_messages": SimpleLazyObject(lambda: unread_count(user)),
    }
