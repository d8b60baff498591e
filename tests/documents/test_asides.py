"""What a reader does not see at first sight is never left out in silence: it is named, counted, and can be read in."""

import datetime
import zipfile
from io import BytesIO

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from items.documents import assembled, open_document

from ..given.documents_made import paragraph, saved, word, word_of, zip_of

HEAD = ["序号", "任务", "牵头单位", "配合单位"]
WORDPROCESSING = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def book_of(*rows, title="道路计划"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def roads(count=4):
    return book_of(HEAD, *([n, f"修建第{n}条道路", "市交通局", "市财政局"] for n in range(1, count + 1)))


def opened(document, name="a.xlsx"):
    return open_document(document if isinstance(document, bytes) else saved(document), name)


def told(document):
    """{kind: (count, the places)}."""
    return {kind: (one.count, [place for _sheet, _form, place in one.places]) for kind, one in document.asides.items()}


def whole(document, *kinds):
    return assembled(document.text, document.additions, kinds)


def test_hidden_rows_are_named_and_can_be_read_in():
    book = roads(6)
    for row in (4, 5, 7):
        book.active.row_dimensions[row].hidden = True
    found = opened(book)
    assert told(found) == {"hidden_rows": (3, ["4—5", "7"])}
    assert [line[:1] for line in found.text.splitlines()] == ["序", "1", "2", "5"]
    assert whole(found, "hidden_rows") == opened(roads(6)).text


def test_rows_that_a_filter_hides_are_told_from_those_that_a_person_hid():
    book = roads(6)
    book.active.auto_filter.ref = "A1:D4"
    book.active.auto_filter.add_filter_column(0, ["1"])
    for row in (3, 4, 6):
        book.active.row_dimensions[row].hidden = True
    found = opened(book)
    assert told(found) == {"filtered_rows": (2, ["3—4"]), "hidden_rows": (1, ["6"])}
    assert whole(found, "filtered_rows", "hidden_rows") == opened(roads(6)).text
    assert "修建第5条" in whole(found, "hidden_rows") and "修建第2条" not in whole(found, "hidden_rows")


@pytest.mark.parametrize("column", ["A", "C", "D"])
def test_hidden_columns_are_named_with_their_heads(column):
    book = roads()
    book.active.column_dimensions[column].hidden = True
    found = opened(book)
    assert told(found) == {"hidden_columns": (1, [f"{column}（{HEAD['ABCD'.index(column)]}）"])}
    assert whole(found, "hidden_columns") == opened(roads()).text
    assert found.text.splitlines()[0].count("\t") == 2


def test_a_hidden_column_of_hidden_rows_needs_both():
    book = roads()
    book.active.column_dimensions["D"].hidden = True
    book.active.row_dimensions[3].hidden = True
    found = opened(book)
    assert "修建第2条道路\t市交通局\n" in whole(found, "hidden_rows")
    assert "市财政局" not in whole(found, "hidden_rows")
    assert whole(found, "hidden_rows", "hidden_columns") == opened(roads()).text


def test_empty_hidden_rows_and_columns_are_nothing_to_speak_of():
    book = roads()
    book.active.row_dimensions[40].hidden = True
    book.active.column_dimensions["Z"].hidden = True
    assert told(opened(book)) == {}


def test_a_merged_cell_above_hidden_rows_stays_whole():
    book = book_of(HEAD, [1, "修路", "市交通局", "甲局"], [2, "架桥", None, "乙局"], [3, "植树", None, "丙局"])
    book.active.merge_cells("C2:C4")
    shown = opened(book).text
    book.active.row_dimensions[2].hidden = True
    found = opened(book)
    assert found.text.splitlines()[1:] == ["2\t架桥\t市交通局\t乙局", "3\t植树\t〃\t丙局"]
    assert whole(found, "hidden_rows").splitlines()[1] == "1\t修路\t市交通局\t甲局"
    assert len(whole(found, "hidden_rows").splitlines()) == len(shown.splitlines())


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_named_and_stand_below_their_titles(state):
    book = roads(1)
    other = book.create_sheet("桥梁计划")
    other.sheet_state = state
    for row in (HEAD, [2, "架桥", "市交通局", "市财政局"]):
        other.append(row)
    found = opened(book)
    assert told(found) == {"hidden_sheets": (1, ["桥梁计划"])}
    assert "架桥" not in found.text and "道路计划" not in found.text
    other.sheet_state = "visible"
    lines = [line for line in whole(found, "hidden_sheets").splitlines() if line]
    assert lines == [line for line in opened(book).text.splitlines() if line]


def test_a_struck_out_task_takes_its_row_along():
    book = roads(3)
    book.active["B3"].font = Font(strike=True)
    found = opened(book)
    assert told(found) == {"struck_text": (1, ["3"])}
    assert [line[:1] for line in found.text.splitlines()] == ["序", "1", "3"]
    assert whole(found, "struck_text") == opened(roads(3)).text


def test_struck_out_words_within_a_cell():
    rich = CellRichText("修路", TextBlock(InlineFont(strike=True), "5条"), "十条以上的道路")
    found = opened(book_of(HEAD, [1, rich, "市交通局", ""]))
    assert "修路十条以上的道路" in found.text
    assert "修路5条十条以上的道路" in whole(found, "struck_text")
    assert told(found) == {"struck_text": (1, ["2"])}


def test_comments_of_cells_are_named():
    book = roads(2)
    book.active["C2"].comment = Comment("改为市水利局", "王")
    book.active["F3"].comment = Comment("已完成", "王")
    found = opened(book)
    assert found.text == opened(roads(2)).text
    assert found.asides["comments"].count == 2
    assert "市交通局\u2028批注：改为市水利局" in whole(found, "comments") and "批注：已完成" in whole(found, "comments")


def test_formulas_that_were_never_calculated_are_one_aside():
    book = book_of(HEAD, [1, "修路", "市交通局", "=C2"], ["=A2+1", '="架桥"&A3&"座，通车"', "市交通局", "=C3"])
    found = opened(book)
    assert told(found) == {"formulas": (4, ["D2", "A3", "B3", "D3"])}
    assert found.text == "序号\t任务\t牵头单位\t配合单位\n1\t修路\t市交通局\t\n"
    assert "=A2+1\t" in whole(found, "formulas")


def test_numbers_of_items_that_excel_made_dates():
    book = roads(3)
    book.active["A3"].value, book.active["A3"].number_format = datetime.date(2026, 1, 2), "m月d日"
    found = opened(book)
    assert told(found) == {"dated_numbers": (1, ["A3"])}
    assert "1月2日\t修建第2条" in found.text
    plain = book_of(["时间", "任务"], [datetime.date(2026, 1, 2), "修路"], [datetime.date(2026, 1, 3), "架桥"])
    assert told(opened(plain)) == {}


def test_shapes_with_text_on_a_sheet():
    data = saved(roads(1))
    spreadsheet = "http://schemas.openxmlformats.org/drawingml/2006"
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{spreadsheet}/spreadsheetDrawing" xmlns:a="{spreadsheet}/main"><xdr:sp><xdr:txBody>'
        "<a:p><a:r><a:t>2、架桥</a:t></a:r><a:r><a:t>（市交通局）</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r9" Type="{relation}" Target="../drawings/drawing1.xml"/></Relationships>'
    )
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts |= {"xl/drawings/drawing1.xml": drawing, "xl/worksheets/_rels/sheet1.xml.rels": rels}
    found = opened(zip_of(parts))
    assert told(found) == {"text_boxes": (1, ["2、架桥（市交通局）"])}
    assert whole(found, "text_boxes").endswith("2、架桥（市交通局）\n")


