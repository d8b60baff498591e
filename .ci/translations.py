"""The Chinese message catalogue: `translations.py update` renews it, `translations.py check` tells what is wrong.

Both extract the messages with Django's makemessages (GNU gettext). The check does so in a temporary copy of the
sources and leaves the working tree alone.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
SOURCES = ["departments", "items", "tasks_portal", "templates"]
# Without line numbers the catalogue changes only when a message does.
MAKEMESSAGES = ["makemessages", "--locale=zh_Hans", "--extension=html,txt,py", "--add-location"]
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[a-z]|%[a-z]|\{\w*\}")


def django(*arguments, folder):
    """Run a django-admin command that needs no settings."""
    command = [sys.executable, "-m", "django", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{arguments[0]} failed: {result.stderr.strip()}")


def extract(root):
    """The messages of the sources under `root`, with file and line, untranslated."""
    with tempfile.TemporaryDirectory() as copy:
        for name in SOURCES:
            if (root / name).is_dir():
                shutil.copytree(root / name, Path(copy, name), ignore=shutil.ignore_patterns("__pycache__"))
        Path(copy, "locale").mkdir()
        django(*MAKEMESSAGES, "full", folder=copy)
        return polib.pofile(str(Path(copy, CATALOGUE)))


def key(entry):
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def texts(entry):
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def problems(root):
    """Sentences that say what is wrong with the catalogue of `root`; none when all is well."""
    path = root / CATALOGUE
    if not path.exists():
        return [f"{CATALOGUE} is missing; run make translations"]
    try:
        catalogue = polib.pofile(str(path))
    except OSError as error:
        return [f"{CATALOGUE} cannot be read: {error}"]
    entries = {key(entry): entry for entry in catalogue if not entry.obsolete}
    found = [f"{CATALOGUE}:{entry.linenum}: “{entry.msgid}” is a leftover" for entry in catalogue.obsolete_entries()]
    if catalogue.metadata_is_fuzzy:
        found.append(f"{CATALOGUE}:1: the header is marked fuzzy")
    extracted = {key(entry): entry for entry in extract(root)}
    for missing in extracted.keys() - entries.keys():
        found.append(f"{place(extracted[missing])}: “{missing[1]}” is not in {CATALOGUE}")
    known = {msgid for _context, msgid, _plural in extracted}
    for where, message in within_f_strings(root):
        if message not in known:
            found.append(f"{where}: “{message}” stands inside an f-string, where gettext does not find it")
    for unused in entries.keys() - extracted.keys():
        found.append(f"{CATALOGUE}:{entries[unused].linenum}: “{unused[1]}” is used nowhere")
    for shared in extracted.keys() & entries.keys():
        found += [
            f"{CATALOGUE}:{entries[shared].linenum}: “{shared[1]}” {wrong} ({place(extracted[shared])})"
            for wrong in translation_problems(entries[shared])
        ]
    return sorted(found) + compiled_problems(path, catalogue)


def within_f_strings(root):
    """(file and line, message) of every message that is asked for inside an f-string."""
    for path in sorted(path for name in SOURCES for path in (root / name).rglob("*.py")):
        for string in ast.walk(ast.parse(path.read_text())):
            for call in ast.walk(string) if isinstance(string, ast.JoinedStr) else ():
                if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in CALLS:
                    for one in call.args[:2]:
                        if isinstance(one, ast.Constant) and isinstance(one.value, str):
                            yield f"{path.relative_to(root)}:{call.lineno}", one.value


def place(entry):
    return ":".join(entry.occurrences[0])


def translation_problems(entry):
    if entry.fuzzy:
        yield "is fuzzy"
    if not all(texts(entry)):
        yield "is not translated"
        return
    singular, plural = sorted(PLACEHOLDER.findall(entry.msgid)), sorted(PLACEHOLDER.findall(entry.msgid_plural))
    for text in texts(entry):
        if sorted(PLACEHOLDER.findall(text)) not in ([plural] if entry.msgid_plural else [singular]):
            yield f"has other placeholders than its translation “{text}”"
        if (text[0] == "\n", text[-1] == "\n") != (entry.msgid[0] == "\n", entry.msgid[-1] == "\n"):
            yield "begins or ends with a line break, or its translation does, but not both"


def compiled_problems(path, catalogue):
    """What users see is the compiled catalogue: it must say the same."""
    compiled = path.with_suffix(".mo")
    if not compiled.exists():
        return [f"{CATALOGUE.with_suffix('.mo')} is missing; run make translations"]
    expected = {key(entry): texts(entry) for entry in catalogue.translated_entries()}
    if {key(entry): texts(entry) for entry in polib.mofile(str(compiled))} != expected:
        return [f"{CATALOGUE.with_suffix('.mo')} is not the compiled {CATALOGUE.name}; run make translations"]
    return []


def update(root):
    """Bring the catalogue up to date with the sources, keep its translations, compile it."""
    (root / "locale").mkdir(exist_ok=True)
    ignored = [f"--ignore={path.name}" for path in root.iterdir() if path.name not in {*SOURCES, "locale"}]
    django(*MAKEMESSAGES, "file", "--no-obsolete", *ignored, folder=root)
    catalogue = polib.pofile(str(root / CATALOGUE))
    catalogue.header = ""
    catalogue.metadata_is_fuzzy = False
    # Only what says something, and no date that would change the file when nothing else does.
    wanted = ("Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms")
    catalogue.metadata = {name: catalogue.metadata[name] for name in wanted} | {"Language": "zh_Hans"}
    catalogue.save()
    django("compilemessages", "--locale=zh_Hans", *ignored, folder=root)
    print(f"{CATALOGUE}: {len(catalogue.untranslated_entries())} to translate, {len(catalogue.fuzzy_entries())} fuzzy")


def main():
    if not shutil.which("xgettext"):
        sys.exit("GNU gettext is missing: apt install gettext.")
    if sys.argv[1:] == ["update"]:
        update(ROOT)
    elif sys.argv[1:] == ["check"]:
        found = problems(ROOT)
        print(*found, sep="\n", end="\n" if found else "")
        sys.exit(f"{len(found)} problems in the translations" if found else 0)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
