"""The page of an item, tab by tab, or all of it at once."""

from items.pages.addresses import ITEM_TABS, address

from .html import parse


def all_tabs(client, item):
    """The first tab as the person sees it, with what the other tabs have in place of its own below it."""
    page, *others = (parse(client.get(address(tab, item.pk))) for tab in ITEM_TABS)
    shown = page.one(of="item-tab")
    for other in others:
        shown.children.append(other.one(of="item-tab"))
    return page
