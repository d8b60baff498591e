"""Make the files of the marked documents: python -m tests.given.marked_files

A line is a paragraph; lines with | between cells are a table: ^ joins a cell with the one above, < with the one to its
left, ⏎ is a line break within a cell. [box], [header], [footer], [hidden], [strike], [list0] or [list1] before a
paragraph, [sheet NAME], [hidden sheet NAME], ! before a hidden row, {date …}, {serial …},
{percent …} in a cell, [csv , ENCODING]. [landscape] turns the pages, [page] begins a new one, [repeat N] before a table
repeats its first N rows on each page.
"""

import csv
import datetime
import io
import re

import docx
import openpyxl
from docx.oxml import OxmlElement, parse_xml

from .documents_made import WORD, converted, saved, word
from .marked import MARKED, Marked, marked

_BOX = f"""<w:p xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"><w:r>
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">
<wp:extent cx="4000000" cy="900000"/><wp:docPr id="7" name="box"/><a:graphic>
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="4000000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>
</a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>%s</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>
</a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:300pt;height:70pt">
<v:textbox><w:txbxContent>%s</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>
</w:r></w:p>"""
_LIST = f"""<w:abstractNum xmlns:w="{WORD}" w:abstractNumId="77">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>"""
_TAG = re.compile(r"\[(box|header|footer|hidden|strike|list0|list1)\] (.*)")


def cells(line: str) -> list[str]:
    return [cell.strip().replace("⏎", "\n") for cell in line.split("|")]


def word_file(text: str) -> bytes:
    document = word()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(_LIST))
    numbering.append(parse_xml(f'<w:num xmlns:w="{WORD}" w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    rows: list[list[str]] = []
    repeated = 0
    for line in [*text.splitlines(), ""]:
        if " | " in line:
            rows.append(cells(line))
            continue
        if rows:
            _word_table(document, rows, repeated)
            rows, repeated = [], 0
        if found := re.fullmatch(r"\[repeat (\d)\]", line):
            repeated = int(found[1])
        elif line == "[landscape]":
            section = document.sections[0]
            section.page_width, section.page_height = section.page_height, section.page_width
        elif line == "[page]":
            document.add_page_break()
        elif line:
            _paragraph(document, line)
    return saved(document)


def _paragraph(document, line: str):
    found = _TAG.fullmatch(line)
    tag, words = (found[1], found[2]) if found else ("", line)
    if tag == "box":
        inner = f'<w:p xmlns:w="{WORD}"><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
        document.add_paragraph()._p.addnext(parse_xml(_BOX % (inner, inner)))
    elif tag in ("header", "footer"):
        getattr(document.sections[0], tag).paragraphs[0].text = words
    else:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(words)
        if tag in ("hidden", "strike"):
            run._r.get_or_add_rPr().append(OxmlElement("w:vanish" if tag == "hidden" else "w:strike"))
        elif tag:
            level = f'<w:ilvl w:val="{tag[-1]}"/><w:numId w:val="77"/>'
            paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:numPr xmlns:w="{WORD}">{level}</w:numPr>'))


def _word_table(document: "docx.document.Document", rows: list[list[str]], repeated: int):
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell == "^":
                table.cell(at - 1, column).merge(table.cell(at, column))
            elif cell == "<":
                table.cell(at, column - 1).merge(table.cell(at, column))
            else:
                table.cell(at, column).text = cell
    for row in table.rows[:repeated]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def workbook_file(text: str) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    rows: list[str] = []
    sheet = None
    for line in [*text.splitlines(), "[sheet ]"]:
        found = re.fullmatch(r"\[(hidden )?sheet (.*)\]", line)
        if not found:
            rows.append(line)
            continue
        if sheet is not None:
            _fill(sheet, rows)
        rows = []
        if found[2]:
            sheet = book.create_sheet(found[2])
            sheet.sheet_state = "hidden" if found[1] else "visible"
    return saved(book)


def _fill(sheet, lines: list[str]):
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for at, line in enumerate(lines, 1):
        sheet.row_dimensions[at].hidden = line.startswith("!")
        for column, cell in enumerate(cells(line.removeprefix("!")), 1):
            if cell in ("^", "<"):
                owners[at, column] = owners[(at - 1, column) if cell == "^" else (at, column - 1)]
            else:
                owners[at, column] = (at, column)
                _set(sheet.cell(at, column), cell)
    for owner in sorted(set(owners.values())):
        joined = [place for place, its in owners.items() if its == owner]
        if len(joined) > 1:
            sheet.merge_cells(None, *owner, *max(joined))


def _set(cell, words: str):
    found = re.fullmatch(r"\{(date|serial|percent) (.*)\}", words)
    if not found:
        cell.value = float(words) if re.fullmatch(r"\d+\.\d+", words) else int(words) if words.isdigit() else words
    elif found[1] == "date":
        cell.value = datetime.date.fromisoformat(found[2])
    elif found[1] == "serial":
        cell.value = int(found[2])
    else:
        cell.value, cell.number_format = float(found[2]), "0%"


def csv_file(text: str) -> bytes:
    head, _, rest = text.partition("\n")
    delimiter, encoding = head.strip("[]").split()[1:]
    file = io.StringIO()
    writer = csv.writer(file, delimiter={"tab": "\t"}.get(delimiter, delimiter))
    writer.writerows(cells(line) for line in rest.splitlines() if line)
    return file.getvalue().encode(encoding)


def made(document: Marked) -> bytes:
    """The bytes of the file that a marked document describes."""
    kind = (document.file or "").rsplit(".", 1)[-1]
    if kind == "pdf":
        return converted(word_file(document.text), "docx", "pdf")
    if kind == "xls":
        return converted(workbook_file(document.text), "xlsx", "xls")
    return {"docx": word_file, "xlsx": workbook_file, "csv": csv_file}[kind](document.text)


if __name__ == "__main__":
    for path in sorted(MARKED.glob("*.txt")):
        document = marked(path)
        if document.file:
            (MARKED / document.file).write_bytes(made(document))
