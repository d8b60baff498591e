"""What is collected for service, where modules find each other under their hashed names; what sheets say of boxes."""

import re

import pytest
from django.core.management import call_command

from ..places import ROOT

RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
IMPORTED = re.compile(r'^import .* from "\./(.+)";$', re.MULTILINE)


def test_modules_import_each_other_by_their_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "tasks_portal.static_files.HashedStaticFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = [path for path in (tmp_path / "js").glob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    imported = {path.name.split(".")[0]: IMPORTED.findall(path.read_text()) for path in hashed}
    assert {module: [name.split(".")[0] for name in names] for module, names in imported.items() if names} == {
        "charts": ["chart_options"],
        "updates": ["updates_kept"],
    }
    assert {name for names in imported.values() for name in names} <= {path.name for path in hashed}


def boxes(css):
    """{selector: all that the sheet declares of it}, comments and the heads of conditions left out."""
    found = {}
    for selectors, declared in RULE.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        for selector in selectors.split(","):
            found[selector.strip()] = found.get(selector.strip(), "") + declared
    return found


def loose(css):
    """The boxes that scroll and are no ground for what is placed in them: their hidden labels widen the whole page."""
    return [
        selector
        for selector, declared in boxes(css).items()
        if re.search(r"overflow(-x)?: (auto|scroll)", declared) and not re.search(r"position: (?!static)", declared)
    ]


def test_a_box_that_lets_its_labels_out_is_found():
    assert loose(".a { overflow: auto; } .b, .c { overflow-x: auto } .b { position: relative; }") == [".a", ".c"]


@pytest.mark.parametrize("sheet", sorted((ROOT / "static/css").glob("*.css")), ids=lambda sheet: sheet.name)
def test_what_scrolls_holds_what_is_placed_in_it(sheet):
    assert loose(sheet.read_text()) == []
