"""A closed period that was changed past the portal: its page and the command say so."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from items.models import FrozenSheet
from items.rounds.outline import outline_of
from items.rounds.proving import what_does_not_fit
from items.rounds.running import close_period
from items.rounds.sheet import digest

from ..given.factories import moment
from ..given.html import parse

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def closed(busy):
    close_period(busy.march, by=None, at=moment("2011-03-26"))
    busy.march.refresh_from_db()
    return busy.march


def alter(period, **values):
    """As somebody with the database's password does."""
    FrozenSheet.objects.filter(pk=period.frozen_sheet_id).update(**values)
    return type(period).objects.select_related("frozen_sheet").get(pk=period.pk)


def other_words(period):
    assert "养老院" in period.frozen_sheet.text
    return period.frozen_sheet.text.replace("养老院", "幼儿园")


def test_a_period_as_it_was_closed_fits(closed):
    assert what_does_not_fit(closed, whole=True) == []


def test_another_text_has_another_digest(closed):
    assert len(what_does_not_fit(alter(closed, text=other_words(closed)))) == 1


def test_whoever_changes_the_digest_too_is_told_by_the_history(closed):
    text = other_words(closed)
    period = alter(closed, text=text, digest=digest(text), outline=outline_of(text))
    assert len(what_does_not_fit(period, whole=True)) == 1


def test_a_digest_that_the_history_does_not_name_does_not_fit(closed):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE items_historyentry SET after = %s WHERE action = 'period_closed'",
            [json.dumps({"period": closed.key, "digest": "0" * 64})],
        )
    assert len(what_does_not_fit(closed)) == 1


def test_figures_that_are_not_those_of_the_text_do_not_fit(closed):
    outline = json.loads(json.dumps(closed.frozen_sheet.outline).replace("accepted", "expected"))
    assert outline != closed.frozen_sheet.outline
    period = alter(closed, outline=outline)
    assert what_does_not_fit(period) == []
    assert len(what_does_not_fit(period, whole=True)) == 1


@pytest.mark.parametrize("text", ["{}", '{"items":[1]}'])
def test_what_is_no_sheet_at_all_is_told_too(closed, text):
    assert len(what_does_not_fit(alter(closed, text=text), whole=True)) == 2


def test_the_page_says_so_and_shows_the_digest_of_the_closing(client, closed, busy):
    frozen = closed.frozen_sheet.digest
    client.force_login(busy.supervisor)
    assert not parse(client.get(closed.get_absolute_url())).all("div", of="notice-error")
    # In SQL: one letter within the same length, so that the page itself still finds every word.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE items_frozensheet SET text = replace(text, '养老院', '幼儿园') WHERE id = %s",
            [closed.frozen_sheet_id],
        )
    page = client.get(closed.get_absolute_url())
    assert len(parse(page).one("div", of="notice-error").all("li")) == 1
    assert parse(page).one("p", of="digest").one("code").text == frozen


def test_the_command_names_the_periods_that_were_altered(closed):
    output = io.StringIO()
    call_command("verify_periods", stdout=output)
    assert output.getvalue() == "All closed periods are as they were closed.\n"
    alter(closed, text=other_words(closed))
    output = io.StringIO()
    with pytest.raises(CommandError, match="1 closed periods were changed"):
        call_command("verify_periods", stdout=output)
    assert closed.name in output.getvalue()
