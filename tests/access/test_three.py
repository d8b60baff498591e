"""Every address as each of the three administrators, where their posts are parted: tests/data/access_three.txt."""

from copy import copy

import pytest
from django.db import transaction
from django.test import Client, override_settings

from items import urls as item_urls
from items.access.administration import OPEN_TO

from ..given import factories
from ..given.access_table import ROWS, read_table
from ..given.lived_in import LIVED_IN
from ..kept import for_a_whole_file
from .test_addresses import answer, blank_pages

THREE = read_table("access_three.txt")
ROLES = {"system": "administrator", "security": "security", "audit": "audit"}


def sign_in_all_three():
    """(cast, {column: cookies}), each with a session of his own."""
    cast, cookies = LIVED_IN(), {}
    cast.system = cast.administrator
    for name, role in ROLES.items():
        if name != "system":
            setattr(cast, name, factories.person(name, role=role, name=name))
        client = Client()
        client.force_login(getattr(cast, name))
        cookies[name] = client.cookies
    return cast, cookies


@pytest.fixture(scope="module")
def three(tmp_path_factory, django_db_setup, django_db_blocker):
    folder = tmp_path_factory.mktemp("var")
    with for_a_whole_file(django_db_blocker) as ready, override_settings(VAR_DIR=folder, **blank_pages()):
        done = sign_in_all_three()
        with ready(), override_settings(PORTAL_SINGLE_ADMINISTRATOR=False):
            yield done


def answers_of(row, three):
    (cast, cookies), answers = three, {}
    client = Client()
    for name in ROLES:
        client.cookies = copy(cookies[name])
        with transaction.atomic():
            answers[name] = answer(client, row, cast, getattr(cast, name))
            transaction.set_rollback(True)
    return answers


@pytest.mark.parametrize("row", THREE, ids=lambda row: f"{row.method}-{row.address}")
def test_each_of_the_three_gets_the_answer_of_the_table(row, three, db):
    assert answers_of(row, three) == row.answers


def test_the_table_holds_every_address_of_the_other_one():
    assert [(row.method, row.address) for row in THREE] == [(row.method, row.address) for row in ROWS]


def test_what_is_open_to_them_is_an_address_of_the_portal():
    names = {pattern.name for pattern in item_urls.urlpatterns}
    assert set().union(*OPEN_TO.values()) <= names


def test_none_of_the_three_reads_an_item_a_report_or_a_figure():
    work = ("item", "report", "round", "period", "dashboard", "target", "update", "search", "bulletin", "meeting")
    opened = {row.address for row in THREE if row.name.startswith(work) and {"200", "302"} & set(row.answers.values())}
    assert opened == set()
