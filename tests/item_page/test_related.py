"""Items that can share a progress update."""

import pytest
from django.urls import reverse
from django.utils import translation

from items.ledger.editing import relate
from items.steps import WorkflowError

from ..given import factories


def post(client, item, numbers, version=None):
    address = reverse("item_related", args=[item.pk])
    return client.post(address, {"numbers": numbers, "version": version or item.version})


def test_the_office_relates_items_and_both_sides_show_it(client, cast):
    client.force_login(cast.supervisor)
    assert post(client, cast.led, "第2项、3").status_code == 302
    assert list(cast.led.related.order_by("number")) == [cast.supported, cast.open_lead]
    entry = cast.led.history.first()
    assert (entry.action, entry.before, entry.after) == ("item_edited", {"related": ""}, {"related": "2、3"})
    page = client.get(cast.supported.get_absolute_url()).content.decode()
    assert f'<a href="{cast.led.get_absolute_url()}">1</a>' in page


@pytest.mark.parametrize("numbers", ["9", "1", "2 和 3"])
def test_a_number_that_is_not_there_is_said_and_kept(client, cast, numbers):
    client.force_login(cast.supervisor)
    answer = post(client, cast.led, numbers)
    assert answer.status_code == 422
    assert numbers in answer.content.decode()
    assert not cast.led.related.exists()


def test_an_empty_field_ends_the_relation(client, cast):
    cast.led.related.set([cast.supported])
    client.force_login(cast.supervisor)
    assert post(client, cast.led, "").status_code == 302
    assert not cast.supported.related.exists()


def test_an_item_of_another_report_cannot_be_related(cast):
    other = factories.item(factories.report(), 1)
    with translation.override("en"), pytest.raises(WorkflowError, match="same report"):
        relate(cast.led, others=[other], by=cast.supervisor, version=cast.led.version)


def test_only_the_office_relates_items(client, cast):
    client.force_login(cast.liaison)
    assert post(client, cast.led, "2").status_code == 403
    with pytest.raises(WorkflowError):
        relate(cast.led, others=[cast.supported], by=cast.liaison, version=cast.led.version)


def test_a_stale_page_keeps_what_was_typed(client, cast):
    client.force_login(cast.supervisor)
    assert post(client, cast.led, "2").status_code == 302
    answer = post(client, cast.led, "3", version=1)
    assert answer.status_code == 409
    assert 'value="3"' in answer.content.decode()
