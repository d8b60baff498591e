"""What a person should look at before an import: each finding comes, says what it is about, goes with its remedy."""

import string

import pytest
from django.utils import translation
from django.utils.translation import gettext

from items import documents
from items.imports import Decisions, apply_import, findings, remedies
from items.imports.document_wording import SENTENCES as DOCUMENT_SENTENCES
from items.imports.document_wording import sentence_of
from items.imports.findings import GROUPS, SENTENCES
from items.imports.planning import SAID_BY_PLAN
from items.models import ImportDraft
from items.report_text import problems

from .found import codes, numbered, one
from .imported import plan, refused

Numbering = ImportDraft.Numbering


def names_of_places(sentence):
    return sorted(name for _text, name, _spec, _conversion in string.Formatter().parse(str(sentence)) if name)


# The sentences


def test_every_problem_of_the_parser_has_a_sentence_with_the_same_places():
    with translation.override("en"):
        said = {code: names_of_places(SENTENCES[code]) for code in problems.MESSAGES}
    own = {code: said[code] for code in SAID_BY_PLAN}  # said anew, with values of the plan
    assert said == {code: names_of_places(message) for code, message in problems.MESSAGES.items()} | own


def test_every_refusal_of_a_document_has_the_same_sentence_for_the_catalogue():
    with translation.override("en"):
        said = {code: str(sentence) for code, sentence in DOCUMENT_SENTENCES.items() if code != "unexpected"}
    assert said == documents.MESSAGES


def test_the_groups_of_the_page_hold_every_finding():
    assert {findings.Finding(code, "", 0, 0, 0, False, {}).group for code in SENTENCES} <= set(GROUPS)


@pytest.mark.parametrize("code", list(DOCUMENT_SENTENCES))
def test_a_refusal_is_said_with_the_name_of_the_file(code):
    sentence = DOCUMENT_SENTENCES[code]
    values = {name: f"<{name}>" for name in names_of_places(sentence)}
    with translation.override("en"):
        assert sentence_of({"code": code, "values": values}) == str(sentence).format(**values)
        assert "<name>" in sentence_of({"code": code, "values": values})


def test_a_refusal_that_nobody_knows_any_more_is_still_a_sentence():
    with translation.override("en"):
        assert "could not be read" in sentence_of({"code": "of old", "values": {"name": "a.docx"}})
        assert "could not be read" in sentence_of({})


def test_a_finding_is_said_in_the_readers_language(cast):
    found = one(plan(numbered((1, "甲", "市气象局"))), "unknown_unit")
    with translation.override("zh-hans"):
        assert found.sentence == gettext("No unit is called {name} ({count} items).").format(name="市气象局", count=1)


# About the report


@pytest.mark.parametrize("text", ["", "关于做好今年工作的通知"])
def test_a_text_without_items_blocks(cast, text):
    found = one(plan(text), "no_items")
    assert found.blocks and found.group == "report"


def test_a_text_whose_items_all_became_none_blocks(cast):
    text = numbered((1, "甲", "市民政局"))
    assert codes(plan(text, Decisions(dropped=[0]))) == ["no_items"]


def test_a_text_without_any_unit_blocks(cast):
    text = numbered((1, "甲", "市气象局"), (2, "乙", "市气象局"))
    first = plan(text, remedies.ignore_unit(plan(text), "市气象局"))
    assert one(first, "no_units_at_all").blocks
    settled = plan(text, remedies.give_units(first, first.items[0].parsed.start, "市卫生局"))
    assert codes(settled) == ["no_unit"]


def test_more_items_than_fit_block(cast, monkeypatch):
    monkeypatch.setattr("items.imports.planning.MOST_ITEMS", 2)
    text = numbered((1, "甲", "市民政局"), (2, "乙", "市民政局"), (3, "丙", "市民政局"))
    found = one(plan(text), "too_many_items")
    assert found.blocks and found.values == {"found": 3, "most": 2}
    assert "too_many_items" not in codes(plan(text, Decisions(dropped=[0])))


@pytest.mark.parametrize("data", [{"year": None}, {"title": ""}])
def test_a_report_without_year_or_title_blocks(cast, data):
    text = numbered((1, "甲", "市民政局"))
    assert one(plan(text, **data), "no_report_data").blocks
    assert codes(plan(text)) == []


