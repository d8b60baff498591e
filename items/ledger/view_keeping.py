"""A person keeps filters of the list under names (常用视图); the supervision office shares its own with everybody."""

from django.db import transaction
from django.utils.translation import gettext as _

from departments.models import User

from .. import access, history
from ..models import HistoryEntry, SavedView
from ..rules.secrecy import secrets_in
from ..steps.asking import add
from ..steps.changing import validate
from ..steps.errors import WorkflowError


def keep_view(*, name, query, is_shared=False, by, at):
    """Keep the filter `query`, as `ItemFilter.kept_query` has it, under a name; returns the SavedView.

    The same filter under the same name is kept once, however often it is asked for.
    """
    require_sharing(by, is_shared)
    with transaction.atomic():
        _alone(by)
        present = SavedView.objects.filter(owner=by)
        same = present.filter(name=name, query=query, is_shared=is_shared).first()
        if same:
            return same
        if present.count() >= SavedView.MOST:
            raise WorkflowError(
                _("You keep %(most)s views already; delete one that you no longer need.") % {"most": SavedView.MOST}
            )
        view = add(SavedView(owner=by, name=name, query=query, is_shared=is_shared, created_at=at))
        _record(view, {}, by=by, at=at)
    return view


def change_view(view, *, name, is_shared, by):
    """Call the view otherwise, share it with everybody or with nobody any more."""
    require_owner(by, view)
    if is_shared and not view.is_shared:
        require_sharing(by, is_shared)
    with transaction.atomic():
        _alone(by)
        view = SavedView.objects.filter(pk=view.pk).first()
        if view is None:
            raise WorkflowError(_("This view was deleted meanwhile, so nothing was saved."))
        before = _told(view)
        view.name, view.is_shared = name, is_shared
        validate(view)
        view.save(update_fields=["name", "is_shared"])
        _record(view, before, by=by)
    return view


def delete_view(view, *, by):
    """Delete the view; whoever opens the list with it gets all items again."""
    require_owner(by, view)
    view.delete()


def require_owner(by, view):
    """Refuse whoever does not keep the view."""
    if not access.can_change_view(by, view):
        raise WorkflowError(access.ONLY_OWNER_CHANGES_VIEW)


def require_sharing(by, is_shared):
    """Refuse to share for whoever may not."""
    if is_shared and not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_SHARES_VIEWS)


def _told(view):
    return {"view": view.name, "is_shared": str(view.is_shared)}


def _record(view, before, *, by, at=None):
    """What others read is told by the history, and why a name is kept that looks secret; the rest is a person's own."""
    after = _told(view)
    is_read = view.is_shared or before.get("is_shared") == str(True)
    is_asked = view.name != before.get("view") and secrets_in(view.name)
    if after != before and (is_read or is_asked):
        history.record(HistoryEntry.Action.VIEW_KEPT, by=by, before=before, after=after, at=at)


def _alone(person):
    """Of two forms of one person that come at once the second waits."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
