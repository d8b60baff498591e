"""What a person has made of the list: the views above it, own ones and those that the office shares; its layout."""

from dataclasses import dataclass

from .. import access
from ..models import ListSettings, SavedView


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


def layout_of(user):
    """The person's ListSettings, with what holds for all where there are none (one query)."""
    kept = ListSettings.objects.filter(user=user).select_related("opens_with").first()
    return kept or ListSettings(user=user)


def readable_first_view(layout, links):
    """The view that the list opens with, if it is among the `ViewLink`s that the person may open; else None."""
    return next((link.view for link in links if link.view.pk == layout.opens_with_id), None)


def first_view(layout, *, on):
    """The view that the list opens with; None for all items, also where it is no longer the person's to open."""
    view = layout.opens_with
    if view is None or not view.query:
        return None
    return view if access.readable_views(layout.user, on=on).filter(pk=view.pk).exists() else None
