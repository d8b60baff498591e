"""The views that a person may open above the list: own ones, and those that the supervision office shares."""

from dataclasses import dataclass

from .. import access
from ..models import SavedView


@dataclass(frozen=True)
class ViewLink:
    """A view and whether it is the person's own, and what the list shows now."""

    view: SavedView
    is_own: bool
    is_present: bool


def view_links(user, *, on, present=None):
    """[ViewLink] of what the person may open, own ones first; `present` is the filter that is on (one query)."""
    views = access.readable_views(user, on=on).select_related("owner").order_by("created_at", "pk")
    links = [ViewLink(view, view.owner_id == user.pk, view.query == present) for view in views]
    return sorted(links, key=lambda link: not link.is_own)
