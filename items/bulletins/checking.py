"""Is a Word file of the office's own good as a template? It names what there is to name, and can do nothing else.

A template is filled by a template engine, so it is read as a program would be: only the documented placeholders and
loops may stand in it, in the text of its paragraphs and nowhere else. What refuses it names the place.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from docx.opc.exceptions import PackageNotFoundError
from jinja2 import TemplateError
from lxml import etree

from ..documents.errors import Refusal
from ..documents.limits import MEGABYTE
from ..documents.package import Package
from ..files.storing import FileRefused, kind_of
from ..models.bulletin import TemplateKind
from .filling import fill
from .placeholders import example, loops_of

LARGEST = 2 * MEGABYTE
# Bytes that its parts may unpack to: all of them are held in memory each time it is filled.
UNPACKED = 20 * MEGABYTE
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The parts that are filled, by their root element.
FILLED = {f"{W}{name}" for name in ("document", "hdr", "ftr", "footnotes")}
# Fields that only number and refer within the document; others fetch, run or ask.
FIELDS = {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF", "SEQ"}
# What a document may be tied to that is more than words and looks: other files, programs, controls.
TIES = re.compile(
    r"/(aFChunk|oleObject|package|control|activeX\w*|subDocument|attachedTemplate|frame|externalLink\w*)$"
)
# What programs keep beside the document: nothing of it is ever filled.
DATA = "customXml"
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
MARK = re.compile(r"\{[{%#]|[}%#]\}|\{_[{%]|[}%]_\}")
VALUE = re.compile(r"\{\{ *([a-z_]+)(?:\.([a-z_]+))? *\}\}")
LOOP = re.compile(r"\{%(?:p|tr)? +for +([a-z_]+) +in +(?:([a-z_]+)\.)?([a-z_]+) *%\}")
END = re.compile(r"\{%(?:p|tr)? +endfor *%\}")
EXCERPT = 40
# As `placeholders.LOOPS` has them.
Loops = dict[str, tuple[dict[str, Any], dict[str, str]]]


class TemplateRefused(Exception):
    """The file cannot be a template. The text is a sentence that names the place."""


def too_large() -> str:
    """What is said of a file that is larger than any template."""
    return _("A template has at most %(limit)s MB.") % {"limit": LARGEST // MEGABYTE}


def check_template(data: bytes, kind: str = TemplateKind.BULLETIN) -> None:
    """Refuse (TemplateRefused) what is no template of the kind: the bytes of an uploaded file."""
    if len(data) > LARGEST:
        raise TemplateRefused(too_large())
    try:
        if kind_of(data) != "docx":
            raise TemplateRefused(
                _("A template is a Word file (.docx); this one is something else, whatever its name.")
            )
    except FileRefused as error:
        raise TemplateRefused(str(error)) from error
    try:
        with Package(data, largest_tree=LARGEST) as package:
            if sum(map(package.size, package)) > UNPACKED:
                raise TemplateRefused(
                    _("The file unpacks to more than %(limit)s MB: take pictures out of it.")
                    % {"limit": UNPACKED // MEGABYTE}
                )
            parts, used_as = _parts(package), _used_as(package)
            _check_ties(package, parts)
    except Refusal as error:
        raise TemplateRefused(_("The file is damaged: open it, save it again and upload the new file.")) from error
    for name, root in parts.items():
        if root.tag in FILLED:
            _check_part(root, loops_of(kind))
            continue
        if MARK.search(" ".join(root.itertext())) and used_as.get(name) != {DATA}:
            raise TemplateRefused(_("Placeholders stand in the text only, not in “%(part)s”.") % {"part": name})
        if root.tag != f"{W}glossaryDocument":  # pieces to choose from, which are not in the text
            _check_fields(root, dict(_paragraphs(root)))
    _try(data, kind)


def _parts(package: Package) -> dict[str, Any]:
    """{name: root} of every part that is XML, whatever its name: what it is used as, only relations say."""
    parts = {}
    for name in package:
        try:
            root = package.tree(name)
        except Refusal as error:
            if error.code != "damaged" or name.endswith((".xml", ".rels")):
                raise
            continue  # a picture, a font
        if root is not None:
            parts[name] = root
    return parts


def _used_as(package: Package) -> dict[str, set[str]]:
    """{part: kinds of relations that lead to it}, of each kind the last word."""
    kinds: dict[str, set[str]] = {}
    for name in package:
        if name.endswith(".rels"):
            folder, _slash, file = name.rpartition("_rels/")
            for kind, part in package.relations(folder + file.removesuffix(".rels")).values():
                kinds.setdefault(part, set()).add(kind.rpartition("/")[2])
    return kinds


def _check_ties(package: Package, parts: dict[str, Any]) -> None:
    """Nothing outside the file, and no other file inside it."""
    for name in package:
        if not name.endswith(".rels"):
            continue
        relations = package.tree(name)
        folder, _slash, file = name.rpartition("_rels/")
        owner = parts.get(folder + file.removesuffix(".rels"))
        for one in () if relations is None else relations.iter("{*}Relationship"):
            kind, target = one.get("Type", ""), one.get("Target", "")
            if one.get("TargetMode") == "External" or TIES.search(kind):
                words = {"target": target[:200], "place": _place_of(owner, one.get("Id", ""))}
                raise TemplateRefused(
                    _("It leads out of the document, to “%(target)s”, at “%(place)s”: take the link or object out.")
                    % words
                )


def _place_of(owner: Any, key: str) -> str:
    """The words of the paragraph that holds the relation, else the name of the kind of thing that does."""
    for element in () if owner is None else owner.iter():
        if isinstance(element.tag, str) and key in element.attrib.values():
            paragraph = next(element.iterancestors(f"{W}p"), element)
            return _excerpt("".join(paragraph.itertext())) or etree.QName(element).localname
    return key


def _excerpt(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(EXCERPT)


def _check_part(root: Any, loops: Loops) -> None:
    """The text of its paragraphs in their order, and everything beside it."""
    open_loops: list[tuple[str, str]] = []  # (variable, kind of thing)
    texts = dict(_paragraphs(root))
    for element in root.iter():
        if not isinstance(element.tag, str):  # a comment or an instruction to a program
            raise TemplateRefused(_("The file holds what no office program writes: open it and save it again."))
        beside = [
            *element.attrib.values(),
            *([] if element.tag == f"{W}t" else [element.text or ""]),
            element.tail or "",
        ]
        if any(MARK.search(value) for value in beside):
            words = {"part": etree.QName(element).localname}
            raise TemplateRefused(_("Placeholders stand in the text only, not in “%(part)s”.") % words)
    _check_fields(root, texts)
    for text in texts.values():
        _check_paragraph(text, open_loops, loops)
    if open_loops:
        raise TemplateRefused(
            _("The loop “%(loop)s” is not closed: {%% endfor %%} is missing.") % {"loop": open_loops[-1][0]}
        )


def _check_fields(root: Any, texts: dict[Any, str]) -> None:
    """No field that fetches, runs or asks."""
    for element in root.iter(f"{W}fldSimple", f"{W}instrText"):
        field = element.get(f"{W}instr", "") if element.tag == f"{W}fldSimple" else element.text or ""
        if field.strip() and field.split()[0].upper() not in FIELDS:
            words = {"field": _excerpt(field), "place": _excerpt(texts.get(_paragraph_of(element), ""))}
            raise TemplateRefused(_("The field “%(field)s” at “%(place)s” is not possible in a template.") % words)


def _paragraph_of(element: Any) -> Any:
    return element if element.tag == f"{W}p" else next(element.iterancestors(f"{W}p"), None)


def _paragraphs(root: Any) -> Iterator[tuple[Any, str]]:
    """(paragraph, its own text) in the order of the document; a text box within one is a paragraph of its own."""
    found: dict[Any, list[str]] = {paragraph: [] for paragraph in root.iter(f"{W}p")}
    for run in root.iter(f"{W}t"):
        found.setdefault(_paragraph_of(run), []).append(run.text or "")
    for paragraph, texts in found.items():
        yield paragraph, "".join(texts)


def _check_paragraph(text: str, open_loops: list[tuple[str, str]], loops: Loops) -> None:
    place = _excerpt(text)
    for tag in TAG.findall(text):
        if found := VALUE.fullmatch(tag):
            _check_value(tag, place, (found[1], found[2]), dict(open_loops), loops)
        elif found := LOOP.fullmatch(tag):
            kinds = {**dict(open_loops), "": ""}
            _fields, lists = loops[kinds[found[2] or ""]] if (found[2] or "") in kinds else ({}, {})
            if found[3] not in lists or found[1] in loops[""][0]:
                raise _unknown(tag, place)
            open_loops.append((found[1], lists[found[3]]))
        elif END.fullmatch(tag):
            if not open_loops:
                raise TemplateRefused(_("“%(place)s”: a loop is closed that was not opened.") % {"place": place})
            open_loops.pop()
        else:
            words = {"tag": tag[:100], "place": place}
            raise TemplateRefused(
                _("“%(tag)s” at “%(place)s”: only the placeholders and loops of the list are possible.") % words
            )
    rest = TAG.sub("", text)
    if MARK.search(rest) or rest.endswith("{"):
        raise TemplateRefused(
            _("“%(place)s”: a placeholder is broken off; write it in one paragraph.") % {"place": place}
        )


def _check_value(tag: str, place: str, named: tuple[str, str | None], kinds: dict[str, str], loops: Loops) -> None:
    """A placeholder of the document, or a field of what a loop around it goes through."""
    name, field = named
    if field is None and name not in kinds:
        known = name in loops[""][0]
    else:
        known = (field or "") in loops[kinds[name]][0] if name in kinds else False
    if not known:
        raise _unknown(tag, place)


def _unknown(tag: str, place: str) -> TemplateRefused:
    return TemplateRefused(
        _("“%(tag)s” at “%(place)s”: there is no such placeholder.") % {"tag": tag[:100], "place": place}
    )


def _try(data: bytes, kind: str) -> None:
    """Fill it once with examples: what is read alone may not fit together, as a loop over half a table."""
    try:
        fill(fill(data, example(kind)), {})
    except (
        TemplateError,
        etree.LxmlError,
        PackageNotFoundError,
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
        OSError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise TemplateRefused(
            _(
                "The file cannot be filled; a loop may begin inside a table and end outside it. Compare it with the "
                "portal's own."
            )
        ) from error
