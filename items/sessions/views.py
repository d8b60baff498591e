"""The page of one's sessions; an administrator's of anybody's."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from departments import clock
from departments.models import User

from .. import access
from ..pages.posting import run
from ..pages.returning import READ_OR_POST
from .ending import end_sessions
from .page import sessions_of


@require_http_methods(READ_OR_POST)
def own_sessions(request):
    """Where the person is signed in; ends one session of his, or all others."""
    return _page(request, request.user)


@require_http_methods(READ_OR_POST)
def sessions_of_person(request, pk):
    """Where somebody else is signed in."""
    if not access.can_end_sessions(request.user):
        raise PermissionDenied(access.ONLY_ADMINISTRATORS_END_SESSIONS)
    person = get_object_or_404(User, pk=pk)
    return redirect("own_sessions") if person == request.user else _page(request, person)


def _page(request, person):
    shown = sessions_of(person, this_key=request.session.session_key)
    if request.method == "POST":
        asked = request.POST.get("session", "")
        # This one ends by signing out.
        chosen = [one.session for one in shown if not one.is_this and asked in ("all", str(one.session.pk))]
        run(
            request,
            lambda: end_sessions(chosen, person=person, by=request.user, at=clock.now()),
            ngettext("%(count)s session has been ended.", "%(count)s sessions have been ended.", len(chosen))
            % {"count": len(chosen)},
        )
        return redirect(request.path)
    return render(request, "sessions/page.html", {"person": person, "shown": shown})
