"""The office says whom a collective stands for; items and open periods follow."""

import pytest
from django.urls import reverse

from departments import clock
from departments.models import CollectiveMember
from items.forms.found import OFFERED
from items.forms.secrets import ANYWAY
from items.models import HistoryEntry, ProgressUpdate, Responsibility
from items.rounds.running import run_due
from items.steps.errors import WorkflowError
from items.units.member_naming import change_members, preview_members

from ..given import factories
from ..given.factories import day, moment
from ..given.html import parse
from ..given.opened_rounds import opened, put, update_of

State = ProgressUpdate.State
AT = moment("2011-03-10 10:00")
TODAY = day("2011-03-10")


@pytest.fixture(autouse=True)
def today():
    with clock.at(AT):
        yield


@pytest.fixture
def south(cast):
    return factories.department("南城区人民政府")


def change(cast, *, joins=(), leaves=(), on=TODAY, by=None, **options):
    by = by or cast.supervisor
    return change_members(cast.districts, joins=list(joins), leaves=list(leaves), on=on, by=by, at=AT, **options)


def members(cast, on=TODAY):
    return [unit.name for unit in cast.districts.members(on)]


def on_item(cast):
    rows = Responsibility.objects.filter(item=cast.open_lead, via=cast.districts)
    return set(rows.values_list("department__name", flat=True))


def asked(cast):
    rows = ProgressUpdate.objects.filter(item=cast.open_lead, period__start_on=day("2011-03-01"))
    rows = rows.exclude(state=State.DROPPED)
    return set(rows.values_list("department__name", flat=True))


def test_items_and_open_periods_follow_at_once(cast, south):
    opened(cast.report)
    assert change(cast, joins=[south], leaves=[cast.west], reason="区划调整") == 1
    assert members(cast) == ["东城区人民政府", "南城区人民政府"]
    assert on_item(cast) == {"东城区人民政府", "南城区人民政府"}
    assert asked(cast) == {"东城区人民政府", "南城区人民政府", "市教育局"}


def test_the_history_tells_before_and_after(cast, south):
    change(cast, joins=[south], leaves=[cast.west], reason="区划调整")
    entry = HistoryEntry.objects.get(action="members_changed")
    assert (entry.by, entry.department, entry.reason) == (cast.supervisor, cast.districts, "区划调整")
    assert entry.before == {"members": "东城区人民政府、西城区人民政府"}
    assert entry.after == {"members": "东城区人民政府、南城区人民政府", "members_from": "2011-03-10"}


def test_what_was_handed_in_stays_and_what_was_begun_is_set_aside(cast):
    march = opened(cast.report)
    sent = put(update_of(march, cast.open_lead, cast.east), State.AWAITING_REVIEW, by=cast.east_liaison, office=None)
    change(cast, leaves=[cast.east])
    assert ProgressUpdate.objects.get(pk=sent.pk).state == State.AWAITING_REVIEW
    assert on_item(cast) == {"西城区人民政府"}


def test_the_preview_says_what_the_change_does(cast, south):
    march = opened(cast.report)
    put(update_of(march, cast.open_lead, cast.east), State.AWAITING_REVIEW, by=cast.east_liaison, office=None)
    told = preview_members(cast.districts, joins=[south], leaves=[cast.east, cast.west], on=TODAY)
    assert (told.items, told.unwritten, told.begun, told.sent) == (1, 1, 0, 1)
    assert told.periods == [march] and told.lacking == [south]
    late = preview_members(cast.districts, joins=[south], leaves=[], on=day("2011-03-23"))
    assert late.periods == []


def test_the_preview_counts_what_really_happens(cast, south):
    opened(cast.report)
    told = preview_members(cast.districts, joins=[south], leaves=[cast.west], on=TODAY)
    before = ProgressUpdate.objects.filter(department=cast.west).count()
    assert change(cast, joins=[south], leaves=[cast.west]) == told.items
    assert before - ProgressUpdate.objects.filter(department=cast.west).count() == told.unwritten == 1


def test_a_later_day_is_kept_until_then(cast, south):
    opened(cast.report)
    assert change(cast, joins=[south], leaves=[cast.west], on=day("2011-03-14")) == 0
    assert members(cast) == ["东城区人民政府", "西城区人民政府"] and "南城区人民政府" not in on_item(cast)
    with clock.at(moment("2011-03-14 08:00")):
        run_due(clock.now())
    assert on_item(cast) == {"东城区人民政府", "南城区人民政府"}


def test_who_left_may_come_back(cast):
    change(cast, leaves=[cast.west])
    change(cast, joins=[cast.west])
    assert members(cast) == ["东城区人民政府", "西城区人民政府"]
    assert CollectiveMember.objects.get(collective=cast.districts, member=cast.west).valid_to is None


def test_who_would_have_joined_later_need_not(cast, south):
    change(cast, joins=[south], on=day("2011-04-01"))
    change(cast, leaves=[south], on=day("2011-03-20"))
    assert "南城区人民政府" not in members(cast, day("2011-04-02"))


