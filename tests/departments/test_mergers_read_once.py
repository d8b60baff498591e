"""Which units were merged is asked once a page, and never kept beyond it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from departments.models import Department
from departments.models.department import mergers_read_once
from items.units.merging import merge

from ..given.factories import day
from ..given.lit_items import tell
from ..given.opened_rounds import opened

pytestmark = pytest.mark.django_db
MERGERS = re.compile(r'FROM "departments_department" INNER JOIN .* WHERE "\w+"."successor_id" IS NOT NULL$')


@pytest.fixture
def merged(cast):
    tell(cast, opened(cast.report), cast.led, cast.civil_affairs)
    merge(cast.civil_affairs, into=cast.health, by=cast.administrator, on=day("2011-03-20"))
    return cast


def asked_for(cast, address):
    client = Client(headers={"host": "localhost"})
    client.force_login(cast.supervisor)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return sum(bool(MERGERS.search(query["sql"])) for query in queries)


def test_a_page_asks_once(merged):
    assert asked_for(merged, merged.led.get_absolute_url()) == 1
    assert asked_for(merged, f"/reports/{merged.report.pk}/") == 1
    assert asked_for(merged, "/dashboard/") == 1


def test_the_next_page_asks_again(merged):
    with mergers_read_once():
        assert Department.objects.acting()[merged.civil_affairs.pk].pk == merged.health.pk
        Department.objects.filter(pk=merged.civil_affairs.pk).update(successor=merged.education)
        assert Department.objects.acting()[merged.civil_affairs.pk].pk == merged.health.pk
    assert Department.objects.acting()[merged.civil_affairs.pk].pk == merged.education.pk
