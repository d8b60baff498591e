"""A value that had one last time and is left blank: the form asks, the answer is kept, sent and told."""

from decimal import Decimal

import pytest

from items.models import ProgressUpdate
from items.rounds.review import in_turn, waiting
from items.updates import drafting, reporting

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, update_of
from ..given.refusals import refused
from .page_states import fresh
from .unit_steps import AT, accept

pytestmark = pytest.mark.usefixtures("february", "in_march", "in_english")

WORDS = {"text": "新建2所，在建3所", "next_steps": "继续建设"}


@pytest.fixture
def before(cast, march):
    """February's report of the lead."""
    return update_of(march.report.periods.get(start_on=FEBRUARY), cast.led, cast.civil_affairs)


@pytest.fixture
def target(cast, before):
    """A target of which February named 12 of 30."""
    target = factories.target(cast.led, number=30)
    before.values.create(target=target, label=target.label, unit=target.unit, value=12)
    ProgressUpdate.objects.filter(pk=before.pk).update(completion=40)
    return target


@pytest.fixture
def name(target):
    return f"blank_{target.pk}"


def answers(update):
    update = fresh(update)
    return [(one.value, one.carried) for one in update.values.all()], [str(one) for one in update.unavailable.all()]


def test_sending_asks_about_each_blank(cast, update, post, target, name):
    response = post(cast.liaison, "update_send", update, **WORDS)
    page = parse(response)
    assert response.status_code == 422
    assert "Left blank this time: 新建站点 (last time 12个)." in page.text
    assert "Last time 12个, blank this time:" in page.text
    assert fresh(update).state == State.DRAFT and fresh(update).text == WORDS["text"]
    assert [one["value"] for one in page.one("select", id=f"id_{name}").all("option")] == ["", "carry", "unavailable"]


def test_carried_on_it_is_the_units_word(cast, update, get, post, target, name):
    assert post(cast.liaison, "update_send", update, **WORDS, **{name: "carry"}).status_code == 302
    assert answers(update) == ([(12, True)], [])
    assert fresh(update).completion == 40
    assert "carried on" in parse(get(cast.liaison, update)).text


@pytest.fixture
def carried(cast, update, target, name):
    """The field shows 12, carried on; emptied, it shows the answer again."""
    drafting.save(update, by=cast.liaison, at=AT, was={}, changes={name: "carry"})
    return {f"value_{target.pk}": "", **WORDS}


def test_emptied_again_it_is_blank_and_carried_on_as_was_chosen(cast, update, post, carried, name):
    assert post(cast.liaison, "update_save", update, **carried, **{name: "carry"}).status_code == 302
    assert answers(update) == ([(12, True)], [])
    assert post(cast.liaison, "update_send", update, **carried, **{name: "carry"}).status_code == 302
    assert answers(update) == ([(12, True)], [])
    assert fresh(update).state == State.AWAITING_SIGN_OFF


def test_emptying_it_alone_leaves_the_answer_as_the_page_shows_it(cast, update, post, carried, target, name):
    value = f"value_{target.pk}"
    page = parse(post(cast.liaison, "update_save", update, htmx=True, only=value, **{value: ""}))
    assert page.one("div", id=f"said_{value}")["data-state"] == "saved"
    assert page.all("div", id=f"said_{name}") == []
    assert answers(update) == ([(12, True)], [])


@pytest.mark.parametrize(("answer", "status", "kept"), [("unavailable", 302, ["新建站点"]), ("", 422, [])])
def test_emptied_again_another_answer_takes_its_place(cast, update, post, carried, name, answer, status, kept):
    assert post(cast.liaison, "update_send", update, **carried, **{name: answer}).status_code == status
    assert answers(update) == ([], kept)


def test_what_can_be_carried_on_no_more_is_emptied(cast, before, update, post, carried, name):
    before.values.all().delete()
    assert post(cast.liaison, "update_save", update, **carried, **{name: "carry"}).status_code == 302
    assert answers(update) == ([], [])


def test_not_available_the_accepted_one_stands_and_the_reviewer_is_told(cast, update, post, target, name):
    assert post(cast.liaison, "update_send", update, **WORDS, **{name: "unavailable"}).status_code == 302
    assert answers(update) == ([], ["新建站点"])
    assert fresh(update).completion == 40
    sent = reporting.sign_off(fresh(update), by=cast.head, at=AT, version=fresh(update).version)
    [row] = waiting(in_turn(ProgressUpdate.objects.filter(pk=sent.pk)))
    assert not row.box.is_clean
    assert any("新建站点" in remark for remark in row.box.remarks)
    accept(sent, cast.supervisor)
    cast.led.refresh_from_db()
    assert cast.led.completion == 40


def test_the_next_form_asks_again_with_the_last_value_there_was(cast, update, post, get, target, name):
    drafting.save(update, by=cast.liaison, at=AT, was={}, changes={**WORDS, name: "unavailable"})
    ProgressUpdate.objects.filter(pk=update.pk).update(
        state=State.ACCEPTED, sent_at=AT, handed_in_at=AT, reviewed_at=AT, reviewed_by=cast.supervisor
    )
    april = update_of(opened(cast.report, "2011-04-01"), cast.led, cast.civil_affairs)
    assert "Last time 12个, blank this time:" in parse(get(cast.liaison, april)).text


