"""A person has the list of items laid out: its columns, the rows of a page, how dense, the view that it opens with."""

from django.utils.translation import gettext as _

from .. import access
from ..models import ListSettings
from ..steps.changing import validate
from ..steps.errors import WorkflowError


def lay_out(*, hidden, rows_a_page, is_compact, opens_with=None, by, on):
    """Keep how the person `by` has the list; returns the ListSettings.

    `hidden` are the columns left out, `opens_with` a SavedView that the person may open, or None for all items.
    """
    _require_readable(opens_with, by, on)
    wanted = {"hidden": sorted(hidden), "rows_a_page": rows_a_page, "is_compact": is_compact, "opens_with": opens_with}
    validate(ListSettings(user=by, **wanted), exclude=["user"])
    return ListSettings.objects.update_or_create(user=by, defaults=wanted)[0]


def open_with(view, *, by, on):
    """Keep what the list opens with for the person `by`: a SavedView that the person may open, None for all items."""
    _require_readable(view, by, on)
    return ListSettings.objects.update_or_create(user=by, defaults={"opens_with": view})[0]


def _require_readable(view, by, on):
    if view and not access.readable_views(by, on=on).filter(pk=view.pk).exists():
        raise WorkflowError(_("This view is no longer there; choose another one."))
