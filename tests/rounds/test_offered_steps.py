"""What the roll-call and the page of a period offer the office to do: accepting, chasing, closing."""

import pytest
from django.urls import reverse

from departments import clock
from departments.models import Department

from ..given.factories import day
from ..given.html import parse, sentences
from ..given.opened_rounds import State, put, update_of
from ..given.together import moment
from .round_pages import period_url

pytestmark = pytest.mark.usefixtures("in_march")


def test_the_office_accepts_what_is_ticked(busy, client):
    client.force_login(busy.supervisor)
    shown = parse(client.get(period_url(busy.march)))
    [box] = shown.all("input", type="checkbox", name="update")
    assert box["value"] == f"{busy.wait.pk}:{busy.wait.version}"
    assert "checked" not in box.attributes
    client.post(reverse("review_list"), {"update": box["value"], "next": period_url(busy.march)})
    busy.wait.refresh_from_db()
    assert (busy.wait.state, busy.wait.reviewed_by) == (State.ACCEPTED, busy.supervisor)


def test_only_what_needs_no_look_is_ticked_at_once(busy, page):
    clean = put(
        update_of(busy.march, busy.open_lead, busy.west), State.AWAITING_REVIEW, by=busy.liaison, office=busy.supervisor
    )
    shown = page(busy.supervisor, period_url(busy.march, select="clean"))
    boxes = {box["value"]: "checked" in box.attributes for box in shown.all("input", name="update")}
    assert boxes == {f"{busy.wait.pk}:{busy.wait.version}": False, f"{clean.pk}:{clean.version}": True}


def test_the_office_chases_from_the_roll_call_and_from_each_silent_unit(busy, page):
    chase = reverse("period_chase", args=[busy.march.pk])
    assert chase in page(busy.supervisor, reverse("round_list")).links()
    shown = page(busy.supervisor, period_url(busy.march, group="unit"))
    silent = [busy.civil_affairs, busy.health, busy.west, busy.education]
    assert [link for link in shown.links() if link.startswith(f"{chase}?")] == [
        f"{chase}?department={unit.pk}" for unit in silent
    ]
    assert chase not in page(busy.leader, reverse("round_list")).links()


@pytest.mark.parametrize("who", ["liaison", "leader", "observer"])
def test_others_have_nothing_to_tick(busy, page, who):
    shown = page(getattr(busy, who), period_url(busy.march))
    assert not shown.one("main").all("input", name="update")
    assert reverse("period_chase", args=[busy.march.pk]) not in shown.links()


def test_the_office_closes_after_the_due_day_only(busy, client):
    client.force_login(busy.supervisor)
    close = reverse("period_close", args=[busy.march.pk])
    assert close not in client.get(period_url(busy.march)).content.decode()
    response = client.post(close, follow=True)
    assert "before its due day" in sentences(response)
    with clock.at(moment("2011-03-26")):
        assert close in client.get(period_url(busy.march)).content.decode()
        client.post(close)
    busy.march.refresh_from_db()
    assert busy.march.is_closed


def test_a_unit_that_has_ceased_to_exist_is_pointed_out_to_the_office(busy, page):
    Department.objects.filter(pk=busy.west.pk).update(active_to=day("2011-03-10"))
    Department.objects.filter(pk=busy.east.pk).update(active_to=day("2011-03-10"), successor=busy.west)
    told = [notice.text for notice in page(busy.supervisor, period_url(busy.march)).all("p", of="notice-warning")]
    assert [sentence.split(" has ")[0] for sentence in told] == ["东城区人民政府", "西城区人民政府"]
    assert "merged into 西城区人民政府" in told[0]
    assert "ceased to exist on 2011-03-10" in told[1]
    assert not page(busy.liaison, period_url(busy.march)).all("p", of="notice-warning")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.AWAITING_MERGE, "1 report under the old name still waits before the lead"),
        (State.AWAITING_REVIEW, "1 report under the old name still waits for review."),
        (State.RETURNED, "1 report under the old name is with 市民政局, which has to hand it in."),
        (State.ACCEPTED, "What stands here under the old name is settled; there is nothing to do."),
    ],
)
def test_of_a_merged_unit_the_period_says_where_its_reports_are(busy, page, state, said):
    busy.march.updates.filter(department=busy.health).exclude(item=busy.led).delete()
    put(update_of(busy.march, busy.led, busy.health), state, by=busy.liaison, office=busy.supervisor)
    Department.objects.filter(pk=busy.health.pk).update(active_to=day("2011-03-10"), successor=busy.civil_affairs)
    [told] = page(busy.supervisor, period_url(busy.march)).all("p", of="notice-warning")
    assert said in told.text
    assert ("nothing to do" in told.text) == (state == State.ACCEPTED)
