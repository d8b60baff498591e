"""Numbers on pages and the addresses of the lists that they count."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from ..models import SavedView

# The tabs of an item's page by the names of their addresses, and the parts that stand on each but the first.
ITEM_TABS = {
    "item_detail": (),
    "item_updates": ("updates", "notes"),
    "item_requests": ("objections", "instructions", "decisions", "closing", "extensions"),
    "item_history": ("lights", "history"),
}
TAB_OF_PART = {part: tab for tab, parts in ITEM_TABS.items() for part in parts}


@dataclass(frozen=True)
class LinkedCount:
    """A number with its word and the address of the list that it counts."""

    label: str
    count: int
    url: str
    tone: str = ""


def address(name: str, *args: Any, **parameters: Any) -> str:
    """Address of the page `name` with these filters; empty ones are left out."""
    query = urlencode({key: value for key, value in parameters.items() if value not in ("", None)})
    return reverse(name, args=args) + (f"?{query}" if query else "")


def item_part(item: Any, part: str = "") -> str:
    """Address of a part of an item's page, on the tab that has it; without `part` the page's first tab.

    A part that no other tab has stands on the first, or beside all of them.
    """
    tab = address(TAB_OF_PART.get(part, "item_detail"), item.pk)
    return f"{tab}#{part}" if part else tab


def list_url(**parameters: Any) -> str:
    """Address of the item list with these filters; empty ones are left out, and without any it is that of all items."""
    found = address("item_list", **parameters)
    return found if "?" in found else f"{found}?{SavedView.ALL}"
