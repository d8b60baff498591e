"""Templates stay readable: short lines, short files."""

import re
from collections import Counter

import pytest

from ..places import ROOT

TEMPLATES = ROOT / "templates"
LONGEST_LINE = 200  # characters
MOST_LINES = 120


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.*")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_is_readable(template):
    lines = template.read_text().splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE] == []
    assert len(lines) <= MOST_LINES


# An empty state leads on by a link; these say in words what to do, or tell that there is nothing to be done.
EMPTY_IN_WORDS = {
    "approvals/page.html": 1,
    "comparing/_changed.html": 1,
    "dashboard/_listed.html": 1,
    "imports/_correction.html": 1,
    "imports/list.html": 1,
    "item_page/_history.html": 1,
    "item_page/_light_history.html": 1,
    "item_page/_targets.html": 1,
    "item_page/_units.html": 1,
    "item_page/_updates.html": 1,
    "lights/rules.html": 1,
    "meetings/detail.html": 2,
    "people/list.html": 1,
    "portfolios/list.html": 1,
    "rounds/_period_list.html": 1,
    "rounds/chase.html": 1,
    "rounds/unit.html": 1,
    "second_factor/page.html": 1,
    "sessions/page.html": 1,
    "second_factor/reset.html": 1,
    "targets/shares.html": 3,
    "units/_waiting.html": 2,
    "units/detail.html": 1,
    "workbench/page.html": 2,
}


def test_every_empty_state_leads_on():
    in_words = Counter()
    for template in TEMPLATES.rglob("*.html"):
        for _tag, inside in re.findall(r'<(p|li) class="empty">(.*?)</\1>', template.read_text(), re.DOTALL):
            in_words[str(template.relative_to(TEMPLATES))] += "<a " not in inside
    assert {name: count for name, count in in_words.items() if count} == EMPTY_IN_WORDS
    assert in_words["ledger/_list.html"] == 0


def test_the_templates_are_found():
    assert len(list(TEMPLATES.rglob("*.*"))) > 150
