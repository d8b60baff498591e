"""Word files that are no templates, each for one reason: what the portal's own template becomes by one change."""

import io
import zipfile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from items.bulletins.filling import shipped


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_paragraph(*texts):
    """The portal's template with paragraphs more at its end; a tuple is one whose runs break as it does."""
    document = docx.Document(io.BytesIO(shipped("bulletin")))
    for text in texts:
        paragraph = document.add_paragraph()
        for run in [text] if isinstance(text, str) else text:
            paragraph.add_run(run)
    return saved(document)


def in_cell(*texts):
    document = docx.Document(io.BytesIO(shipped("bulletin")))
    table = document.add_table(rows=len(texts), cols=1)
    for row, text in zip(table.rows, texts, strict=True):
        row.cells[0].text = text
    return saved(document)


def in_footer(text):
    document = docx.Document(io.BytesIO(shipped("bulletin")))
    document.sections[0].footer.paragraphs[0].add_run(text)
    return saved(document)


def with_link():
    """A link to another computer."""
    document = docx.Document(io.BytesIO(shipped("bulletin")))
    paragraph = document.add_paragraph("详见")
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to("http://10.0.0.9/track", KIND.HYPERLINK, is_external=True))
    run = OxmlElement("w:r")
    run.text = "网页"
    link.append(run)
    paragraph._p.append(link)
    return saved(document)


def with_picture_from_elsewhere():
    document = docx.Document(io.BytesIO(shipped("bulletin")))
    document.part.relate_to("http://10.0.0.9/seen.png", KIND.IMAGE, is_external=True)
    return saved(document)


def with_field(instruction):
    document = docx.Document(io.BytesIO(shipped("bulletin")))
    paragraph = document.add_paragraph("引用")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph._p.append(field)
    return saved(document)


def with_attribute():
    """A placeholder where nobody sees it: beside the words."""
    document = docx.Document(io.BytesIO(shipped("bulletin")))
    document.add_paragraph("甲")._p.set(qn("w:rsidR"), "{{ title.__class__ }}")
    return saved(document)


def with_property():
    document = docx.Document(io.BytesIO(shipped("bulletin")))
    document.core_properties.title = "{{ title.__class__ }}"
    return saved(document)


def with_part(name, content=b"x"):
    """A part more in the package."""
    file = io.BytesIO(shipped("bulletin"))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, content)
    return file.getvalue()


def with_main(old, new):
    """The portal's template with one thing in its text exchanged, byte for byte."""
    file, found = io.BytesIO(), io.BytesIO(shipped("bulletin"))
    with zipfile.ZipFile(found) as package, zipfile.ZipFile(file, "w") as changed:
        for entry in package.infolist():
            content = package.read(entry)
            if entry.filename == "word/document.xml":
                assert old in content
                content = content.replace(old, new, 1)
            changed.writestr(entry.filename, content)
    return file.getvalue()


def with_footer_named(name, text):
    """A footer that holds the text, in a part of another name: what it is used as, only its relation says."""
    file, found = io.BytesIO(), io.BytesIO(in_footer(text))
    with zipfile.ZipFile(found) as package, zipfile.ZipFile(file, "w") as changed:
        for entry in package.infolist():
            content = package.read(entry)
            if entry.filename in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
                content = content.replace(b"footer1.xml", name.rpartition("/")[2].encode())
            changed.writestr(name if entry.filename == "word/footer1.xml" else entry.filename, content)
    return file.getvalue()


def with_related(kind, name, content, mime):
    """The portal's template with a part more that its text refers to."""
    document = docx.Document(io.BytesIO(shipped("bulletin")))
    part = Part(PackURI(f"/{name}"), mime, content, document.part.package)
    document.part.relate_to(part, kind)
    file = io.BytesIO()
    document.save(file)
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as package, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as changed:
        for entry in package.infolist():
            changed.writestr(entry.filename, package.read(entry))
    return packed.getvalue()


ENDNOTES = """<w:endnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:endnote w:id="1"><w:p><w:fldSimple w:instr='INCLUDEPICTURE "http://10.0.0.9/seen.png"'/></w:p></w:endnote></w:endnotes>"""


def with_field_in_endnotes():
    mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml"
    return with_related(KIND.ENDNOTES, "word/endnotes.xml", ENDNOTES.encode(), mime)
