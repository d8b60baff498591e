"""Figures for Prometheus: what they count, over all processes, and who may read them."""

import datetime
import os

import pytest
from django.test import Client
from django.urls import reverse

from departments import clock
from items.models import ClockworkRun
from tasks_portal import metrics

from ..given import factories
from .starting import fetch, serving


@pytest.fixture
def on(settings):
    settings.PORTAL_METRICS = True
    return settings


def figures(text):
    """{name with labels: figure}."""
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(figure) for name, figure in lines}


def read():
    answer = Client().get("/metrics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    return figures(answer.text)


@pytest.mark.django_db
def test_requests_are_counted_by_kind_and_code(cast, on):
    client = Client()
    client.force_login(cast.supervisor)
    before = read()
    client.get(reverse("item_list"))
    client.get(reverse("item_list"), headers={"HX-Request": "true"})
    b"".join(client.get(reverse("item_csv")).streaming_content)
    client.get("/none/")
    client.get(reverse("department_found", query={"q": "民政"}))
    after = read()
    changed = {name: after[name] - before.get(name, 0) for name in after if name.startswith("portal_requests_total")}
    assert {name: count for name, count in changed.items() if count} == {
        'portal_requests_total{kind="page",code="200"}': 1,
        'portal_requests_total{kind="part",code="200"}': 1,
        'portal_requests_total{kind="file",code="200"}': 1,
        'portal_requests_total{kind="page",code="404"}': 1,
        'portal_requests_total{kind="data",code="200"}': 1,
    }
    count, sums = 'portal_request_seconds_count{kind="page"}', 'portal_request_seconds_sum{kind="page"}'
    assert after[count] - before[count] == 2 and after[sums] > before[sums]
    assert after['portal_request_seconds_bucket{kind="page",le="+Inf"}'] == after[count]


@pytest.mark.django_db
def test_the_portal_tells_of_queue_clockwork_database_and_disk(cast, on):
    ClockworkRun.objects.create(pk=ClockworkRun.ONLY, ran_at=clock.now() - datetime.timedelta(minutes=7))
    factories.delivery(factories.message(cast.liaison))
    empty = read()
    assert (empty["portal_queue_length"], empty["portal_queue_age_seconds"]) == (0, 0)
    found = read()
    assert found["portal_clockwork_age_seconds"] == pytest.approx(420, abs=30)
    assert (found["portal_deliveries_waiting"], found["portal_clockwork_held"], found["portal_database_up"]) == (
        1,
        0,
        1,
    )
    assert found["portal_database_bytes"] > 100_000 and found["portal_disk_free_bytes"] > 0


@pytest.mark.django_db
def test_how_many_queries_they_take_depends_on_no_rows(on, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        read()


@pytest.mark.django_db
def test_who_reads_them(cast, on):
    assert Client().get("/metrics").status_code == 200
    # From elsewhere, or from there through a proxy, there is no such page.
    assert Client(REMOTE_ADDR="10.1.2.3").get("/metrics").status_code == 404
    assert Client(headers={"X-Forwarded-For": "10.1.2.3"}).get("/metrics").status_code == 404
    on.PORTAL_METRICS_TOKEN = "t0ken"
    assert Client().get("/metrics").status_code == 404
    assert Client(headers={"Authorization": "Bearer other"}).get("/metrics").status_code == 404
    told = Client(headers={"Authorization": "Bearer t0ken"}, REMOTE_ADDR="10.1.2.3").get("/metrics")
    assert told.status_code == 200
    on.PORTAL_METRICS = False
    assert Client(headers={"Authorization": "Bearer t0ken"}).get("/metrics").status_code == 404


def test_processes_count_together_and_one_that_is_killed_holds_up_nobody():
    counts = metrics.Counts(2)
    children = []
    for _number in range(4):
        if not (child := os.fork()):
            for _time in range(500):
                counts.add({0: 1, 1: 2})
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    assert counts.read() == [2000, 4000]


def test_the_workers_of_a_server_tell_of_all(checkout, begun, port):
    settings = {"PORTAL_METRICS": "1", "PORTAL_TICK_SECONDS": "0", "PORTAL_WORK_BESIDE": "0"}
    with serving(checkout, port, PORTAL_VAR=begun, PORTAL_WORKERS="2", **settings):
        for _time in range(20):
            fetch(port, "/sign-in/")
        found = {fetch(port, "/metrics").partition('kind="page",code="200"} ')[2].partition("\n")[0] for _ in range(10)}
    assert found == {"20"}