# Word


def box_of(*texts):
    return "<w:txbxContent>" + "".join(map(paragraph, texts)) + "</w:txbxContent>"


def of_both_kinds(*texts):
    box = box_of(*texts)
    new = f"<w:drawing><wps:txbx xmlns:wps='urn:wps'>{box}</wps:txbx></w:drawing>"
    old = f"<w:pict><v:textbox xmlns:v='urn:v'>{box}</v:textbox></w:pict>"
    return (
        f"<w:r><mc:AlternateContent {WORDPROCESSING}><mc:Choice>{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


@pytest.mark.parametrize(
    "anchor",
    [
        f"<w:r><w:pict>{box_of('2、架桥', '3、植树')}</w:pict></w:r>",
        f"<w:r><w:drawing>{box_of('2、架桥', '3、植树')}</w:drawing></w:r>",
        of_both_kinds("2、架桥", "3、植树"),
    ],
)
def test_text_boxes_are_read_once_where_they_are_anchored(anchor):
    body = paragraph("1、修路") + f"<w:p>{anchor}<w:r><w:t>附：</w:t></w:r></w:p>" + paragraph("4、通车")
    found = opened(word_of(body), "a.docx")
    assert found.text == "1、修路\n附：\n4、通车\n"
    assert found.asides["text_boxes"].count == 2
    assert whole(found, "text_boxes") == "1、修路\n附：\n2、架桥\n3、植树\n4、通车\n"


def test_a_text_box_in_a_cell_stays_in_the_cell():
    cell = f"<w:tc><w:p><w:r><w:t>修路</w:t></w:r>{of_both_kinds('十条')}</w:p></w:tc>"
    rows = f"<w:tr><w:tc>{paragraph('1')}</w:tc>{cell}</w:tr>"
    found = opened(word_of(f"<w:tbl>{rows}{rows}</w:tbl>"), "a.docx")
    assert found.text == "1\t修路\n1\t修路\n"
    assert whole(found, "text_boxes") == "1\t修路\u2028十条\n" * 2


def test_a_document_whose_words_all_stand_in_text_boxes_is_not_empty():
    found = opened(word_of(f"<w:p>{of_both_kinds('1、修路（市交通局）')}</w:p>"), "a.docx")
    assert found.text.strip() == "" and whole(found, "text_boxes").strip() == "1、修路（市交通局）"


def run(text, properties):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("hidden_text", "<w:vanish/>"),
        ("struck_text", "<w:strike/>"),
        ("struck_text", "<w:dstrike/>"),
    ],
)
def test_hidden_and_struck_out_words(kind, properties):
    within = f"<w:p><w:r><w:t>1、修路</w:t></w:r>{run('5条', properties)}<w:r><w:t>十条</w:t></w:r></w:p>"
    alone = f"<w:p>{run('2、架', properties)}{run('桥', properties)}</w:p>"
    found = opened(word_of(within + alone + paragraph("3、通车")), "a.docx")
    assert found.text == "1、修路十条\n3、通车\n"
    assert whole(found, kind) == "1、修路5条十条\n2、架桥\n3、通车\n"
    assert told(found) == {kind: (2, ["5条", "2、架桥"])}


