"""A new lead's own percentage beside what the former one left, in every combination: all places tell the same."""

from decimal import Decimal

import pytest
from django.utils.translation import gettext as _

from departments.models import Membership
from items.models import WorkItem
from items.models.target import spell_number
from items.rounds.sheet import read
from items.rules.accepted import completion_of
from items.rules.judged import last_completion, standing_completions
from items.steps.errors import WorkflowError
from items.updates import drafting, reporting
from items.updates.page import fetch, page_of

from ..given import factories
from ..given.factories import day
from ..given.ledger_read import ledger_of
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from .test_new_lead import ON, lead, light

AT = moment("2011-03-15")
CARRY, UNAVAILABLE = drafting.CARRY, drafting.UNAVAILABLE
WORDS = {"text": "已完成2所，在建3所", "next_steps": "继续建设"}
# What the former lead said (two targets of 200 each, its percentage), what the new one says of each target ("" blank)
# and of the percentage, what its report then names, what the item comes to.
COUNTED = [
    ((118, 100, None), (140, 120), "", 65, 65),
    ((118, 100, None), (140, CARRY), "80", 60, 60),
    ((118, 100, None), (CARRY, CARRY), "80", 54.5, 54.5),
    ((118, 100, None), (140, UNAVAILABLE), "", 60, 60),
    ((118, 100, None), (UNAVAILABLE, UNAVAILABLE), "", None, 54.5),
    ((118, 100, None), (UNAVAILABLE, UNAVAILABLE), "95", None, 54.5),
    ((118, None, None), (UNAVAILABLE, 100), "80", 54.5, 54.5),
    ((118, None, None), (UNAVAILABLE, UNAVAILABLE), "95", None, 29.5),
    ((118, None, None), (CARRY, ""), "95", 29.5, 29.5),
    ((None, None, 65), ("", ""), "95", 95, 95),
    ((None, None, 65), (UNAVAILABLE, UNAVAILABLE), "95", 95, 95),
    ((None, None, 65), (UNAVAILABLE, UNAVAILABLE), "", None, 65),
    ((None, None, 65), (100, ""), "95", 25, 25),
    ((None, None, None), (UNAVAILABLE, UNAVAILABLE), "95", 95, 95),
    ((None, None, None), (100, UNAVAILABLE), "95", 25, 25),
]
# Without a target that is counted: what the former lead judged, what the new one says, its report, the item.
JUDGED = [
    (65, {"completion": "80"}, (80, ""), 80),
    (65, {"completion_answer": CARRY}, (65, CARRY), 65),
    (65, {"completion_answer": UNAVAILABLE}, (None, UNAVAILABLE), 65),
    (None, {"completion": "80"}, (80, ""), 80),
    (None, {}, (None, ""), None),
]


@pytest.fixture
def february(cast):
    return opened(cast.report, FEBRUARY)


@pytest.fixture
def writer(cast):
    return factories.person(role=Membership.Role.LIAISON, department=cast.education)


def former_lead(cast, february, values, judged):
    """The former lead's report, accepted; then another unit leads. Returns its update of March."""
    update = put(update_of(february, cast.led, cast.civil_affairs), State.AWAITING_REVIEW, by=cast.liaison, office=None)
    for target, value in values.items():
        update.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(value))
    update.completion = judged
    update.save()
    reporting.accept(update, by=cast.supervisor, at=AT, version=update.version)
    lead(cast, cast.education)
    return update_of(opened(cast.report), cast.led, cast.education)


def says(update, changes, by):
    return drafting.save(update, by=by, at=AT, was={}, changes={**WORDS, **changes}).update


def sent(cast, update, by):
    gone = reporting.send(update, by=by, at=AT, version=update.version, anyway="已核对")
    return reporting.accept(gone, by=cast.supervisor, at=AT, version=gone.version)


def told_everywhere(cast, period):
    """What each place says the item has come to, each once."""
    item = WorkItem.objects.get(pk=cast.led.pk)
    ledger = ledger_of(WorkItem.objects.filter(pk=cast.led.pk), on=ON)[cast.led.display_number]
    cell = ledger[_("Completion")]
    [in_sheet] = [one.completion for one in read(period).items if one.pk == cast.led.pk]
    lit = light(cast)
    if lit.completion is not None:
        assert f"{spell_number(lit.completion)}%" in lit.reason
    numbers = [item.completion, completion_of(item), lit.completion]
    return {*(spell_number(one) for one in numbers), in_sheet, "" if cell is None else spell_number(Decimal(str(cell)))}


