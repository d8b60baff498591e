"""Two rounds of the year, and until October all that can happen beside: pages, sheets and workbooks say the same.

Figures left blank, a part not taken up, a percentage of the office, an item reopened, another year's report, one
archived and one withdrawn: nothing that is told in one place is told otherwise in another, to anybody.
"""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from departments import clock
from departments.clock import ONE_DAY
from departments.models import Department, Membership, User
from items.lights.columns import as_percent, light_values
from items.lights.facts import lights_of
from items.lights.recording import record_lights
from items.lights.records import end_of, light_of_record, lights_at, read_text
from items.lights.renewing import renew
from items.models import Colour, ImportDraft, LightRecord, ProgressUpdate, ReportingPeriod, WorkItem
from items.models.target import spell_number
from items.plans import page as plans
from items.plans.page import plan_sheet
from items.rounds.running import run_due
from items.rounds.sheet import sheet_of
from items.rules.accepted import completion_of
from items.rules.last_words import last_values
from items.targets.rollup import rollup

from ..given.access_table import NO_PAGES, ROWS
from ..given.access_table import read as read_answer
from ..given.factories import day
from ..given.html import parse
from ..given.ledger_read import ledger_of
from ..given.together import moment
from ..given.two_rounds import two_rounds
from ..kept import for_a_whole_file
from .lived_through import A_PAST_DAY, AT, TODAY, LivedThrough

pytestmark = pytest.mark.once

ITEM = re.compile(r"/items/(\d+)/(?:(?:updates|requests|history)/)?(?:[?#]|$)")
PEOPLE = ["liaison", "head", "supervision", "leader", "observer", "admin"]
# Addresses without a thing of their own: the lists, the dashboard, the workbench.
LISTS = [
    row.name
    for row in ROWS
    if row.method == "GET" and row.name == row.address and "200" in row.answers.values()
    if row.name not in (*NO_PAGES, "sign_in", "password_change", "admin:index")
]


# The rest of the addresses, by what is shown there.
OF_THINGS = {
    "item": ("item_detail", "item_updates", "item_requests", "item_history"),
    "edited": ("item_related", "item_edit", "item_wording", "item_units", "item_plan", "item_targets"),
    "report": ("report_detail", "report_lights", "report_withdraw", "report_archive", "report_reopen"),
    "opened": ("period_detail", "period_chase", "period_made_up"),
    "update": ("update_detail",),
    "unit": ("department_detail", "round_unit"),
    "live": ("round_settings", "item_add"),
    "shared": ("item_shares",),
    "collective": ("department_members",),
    "chased": ("update_chase",),
    "draft": ("import_detail",),
    "year": ("holiday_year",),
    "leader": ("portfolio_edit", "sessions_of_person"),
    "post": ("post_hand_over", "post_delegate"),
    "meeting": ("meeting_detail",),
    "bulletin": ("bulletin_detail", "bulletin_edit"),
    "workbook": ("people_checked",),
    "unit_workbook": ("workbook_checked",),
    "ledger_workbook": ("ledger_workbook_checked",),
    "silent": ("period_call",),
}
# What waits for one person is found by nobody else.
OF_ONE_PERSON = {"workbook_checked", "ledger_workbook_checked"}
SPEAKS_OF_WITHDRAWN = {"report_detail", "import_detail", *OF_THINGS["item"], *OF_THINGS["edited"], "inbox", "audit"}


def things_of(portal):
    """{kind: the things of the story whose pages are looked at}."""
    updates = [portal.blank, portal.joint, portal.left, portal.still, portal.corrected]
    reports = [portal.running, portal.next, portal.archived, portal.withdrawn]
    opened = list(portal.running.periods.filter(opened_at__isnull=False).order_by("-start_on")[:2])
    items = [*(update.item for update in updates), portal.reopened, *(report.items.first() for report in reports[1:])]
    return {
        "item": list({item.pk: item for item in items}.values()),
        "edited": [portal.blank.item, portal.archived.items.first()],
        "report": reports,
        "opened": opened,
        "update": updates,
        "unit": [portal.blank.department, portal.part.department],
        "live": reports[:2],
        "shared": [portal.blank.item],
        "collective": list(Department.objects.filter(is_collective=True)[:1]),
        "chased": [portal.joint],
        "draft": list(ImportDraft.objects.order_by("pk")[:2]),
        "leader": list(User.objects.filter(username="leader")),
        "post": list(Membership.objects.filter(user__username="liaison")),
        "meeting": portal.meetings,
        "bulletin": portal.bulletins,
        "workbook": [portal.workbook],
        "unit_workbook": [portal.unit_workbook],
        "ledger_workbook": [portal.ledger_workbook],
        "silent": [period for period in opened if period.is_open],
    }