def test_a_title_that_is_taken_blocks_except_for_the_report_itself(cast):
    text = numbered((1, "甲", "市民政局"))
    report = apply_import(plan(text), by=cast.supervisor)
    found = one(plan(text), "title_taken")
    assert found.blocks and found.values == {"title": "2012年任务分解", "year": 2012, "report": report.pk}
    assert "title_taken" not in codes(plan(text, corrects=report))
    assert "title_taken" in codes(plan(text, corrects=cast.report))
    assert "title_taken" not in codes(plan(text, year=2013))


# Numbers


def test_a_number_that_stands_twice_blocks_until_it_is_changed(cast):
    text = numbered((1, "甲", "市民政局"), (2, "乙", "市民政局"), (2, "丙", "市民政局"))
    first = plan(text)
    found = one(first, "number_repeat")
    assert found.blocks and found.values["number"] == "2" and found.line == 3
    third = first.items[2].parsed.start
    for decisions in (
        remedies.set_number(first, third, 3),
        remedies.drop_item(first, third),
        remedies.join_item(first, third),
    ):
        assert not plan(text, decisions).blocking
    assert [item.number for item in plan(text, remedies.set_number(first, third, 3)).items] == [1, 2, 3]
    assert plan(text, remedies.set_number(first, third, 1)).blocking


def test_a_gap_in_the_numbers_is_said_until_the_number_is_set(cast):
    text = numbered((1, "甲", "市民政局"), (3, "乙", "市民政局"))
    first = plan(text)
    found = one(first, "number_gap")
    assert (found.blocks, found.values["number"], found.values["previous"]) == (False, 3, 1)
    assert codes(plan(text, remedies.set_number(first, found.start, 2))) == []
    assert codes(plan(text, remedies.drop_item(first, found.start))) == []


AGAIN = "\n".join(f"{label}、某事\n" + numbered((1, "甲", "市民政局"), (2, "乙", "市民政局")) for label in "一二三")
UNNUMBERED = "修路。(责任单位:市民政局)\n架桥。(责任单位:市卫生局)"


@pytest.mark.parametrize(
    ("text", "asked", "numbers"),
    [
        (numbered((4, "甲", "市民政局"), (7, "乙", "市民政局")), Numbering.FITTING, [4, 7]),
        (numbered((4, "甲", "市民政局"), (7, "乙", "市民政局")), Numbering.THROUGH, [1, 2]),
        (AGAIN, Numbering.FITTING, [1, 2, 3, 4, 5, 6]),
        (AGAIN, Numbering.WRITTEN, [1, 2, 1, 2, 1, 2]),
        (UNNUMBERED, Numbering.FITTING, [1, 2]),
        (UNNUMBERED, Numbering.WRITTEN, [None, None]),
    ],
)
def test_items_are_numbered_as_asked_or_as_it_fits(cast, text, asked, numbers):
    assert [item.number for item in plan(text, numbering=asked).items] == numbers


def test_numbering_through_is_said(cast):
    found = one(plan(AGAIN), "numbered_through")
    assert not found.blocks and found.values == {"count": 6}
    assert not plan(AGAIN).blocking
    assert codes(plan(AGAIN, remedies.accept(plan(AGAIN), [found.key]))) == []


def test_as_written_repeats_and_missing_numbers_block(cast):
    assert {found.code for found in plan(AGAIN, numbering=Numbering.WRITTEN).blocking} == {"number_repeat"}
    missing = plan(UNNUMBERED, numbering=Numbering.WRITTEN)
    assert [(found.code, found.values["line"]) for found in missing.blocking] == [
        ("number_missing", 1),
        ("number_missing", 2),
    ]
    settled = remedies.set_number(missing, missing.items[0].parsed.start, 5)
    assert [found.values["line"] for found in plan(UNNUMBERED, settled, numbering=Numbering.WRITTEN).blocking] == [2]


def test_an_item_without_text_blocks(cast):
    text = numbered((1, "甲", "市民政局"), (2, "", "市民政局"))
    first = plan(text)
    found = one(first, "no_text")
    assert found.blocks
    for decisions in (remedies.drop_item(first, found.start), remedies.join_item(first, found.start)):
        assert not plan(text, decisions).blocking


# Text, targets, places


