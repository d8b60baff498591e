"""A person follows an item (关注), or no longer. Whoever reads items may, and that is everybody who signs in."""

from .. import read_only
from ..models import Follow


def follow(item, *, by, at):
    """Follow the item; who does already goes on. On what can only be read nothing changes: that is refused."""
    read_only.require_change(item.report)
    return Follow.objects.get_or_create(user=by, item=item, defaults={"at": at})[0]


def unfollow(item, *, by):
    """Follow the item no longer, whatever has become of it."""
    Follow.objects.filter(user=by, item=item).delete()
