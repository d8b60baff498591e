"""Triggers are kept as they are written in the code, whatever the database had before, on each database."""

import pytest
from django.db import connection

from departments.models import Department, triggers
from departments.models.triggers import Trigger

pytestmark = [pytest.mark.each_database, pytest.mark.django_db]

UNITS, ALIASES = "departments_department", "departments_departmentalias"
PREFIX = "of_the_test_"


def noting(event="INSERT", remark="'noted'", **how):
    """A trigger that writes a remark upon every unit."""
    return Trigger(f"{PREFIX}noting", UNITS, event, f"UPDATE {UNITS} SET remark = {remark}", **how)


def remarks_after(change=lambda: None):
    Department.objects.update(remark="")
    change()
    return set(Department.objects.values_list("remark", flat=True))


@pytest.fixture
def unit():
    yield Department.objects.create(name="市民政局", position=1)
    triggers.drop(connection, PREFIX)


def test_what_is_there_as_it_should_be_is_left_alone(unit):
    assert not triggers.are_kept(connection, [noting()], PREFIX)
    assert triggers.keep(connection, [noting()], PREFIX) == [f"{PREFIX}noting"]
    assert triggers.are_kept(connection, [noting()], PREFIX)
    assert triggers.keep(connection, [noting()], PREFIX) == []
    assert remarks_after(lambda: Department.objects.create(name="市教育局")) == {"noted"}


@pytest.mark.parametrize(
    "otherwise",
    [
        noting(remark="'other'"),
        noting(event="DELETE"),
        noting(when="NEW.position > 3"),
        noting(event="UPDATE", of=("short_name",)),
        Trigger(f"{PREFIX}noting", ALIASES, "INSERT", noting().does),
    ],
)
def test_what_says_something_else_is_made_anew(unit, otherwise):
    triggers.keep(connection, [noting()], PREFIX)
    assert not triggers.are_kept(connection, [otherwise], PREFIX)
    assert triggers.keep(connection, [otherwise], PREFIX) == [otherwise.name]
    assert triggers.are_kept(connection, [otherwise], PREFIX)
    assert list(triggers.present(connection, PREFIX)) == [otherwise.name]


def test_what_is_wanted_no_more_goes_and_nothing_of_others(unit):
    other = Trigger("another_of_the_test", UNITS, "INSERT", f"UPDATE {UNITS} SET remark = 'of another'")
    triggers.keep(connection, [other], other.name)
    triggers.keep(connection, [noting()], PREFIX)
    renamed = Trigger(f"{PREFIX}renamed", UNITS, "DELETE", noting().does)
    assert triggers.keep(connection, [renamed], PREFIX) == [renamed.name]
    assert list(triggers.present(connection, PREFIX)) == [renamed.name]
    triggers.drop(connection, PREFIX)
    assert triggers.present(connection, PREFIX) == {}
    assert remarks_after(lambda: Department.objects.create(name="市教育局")) == {"of another"}


def test_only_the_updates_meant_count(unit):
    changed = noting("UPDATE", when=triggers.differs(connection, "short_name"), of=("short_name", "position"))
    triggers.keep(connection, [changed], PREFIX)
    assert remarks_after(lambda: Department.objects.update(name="市民政和社会局")) == {""}
    assert remarks_after(lambda: Department.objects.update(position=4)) == {""}
    assert remarks_after(lambda: Department.objects.update(short_name="民政")) == {"noted"}


@pytest.mark.django_db(transaction=True)
def test_what_somebody_switched_off_is_made_anew(unit):
    triggers.keep(connection, [noting()], PREFIX)
    if connection.vendor == "postgresql":  # SQLite has no such switch
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {UNITS} DISABLE TRIGGER {PREFIX}noting")
        assert triggers.keep(connection, [noting()], PREFIX) == [f"{PREFIX}noting"]
        assert remarks_after(lambda: Department.objects.create(name="市教育局")) == {"noted"}
