"""A completion that the unit judges itself and leaves blank: asked about once, kept, sent and told on the card."""

from decimal import Decimal

import pytest

from items.lights.records import read, write
from items.models import ProgressUpdate
from items.rounds.review import in_turn, waiting
from items.updates import drafting, reporting

from ..given import factories
from ..given.html import parse
from ..given.lit_items import facts_of
from ..given.opened_rounds import FEBRUARY, State, update_of
from ..given.refusals import refused
from .page_states import fresh
from .unit_steps import AT, accept

pytestmark = pytest.mark.usefixtures("february", "in_march", "in_english")

WORDS = {"text": "新建2所，在建3所", "next_steps": "继续建设"}
BLANK = {"completion": "", "completion_answer": ""}


@pytest.fixture(params=["nothing", "never had a figure", "for each", "zero"], autouse=True)
def promised(cast, request):
    """What is counted on the item: in none of these cases does the completion follow from a figure."""
    counted = {
        "never had a figure": {"number": 100},
        "for each": {"number": 3, "per": "每个乡镇"},
        "zero": {"number": 0},
    }
    if request.param in counted:
        return factories.target(cast.led, label="新建示范点", unit="个", **counted[request.param])


@pytest.fixture
def before(cast, march, promised):
    """February's accepted report of the lead: 80 %."""
    update = update_of(march.report.periods.get(start_on=FEBRUARY), cast.led, cast.civil_affairs)
    ProgressUpdate.objects.filter(pk=update.pk).update(completion=80)
    return fresh(update)


def answer(update):
    update = fresh(update)
    return update.completion, update.completion_answer


def card(update, cast):
    """The tick box of the update in the office's list, once its head has signed it."""
    sent = reporting.sign_off(fresh(update), by=cast.head, at=AT, version=fresh(update).version)
    [row] = waiting(in_turn(ProgressUpdate.objects.filter(pk=sent.pk)))
    return sent, row.box


def test_the_form_shows_last_times_beside_the_field(cast, before, update, get):
    page = parse(get(cast.liaison, update))
    box = page.one("div", id="completion-box")
    assert "Last time 80%" in box.text and "Last time 80%, blank this time:" in box.text
    assert box.one("input", id="id_completion")["value"] == ""
    options = box.one("select", id="id_completion_answer").all("option")
    assert [one["value"] for one in options] == ["", "carry", "unavailable"]


def test_sending_asks_about_it_once(cast, before, update, post):
    response = post(cast.liaison, "update_send", update, **WORDS, **BLANK)
    assert response.status_code == 422
    assert "Left blank this time: Completion (last time 80%)." in parse(response).text
    assert fresh(update).state == State.DRAFT and fresh(update).text == WORDS["text"]


def test_carried_on_it_is_the_units_word(cast, before, update, get, post):
    sent = {**WORDS, **BLANK, "completion_answer": "carry"}
    assert post(cast.liaison, "update_send", update, **sent).status_code == 302
    assert answer(update) == (80, "carry")
    assert "80% carried on" in parse(get(cast.liaison, update)).text
    _sent, box = card(update, cast)
    assert "Completion carried on from last time" in box.notes
    assert facts_of(cast.led).completion_until is None
    assert not any("left blank" in remark for remark in box.remarks)


def test_entered_it_is_not_asked_about(cast, before, update, post):
    assert post(cast.liaison, "update_send", update, **WORDS, completion="85").status_code == 302
    assert answer(update) == (85, "")


def test_not_available_the_accepted_one_stands_and_the_card_says_so(cast, before, update, get, post):
    sent = {**WORDS, **BLANK, "completion_answer": "unavailable"}
    assert post(cast.liaison, "update_send", update, **sent).status_code == 302
    assert answer(update) == (None, "unavailable")
    assert "Completion not available" in parse(get(cast.liaison, update)).text
    sent, box = card(update, cast)
    assert f"Completion left blank this time; still 80% ({before.period})" in box.remarks
    accept(sent, cast.supervisor)
    cast.led.refresh_from_db()
    assert cast.led.completion == 80
    told = facts_of(cast.led)
    assert (told.completion, told.completion_until) == (80, before.period.end_on)
    assert read(write(told)) == told


def test_the_card_names_the_offices_own_percentage_while_that_stands(cast, before, update, post):
    ProgressUpdate.objects.filter(pk=before.pk).update(verified=Decimal(70), review_note="尚未验收")
    post(cast.liaison, "update_send", update, **{**WORDS, **BLANK, "completion_answer": "unavailable"})
    _sent, box = card(update, cast)
    assert f"Completion left blank this time; still 70% ({before.period})" in box.remarks


def test_no_change_carries_it_on_without_a_question(cast, before, update):
    reporting.report_no_change(update, by=cast.head, at=AT)
    assert answer(update) == (80, "")


def test_the_answer_is_told_to_the_field_and_the_other_way_round(cast, before, update, post):
    page = parse(
        post(cast.liaison, "update_save", update, htmx=True, only="completion_answer", completion_answer="carry")
    )
    said = page.one("div", id="said_completion")
    assert said["data-state"] == "along" and said.one("p")["data-text"] == "80"
    assert page.one("input", id="was_completion")["value"] == "80"
    page = parse(post(cast.liaison, "update_save", update, htmx=True, only="completion", completion="85"))
    assert page.one("div", id="said_completion_answer")["data-state"] == "along"
    assert answer(update) == (85, "")


def test_emptied_again_it_stays_carried_on_until_another_answer_is_chosen(cast, before, update, get):
    for changes, kept in (
        ({"completion_answer": "carry"}, (80, "carry")),
        ({"completion": ""}, (80, "carry")),
        ({"completion_answer": "unavailable"}, (None, "unavailable")),
        ({"completion_answer": ""}, (None, "")),
    ):
        drafting.save(update, by=cast.liaison, at=AT, was={}, changes=changes)
        assert answer(update) == kept
        said = parse(get(cast.liaison, update)).one("div", id="said_completion")
        assert (said["data-state"] == "carried") is (kept[1] == "carry")
    with refused("this answer does not exist"):
        drafting.save(update, by=cast.liaison, at=AT, was={}, changes={"completion_answer": "perhaps"})


def test_what_was_entered_is_never_taken_away_by_an_answer(cast, before, update):
    drafting.save(update, by=cast.liaison, at=AT, was={}, changes={"completion": "85"})
    with refused("a value is entered"):
        drafting.save(update, by=cast.liaison, at=AT, was={}, changes={"completion_answer": "unavailable"})
    assert answer(update) == (85, "")


def test_without_an_earlier_one_nothing_is_asked(cast, update, get, post):
    assert not parse(get(cast.liaison, update)).all("select", id="id_completion_answer")
    with refused("there is no earlier value"):
        drafting.save(update, by=cast.liaison, at=AT, was={}, changes={"completion_answer": "carry"})
    assert post(cast.liaison, "update_send", update, **WORDS, completion="").status_code == 302


def test_where_a_figure_stands_nothing_is_asked(cast, before, update, get, post, promised):
    counted = factories.target(cast.led, number=30)
    before.values.create(target=counted, label=counted.label, unit=counted.unit, value=24)
    assert not parse(get(cast.liaison, update)).all("select", id="id_completion_answer")
    said = {**WORDS, "completion": "", f"{drafting.BLANK}{counted.pk}": drafting.UNAVAILABLE}
    assert post(cast.liaison, "update_send", update, **said).status_code == 302
