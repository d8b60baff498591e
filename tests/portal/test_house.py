"""How the house is built: what is shown stands beside a row, files lie where their subject is, names stand once."""

import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import PurePath

import pytest

from ..places import ROOT

# Forms' fields and cells of a workbook are made to be written on.
WRITTEN_ON = {"self", "cls", "form", "field", "sheet", "cell"}
# Steps change rows; the parser, the documents, the simulation and the admin site make things of their own.
ROOMS_THAT_WRITE = {"admin", "documents", "models", "report_text", "sheets", "simulation", "steps"}
STEPS_WITH_OTHER_NAMES = {"creating", "drafts", "handing_over", "remedies", "signing_for", "forms"}
# The other end of a foreign key, known already, saves its query; a page of a paginator is given its shown rows; a
# request gets its id.
ALLOWED = {"item", "report", "period", "update", "object_list", "id"}
# Pure, and no row: what is being worked out about a light.
NO_ROWS = {"judged"}
FLAT = {"__init__", "apps", "auditing", "context_processors", "errors", "history", "middleware", "read_only", "urls"}
# They answer requests for all views: the shared ground of pages, the admin site, an item or 404.
ANSWERS = ("admin", "pages", "ledger/fetching.py")
WEB = ("django.http", "django.shortcuts")
# They know no framework and name their things without a look at the rest of the house.
NAMES_OF_THEIR_OWN = ("documents", "report_text")
FOUND_BY_NAME = {"Command"}


def hung_on(source):
    """["name.attribute"] of every attribute that the source sets on something that it was given or has fetched."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            thing, attribute = node.value, node.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr":
            thing, attribute = node.args[0], "…"
        else:
            continue
        while isinstance(thing, (ast.Attribute, ast.Subscript, ast.Call)):
            thing = thing.func if isinstance(thing, ast.Call) else thing.value
        name = thing.id if isinstance(thing, ast.Name) else "…"
        if name not in WRITTEN_ON | NO_ROWS and attribute not in ALLOWED:
            found.append(f"{name}.{attribute}")
    return found


def web_imports(source):
    """The modules about requests and answers, and views, that the source imports."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module or ''}.{alias.name}" for alias in node.names]
        else:
            continue
        found += [
            name for name in names if name.startswith(WEB) or any(part.endswith("views") for part in name.split("."))
        ]
    return found


def twins(sources):
    """{(part, name): paths} of classes at module level that bear one name in a part; `sources` are [(path, text)]."""
    found = defaultdict(list)
    for path, text in sources:
        part = next((room for room in NAMES_OF_THEIR_OWN if room in path.parts), "house")
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and node.name not in FOUND_BY_NAME:
                found[part, node.name].append(path.as_posix())
    return {key: paths for key, paths in found.items() if len(paths) > 1}


def modules():
    """[(path below items/, its text)] without migrations."""
    files = sorted((ROOT / "items").rglob("*.py"))
    return [
        (file.relative_to(ROOT / "items"), file.read_text("utf-8")) for file in files if "migrations" not in file.parts
    ]


def is_step(path):
    return path.stem.endswith("ing") or path.stem in STEPS_WITH_OTHER_NAMES


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("for row in rows:\n    row.light = lit[row.pk]", ["row.light"]),
        ("for item in items:\n    item.light, item.fits = 1, 2", ["item.light", "item.fits"]),
        ("setattr(row, name, 1)", ["row.…"]),
        ("rows[0].reached += [1]", ["rows.reached"]),
        ("rows.get(pk=1).reached = 1", ["rows.reached"]),
        ("for row.reached in found: pass", ["row.reached"]),
        ("self.rows = rows\nform.row = row\nupdate.item = item", []),
    ],
)
def test_what_is_hung_on_a_row_is_found(planted, found):
    assert hung_on(planted) == found


def test_nothing_is_hung_on_a_row_to_be_shown():
    shown = [(path, text) for path, text in modules() if path.parts[0] not in ROOMS_THAT_WRITE and not is_step(path)]
    assert len(shown) > 100
    assert {str(path): hung for path, text in shown if (hung := hung_on(text))} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "from django.http import Http404",
        "import django.shortcuts",
        "from . import views",
        "from .act_views import show",
    ],
)
def test_an_import_of_the_web_is_found(planted):
    assert web_imports(planted)


def test_steps_pages_words_and_exports_know_nothing_of_requests():
    plain = [
        (path, text)
        for path, text in modules()
        if (path.stem.endswith("ing") or path.stem in {"page", "words", "export"})
        and not path.as_posix().startswith(ANSWERS)
    ]
    assert len(plain) > 50
    assert {str(path): found for path, text in plain if (found := web_imports(text))} == {}


def test_only_what_all_subjects_share_lies_flat():
    assert {path.stem for path, _text in modules() if len(path.parts) == 1} == FLAT


def test_no_file_is_longer_than_400_lines():
    files = [file for room in ("items", "departments", "tasks_portal", "tests") for file in (ROOT / room).rglob("*.py")]
    lengths = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in files}
    assert len(lengths) > 500
    assert {name: length for name, length in lengths.items() if length > 400 and "/migrations/" not in name} == {}


@pytest.mark.parametrize(
    ("paths", "part"),
    [
        (["plans/page.py", "rounds/roll_call.py"], "house"),
        (["plans/page.py", "departments/roster.py"], "house"),
        (["documents/pdf.py", "documents/docx.py"], "documents"),
        (["documents/pdf.py", "report_text/grid.py", "plans/page.py"], None),
    ],
)
def test_classes_of_one_name_are_found(paths, part):
    planted = "class Line:\n    class State: ...\n\nclass Command: ...\n"
    found = twins([(PurePath(path), planted) for path in paths])
    assert found == ({(part, "Line"): paths} if part else {})


def test_no_two_classes_bear_one_name():
    people = sorted((ROOT / "departments").rglob("*.py"))
    people = [(file.relative_to(ROOT), file.read_text("utf-8")) for file in people if "migrations" not in file.parts]
    assert len(people) > 5
    assert twins(modules() + people) == {}


def test_the_models_are_there_without_the_parser():
    """Its patterns take longer to be made than all models: every command would wait for them, and none needs them."""
    told = "import sys, django; django.setup(); print('items.report_text.parser' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