def test_comments_and_notes_stand_behind_their_paragraph():
    document = word("1、修路", "2、架桥")
    document.add_comment(document.paragraphs[0].runs, "改为市水利局", author="甲")
    found = opened(document, "a.docx")
    assert found.text == "1、修路\n2、架桥\n"
    assert whole(found, "comments") == "1、修路\n批注：改为市水利局\n2、架桥\n"


def test_heads_and_feet_count_where_they_hold_words_of_the_body():
    document = word("任务分解", "1、修路")
    document.sections[0].header.paragraphs[0].text = "任务分解"
    document.sections[0].footer.paragraphs[0].text = "— 第 3 页 —"
    assert told(opened(document, "a.docx")) == {}
    document.sections[0].footer.paragraphs[0].text = "2、架桥10座（责任单位：市交通局）"
    found = opened(document, "a.docx")
    assert found.asides["headers"].count == 1
    assert whole(found, "headers") == "任务分解\n1、修路\n2、架桥10座（责任单位：市交通局）\n"


def test_a_long_hidden_sheet_is_one_addition():
    book = roads(1)
    other = book.create_sheet("底稿")
    other.sheet_state = "hidden"
    for number in range(500):
        other.append([number, f"第{number}条道路"])
    found = opened(book)
    assert len(found.additions) <= 3 and "第499条道路" in whole(found, "hidden_sheets")


def test_titles_of_sheets_are_headings_but_not_those_that_excel_gives():
    book = roads(1)
    for title in ("桥梁计划", "Sheet2"):
        book.create_sheet(title).append([1, "架桥", "市交通局", "市财政局"])
    found = opened(book)
    assert [found.text[start:end] for start, end in found.headings] == ["道路计划", "桥梁计划"]
    assert "Sheet2" not in found.text


def test_what_was_deleted_with_changes_tracked_is_named_and_can_be_read_in():
    deleted = "<w:del><w:r><w:delText>{}</w:delText></w:r></w:del>"
    body = (
        paragraph("1、修路3公里")
        + f"<w:p><w:r><w:t>2、架桥</w:t></w:r>{deleted.format('6座')}<w:ins><w:r><w:t>9座</w:t></w:r></w:ins></w:p>"
        + f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{deleted.format('3、建亭4个')}</w:p>"
        + paragraph("4、植树")
        + "<w:tbl>"
        + f"<w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph('乙')}</w:tc></w:tr>"
        + f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('丙')}</w:tc><w:tc>{paragraph('丁')}</w:tc></w:tr>"
        + "</w:tbl>"
    )
    document = opened(word_of(body), "a.docx")
    assert document.text == "1、修路3公里\n2、架桥9座\n4、植树\n\n甲\t乙\n"
    assert told(document) == {"deleted_text": (3, ["6座", "3、建亭4个", "丙 丁"])}
    whole_text = whole(document, "deleted_text")
    assert whole_text == "1、修路3公里\n2、架桥6座9座\n3、建亭4个\n4、植树\n\n甲\t乙\n丙\t丁\n"


@pytest.mark.parametrize("demand", ["各单位请于每月25日前报送进展", "年底前形成总结", "务必于周五上报"])
def test_a_demand_in_a_foot_is_named(demand):
    document = word("1、修路")
    document.sections[0].footer.paragraphs[0].text = demand
    assert told(opened(saved(document), "a.docx")) == {"headers": (1, [demand])}
