"""What people are told of a merger: their unit is another one, or has become responsible for more."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..messages.telling import office, tell, unit_people
from ..models import Message


def tell_merged(source, into, numbers, *, by, at, on, reason=""):
    """Tell liaisons and heads of both units, who are now all of `into`, and the office; the administrator knows.

    Call within the merger, once the posts have moved. `numbers` are its `MergeNumbers`, `on` is the day as of which it
    counts, `at` when it was done.
    """
    day = timezone.localdate(at)
    words = {"source": source.name, "into": into.name, "day": on.isoformat()}
    words |= {"items": numbers.items, "reports": numbers.reports}
    text = _(
        "As of %(day)s “%(into)s” takes over what “%(source)s” was responsible for: %(items)s items, "
        "%(reports)s reports of open periods, and what was asked for and not decided yet."
    )
    tell(
        [*unit_people([into.pk], on=day), *office(on=day)],
        kind=Message.Kind.POST,
        title=_("“%(source)s” has been merged into “%(into)s”") % words,
        text="\n".join(line for line in (text % words, reason) if line),
        url=reverse("department_detail", args=[into.pk]),
        by=by,
        at=at,
        on=day,
    )