def shown_days(portal):
    """{(name, key): the moment as of which the page tells its lights}, of the pages of a time that is over."""
    closed = {("period_detail", one.pk): one.closed_at for one in portal.running.periods.all() if one.is_closed}
    past, _today = portal.meetings
    return closed | {("meeting_detail", past.pk): end_of(past.held_on)}


def pages_of(portal):
    """(name, key of the thing or None, address) of every page that the office or somebody else may read."""
    found, things = [(name, None, reverse(name)) for name in LISTS], things_of(portal)
    for kind, names in OF_THINGS.items():
        keys = [2011, 2012] if kind == "year" else [thing.pk for thing in things[kind]]
        assert keys, kind
        asked = f"?department={portal.part.department_id}" if kind == "silent" else ""
        found += [(name, key, reverse(name, args=[key]) + asked) for name in names for key in keys]
    return found


def lights_told(page):
    """(item key, word) of every line of the page that names one item and shows one light; of two days the second."""
    main = page.one("main")
    named = [line for of in ("item-head", "round-group", "pack-entry") for line in main.all(of=of)]
    for line in [*main.all("tr"), *main.all("li"), *named]:
        lights = line.all("span", of="light")[-1 if line.all(of="since-said") else 0 :]
        items = {found[1] for link in line.all("a") if (found := ITEM.match(link.get("href") or ""))}
        if len(lights) == 1 and len(items) == 1:
            yield int(items.pop()), lights[0].text.split(maxsplit=1)[1]


@pytest.fixture(scope="module")
def lived(shared, tmp_path_factory, django_db_blocker):
    with for_a_whole_file(django_db_blocker) as ready, pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.VAR_DIR", tmp_path_factory.mktemp("var"))
        two_rounds(shared)
        done = LivedThrough()
        with clock.at(AT):
            renew(AT)
            record_lights(AT)
        with ready():
            yield done


@pytest.fixture
def portal(lived, db):
    with clock.at(AT):
        yield lived


def as_person(username):
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def items_of(*reports):
    return list(WorkItem.objects.filter(report__in=reports).for_lights())


# What the story is meant to hold


def test_no_page_is_left_out():
    """A new address stands in one of the tables above."""
    known = {row.name for row in ROWS if row.method == "GET" and "200" in row.answers.values()} - {"admin:index"}
    walked = {*LISTS, *(name for names in OF_THINGS.values() for name in names)}
    of_files = {name for name in NO_PAGES if "admin" not in name}
    without_figures = {"password_change", "sign_in", "search", "handbook_role", "view_edit", "layout_edit"}
    without_figures |= {"second_factor_reset"}
    assert known - walked - of_files - without_figures == set()


def test_the_story_holds_what_it_is_meant_to_hold(portal):
    told = {one.pk: one for one in ProgressUpdate.objects.all()}
    assert portal.blank.state == portal.joint.state == portal.still.state == portal.corrected.state == "accepted"
    assert portal.blank.unavailable.exists() and portal.blank.values.filter(carried=True).exists()
    assert portal.still.no_change
    assert portal.corrected.verified == 3 and portal.corrected.item_id == portal.twins[0].pk
    assert told[portal.taken.pk].taken_up_in_id == portal.joint.pk
    assert told[portal.left.pk].state == ProgressUpdate.State.AWAITING_MERGE
    assert portal.reopened.status == "in_progress" and portal.reopened.completed_on is None
    assert {portal.next.items.count(), portal.archived.items.count(), portal.withdrawn.items.count()} == {2, 1}
    assert portal.next.rounds_from == day("2012-01-01")
    assert [period.opened_at for period in portal.next.periods.all()] == [None]
    assert not ReportingPeriod.objects.filter(report=portal.withdrawn).exists()


# Figures


def check_agreement(items, on, sheets):
    """The light, its sentence and record, completion, ledger, plan and targets say the same of each of the items.

    So do `sheets` {item key: completion in words} of periods.
    """
    lit = lights_of(items, on=on)
    lines = {line.progress.target: line for line in rollup(WorkItem.objects.filter(pk__in=lit), on=on).lines}
    ledger = ledger_of(WorkItem.objects.filter(pk__in=lit), on=on)
    recorded = {row.item_id: row for row in LightRecord.objects.filter(item__in=items, until=None)}
    for item in items:
        light = lit[item.pk]
        shown, _planned, word, _why = light_values(light)
        completion = light.completion
        assert shown == as_percent(completion)
        assert completion == item.completion == completion_of(item)
        assert sheets.get(item.pk, spell_number(completion)) == spell_number(completion)
        row = ledger[item.display_number]
        assert (row[_("Light")], row[_("Why")]) == (word, light.reasons)
        assert row[_("Completion")] == (None if completion is None else pytest.approx(float(completion)))
        of_then = light_of_record(recorded[item.pk], read_text(recorded[item.pk].text), light.rules, on)
        assert (of_then.colour, of_then.completion, of_then.reason) == (light.colour, completion, light.reason)
        values = {one.target: one.value for one in light.facts.targets}
        assert {pk: lines[pk].progress.value for pk in values} == values
        days = [{one.column.key: one.reported for one in row.cells} for row in plan_sheet(item, on=on).rows]
        said = [told for told in days if any(value is not None for value in told.values())]
        if said:
            now = {plans.ITEM: completion, **{str(pk): value for pk, value in values.items()}}
            assert said[-1] == {key: now[key] for key in said[-1]}


