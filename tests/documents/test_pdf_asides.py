"""What a reader of a PDF does not see in its text is named: hidden words, comments, demands on every page."""

import io

import pypdf
from docx.shared import RGBColor
from pypdf.annotations import Highlight, Text
from pypdf.generic import ArrayObject, DecodedStreamObject, FloatObject, NameObject

from items.documents import assembled, open_document

from ..given.documents_made import converted, needs_soffice, saved, word

TASK = "1、修路3公里，植树100棵，清淤5处"
WHITE = RGBColor(255, 255, 255)


def pdf(document, change=None):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(converted(saved(document), "docx", "pdf")))
    if change:
        change(writer)
    file = io.BytesIO()
    writer.write(file)
    return open_document(file.getvalue(), "a.pdf")


def told(document):
    return {kind: (one.count, [place for *_, place in one.places]) for kind, one in document.asides.items()}


@needs_soffice
def test_white_words_are_hidden_and_can_be_read_in():
    document = word(TASK)
    document.paragraphs[0].add_run("另建桥2座").font.color.rgb = WHITE
    found = pdf(document)
    assert found.text == f"{TASK}\n"
    assert told(found) == {"hidden_text": (1, ["另建桥2座"])}
    assert assembled(found.text, found.additions, ["hidden_text"]) == f"{TASK}\n另建桥2座\n"


@needs_soffice
def test_white_words_on_a_dark_ground_are_seen():
    document = word(TASK)
    cell = document.add_table(1, 2).cell(0, 0)
    cell.paragraphs[0].add_run("任务").font.color.rgb = WHITE
    shade = cell._tc.get_or_add_tcPr().makeelement(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}shd",
        {"{http://schemas.openxmlformats.org/wordprocessingml/2006/main}fill": "1F4E79"},
    )
    cell._tc.get_or_add_tcPr().append(shade)
    found = pdf(document)
    assert "任务" in found.text and found.asides == {}


@needs_soffice
def test_comments_are_named_and_can_be_read_in():
    def change(writer):
        writer.add_annotation(0, Text(rect=(50, 700, 70, 720), text="改为5公里"))
        quads = ArrayObject([FloatObject(at) for at in (50, 720, 100, 720, 50, 700, 100, 700)])
        writer.add_annotation(0, Highlight(rect=(50, 700, 100, 720), quad_points=quads))

    found = pdf(word(TASK), change)
    assert (found.text, told(found)) == (f"{TASK}\n", {"comments": (1, ["改为5公里"])})
    assert assembled(found.text, found.additions, ["comments"]) == f"{TASK}\n批注：改为5公里\n"


@needs_soffice
def test_a_demand_on_every_page_is_named_and_a_name_is_not():
    document = word(*(f"{number}、修路{number}公里" for number in range(1, 90)))
    document.sections[0].header.paragraphs[0].text = "道路建设计划"
    document.sections[0].footer.paragraphs[0].text = "各单位请于每月25日前报送进展"
    assert told(pdf(document)) == {"headers": (1, ["各单位请于每月25日前报送进展"])}


@needs_soffice
def test_what_a_scanner_recognised_below_a_picture_is_the_text():
    def change(writer):
        page = writer.pages[0]
        stream = DecodedStreamObject()
        stream.set_data(b"3 Tr\n" + page.get_contents().get_data())
        page[NameObject("/Contents")] = writer._add_object(stream)

    found = pdf(word(TASK), change)
    assert (found.text, found.asides) == (f"{TASK}\n", {})
