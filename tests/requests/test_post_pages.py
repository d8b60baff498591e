"""Handing over and delegating a post, as people meet it on the pages."""

import pytest
from django.urls import reverse

from departments.models import Delegation, Membership

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from .looking import AT, of, said

pytestmark = pytest.mark.usefixtures("under_way")


def test_everybody_sees_the_posts_that_are_theirs_to_change(view, cast):
    def links(person):
        page = view(person, reverse("post_list"))
        return {link for link in page.one("main").links() if link.startswith("/posts/")}

    posts = {name: Membership.objects.get(user=getattr(cast, name)).pk for name in ("liaison", "head", "leader")}
    assert links(cast.liaison) == {f"/posts/{posts['liaison']}/delegate/"}
    assert links(cast.head) == {f"/posts/{posts['liaison']}/hand-over/", f"/posts/{posts['head']}/delegate/"}
    assert links(cast.leader) == links(cast.newcomer) == set()
    assert f"/posts/{posts['leader']}/hand-over/" in links(cast.administrator)


def test_a_post_is_handed_over_on_the_page(send, view, client, cast):
    post = Membership.objects.get(user=cast.liaison)
    page = view(cast.head, reverse("post_hand_over", args=[post.pk]))
    names = [option.text for option in of(page, "hand_over-to").all("option")]
    assert names[1:] == ["赵局长 · 市民政局 Unit head (head)"]  # who holds the post is no choice
    found = client.get(reverse("post_found", args=[post.pk], query={"q": "王卫生"})).json()
    assert [label for _key, label in found["found"]] == ["王卫生 · 市卫生局 Liaison (health)"]
    refused = send(cast.head, "post_hand_over", post, to=cast.newcomer.pk, confirmed="on", on="2011-05-01")
    assert (refused.status_code, "today or later" in said(refused)) == (422, True)
    assert send(cast.head, "post_hand_over", post, to="", on="2011-06-01").status_code == 422
    assert (
        send(cast.head, "post_hand_over", post, to=cast.newcomer.pk, confirmed="on", on="2011-06-01").status_code == 302
    )
    assert Membership.objects.get(user=cast.newcomer).start_on == day("2011-06-01")


def test_a_post_is_delegated_and_given_back_on_the_page(send, view, cast):
    post = Membership.objects.get(user=cast.liaison)
    dates = {"start_on": "2011-05-10", "end_on": "2011-05-20", "reason": "出差"}
    refused = send(
        cast.liaison, "post_delegate", post, to=cast.newcomer.pk, confirmed="on", **{**dates, "end_on": "2011-05-01"}
    )
    assert (refused.status_code, "lies before the first" in said(refused)) == (422, True)
    assert send(cast.liaison, "post_delegate", post, to=cast.newcomer.pk, confirmed="on", **dates).status_code == 302
    assert "新来" in view(cast.liaison, reverse("post_list")).one("table").text
    assert "李联络" in view(cast.newcomer, reverse("post_list")).one("section").text
    assert of(view(cast.newcomer, cast.led), "sign-for") is not None
    assert send(cast.newcomer, "delegation_revoke", Delegation.objects.get()).status_code == 302
    assert of(view(cast.newcomer, cast.led), "sign-for") is None
    send(cast.liaison, "delegation_revoke", Delegation.objects.get())
    assert "was revoked already" in view(cast.liaison, reverse("post_list")).one("main").text


def test_the_list_of_posts_costs_the_same_for_few_and_for_many(cost, cast):
    costs = []
    for more in (0, 20):
        for _number in range(more):
            someone = factories.person(role="liaison", department=cast.health)
            Delegation.objects.create(
                post=someone.memberships.get(),
                to=cast.newcomer,
                start_on=day("2011-06-01"),
                end_on=day("2011-06-02"),
                by=someone,
                at=AT,
            )
        queries, page = cost(cast.administrator, reverse("post_list"))
        costs.append(queries)
    assert len(page.one("tbody").all("tr")) > 20
    assert costs[0] == costs[1]


@pytest.mark.parametrize("name", ["post_hand_over", "post_delegate"])
def test_a_person_of_another_unit_is_asked_about_once(send, cast, name):
    post = Membership.objects.get(user=cast.liaison)
    days = {"on": "2011-06-01"} if name == "post_hand_over" else {"start_on": "2011-05-10", "end_on": "2011-05-20"}
    asked = send(
        cast.administrator if name == "post_hand_over" else cast.liaison, name, post, to=cast.health_liaison.pk, **days
    )
    assert asked.status_code == 422
    assert "王卫生 · 市卫生局 Liaison (health) is not of 市民政局" in said(asked)
    page = parse(asked)
    [box] = [box for box in page.all("input") if box.get("name") == "confirmed"]
    assert box.get("type") == "checkbox"
    assert not Delegation.objects.exists() and Membership.objects.get(user=cast.health_liaison)
    by = cast.administrator if name == "post_hand_over" else cast.liaison
    assert send(by, name, post, to=cast.health_liaison.pk, confirmed="on", **days).status_code == 302


def test_a_person_of_the_unit_is_not_asked_about(send, cast):
    post = Membership.objects.get(user=cast.liaison)
    days = {"start_on": "2011-05-10", "end_on": "2011-05-20"}
    assert send(cast.liaison, "post_delegate", post, to=cast.head.pk, **days).status_code == 302
