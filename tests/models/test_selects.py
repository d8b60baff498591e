"""The statements that read rows are Django's own, letter for letter, though they are written in another way."""

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.backends.postgresql import compiler as postgresql
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.db.models.sql import compiler as sqlite
from django.test.utils import isolate_apps

from departments.models import Department, Membership, User
from items.models import HistoryEntry, ProgressUpdate, Responsibility, WorkItem, WorkReport

OWN = {"sqlite": sqlite.SQLCompiler, "postgresql": postgresql.SQLCompiler}
MODELS = apps.get_models(include_auto_created=True)


def same(rows):
    """The statement of the queryset, which Django writes in the same way."""
    statement = rows.query.clone().get_compiler("default").as_sql()
    assert statement == OWN[connection.vendor](rows.query.clone(), connection, "default").as_sql()
    return statement[0]


def related(model):
    """The relations of the model to one row."""
    return [field.name for field in model._meta.fields if field.is_relation]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_of_every_table(model):
    rows = model._default_manager.all()
    same(rows)
    same(rows.order_by())
    same(rows.order_by("-pk"))
    same(rows.values_list("pk").order_by("pk"))
    same(rows.values().order_by("-pk"))
    same(rows.only("pk").order_by("pk"))
    same(rows.filter(pk__in=[1, 2]).reverse())
    if names := related(model):
        same(rows.select_related(*names))
        same(rows.select_related(*names).only("pk", *names))
        same(rows.order_by(*names, "pk"))


def querysets():
    """Questions with all that a statement can have beside columns: names, places, groups, unions, questions within."""
    items, updates = WorkItem.objects, ProgressUpdate.objects
    loose = items.order_by()
    held = Responsibility.objects.filter(item=OuterRef("pk"), department__name="市民政局")
    yield items.for_list()
    yield items.for_list().sorted_by("-updated")
    yield items.for_lights().filter(Exists(held)).order_by("report", "-position")
    yield items.annotate(known=Count("targets")).order_by("known", "pk")
    yield items.annotate(known=Count("targets")).values("status").order_by("-status")
    yield items.values("report__title", called=F("text")).order_by("called", "report__title")
    yield items.values_list("status").annotate(many=Count("pk")).order_by("many")
    yield items.order_by(Lower("text"), F("due_on").desc(nulls_last=True), Value(1))
    yield items.alias(low=Lower("text")).order_by("low")
    yield items.annotate(low=Lower("text")).order_by("low", "text")
    yield items.distinct().order_by("report__year", "position")
    yield loose.filter(Q(pk=1) | Q(text="x")).union(loose.filter(pk=2)).order_by("pk")
    yield loose.values_list("pk", "text").union(loose.values_list("pk", "text")).order_by("text")
    yield items.filter(pk__in=updates.filter(period__report__in=WorkReport.objects.all()).values("item"))
    yield items.filter(related__in=items.filter(number=1)).select_related("carried_to__report", "chapter__parent")
    yield items.extra(select={"one": "1"}).order_by("one")
    yield updates.for_list().with_timing().order_by("due", "item")
    yield updates.select_related("period__report", "item__report", "department", "via", "sent_by", "signed_by")
    yield updates.order_by("?")
    yield Membership.objects.filter(user__memberships__department=F("department")).select_related("user", "department")
    yield Department.objects.filter(successor__successor=1).select_related("successor__successor")
    yield HistoryEntry.objects.select_related("by", "item__report").defer("item__text")
    yield User.objects.filter(delegations__post__department__name="x").order_by("delegations__post__department")


@pytest.mark.parametrize("place", range(len(list(querysets()))))
def test_of_questions_with_all_that_there_is(place):
    same(list(querysets())[place])


def test_an_order_by_a_place_stays_one():
    rows = WorkItem.objects.values_list("text", "status").order_by("status")
    assert same(rows).endswith("ORDER BY 2 ASC")


def test_what_is_compared_is_written_in_two_ways():
    """So that the tests above can fail."""
    assert type(WorkItem.objects.all().query.get_compiler("default")) is not OWN[connection.vendor]


@isolate_apps("items")
def test_a_table_that_inherits_another_is_left_to_django():
    class Heir(Department):
        class Meta:
            app_label = "items"

    class Proxy(Department):
        class Meta:
            app_label = "items"
            proxy = True

    for model in (Heir, Proxy):
        same(models.QuerySet(model).order_by("pk"))
