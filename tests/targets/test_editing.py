"""The office sets an item's targets and milestones: the step."""

from decimal import Decimal

import pytest
from django.utils import translation

from items import history
from items.ledger.editing import edit_item
from items.models import HistoryEntry
from items.steps import StaleItem
from items.targets.editing import set_targets

from ..given import factories
from ..given.factories import day
from ..given.refusals import refused
from .promises import a_target, actions, told, wanted


def test_the_office_changes_adds_and_removes(promised):
    lists = wanted(promised.led)
    lists["targets"] = [{**lists["targets"][0], "number": Decimal(120_000)}, a_target()]
    lists["milestones"] = [{"pk": None, "title": "公园开工", "due_on": None}]
    item = set_targets(promised.led, by=promised.supervisor, version=1, **lists)
    assert told(item.targets) == ["新增就业 ≥ 12万人", "新建公园 2座"]
    assert told(item.milestones) == ["公园开工"]
    assert item.version == 2
    assert item.updated_at is not None


def test_a_change_is_recorded_once_with_what_was_there_before_and_after(promised):
    lists = wanted(promised.led)
    lists["targets"] = [lists["targets"][0], a_target()]
    set_targets(promised.led, by=promised.supervisor, version=1, **lists)
    entry = promised.led.history.get()
    assert (entry.action, entry.by) == (HistoryEntry.Action.TARGETS_CHANGED, promised.supervisor)
    assert entry.before == {"targets": "新增就业 ≥ 10万人\n新建示范站 3–5个"}
    assert entry.after == {"targets": "新增就业 ≥ 10万人\n新建公园 2座"}
    with translation.override("en"):
        assert [change.label for change in history.describe(entry)] == ["targets"]


def test_a_changed_row_is_the_offices_word_and_keeps_its_wording_and_place(promised):
    lists = wanted(promised.led)
    lists["targets"][0]["comparator"] = "="
    lists["milestones"][0]["due_on"] = day("2011-09-30")
    set_targets(promised.led, by=promised.supervisor, version=1, **lists)
    jobs, posts = promised.led.targets.all()
    assert (jobs.pk, jobs.basis, jobs.literal, jobs.start) == (promised.jobs.pk, "manual", "新增就业10万人", 4)
    assert (posts.pk, posts.basis) == (promised.posts.pk, "parsed")
    assert promised.led.milestones.get().basis == "manual"


def test_rows_follow_the_order_given_and_stay_as_read(promised):
    lists = wanted(promised.led)
    lists["targets"].reverse()
    item = set_targets(promised.led, by=promised.supervisor, version=1, **lists)
    assert told(item.targets) == ["新建示范站 3–5个", "新增就业 ≥ 10万人"]
    assert set(item.targets.values_list("basis", flat=True)) == {"parsed"}
    assert actions(item) == ["targets_changed"]


def test_the_same_again_writes_nothing(promised):
    item = set_targets(promised.led, by=promised.supervisor, version=1, **wanted(promised.led))
    assert item.version == 1
    assert actions(item) == []


def test_a_row_of_another_item_becomes_a_new_one(promised):
    foreign = factories.target(promised.supported, "床位", 20)
    lists = {"targets": [a_target(pk=foreign.pk)], "milestones": []}
    item = set_targets(promised.led, by=promised.supervisor, version=1, **lists)
    assert told(item.targets) == ["新建公园 2座"]
    assert told(promised.supported.targets) == ["床位 20个"]


@pytest.mark.parametrize("person", ["liaison", "head", "leader", "observer", "administrator", "newcomer"])
def test_only_the_supervision_office_sets_targets(promised, person):
    with refused("Only the supervision office"):
        set_targets(promised.led, by=getattr(promised, person), version=1, targets=[], milestones=[])


def test_a_stale_copy_is_refused(promised):
    edit_item(promised.led, by=promised.supervisor, version=1, due_on=None, due_text="年内", remark="")
    with refused("has changed this item", StaleItem):
        set_targets(promised.led, by=promised.supervisor, version=1, targets=[], milestones=[])


@pytest.mark.parametrize(
    ("lists", "sentence"),
    [
        ({"targets": [a_target(label="")]}, "cannot be blank"),
        ({"targets": [a_target(), a_target(upper=Decimal(1))]}, "above its lower end"),
        ({"targets": [a_target(comparator=">")]}, "not a valid choice"),
        ({"targets": [a_target(number=Decimal("NaN"))]}, "must be a decimal number"),
        ({"targets": [a_target(number=Decimal(10) ** 13 + 1)]}, "at most 13 digits"),
        ({"milestones": [{"pk": None, "title": "", "due_on": None}]}, "cannot be blank"),
        ({"milestones": [{"pk": None, "title": "完工", "due_on": day("0211-06-30")}]}, "year of the deadline"),
    ],
)
def test_a_wrong_row_is_refused_whole(promised, lists, sentence):
    with refused(sentence):
        set_targets(promised.led, by=promised.supervisor, version=1, **{"targets": [], "milestones": [], **lists})