@pytest.mark.parametrize("wrong", ["nothing", "yesterday", "collective", "merged", "member", "stranger", "twice"])
def test_what_makes_no_sense_is_refused_in_words(cast, south, wrong):
    other = factories.collective("各镇人民政府", [])
    merged = factories.department("老城区人民政府", successor=cast.east)
    given = {
        "nothing": {},
        "yesterday": {"joins": [south], "on": day("2011-03-09")},
        "collective": {"joins": [other]},
        "merged": {"joins": [merged]},
        "member": {"joins": [cast.east]},
        "stranger": {"leaves": [south]},
        "twice": {"joins": [south, south]},
    }[wrong]
    before = list(CollectiveMember.objects.values())
    with pytest.raises(WorkflowError) as refused:
        change(cast, **given)
    assert str(refused.value) and list(CollectiveMember.objects.values()) == before


@pytest.mark.parametrize("person", ["liaison", "head", "east_liaison", "leader", "observer", "newcomer"])
def test_nobody_else_names_members(cast, south, person):
    with pytest.raises(WorkflowError):
        change(cast, joins=[south], by=getattr(cast, person))


def test_the_page_asks_before_it_does_anything(client, cast, south):
    client.force_login(cast.supervisor)
    page = reverse("department_members", args=[cast.districts.pk])
    assert page in parse(client.get(reverse("department_detail", args=[cast.districts.pk]))).links()
    data = {"joins": south.pk, "leaves": cast.west.pk, "on": "2011-03-10", "reason": "区划调整"}
    answer = client.post(page, data)
    section = parse(answer).one("section", of="panel-act")
    assert answer.status_code == 200 and "南城区人民政府" in section.text and "区划调整" in section.text
    assert members(cast) == ["东城区人民政府", "西城区人民政府"]
    fields = {field["name"]: field["value"] for field in section.all("input") if field.get("value")}
    fields.pop("csrfmiddlewaretoken", None)
    assert client.post(page, {**fields, "confirmed": "on"}).status_code == 302
    assert members(cast) == ["东城区人民政府", "南城区人民政府"]
    assert "区划调整" in parse(client.get(page)).one("ol", of="history").text


def test_a_reason_that_looks_secret_is_asked_about_once(client, cast, south):
    client.force_login(cast.supervisor)
    page = reverse("department_members", args=[cast.districts.pk])
    data = {"joins": south.pk, "on": "2011-03-10", "reason": "机密★1年"}
    assert parse(client.post(page, data)).one("input", name=ANYWAY)
    section = parse(client.post(page, {**data, ANYWAY: "已核对"})).one("section", of="panel-act")
    fields = {field["name"]: field["value"] for field in section.all("input") if field.get("value")}
    fields.pop("csrfmiddlewaretoken", None)
    assert client.post(page, {**fields, "confirmed": "on"}).status_code == 302
    assert HistoryEntry.objects.get(action="members_changed").after["sent_anyway"] == "已核对"


def test_units_that_may_join_are_a_few_and_found_by_their_names(client, cast, south):
    """Among hundreds of units the page holds twenty; without a script several names are written at once."""
    for number in range(60):
        factories.department(f"第{number + 10}城区人民政府")
    client.force_login(cast.supervisor)
    page = reverse("department_members", args=[cast.districts.pk])
    select = parse(client.get(page)).one("select", name="joins")
    assert len(select.all("option")) == OFFERED
    found = client.get(f"{select['data-found']}&q=dongcheng").json()["found"]
    assert found == []  # a member already
    assert client.get(f"{select['data-found']}&q=nancheng").json()["found"] == [[south.pk, "南城区人民政府"]]
    data = {"joins": cast.health.pk, "joins-named": "南城区，第10城区人民政府", "on": "2011-03-10"}
    section = parse(client.post(page, data)).one("section", of="panel-act")
    assert all(name in section.text for name in ("市卫生局", "南城区人民政府", "第10城区人民政府"))
    answer = client.post(page, {**data, "joins-named": "南城区、第1"})
    assert answer.status_code == 422 and "第1" in parse(answer).one("select", name="joins").text
    options = parse(answer).one("select", name="joins").all("option")
    chosen = [one["value"] for one in options if one.get("selected", "no") != "no"]
    assert chosen == [str(cast.health.pk), str(south.pk)]


def test_a_wrong_form_keeps_what_was_typed(client, cast):
    client.force_login(cast.supervisor)
    page = reverse("department_members", args=[cast.districts.pk])
    answer = client.post(page, {"on": "2011-03-10", "reason": "区划调整"})
    assert answer.status_code == 422 and "区划调整" in parse(answer).one("textarea").text


def test_only_collectives_have_the_page(client, cast):
    client.force_login(cast.supervisor)
    assert client.get(reverse("department_members", args=[cast.health.pk])).status_code == 404
