"""The simulated year: the same for the same seed, through the portal's own steps, never in a database in use."""

import ast
import datetime
import hashlib
import json
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings as portal_settings
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from departments import clock
from items import simulation
from items.models import ProgressUpdate
from items.simulation.chance import Chance
from items.simulation.course import Course, day_of, share_done
from items.simulation.people import sign_in
from items.simulation.wording import clauses

from ..given.factories import day, moment
from ..given.refusals import everything

pytestmark = pytest.mark.once

MODELS = [model for label in ("departments", "items") for model in apps.get_app_config(label).get_models()]
# Random by purpose, or set by the database's own clock.
LEFT_OUT = {"password", "password_since", "last_login", "date_joined", "created_at"}


def live(*, on, seed="1"):
    kept = []
    done = simulation.simulate(seed=seed, on=on, keep_accounts=kept.extend)
    assert done.accounts == kept
    return done


def digest():
    """One number for all rows of the portal's own models."""
    found = hashlib.sha256()
    for model in MODELS:
        fields = [field.attname for field in model._meta.concrete_fields if field.attname not in LEFT_OUT]
        rows = list(model.objects.order_by("pk").values(*fields))
        found.update(json.dumps([model.__name__, rows], default=str).encode())
    return found.hexdigest()


def lived(**options):
    """The digest of a year that is forgotten again."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), MODELS):
            cursor.execute(statement)
    with transaction.atomic():
        live(**options)
        found = digest()
        transaction.set_rollback(True)
    return found


# The same year again


def test_the_same_seed_makes_the_same_rows_and_another_seed_others(db):
    first, again, other = (lived(on=day("2011-01-20"), seed=seed) for seed in ("1", "1", "2"))
    assert first == again != other


def test_a_draw_depends_on_its_question_alone():
    chance = Chance(7)
    first = chance.of("a", 1).random()
    chance.of("b").random()
    assert chance.of("a", 1).random() == first != chance.of("a", 2).random()
    assert first != Chance(8).of("a", 1).random()


def test_a_sign_in_is_noted_as_the_machines_own_clock_would(cast, settings):
    settings.PORTAL_DAYS_BACK = 5519
    sign_in({cast.liaison.pk: moment("2011-01-26 09:00")})
    cast.liaison.refresh_from_db()
    assert cast.liaison.last_login == moment("2011-01-26 09:00") + datetime.timedelta(days=5519)
    assert clock.told(cast.liaison.last_login) == moment("2011-01-26 09:00")


# Through the steps


def test_only_people_and_their_posts_are_created_here():
    """And that they have signed in. Everything else goes through `items.steps`: no other file writes a row."""
    writing = {"bulk_create", "bulk_update", "create", "create_user", "delete", "get_or_create", "save", "update"}
    found = set()
    for path in sorted((portal_settings.BASE_DIR / "items" / "simulation").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writing:
                found.add((path.name, ast.unparse(node.func)))
    assert found == {
        ("people.py", "User.objects.create_user"),
        ("people.py", "User.objects.bulk_update"),
        ("people.py", "Membership.objects.create"),
        ("plot.py", "Membership.objects.filter(pk=post.pk).update"),  # that a post that was handed over is approved
        ("rounds.py", "drafting.save"),
    }


# Words and courses


def test_clauses_are_quoted_with_inner_quotes():
    text = "实施“早餐示范工程”,争创全国“早餐示范工程”试点城市"
    assert clauses(text) == ["实施‘早餐示范工程’", "争创全国‘早餐示范工程’试点城市"]
    assert clauses("短") == ["短"]


@pytest.mark.parametrize("course", Course)
def test_an_item_never_goes_back(cast, course):
    update = ProgressUpdate(item=cast.led, department=cast.civil_affairs)
    cast.led.due_on = day("2011-12-20")
    days = [day("2011-01-01") + datetime.timedelta(days=30 * step) for step in range(13)]
    shares = [share_done(Chance(1), course, update, on) for on in days]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] <= 1
    half = day_of(Chance(1), course, update, 0.5)
    assert (half is None) == (course == Course.STALLED)
    assert half is None or share_done(Chance(1), course, update, half) == pytest.approx(0.5, abs=0.01)


# The command


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def test_the_command_tells_what_it_has_made_and_keeps_the_accounts(db, var):
    output = StringIO()
    call_command("simulate_year", "--seed", "3", "--on", "2011-01-19", stdout=output)
    assert "2 days in " in output.getvalue() and "205 updates" in output.getvalue()
    [liaison] = [line.split() for line in (var / "demo-accounts.txt").read_text().splitlines() if "联络员" in line]
    assert Client().login(username=liaison[0], password=liaison[1])


def test_a_database_in_use_is_refused_and_left_alone(cast, var):
    before = everything()
    with pytest.raises(CommandError, match="in use"):
        call_command("simulate_year", "--on", "2011-01-19")
    assert everything() == before
    assert not list(var.iterdir())


@pytest.mark.parametrize("on", ["2010-12-31", "2013-01-01", "yesterday"])
def test_a_day_outside_the_story_is_refused(db, on):
    with pytest.raises(CommandError, match="--on"):
        call_command("simulate_year", "--on", on)


def test_a_kill_in_the_middle_leaves_an_untouched_database(db, monkeypatch):
    def killed(*args, **kwargs):
        raise SystemExit("killed")

    monkeypatch.setattr("items.simulation.year.sign_for_due", killed)
    with pytest.raises(SystemExit):
        simulation.simulate(seed="1", on=day("2011-01-19"), keep_accounts=pytest.fail)
    assert not any(model.objects.exists() for model in MODELS)


# A calendar that is set back


def test_a_demonstration_says_on_every_page_what_counts_as_today(client, cast, settings):
    settings.PORTAL_DAYS_BACK = 5000
    words = timezone.localdate() - datetime.timedelta(days=5000)
    assert clock.today() == words
    shown = f"{words.year}年{words.month}月{words.day}日"
    assert shown in client.get("/sign-in/").text
    client.force_login(cast.liaison)
    assert shown in client.get("/items/").text


def test_a_portal_in_service_says_nothing_of_it(client, cast):
    client.force_login(cast.liaison)
    assert "demo-day" not in client.get("/items/").text
