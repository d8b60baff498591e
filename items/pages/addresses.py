"""Numbers on pages and the addresses of the lists that they count."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from ..models import SavedView


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


def list_url(**parameters: Any) -> str:
    """Address of the item list with these filters; empty ones are left out, and without any it is that of all items."""
    found = address("item_list", **parameters)
    return found if "?" in found else f"{found}?{SavedView.ALL}"
