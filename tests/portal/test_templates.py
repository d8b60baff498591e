"""Templates stay readable: short lines, short files."""

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


def test_the_templates_are_found():
    assert len(list(TEMPLATES.rglob("*.*"))) > 150
