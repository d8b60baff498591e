"""What the role on an item allows, for everybody of the cast."""

import pytest

from departments.models import Membership
from items import access
from items.models import Instruction

from .everybody import AT, PEOPLE, again, who, with_health_head

pytestmark = pytest.mark.usefixtures("today")

Role = Membership.Role


@pytest.fixture
def cast(cast):
    """Also a head of the health office."""
    return with_health_head(cast)


@pytest.mark.parametrize(
    ("question", "led", "supported", "open_lead"),
    [
        (
            access.responsibilities_of,
            "liaison head health_liaison health_head",
            "liaison head health_liaison health_head",
            "east_liaison",
        ),
        (
            access.can_write_note,
            "liaison head health_liaison health_head supervisor",
            "liaison head health_liaison health_head supervisor",
            "east_liaison supervisor",
        ),
        (access.can_steer, "liaison head", "health_liaison health_head", "east_liaison"),
        (access.can_ask, "liaison head", "health_liaison health_head", "east_liaison"),
        (
            access.can_answer,
            "liaison head supervisor",
            "health_liaison health_head supervisor",
            "east_liaison supervisor",
        ),
    ],
)
def test_what_follows_from_the_role_on_an_item(cast, question, led, supported, open_lead):
    assert who(cast, lambda user: question(user, cast.led)) == led
    assert who(cast, lambda user: question(user, cast.supported)) == supported
    assert who(cast, lambda user: question(user, cast.open_lead)) == open_lead


def test_the_unit_with_most_say_is_written_for(cast):
    both = cast.newcomer
    for unit in (cast.civil_affairs, cast.health):
        Membership.objects.create(user=both, department=unit, role=Role.LIAISON)
    assert access.writing_department(both, cast.led) == cast.civil_affairs
    assert access.writing_department(both, cast.supported) == cast.health
    assert access.writing_department(cast.liaison, cast.supported) == cast.civil_affairs
    assert access.writing_department(cast.east_liaison, cast.open_lead) == cast.east
    assert access.writing_department(cast.supervisor, cast.led) == cast.office
    assert access.writing_department(cast.leader, cast.led) is None
    Membership.objects.filter(user=cast.supervisor).update(department=None)
    assert access.writing_department(again(cast.supervisor), cast.led) is None


def test_the_unit_with_most_say_is_written_for_wherever_the_text_names_it(cast):
    both = cast.newcomer
    for unit in (cast.health, cast.civil_affairs):
        Membership.objects.create(user=both, department=unit, role=Role.LIAISON)
    cast.led.responsibilities.filter(department=cast.civil_affairs).update(position=9)
    assert [row.department for row in access.responsibilities_of(both, cast.led)] == [cast.health, cast.civil_affairs]
    assert access.writing_department(both, cast.led) == cast.civil_affairs


@pytest.mark.parametrize("name", PEOPLE)
def test_what_is_steered_as_rows(cast, name):
    for item in (cast.led, cast.supported, cast.open_lead):
        Instruction.objects.create(item=item, by=cast.leader, text="请加快", at=AT)
    user, rows = getattr(cast, name), Instruction.objects.order_by("pk")
    found = access.steered_by(access.own_departments(user), rows)
    assert list(found) == [row for row in rows if access.can_steer(user, row.item)]


def test_items_that_ones_units_lead(cast, django_assert_num_queries):
    items = [cast.led.pk, cast.supported.pk, cast.open_lead.pk]
    assert access.led_items(cast.liaison, items) == {cast.led.pk}
    assert access.led_items(cast.health_head, items) == {cast.supported.pk}
    assert access.led_items(cast.health_head, [cast.led.pk]) == set()
    assert access.led_items(cast.east_liaison, items) == set()
    with django_assert_num_queries(1):
        access.led_items(cast.liaison, items)
    access.own_departments(cast.supervisor)
    with django_assert_num_queries(0):
        assert access.led_items(cast.supervisor, items) == access.led_items(cast.liaison, []) == set()
