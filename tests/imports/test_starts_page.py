"""“Where does each item begin?”: a person marks two or three places, the portal proposes the rest."""

import pytest

from items.imports import ImportRefused, starts
from items.imports.decision_list import decided

from ..given.html import parse
from .begun import apply, decide, plan_of, started_with
from .by_hand import brought, items_of
from .pressing import address, decisions, press

pytestmark = pytest.mark.django_db

MIXED = (
    "2012年任务分解\n1、修路5公里(责任单位:市民政局)。\n种树要紧。修桥2座。看水要勤。\n"
    "2、建校3所(责任单位:市教育局)。\n"
)
LONG = "2012年任务分解\n1、修路5公里。架桥2座。种树300亩(责任单位:市民政局)。\n"


@pytest.fixture
def speech(cast):
    return brought(cast, "run-together.txt")


def places_of(draft, *words):
    source = plan_of(draft).parsed.source
    return [source.index(one) for one in words]


def stretch_of(draft):
    return next(one for one in starts.stretches(plan_of(draft)) if one.is_asked)


def look(client, draft, *words, at=None):
    """The page with these places marked."""
    at = stretch_of(draft).start if at is None else at
    return parse(client.get(address(draft), {"starts": at, "mark": places_of(draft, *words)}))


def divide(client, draft, rule, *words, at=None):
    at = stretch_of(draft).start if at is None else at
    return press(client, draft, f"divide:{at}:{rule}", mark=places_of(draft, *words))


def beginnings(draft):
    return [item.parsed.text[:4] for item in items_of(draft)]


def test_a_text_that_nobody_could_divide_offers_its_sentences_to_tick(portal, speech):
    page = parse(portal.get(address(speech)))
    (places,) = page.all("ol", of="start-places")
    boxes = places.all("input", type="checkbox")
    assert len(boxes) == len({label["for"] for label in places.all("label")}) == 7
    assert "在水利建设上" in places.text
    assert not page.all("button", name="act", value=f"divide:{stretch_of(speech).start}:words")


def test_two_ticks_propose_the_rest_with_how_many_and_the_first(portal, speech):
    portal.cookies["django_language"] = "zh-hans"
    page = look(portal, speech, "在交通", "在水利")
    (offers,) = page.all("ul", of="offers")
    assert "凡以“在”开头处" in offers.text and "照此分为5项" in offers.text and "在教育上" in offers.text
    assert [box["value"] for box in page.all("input", name="mark") if "checked" in box.attributes]
    assert decisions(speech).starts == []


def test_one_click_divides_as_one_step_that_can_be_undone(portal, speech):
    assert divide(portal, speech, "words", "在交通", "在水利").status_code == 302
    assert beginnings(speech) == ["在交通建", "在水利建", "在教育上", "在卫生上", "在就业上"]
    assert any("分为5项" in one.sentence or "5 items" in one.sentence for one in decided(plan_of(speech)))
    press(portal, speech, "undo")
    assert beginnings(speech) == []


def test_it_can_be_taken_back_alone(portal, speech):
    divide(portal, speech, "words", "在交通", "在水利")
    first = decisions(speech).starts[0]["starts"][0]
    press(portal, speech, f"forget:starts:{first}")
    assert decisions(speech).starts == []


def test_only_the_marked_places_if_no_pattern_fits(portal, speech):
    divide(portal, speech, "marked", "在交通", "在教育", "在就业")
    assert beginnings(speech) == ["在交通建", "在教育上", "在就业上"]
    assert "在水利建设上" in items_of(speech)[0].parsed.text


def test_a_single_mark_is_too_few(portal, speech):
    assert not look(portal, speech, "在交通").all("ul", of="offers")
    assert divide(portal, speech, "marked", "在交通").status_code == 422
    assert divide(portal, speech, "mark", "在交通", "在水利").status_code == 422


def test_text_between_items_is_divided_and_its_neighbours_stay(portal, cast):
    draft = started_with(cast, MIXED)
    divide(portal, draft, "marked", "修桥", "看水", at=stretch_of(draft).start)
    assert beginnings(draft) == ["修路5公", "修桥2座", "看水要勤", "建校3所"]


def test_what_was_decided_within_goes_with_the_division(portal, cast):
    draft = started_with(cast, MIXED)
    found = next(one for one in plan_of(draft).findings if one.code == "unread_text")
    press(portal, draft, f"add:{found.key}")
    press(portal, draft, "undo")
    place = places_of(draft, "修桥", "看水")
    decide(draft, starts.divide, stretch_of(draft).start, place, "marked", by=cast.supervisor)
    assert decisions(draft).added == []


def test_an_item_that_holds_several_is_divided_on_request(portal, cast):
    draft = started_with(cast, LONG)
    item = items_of(draft)[0].parsed
    page = parse(portal.get(address(draft)))
    assert any(f"starts={item.start}#" in link.get("href", "") for link in page.all("a"))
    assert look(portal, draft, "架桥", "种树", at=item.start).all("ul", of="offers")
    divide(portal, draft, "marked", "1、修路", "架桥", "种树", at=item.start)
    assert [(one.parsed.number, one.parsed.text) for one in items_of(draft)] == [
        (1, "修路5公里。"),
        (None, "架桥2座。"),
        (None, "种树300亩"),
    ]


def test_the_whole_text_can_be_divided_anew(portal, cast):
    draft = started_with(cast, MIXED)
    divide(portal, draft, "marked", "1、修路", "种树", "修桥", at=0)
    assert beginnings(draft)[:3] == ["修路5公", "种树要紧", "修桥2座"]


def test_a_further_division_takes_the_place_of_the_one_it_meets(portal, speech):
    divide(portal, speech, "words", "在交通", "在水利")
    divide(portal, speech, "marked", "在水利", "在卫生", at=0)
    assert len(decisions(speech).starts) == 1
    assert beginnings(speech) == ["在水利建", "在卫生上"]


def test_what_is_no_place_any_more_is_refused(cast, speech):
    with pytest.raises(ImportRefused):
        decide(speech, starts.divide, 99_999, [1, 2], "marked", by=cast.supervisor)
    with pytest.raises(ImportRefused):
        decide(speech, starts.divide, 0, [1, 3], "marked", by=cast.supervisor)


def test_a_place_that_does_not_exist_shows_the_page_without_it(portal, speech):
    for wrong in ({"starts": "99999"}, {"starts": "x"}, {"starts": "0", "mark": ["x", "999999", "-1"]}):
        assert portal.get(address(speech), wrong).status_code == 200


def test_the_items_are_imported_with_their_targets(portal, speech, cast):
    divide(portal, speech, "words", "在交通", "在水利")
    press(portal, speech, "units-new")
    report = apply(speech, cast.supervisor)
    assert report.items.count() == 5
    assert [str(target) for target in report.items.order_by("position")[2].targets.all()] == ["新建学校 6所"]
