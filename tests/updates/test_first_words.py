"""Of what a report without one before it is the first: on the card of who decides, and on the form of who writes."""

import pytest
from django.urls import reverse

from items.models import ProgressUpdate

from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of

pytestmark = pytest.mark.usefixtures("in_march", "in_english")

ITEM = "First report on this item."
UNIT = "This unit's first report on this item; other units reported on it before."
DUTY = "This unit's first report in its present role; it reported on this item in another one before."


@pytest.fixture(params=["nobody", "another unit", "the unit, as a part", "a unit merged into it, as a part"])
def said(request, cast, update):
    """What is true of the lead's first report, by who reported in February."""
    own = ProgressUpdate.objects.filter(item=cast.led, department=cast.civil_affairs, period__start_on=FEBRUARY)
    own.delete()
    if request.param == "nobody":
        return ITEM
    part = update_of(opened(cast.report, FEBRUARY, at="2011-03-01"), cast.led, cast.health)
    put(part, State.ACCEPTED, by=cast.health_liaison, office=cast.supervisor)
    if request.param == "another unit":
        return UNIT
    if request.param == "the unit, as a part":
        ProgressUpdate.objects.filter(pk=part.pk).update(department=cast.civil_affairs)
    else:
        cast.health.successor = cast.civil_affairs
        cast.health.save()
    return DUTY


def test_the_form_says_of_what_the_report_is_the_first(cast, update, said, get):
    assert parse(get(cast.liaison, update)).one("section", of="earlier").one("p").text == said


def test_the_card_says_of_what_the_report_is_the_first(cast, update, said, client):
    put(update, State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    client.force_login(cast.supervisor)
    [card] = parse(client.get(reverse("review_list"))).one("ul", of="waiting").all("li")
    assert said in card.one("div", of="before").text
