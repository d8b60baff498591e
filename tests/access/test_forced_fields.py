"""Fields that nobody was shown change nothing: states, persons, roles and days, forced into every form."""

import re

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import override_settings
from django.urls import resolve

from departments import clock

from ..given.access_table import CAST_NAMES
from ..given.form_pages import WRITERS, form_pages, with_every_form
from ..given.html import parse
from ..given.lived_in import LIVED_IN
from ..kept import for_a_whole_file
from .test_every_form import NOW
from .test_sent_twice import NO_ROWS, POSTED, send, sender_of, sent, signed_in

pytestmark = [pytest.mark.once, pytest.mark.django_db]

# Drawn by lot, or told by the machine's own clock.
BY_LOT = re.compile(
    r"password|digest|token|session|stored_as|_at$|^at$|last_login|date_joined|request_id|task_result|packed"
)
# What the portal's steps themselves ask for beside their forms, by design of the page that sends it.
ASKED_BESIDE = {"version", "next", "seen"}
# These forms have fields for what only others are offered; who fills them in all the same is refused altogether.
REFUSED_WHOLE = {"item_progress", "update_send", "update_accept"}


def forced_value(field):
    """A value for a field of a model that differs from whatever stands there, as a form would send it."""
    if field.choices:
        return str(list(field.choices)[-1][0])
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return "2010-02-03"
    if isinstance(field, models.IntegerField | models.DecimalField | models.ForeignKey):
        return "1"
    return "强加的内容"


def every_field():
    """{name: forced value} of all fields of all tables of the portal, as a form would name them."""
    fields = {}
    for app in ("departments", "items"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                if not field.primary_key or field.is_relation:
                    fields.setdefault(field.name, forced_value(field))
                    fields.setdefault(field.attname, forced_value(field))
    return {**fields, "is_staff": "on", "is_superuser": "on", "id": "1", "pk": "1", "roles": "administrator"}


def shown_fields(cast):
    """{(person, name of the address): names of the fields} of every form on the pages of the walk."""
    shown = {}
    for name in [*WRITERS, "newcomer"]:
        person = getattr(cast, CAST_NAMES.get(name, name))
        client = signed_in(person)
        for address in form_pages(name, cast):
            page = parse(client.get(address))
            fields = {field.get("name") for tag in ("input", "select", "textarea") for field in page.all(tag)}
            for form in page.all("form", method="post"):
                target = (form.get("action") or address).partition("?")[0].partition("#")[0]
                shown.setdefault((person.pk, resolve(target).url_name), set()).update(fields)
    return shown


@pytest.fixture(scope="module")
def portal(tmp_path_factory, django_db_setup, django_db_blocker, plain_settings):
    """(the lived-in cast, its `shown_fields`), for the whole file: what a test writes is taken back."""
    folder = tmp_path_factory.mktemp("var")
    with for_a_whole_file(django_db_blocker) as ready, override_settings(VAR_DIR=folder), clock.at(NOW):
        cast = with_every_form(LIVED_IN())
        shown = shown_fields(cast)
        with ready():
            yield cast, shown


def everything():
    """All rows of the portal in words, without what no two runs have alike, and lights worked out."""
    found = set()
    for app in ("departments", "items"):
        for model in set(apps.get_app_config(app).get_models()) - NO_ROWS:
            names = [field.attname for field in model._meta.concrete_fields if not BY_LOT.search(field.attname)]
            found |= {f"{model.__name__} {values}" for values in model._base_manager.values_list(*names)}
    return found


def outcome(client, address, data):
    """(status, where to, everything in the database) after the form was sent; the database is as before."""
    with transaction.atomic():
        answer = send(client, address, data)
        done = answer.status_code, answer.get("Location", ""), everything()
        transaction.set_rollback(True)
    return done


@pytest.mark.parametrize("row", POSTED, ids=lambda row: row.address)
def test_what_a_page_does_not_offer_cannot_be_forced(row, portal):
    cast, shown = portal
    person = sender_of(row, cast)
    address, data = row.url(cast), sent(row, cast, person)
    offered = shown.get((person.pk, row.name), set()) | set(data) | ASKED_BESIDE
    forced = {name: value for name, value in every_field().items() if name not in offered}
    assert len(forced) > 100
    *plain, rows = outcome(signed_in(person), address, data)
    *answered, forced_rows = outcome(signed_in(person), address, data | forced)
    if row.name in REFUSED_WHOLE:
        assert answered[0] == 422
        *_answer, rows = outcome(signed_in(person), address, {})
    else:
        assert answered == plain
    assert sorted(forced_rows ^ rows) == []
