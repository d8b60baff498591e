"""What a report will do to the light of its item, beside the button that sends it."""

from django.shortcuts import render

from departments import clock

from .. import access
from .afterwards import light_afterwards
from .views import acts_on_update


@acts_on_update
def update_afterwards(request, update):
    """The line over the button, as the report is saved now; the page asks for it when it has come."""
    access.require(
        access.can_write_update(request.user, update), access.ONLY_UNIT_REPORTS % {"unit": update.department}
    )
    told = light_afterwards(update, by=request.user, at=clock.now()) if update.is_writable else None
    return render(request, "updates/_afterwards.html", {"afterwards": told})
