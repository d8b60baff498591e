"""The invented documents: every expectation stands in its text, and the scorer sees what is right, wrong and lost."""

import json
import re

import pytest

from items.report_text.model import Node, ParsedReport

from ..given.marked import MARKED, marked
from ..given.marked_files import made
from .losses import lost_lines
from .scoring import INVENTED, Score, flat, main, score, score_folder

EXPECTED = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(INVENTED.glob("*.json"))}
TEXTS = {name: document for name, document in EXPECTED.items() if "file" not in document}
RIGHT = {
    "number": "1.",
    "headings": [],
    "text_start": "新建书屋3座。",
    "text_end": "新建书屋3座。",
    "lead": ["市文化局"],
    "support": ["市财政局"],
    "units": [],
    "leaders": [],
    "deadline": "2026-06-30",
    "deadline_literal": "6月底前",
    "targets": [{"label": "新建书屋", "operator": "=", "value": 3, "unit": "座"}],
    "milestones": [],
    "inherited": False,
}
TEXT = "某市2026年任务分解\n1.新建书屋3座。(牵头单位:市文化局;配合单位:市财政局;完成时限:6月底前)\n"


def scored(tmp_path, text, items=(RIGHT,), **more) -> Score:
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    return score({"kind": "", "items": list(items), "asks": [], **more}, tmp_path, "one")


@pytest.mark.parametrize("name", TEXTS)
def test_every_literal_stands_in_the_text(name):
    text = flat((INVENTED / f"{name}.txt").read_text(encoding="utf-8"))
    for item in TEXTS[name]["items"]:
        literals = [item["number"], item["text_start"], item["text_end"], *item["headings"], *item["leaders"]]
        literals += [re.sub("^[省市县区]", "", unit) for unit in (*item["lead"], *item["support"], *item["units"])]
        literals += [item["deadline_literal"] or "", *(step["title_start"] for step in item["milestones"])]
        literals += [clause["text_start"] for clause in item.get("clauses", [])]
        assert [literal for literal in literals if flat(literal) not in text] == []
    asks = [ask if isinstance(ask, str) else ask["any"][0] for ask in TEXTS[name]["asks"]]
    assert [ask for ask in asks if flat(ask) not in text] == []


def test_every_made_file_has_expectations():
    named = {document["file"] for document in EXPECTED.values() if "file" in document}
    made = {file.name for file in INVENTED.iterdir() if re.match(r"[5-8]\d-", file.name)}
    assert named == {name for name in made if not name.endswith((".json", ".txt"))}


def test_a_document_read_rightly_scores_one_everywhere(tmp_path):
    result = scored(tmp_path, TEXT)
    assert (result.differences, result.lost) == ([], [])
    assert set(result.figures().values()) == {1.0}


def test_each_wrong_value_lowers_its_own_measure(tmp_path):
    wrong = RIGHT | {
        "lead": ["市财政局"],
        "support": ["市文化局"],
        "deadline": "2026-07-31",
        "targets": [RIGHT["targets"][0] | {"value": 4}],
    }
    figures = scored(tmp_path, TEXT, [wrong]).figures()
    assert {name for name, value in figures.items() if value < 1} == {"roles", "dates", "target_p", "target_r"}


def test_an_item_that_was_not_read_and_one_that_nobody_wrote(tmp_path):
    figures = scored(tmp_path, TEXT, [RIGHT | {"text_start": "改造书屋3座。"}]).figures()
    assert (figures["items"], figures["exact"]) == (0.0, 0.0)


def test_words_that_must_be_asked_about_are_lost_when_nobody_asks(tmp_path):
    result = scored(tmp_path, TEXT, asks=["打通断头路4条"])
    assert result.lost == ["not asked: 打通断头路4条"]


def test_what_stands_in_an_introduction_after_the_first_item_is_lost():
    source = "1.新建书屋3座。\n2.新建学校2所。\n请于7月20日前报送。\n各单位要高度重视。\n"
    nodes = (Node("text", 0, 9), Node("intro", 9, len(source)))
    report = ParsedReport(source, "", "none", (), (), (), nodes, ())
    assert lost_lines({"items": [RIGHT], "asks": []}, report, [], "") == [
        "numbered line: 2.新建学校2所。",
        "date: 请于7月20日前报送。",
    ]


def test_a_page_mark_and_a_line_of_a_title_are_no_loss(tmp_path):
    assert scored(tmp_path, f"{TEXT}— 2 —\n", headings_allowed=["某市2026年任务分解"]).lost == []


def test_the_table_has_a_line_for_each_document_and_one_for_all(tmp_path, capsys):
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "one.json").write_text(json.dumps({"kind": "", "items": [RIGHT], "asks": []}), encoding="utf-8")
    assert list(score_folder(tmp_path)) == ["one"]
    assert main([str(tmp_path)]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["items", "one", "all"]


# What was reached; nothing falls below.
REACHED = {
    "items": 0.99,
    "exact": 0.99,
    "ends": 0.99,
    "unit_f1": 0.98,
    "roles": 0.98,
    "leaders": 0.99,
    "headings": 0.99,
    "dates": 0.89,
    "target_p": 0.98,
    "target_r": 0.97,
}


def test_all_documents_are_read_as_well_as_before():
    total = Score()
    for one in score_folder(INVENTED).values():
        total.add(one)
    figures = total.figures()
    assert {name: figures[name] for name, least in REACHED.items() if figures[name] < least} == {}
    assert len(total.lost) <= 3, total.lost


REACHED_MARKED = {
    "items": 0.99,
    "exact": 0.99,
    "ends": 0.99,
    "unit_f1": 0.99,
    "roles": 0.99,
    "leaders": 0.99,
    "headings": 0.99,
    "dates": 0.99,
    "target_p": 0.99,
    "target_r": 0.98,
}


def test_all_marked_documents_are_read_as_well_as_before():
    total, scores = Score(), score_folder(MARKED)
    for one in scores.values():
        total.add(one)
    # One that is read as another text would not be seen in the sum of all.
    assert [name for name, one in scores.items() if one.found < one.items or one.extra] == []
    figures = total.figures()
    assert {name: figures[name] for name, least in REACHED_MARKED.items() if figures[name] < least} == {}
    assert total.lost == []


MARKED_DOCUMENTS = {document.name: document for document in map(marked, sorted(MARKED.glob("[0-9]*.txt")))}


@pytest.mark.parametrize("name", [name for name, one in MARKED_DOCUMENTS.items() if one.file is None])
def test_every_literal_of_a_marked_document_stands_in_its_text(name):
    document = MARKED_DOCUMENTS[name]
    text = flat(document.text)
    for item in document.expected["items"]:
        names = [unit.split("|")[0] for unit in (*item["lead"], *item["support"], *item["units"])]
        literals = [*item["headings"], *item["leaders"], item["deadline_literal"] or ""]
        literals += [re.sub("^[省市县区旗镇]", "", name) for name in names]
        literals += [step["title_start"] for step in item["milestones"]]
        literals += [item["number"]] if item["number"] != "-" else []
        assert [literal for literal in literals if flat(literal) not in text] == []
    assert [ask for ask in document.expected["asks"] if isinstance(ask, str) and flat(ask) not in text] == []


@pytest.mark.parametrize("name", [name for name, one in MARKED_DOCUMENTS.items() if (one.file or "").endswith("csv")])
def test_a_marked_file_is_what_its_document_says(name):
    assert (MARKED / name).read_bytes() == made(MARKED_DOCUMENTS[name])
