"""Rules that look at more than one row, each with the sentence the user reads; what others stand on stays."""

import pytest
from django.db.models import ProtectedError

from departments.models import Department
from items.closing.moving import write_note
from items.models import WorkItem, WorkReport

from ..given import factories
from .rows import a_member, an_alias, complaints, with_period_and_message

pytestmark = pytest.mark.each_database


@pytest.fixture
def cast(cast):
    """The cast, with a period and a message."""
    return with_period_and_message(cast)


def made_collective(cast):
    cast.east.is_collective = True
    return cast.east


def no_longer_collective(cast):
    cast.districts.is_collective = False
    return cast.districts


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (lambda c: an_alias(c, name="市卫生局"), "“市卫生局” is the name of a department."),
        (lambda c: Department(name="市教体局"), "“市教体局” is already an alias of another department."),
        (lambda c: a_member(c, collective=c.health), "“市卫生局” is not a collective."),
        (
            lambda c: a_member(c, member=factories.collective("各园区", [])),
            "A member of a collective cannot be a collective itself.",
        ),
        (made_collective, "A member of a collective cannot be a collective itself."),
        (no_longer_collective, "Remove the members first: only a collective has members."),
    ],
)
def test_rules_across_rows_are_told_in_a_sentence(cast, row, sentence):
    an_alias(cast).save()
    assert complaints(row(cast).full_clean) == [sentence]


def test_a_unit_may_take_its_own_alias_as_its_name(cast):
    alias = an_alias(cast)
    alias.save()
    cast.education.name = alias.name
    cast.education.full_clean()


def test_a_merged_units_name_may_be_an_alias_of_its_successor(cast):
    Department.objects.filter(pk=cast.health.pk).update(successor=cast.education)
    alias = an_alias(cast, name="市卫生局")
    alias.full_clean()
    alias.save()
    Department.objects.get(pk=cast.health.pk).full_clean()


@pytest.mark.parametrize("model", [Department, WorkReport, WorkItem])
def test_what_others_stand_on_cannot_be_deleted(cast, model):
    write_note(cast.led, text="已启动", by=cast.liaison)
    with pytest.raises(ProtectedError):
        model.objects.first().delete()
    with pytest.raises(ProtectedError):
        cast.liaison.delete()