def test_frozen_sheets_keep_what_the_lights_of_their_closing_say(portal):
    periods = [period for period in portal.running.periods.all() if period.is_closed]
    assert len(periods) == 9
    for period in periods:
        then = lights_at(items_of(portal.running), at=period.closed_at)
        kept = {one.pk: one.completion for one in sheet_of(period).items}
        assert kept and {pk: spell_number(then[pk].completion) for pk in kept} == kept, period


def sheets_of(periods):
    return {one.pk: one.completion for period in periods for one in sheet_of(period).items}


def test_light_sentence_completion_ledger_sheet_plan_and_targets_agree(portal):
    items = items_of(portal.running, portal.next)
    assert len(items) == 33
    check_agreement(items, TODAY, sheets_of(ReportingPeriod.objects.open().live()))


def test_they_agree_once_the_month_has_closed(portal):
    """What waited for the office is accepted, the new lead's figure comes late, and the sheet is frozen with both."""
    first, second = portal.twins
    portal.accept(portal.undone)
    period = portal.undone.period
    on = period.closes_on
    record_lights(moment(f"{on} 12:00"))
    for then in (on, on + ONE_DAY):
        with clock.at(moment(f"{then} 12:00")):
            run_due(moment(f"{then} 12:00"))
            record_lights(moment(f"{then} 12:00"))
            period.refresh_from_db()
            assert period.is_closed == (then > on)
            sheets = sheets_of([period])
            check_agreement(items_of(portal.running), then, sheets)
            assert sheets[second.pk] == spell_number(portal.counted_before_undoing)
            page = parse(as_person("leader").get(first.get_absolute_url()))
            assert sheets[first.pk] + "%" in page.one("section", of="why").text


def test_in_a_month_of_changes_what_was_accepted_stands_once(portal):
    """Of two items that promise the same: another lead in the middle of the month, a merger, a step taken back."""
    first, second = portal.twins
    light = lights_of(items_of(portal.running), on=TODAY)
    # The office's percentage of the former lead's report stands: the new lead has named no figure.
    assert portal.handed_over.state == "accepted" and portal.handed_over.completion is None
    assert light[first.pk].completion == portal.former.verified == 3
    assert light[first.pk].facts.former == ("市民政局",)
    told = {one.target: one.value for one in light[first.pk].facts.targets}
    assert told == {value.target_id: value.value for value in portal.former.values.all()}
    # What the merged unit had sent as its part waits before the lead that it belongs to, and counts nothing.
    part = ProgressUpdate.objects.get(pk=portal.part.pk)
    assert (part.department.name, part.state) == ("市妇联", ProgressUpdate.State.AWAITING_MERGE)
    assert [one.update.pk for one in portal.merged.beside] == [portal.part.pk]
    # The acceptance taken back counts nothing, in one place as in all.
    assert light[second.pk].completion == second.completion != portal.counted_before_undoing
    assert ProgressUpdate.objects.get(pk=portal.undone.pk).state == ProgressUpdate.State.AWAITING_REVIEW


def test_the_targets_page_says_what_the_light_says(portal):
    client, lit = as_person("supervision"), lights_of(items_of(portal.running), on=TODAY)
    values = {one.target: one.value for light in lit.values() for one in light.facts.targets}
    listed = {}
    answer = client.get(reverse("target_list"), {"report": portal.running.pk})
    for number in answer.context["page"].paginator.page_range:
        answer = client.get(reverse("target_list"), {"report": portal.running.pk, "page": number})
        for line in answer.context["page"].object_list:
            listed[line.progress.target] = line.progress.value
    assert listed == values


def test_what_was_left_blank_still_counts(portal):
    """The figures of before stand where the unit had none, and are what its next form is told."""
    light = lights_of(items_of(portal.running), on=TODAY)[portal.blank.item_id]
    stands = {one.target: one.value for one in light.facts.targets}
    unknown = portal.blank.unavailable.get().target_id
    assert stands[unknown] is not None
    assert portal.blank.completion == light.facts.completion or light.completion is not None
    assert last_values(portal.blank)


# Pages


