"""The page of an item on which everything is asked: its cost, and its form."""

import pytest

from items.models import Closing, Instruction, WorkItem
from items.requests.extending import ask_extension, decide_extension

from ..given.factories import day
from ..given.item_tabs import all_tabs
from ..given.open_requests import ask_everything
from .looking import AT

pytestmark = pytest.mark.usefixtures("under_way")


def test_the_item_page_costs_the_same_for_one_request_and_for_many(cost, cast):
    costs = []
    for _round in range(2):
        for number in range(1 if not costs else 9):
            item = WorkItem.objects.get(pk=cast.led.pk)
            wanted = day(f"2012-{number + 1:02d}-0{len(costs) + 1}")
            asked = ask_extension(item, by=cast.liaison, at=AT, version=item.version, wanted_on=wanted, reason="汛期")
            decide_extension(asked, by=cast.supervisor, at=AT, answer="不同意")
            given = Instruction.objects.create(item=item, by=cast.leader, text="请加快", at=AT)
            given.answers.create(by=cast.liaison, department=cast.civil_affairs, text="已办", at=AT)
            Closing.objects.create(item=item, by=cast.liaison, at=AT, result="建成", state="withdrawn")
        queries, _page = cost(cast.supervisor, cast.led.get_absolute_url())
        costs.append(queries)
    assert costs[0] == costs[1]


@pytest.mark.parametrize("who", ["liaison", "health_liaison", "supervisor", "leader", "observer", "administrator"])
def test_a_page_with_everything_asked_is_well_formed(client, cast, who):
    ask_everything(cast)
    for item in (cast.asked, cast.answered, cast.earlier):
        client.force_login(getattr(cast, who))
        page = all_tabs(client, item)
        ids = [element["id"] for element in page.walk() if element.get("id")]
        assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)
        for label in page.all("label"):
            assert label.get("for") is None or label["for"] in ids, label["for"]
