"""What the page of a person's own settings shows, and whether a person follows an item."""

from dataclasses import dataclass

from ..ledger.page import layout_of, readable_first_view
from ..lights.light import Light
from ..lights.present import present_lights
from ..models import DigestSettings, Follow, WorkItem
from ..models.querysets import standing


def settings_of(user, links):
    """{"phone", "digest", "opens_with"}: what the person has set, with `links` as `ledger.page.view_links` has them.

    `digest` is one of `DigestSettings.Often` or ""; `opens_with` the SavedView that the list opens with, or None.
    """
    often = DigestSettings.objects.filter(user=user).values_list("often", flat=True).first()
    return {"phone": user.phone, "digest": often or "", "opens_with": readable_first_view(layout_of(user), links)}


@dataclass(frozen=True)
class FollowedLine:
    """An item that the person follows, with its light."""

    item: WorkItem
    light: Light


def followed_by(user):
    """The `Follow`s of the person, the latest first; what was withdrawn stands in no list."""
    return Follow.objects.filter(standing("item__report"), user=user)


def followed_lines(follows, *, on):
    """[FollowedLine] of some of these, in a fixed number of queries."""
    keys = [row.item_id for row in follows]
    found = WorkItem.objects.filter(pk__in=keys).for_lights().defer("published").in_bulk() if keys else {}
    lights = present_lights(found.values(), on=on) if found else {}
    return [FollowedLine(found[key], lights[key]) for key in keys if key in found]


def is_followed(item, user):
    """Whether the person follows the item."""
    return Follow.objects.filter(user=user, item=item).exists()