@pytest.mark.parametrize("username", PEOPLE)
def test_every_page_answers_everybody_and_tells_the_same_light(portal, username):
    """Every address that shows a page: of a list, and of the things of each kind to which something has happened."""
    client = as_person(username)
    words = {pk: light.look.word for pk, light in lights_of(items_of(portal.running, portal.next), on=TODAY).items()}
    told, days = set(), shown_days(portal)
    for name, key, address in pages_of(portal):
        answer = read_answer(client.get(address))
        assert answer.status_code in (200, 302, 403) or (name in OF_ONE_PERSON and answer.status_code == 404), address
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = parse(answer)
            assert "：。" not in page.text, address  # a sentence that names nobody
            if name not in SPEAKS_OF_WITHDRAWN:
                assert "误入之事不应出现" not in page.text, address
            if name in LISTS and name not in ("workbench", "inbox", "report_years", "message_log", "audit"):
                assert "旧年之事已经了结" not in page.text, address
            if (name, key) not in days:
                told |= {(name, *pair) for pair in lights_told(page)}
    assert {(name, item, word) for name, item, word in told if word != words.get(item, word)} == set()
    assert {item for _name, item, _word in told} >= set(words)


def test_every_page_of_a_past_day_tells_the_lights_of_that_day(portal):
    """Closed periods, packs of past meetings, the lights of a day, and the second of two days compared."""
    client, items = as_person("supervision"), items_of(portal.running)
    day_of = {(name, reverse(name, args=[key])): at for (name, key), at in shown_days(portal).items()}
    until = end_of(A_PAST_DAY)
    lit = f"{reverse('dashboard_lights')}?report={portal.running.pk}&on={A_PAST_DAY}"
    since = f"{reverse('dashboard_since')}?report={portal.running.pk}&from=2011-03-20&to={A_PAST_DAY}"
    day_of |= {("dashboard_lights", lit): until, ("dashboard_since", since): until}
    seen, now = set(), lights_of(items, on=TODAY)
    for (name, address), at in day_of.items():
        then = lights_at(items, at=at)
        told = set(lights_told(parse(client.get(address))))
        assert {(item, word) for item, word in told if then[item].look.word != word} == set(), address
        # What had turned red by then still is; the other pages told something else than today.
        seen |= {name for item, word in told if name == "dashboard_since" or now[item].look.word != word}
    assert seen == {name for name, _address in day_of}


@pytest.mark.parametrize("username", PEOPLE)
def test_every_items_page_tells_the_same_light(portal, username):
    client, items = as_person(username), items_of(portal.running, portal.next)
    lit = lights_of(items, on=TODAY)
    if username != "supervision":  # the others see the same section; on these something has happened
        items = [item for item in items if item.pk in portal.marked or item.report == portal.next]
    for item in items:
        why = parse(client.get(item.get_absolute_url())).one("section", of="why")
        light = lit[item.pk]
        assert light.look.word in why.one("h2").text and light.schedule_word in why.one("h2").text
        assert why.one("p", of="why-reason").text == light.reason
        if light.planned is not None and light.completion is not None:
            assert f"{light.completion:.1f}".removesuffix(".0") + "%" in why.text


def test_lists_count_and_show_the_same_lights(portal):
    client = as_person("supervision")
    lit = lights_of(items_of(portal.running), on=TODAY)
    overview = client.get(reverse("dashboard")).context["overview"]
    assert overview.scope.report == portal.running
    counted = {colour: sum(light.colour == colour for light in lit.values()) for colour in Colour.values}
    words = {light.look.word: counted[light.colour] for light in lit.values()}
    assert {one.look.word: one.count for one in overview.lights if one.count} == words
    for colour, count in counted.items():
        found = client.get(reverse("item_list"), {"report": portal.running.pk, "light": colour}).context
        assert found["page"].paginator.count == count, colour
    listed = client.get(reverse("item_list"), {"report": portal.running.pk}).context["rows"]
    assert {row.item.pk: row.light.reason for row in listed} == {pk: light.reason for pk, light in lit.items()}


def test_the_running_year_is_the_default_and_the_others_are_a_click_away(portal):
    client = as_person("leader")
    for name in ("dashboard", "round_list"):
        assert portal.running.title in parse(client.get(reverse(name))).one("main").text
    assert client.get(reverse("report_list")).url == portal.running.get_absolute_url()
    everything = client.get(reverse("dashboard"), {"report": "all"}).context["overview"]
    assert everything.total.count == 33
    assert "旧年之事已经了结" in client.get(portal.archived.get_absolute_url()).content.decode()
    found = parse(client.get(reverse("item_list"), {"q": "旧年之事"})).one("main")
    assert "旧年之事已经了结" in found.text and {mark.text for mark in found.all("mark")} == {"旧年之事"}