def test_each_answer_is_saved_by_itself_and_told_to_the_other_field(cast, update, post, target, name):
    page = parse(post(cast.liaison, "update_save", update, htmx=True, only=name, **{name: "carry"}))
    said = page.one("div", id=f"said_value_{target.pk}")
    assert said["data-state"] == "along"
    assert said.one("p")["data-text"] == "12"
    assert page.one("input", id=f"was_value_{target.pk}")["value"] == "12"
    page = parse(
        post(cast.liaison, "update_save", update, htmx=True, only=f"value_{target.pk}", **{f"value_{target.pk}": "13"})
    )
    assert page.one("div", id=f"said_{name}")["data-state"] == "along"
    assert answers(update) == ([(13, False)], [])


def test_what_was_entered_is_never_taken_away_by_an_answer(cast, update, target, name):
    drafting.save(update, by=cast.liaison, at=AT, was={}, changes={f"value_{target.pk}": "13"})
    with refused("a value is entered"):
        drafting.save(update, by=cast.liaison, at=AT, was={}, changes={name: "unavailable"})
    drafting.save(update, by=cast.liaison, at=AT, was={}, changes={name: "carry"})
    assert answers(update) == ([(13, False)], [])


def test_an_answer_can_be_taken_back(cast, update, target, name):
    for answer in ("carry", "unavailable", ""):
        drafting.save(update, by=cast.liaison, at=AT, was={}, changes={name: answer})
    assert answers(update) == ([], [])
    with refused("this answer does not exist"):
        drafting.save(update, by=cast.liaison, at=AT, was={}, changes={name: "perhaps"})


def test_a_value_typed_after_all_replaces_the_answer(cast, update, target, name):
    drafting.save(update, by=cast.liaison, at=AT, was={}, changes={name: "unavailable"})
    drafting.save(update, by=cast.liaison, at=AT, was={}, changes={f"value_{target.pk}": "13"})
    assert answers(update) == ([(13, False)], [])


def test_a_target_without_an_earlier_value_is_not_asked_about(cast, update, post):
    target = factories.target(cast.led, number=30)
    assert post(cast.liaison, "update_send", update, **WORDS).status_code == 302
    ProgressUpdate.objects.filter(pk=update.pk).update(state=State.DRAFT)
    with refused("there is no earlier value"):
        drafting.save(update, by=cast.liaison, at=AT, was={}, changes={f"blank_{target.pk}": "carry"})


def test_no_change_repeats_values_as_carried_and_what_was_not_available(cast, before, update, target):
    other = factories.target(cast.led, "护理员", number=10)
    before.unavailable.create(target=other, label=other.label)
    reporting.report_no_change(update, by=cast.head, at=AT)
    assert answers(update) == ([(12, True)], ["护理员"])


def test_the_completion_of_a_draft_counts_with_what_stands(cast, update, target):
    other = factories.target(cast.led, "护理员", number=10)
    saved = drafting.save(update, by=cast.liaison, at=AT, was={}, changes={f"value_{other.pk}": "10"})
    assert saved.update.completion == 70  # 12 of 30 stand from February


def test_a_dated_milestone_goes_on_into_the_next_report(cast, before, update, post, get):
    milestone = factories.milestone(cast.led)
    before.milestones.create(milestone=milestone, title=milestone.title, reached_on=day("2011-02-20"))
    field = parse(get(cast.liaison, update)).one("input", id=f"id_milestone_{milestone.pk}")
    assert field["value"] == "2011-02-20"
    assert drafting.is_blank(fresh(update))
    assert post(cast.liaison, "update_send", update, **WORDS).status_code == 302
    assert fresh(update).milestones.get().reached_on == day("2011-02-20")


def test_it_can_be_dated_anew_but_not_emptied(cast, before, update):
    milestone = factories.milestone(cast.led)
    before.milestones.create(milestone=milestone, title=milestone.title, reached_on=day("2011-02-20"))
    name = f"milestone_{milestone.pk}"
    with refused("2011-02-20 stands by an accepted report"):
        drafting.save(update, by=cast.liaison, at=AT, was={name: "2011-02-20"}, changes={name: ""})
    drafting.save(update, by=cast.liaison, at=AT, was={name: "2011-02-20"}, changes={name: "2011-03-01"})
    assert fresh(update).milestones.get().reached_on == day("2011-03-01")


def test_the_offices_percentage_stands_beside_the_units_on_every_page(cast, before, update, get, target, client):
    ProgressUpdate.objects.filter(pk=before.pk).update(verified=Decimal(35), review_note="尚未验收")
    page = parse(get(cast.liaison, before))
    assert "40%" in page.text and "35%" in page.text and "尚未验收" in page.text
    form = parse(get(cast.liaison, update))
    assert "The supervision office has set 35%: 尚未验收" in form.text
    assert "It stands until new figures are accepted." in form.text
    client.force_login(cast.observer)
    item = parse(client.get(cast.led.get_absolute_url()))
    assert "市民政局 reported 40%; the supervision office set 35%: 尚未验收." in item.text
