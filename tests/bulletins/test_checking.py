"""Which Word files are templates: the documented placeholders and loops, and nothing that does or fetches anything."""

import importlib.util
import io

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from openpyxl import Workbook

from items.bulletins.checking import TemplateRefused, check_template
from items.bulletins.filling import fill, shipped
from items.bulletins.placeholders import example
from items.models.bulletin import TemplateKind

from ..files.samples import PDF
from ..places import ROOT
from .templates_made import (
    in_cell,
    in_footer,
    saved,
    with_attribute,
    with_field,
    with_field_in_endnotes,
    with_footer_named,
    with_link,
    with_main,
    with_paragraph,
    with_part,
    with_picture_from_elsewhere,
    with_property,
    with_related,
)
from .word_read import paragraphs, tables


def workbook():
    file = io.BytesIO()
    Workbook().save(file)
    return file.getvalue()


def without_end():
    document = docx.Document()
    document.add_paragraph("{%p for block in blocks %}")
    document.add_paragraph("{{ block.heading }}")
    return saved(document)


BAD = {
    "unknown placeholder": (with_paragraph("签发人：{{ signer }}"), "“{{ signer }}” at “签发人：{{ signer }}”"),
    "unknown in the footer": (in_footer("{{ page }}"), "“{{ page }}”"),
    "unknown field of a loop": (
        with_paragraph("{%p for block in blocks %}", "{{ block.colour }}", "{%p endfor %}"),
        "“{{ block.colour }}” at “{{ block.colour }}”",
    ),
    "variable outside of its loop": (with_paragraph("{{ block.heading }}"), "no such placeholder"),
    "attribute of a value": (with_paragraph("{{ title.__class__ }}"), "no such placeholder"),
    "a call": (with_paragraph("{{ title.upper() }}"), "only the placeholders and loops"),
    "a filter": (with_paragraph("{{ title|safe }}"), "only the placeholders and loops"),
    "a sum": (with_paragraph("{{ 7 * 191 }}"), "“{{ 7 * 191 }}”"),
    "raw XML": (with_paragraph("{{r title }}"), "only the placeholders and loops"),
    "a condition": (with_paragraph("{%p if title %}", "甲", "{%p endif %}"), "“{%p if title %}”"),
    "set": (with_paragraph("{% set x = 1 %}"), "only the placeholders and loops"),
    "include": (with_paragraph("{% include '/etc/passwd' %}"), "only the placeholders and loops"),
    "macro": (with_paragraph("{% macro x() %}{% endmacro %}"), "only the placeholders and loops"),
    "comment": (with_paragraph("{# 备注 #}"), "“{# 备注 #}”"),
    "a cell's colour": (in_cell("{% cellbg title %}"), "only the placeholders and loops"),
    "unknown list": (with_paragraph("{%p for x in data %}", "{%p endfor %}"), "no such placeholder"),
    "list of a value": (with_paragraph("{%p for x in title %}", "{%p endfor %}"), "no such placeholder"),
    "variable that hides a placeholder": (
        with_paragraph("{%p for title in blocks %}", "{%p endfor %}"),
        "no such placeholder",
    ),
    "loop without end": (without_end(), "“block” is not closed"),
    "end without loop": (with_paragraph("完{%p endfor %}"), "“完{%p endfor %}”: a loop is closed"),
    "broken off": (with_paragraph("标题{{ title"), "“标题{{ title”: a placeholder is broken off"),
    "broken over two paragraphs": (with_paragraph("甲{", "{ title.__class__ }}"), "broken off"),
    "broken runs": (with_paragraph(("{", "{ sig", "ner }", "}")), "“{{ signer }}”"),
    "loop half in a table": (with_paragraph("{%tr for block in blocks %}", "{%tr endfor %}"), "cannot be filled"),
    "placeholder beside the words": (with_attribute(), "not in “p”"),
    "placeholder in a property": (with_property(), "not in “docProps/core.xml”"),
    "link": (with_link(), "to “http://10.0.0.9/track”, at “详见网页”"),
    "picture from elsewhere": (with_picture_from_elsewhere(), "to “http://10.0.0.9/seen.png”"),
    "field that fetches": (with_field('INCLUDETEXT "c:\\\\x.docx"'), "“INCLUDETEXT"),
    "field that runs": (with_field("DDEAUTO cmd"), "“DDEAUTO cmd” at “引用”"),
    "macros": (with_part("word/vbaProject.bin"), "macros"),
    "a workbook": (workbook(), "is a Word file"),
    "a PDF": (PDF, "is a Word file"),
    "no file": (b"{{ title }}", "by its content"),
    "half a file": (shipped("bulletin")[:20_000], "damaged"),
    "nothing": (b"", "empty"),
    "entities": (with_main(b"<w:document ", b'<!DOCTYPE x [<!ENTITY y "z">]><w:document '), "damaged"),
    "code in a part that is not called XML": (
        with_footer_named("word/footer1.bin", "{{ 7 * 191 }}"),
        "“{{ 7 * 191 }}”",
    ),
    "code in a part of another spelling": (with_footer_named("word/footer1.XML", "{{ 7 * 191 }}"), "“{{ 7 * 191 }}”"),
    "field in the endnotes": (with_field_in_endnotes(), "INCLUDEPICTURE"),
    "code in a header that is no header": (
        with_related(KIND.HEADER, "customXml/x.xml", b"<x>{{ 7 * 191 }}</x>", "application/xml"),
        "not in “customXml/x.xml”",
    ),
    "much from little": (
        with_related(KIND.IMAGE, "word/media/x.bmp", b"BM" + bytes(30_000_000), "image/bmp"),
        "unpacks to more than 20 MB",
    ),
    "too large": (bytes(3_000_000), "at most 2 MB"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_template_is_refused_and_the_place_is_named(name):
    content, sentence = BAD[name]
    with pytest.raises(TemplateRefused) as refused:
        check_template(content)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("kind", TemplateKind.values)
def test_the_portals_own_are_templates(kind):
    check_template(shipped(kind), kind)


GOOD = {
    "without any placeholder": with_paragraph("仅供内部使用"),
    "more of them in a line": with_paragraph("{{title}}（{{ data_date }}）"),
    "in runs of their own": with_paragraph(("{{ ti", "tle }", "}")),
    "a loop in a line": with_paragraph("{% for block in blocks %}{{ block.heading }}；{% endfor %}"),
    "braces of one's own": with_paragraph("集合{甲}与 } {乙"),
    "page numbers": with_field("NUMPAGES"),
    "in the footer": in_footer("{{ number }}"),
    "braces in what a program keeps beside": with_related(
        KIND.CUSTOM_XML, "customXml/x.xml", b'<x>{"a": {"b": 1}}</x>', "application/xml"
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_other_words_and_looks_are_the_offices_own_business(name):
    check_template(GOOD[name])


def test_a_text_that_looks_like_a_placeholder_stays_a_text():
    words = "<b>甲</b> & {{ title }} {% for x in y %} \"乙\" '丙' ]]> &lt;"
    filled = fill(shipped("bulletin"), {**example("bulletin"), "title": words, "recipients": "{{ issuer }}"})
    assert words in paragraphs(filled) and "{{ issuer }}：" in paragraphs(filled)


def test_an_annex_without_rows_is_left_out():
    context = {**example("bulletin"), "late": [], "results": []}
    assert [table[0][0] for table in tables(fill(shipped("bulletin"), context))] == ["序号"]
    assert len(tables(fill(shipped("bulletin"), example("bulletin")))) == 3


def test_the_kept_templates_are_those_that_the_script_makes(tmp_path):
    spec = importlib.util.spec_from_file_location("make", ROOT / "fixtures" / "bulletins" / "make.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {
        f"{kind}.docx": shipped(kind) for kind in TemplateKind.values
    }


def test_the_page_follows_the_standard():
    """GB/T 9704: A4, 37 mm above, 28 mm at the binding, a type area of 156 × 225 mm, 22 lines of it."""
    document = docx.Document(io.BytesIO(shipped("bulletin")))
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert (section.top_margin.mm, section.left_margin.mm) == pytest.approx((37, 28), abs=0.1)
    width = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
    height = section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm
    assert (width, height) == pytest.approx((156, 225), abs=0.1)
    body = document.styles["Normal"]
    assert body.font.size.pt == 16 and height / body.paragraph_format.line_spacing.mm // 1 == 22
    narrower = int(body.element.rPr.find("{*}spacing").values()[0]) / 20
    assert width / 25.4 * 72 / (body.font.size.pt + narrower) // 1 == 28
    assert document.settings.odd_and_even_pages_header_footer
