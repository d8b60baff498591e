"""What a printed page begins with: its title, who issued it, the moment its figures are of, and the filter in force."""

import datetime
from dataclasses import dataclass

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from departments import clock

register = template.Library()


@dataclass(frozen=True)
class Paper:
    """The head of a printed page. `about` is a second title, `filters` the filters in force in words.

    `filters` is None where the page names its filter elsewhere or has none to name, "" where none is in force.
    """

    title: str
    about: str
    issuer: str
    until: str
    filters: str | None = None


@register.inclusion_tag("includes/_paper.html")
def paper(title, report=None, until=None, filters=None, about=None):
    """The button that prints and the head of the paper, seen on paper only; it stands first in the content.

    `until` is the day or moment that the figures are of, by default the day as of which the report is judged;
    `filters` are those in force as a page's badges have them, (name, label, value) each. `about` is the report's title
    where a frozen page keeps the one of its day.
    """
    about = str(about or report or "")
    return {
        "paper": Paper(
            title=str(title),
            about="" if about == str(title) else about,
            issuer=report.issuer if report else "",
            until=spell_until(until or (report.as_of(clock.today()) if report else None)),
            filters=None if filters is None else spell_filters(filters),
        )
    }


@register.inclusion_tag("includes/_paper_filters.html")
def paper_filters(filters):
    """The filters in force on paper, for a part of a page that is exchanged together with what they find."""
    return {"filters": spell_filters(filters)}


def spell_filters(filters):
    return " · ".join(f"{label} {value or ''}".strip() for _name, label, value in filters)


def spell_until(until):
    """A moment as the clocks of the portal's time zone show it, the present one for today; a past day as a day.

    A frozen sheet has its moment as ISO text.
    """
    if isinstance(until, str):
        until = datetime.datetime.fromisoformat(until)
    if isinstance(until, datetime.datetime):
        return date_format(timezone.localtime(until), "Y-m-d H:i")
    if until and until != clock.today():
        return date_format(until, "Y-m-d")
    return date_format(timezone.localtime(clock.now()), "Y-m-d H:i")
