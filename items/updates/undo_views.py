"""Taking an acceptance back, on the page of the report."""

from django.contrib import messages
from django.utils.translation import gettext as _

from departments import clock

from .. import access
from ..pages.posting import take
from ..pages.returning import back
from .forms import UndoForm
from .undoing import undo_acceptance
from .views import acts_on_update, fetch_update, show_update, taken_back


@acts_on_update
def update_undo(request, update):
    """The office takes its acceptance back, with a reason."""
    access.require(access.can_review(request.user), access.ONLY_OFFICE_UNDOES)
    form = UndoForm(request.POST)
    if not access.can_read_update(request.user, update):
        return taken_back(request, update, form)
    taken = take(
        form,
        lambda asked: undo_acceptance(
            update, by=request.user, at=clock.now(), version=asked["version"], reason=asked["undo_reason"]
        ),
    )
    if taken.is_refused:
        now = fetch_update(update.pk)
        form.show_version(now.version)
        sentence = str(taken.error or "")
        return show_update(request, now, status=taken.status, sentence=sentence, undo_form=form)
    messages.success(
        request, _("The acceptance has been taken back; the report waits again, and the unit has been told.")
    )
    return back(request, update)