@pytest.mark.parametrize("former, says_of, percent, names, comes_to", COUNTED)
def test_beside_targets(cast, february, writer, former, says_of, percent, names, comes_to):
    targets = [factories.target(cast.led, label, number=200) for label in ("日间照料中心", "养老床位")]
    known = {target: value for target, value in zip(targets, former[:2], strict=True) if value is not None}
    update = former_lead(cast, february, known, former[2])
    changes = {"completion": percent}
    if not known and former[2] is not None and not percent:
        changes["completion_answer"] = UNAVAILABLE  # no figure of a target stands for it: it is asked about
    for target, word in zip(targets, says_of, strict=True):
        name = drafting.BLANK if word in (CARRY, UNAVAILABLE) else drafting.VALUE
        changes[f"{name}{target.pk}"] = str(word)
    update = says(update, changes, writer)
    # Before it is sent the page shows what the item will come to.
    page = page_of(fetch(update.pk), writer, on=day("2011-03-15"))
    assert page.completion == (comes_to if page.is_computed else names)
    assert page.is_computed or not known
    accepted = sent(cast, update, writer)
    assert accepted.completion == names
    assert told_everywhere(cast, update.period) == {spell_number(Decimal(str(comes_to)))}


@pytest.mark.parametrize("former, changes, names, comes_to", JUDGED)
@pytest.mark.parametrize("per", [None, "每个乡镇"])
def test_without_a_target_that_is_counted(cast, february, writer, per, former, changes, names, comes_to):
    values = {factories.target(cast.led, number=3, per=per): 2} if per else {}
    update = former_lead(cast, february, values, former)
    changes = {**changes, **{f"{drafting.BLANK}{target.pk}": UNAVAILABLE for target in values}}
    accepted = sent(cast, says(update, changes, writer), writer)
    assert (accepted.completion, accepted.completion_answer) == names
    assert told_everywhere(cast, update.period) == {"" if comes_to is None else spell_number(Decimal(comes_to))}


@pytest.mark.parametrize("per", [None, "每个乡镇"])
def test_left_blank_it_is_asked_about_with_the_former_leads(client, cast, february, writer, per):
    values = {factories.target(cast.led, number=3, per=per): 2} if per else {}
    update = former_lead(cast, february, values, 65)
    last = last_completion(update)
    assert (last.value, last.period, last.former) == (65, "2011年2月", ("市民政局",))
    changes = {f"{drafting.BLANK}{target.pk}": UNAVAILABLE for target in values}
    with pytest.raises(WorkflowError, match="完成比例（上期65%，原责任单位市民政局所报）"):
        sent(cast, says(update, changes, writer), writer)
    client.force_login(writer)
    page = client.get(f"/updates/{update.pk}/").content.decode()
    assert "上期65%，原责任单位市民政局所报，本期未填" in page
    assert standing_completions([fetch(update.pk)])[update.pk].former == ("市民政局",)


def test_what_it_names_itself_is_its_last_one(cast, february, writer):
    update = former_lead(cast, february, {}, 65)
    sent(cast, says(update, {"completion": "70"}, writer), writer)
    april = update_of(opened(cast.report, "2011-04-01"), cast.led, cast.education)
    assert (last_completion(april).value, last_completion(april).former) == (70, ())


def test_the_page_tells_what_the_former_leads_figures_come_to(client, cast, february, writer):
    target = factories.target(cast.led, "日间照料中心", number=200)
    update = former_lead(cast, february, {target: 118}, None)
    client.force_login(writer)
    page = client.get(f"/updates/{update.pk}/").content.decode()
    assert '<b id="completion">59%</b>' in page
    says(update, {f"{drafting.BLANK}{target.pk}": UNAVAILABLE}, writer)
    assert '<b id="completion">59%</b>' in client.get(f"/updates/{update.pk}/").content.decode()


def test_an_answer_goes_once_targets_are_counted(cast, february, writer):
    update = former_lead(cast, february, {}, 65)
    says(update, {"completion_answer": CARRY}, writer)
    target = factories.target(cast.led, "日间照料中心", number=200)
    update = says(fetch(update.pk), {f"{drafting.VALUE}{target.pk}": "100"}, writer)
    assert (update.completion, update.completion_answer) == (50, "")