def test_unread_text_becomes_a_task_or_stays_text(cast):
    text = "1、甲做工。(责任单位:市民政局)\n修好道路。\n2、乙做工。(责任单位:市民政局)"
    first = plan(text)
    found = one(first, "unread_text")
    assert (found.group, text[found.start : found.end]) == ("unread", "修好道路。")
    assert codes(plan(text, remedies.accept(first, [found.key]))) == []
    added = plan(text, remedies.add_item(first, found.key))
    assert "unread_text" not in codes(added)
    assert [item.parsed.text for item in added.items] == ["甲做工。", "修好道路。", "乙做工。"]
    assert "no_unit" in codes(added)
    # The others keep their numbers; the new one needs one of its own.
    assert [item.number for item in added.items] == [1, None, 2]
    assert one(added, "number_missing").blocks
    numbered = plan(text, remedies.set_number(added, added.items[1].parsed.start, 3))
    assert [item.number for item in numbered.items] == [1, 3, 2]
    assert "number_missing" not in codes(numbered)


def test_the_same_document_under_another_title_is_said(cast):
    text = numbered((1, "甲", "市民政局"))
    report = apply_import(plan(text, document_number="东政发〔2012〕3号"), by=cast.supervisor)
    found = one(plan(text, title="别的题目"), "same_document")
    assert (found.blocks, found.values["report"]) == (False, report.pk)
    renumbered = plan(text + "\n", title="别的题目", document_number="东政发〔2012〕3号")
    assert one(renumbered, "same_document").values["report"] == report.pk
    assert "same_document" not in codes(plan(text, corrects=report))
    assert "same_document" not in codes(plan(text + "\n", title="别的题目"))


def test_unread_text_becomes_a_heading_of_the_items_below_it(cast):
    items = [f"{number}、{name}(责任单位:市民政局)。" for number, name in enumerate("甲乙丙", start=1)]
    text = "\n".join(["一、民生", items[0], "教育事业", items[1], "二、其他", items[2]])
    first = plan(text)
    found = one(first, "unread_text")
    settled = plan(text, remedies.add_heading(first, found.key))
    assert "unread_text" not in codes(settled)
    assert [chapter.literal for chapter in settled.parsed.chapters] == ["一、民生", "教育事业", "二、其他"]
    headings = [settled.parsed.chapters[item.parsed.chapter].literal for item in settled.items]
    assert headings == ["一、民生", "教育事业", "二、其他"]


def test_what_a_finding_says_of_an_item_names_it_by_the_number_it_goes_by(cast):
    text = "一、民生\n1、甲(责任单位:市民政局、市卫生局)。\n二、教育\n1、乙(责任单位:市民政局、市教育局)。"
    through = plan(text, numbering=Numbering.THROUGH)
    assert [found.values["number"] for found in through.findings if found.code == "no_lead"] == ["1", "2"]


UNSURE = "1、确保增长10%左右(责任单位:市民政局)。"


def test_an_undecided_number_is_a_target_or_none(cast):
    first = plan(UNSURE)
    found = one(first, "target_unsure")
    assert (found.group, found.blocks, UNSURE[found.start : found.end]) == ("targets", False, "10%左右")
    assert first.target_count == 0
    counted = plan(UNSURE, remedies.count_as_target(first, found.key))
    assert codes(counted) == []
    (target,) = counted.items[0].parsed.targets
    assert (target.number, target.unit, UNSURE[target.start : target.end]) == (10, "%", "10%左右")
    assert codes(plan(UNSURE, remedies.accept(first, [found.key]))) == []
    assert codes(plan(UNSURE, remedies.drop_item(first, 0))) == ["no_items"]


@pytest.mark.parametrize("key", ["", "target_unsure:0", "no_lead:3"])
def test_only_an_undecided_number_becomes_a_target(cast, key):
    with refused("settled already"):
        remedies.count_as_target(plan(UNSURE), key)


def test_a_target_that_was_counted_goes_with_its_part_of_a_split_item(cast):
    text = "1、修路。确保增长10%左右(责任单位:市民政局)。"
    first = plan(text)
    counted = plan(text, remedies.count_as_target(first, one(first, "target_unsure").key))
    parts = plan(text, remedies.split_item(counted, 0, text.index("确保"))).items
    assert [len(part.parsed.targets) for part in parts] == [0, 1]


def test_a_target_too_large_for_the_ledger_is_said_and_left_out(cast):
    text = numbered((1, f"新建公园{'9' * 15}个", "市民政局"))
    first = plan(text)
    found = one(first, "target_unsure")
    assert found.group == "targets" and not found.blocks
    assert first.target_count == 0
    assert apply_import(first, by=cast.supervisor).items.get().targets.count() == 0


def test_findings_stand_in_the_order_of_the_text(cast):
    text = "1、甲(责任单位:市粮食局、市卫生局)。\n3、乙(责任单位:市气象局、市民政局)。"
    starts = [found.start for found in plan(text).findings]
    assert starts == sorted(starts) and len(set(starts)) > 2
