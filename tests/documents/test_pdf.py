"""PDF files as LibreOffice makes them, and such as cannot be read."""

import io

import pypdf
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from items.documents import DocumentError, read_document
from items.documents.pdf_lines import Line, cell_text

from ..given.documents_made import converted, deflated_blanks, needs_soffice, pdf_of, png, saved, word

LONG = (
    "加快推进城市更新行动，改造老旧小区120个，新增停车位5000个，完成城中村改造，提升城市品质，建设 Smart City 平台，"
    "加强物业管理工作，健全长效机制，让群众住得放心、安心、舒心。"
)
UNITS = "（责任单位：市住房和城乡建设局、市城市管理执法委员会；完成时限：2026年6月底前）"


def pdf(document) -> bytes:
    return converted(saved(document), "docx", "pdf")


def text_of(document):
    return read_document(pdf(document), "report.pdf")


def code_of(data):
    with pytest.raises(DocumentError) as caught:
        read_document(data, "report.pdf")
    assert str(caught.value).startswith("report.pdf ")
    return caught.value.code


def changed(data, change) -> bytes:
    """The same PDF after `change(writer)`."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@needs_soffice
def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart():
    paragraphs = ["一、改善交通", f"1．{LONG}", UNITS, f"2．{LONG}", UNITS, "二、改善民生", "（一）" + LONG, LONG]
    assert text_of(word(*paragraphs)).splitlines() == paragraphs


@needs_soffice
def test_numbered_paragraphs_without_indent_are_kept_apart():
    document = word()
    paragraphs = [f"{number}．{LONG}{UNITS}" for number in range(1, 6)]
    for text in paragraphs:
        document.add_paragraph(text)
    assert text_of(document).splitlines() == paragraphs


@needs_soffice
def test_hanging_paragraphs_are_one_each():
    document = word()
    paragraphs = [f"（{number}）{LONG}" for number in "一二三"]
    for text in paragraphs:
        layout = document.add_paragraph(text).paragraph_format
        layout.left_indent, layout.first_line_indent = Pt(42), Pt(-42)
    assert text_of(document).splitlines() == paragraphs


@needs_soffice
def test_paragraph_goes_on_over_the_page_break_without_head_foot_and_page_number():
    paragraphs = [f"{number}．{LONG * 2}{UNITS}" for number in range(1, 30)]
    document = word(*paragraphs)
    section = document.sections[0]
    section.header.paragraphs[0].text = "襄河市人民政府办公室文件"
    section.footer.paragraphs[0].text = "— 3 —"
    data = pdf(document)
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) > 3
    assert read_document(data, "report.pdf").splitlines() == paragraphs


@needs_soffice
@pytest.mark.parametrize("number", ["- 12 -", "第3页", "第 3 页 共 20 页", "3/20", "12", "·3·", "第三页"])
def test_page_numbers_are_dropped(number):
    document = word("一、改善交通", "1．修路")
    document.sections[0].footer.paragraphs[0].text = number
    document.sections[0].footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    assert text_of(document) == "一、改善交通\n1．修路\n"


@needs_soffice
def test_title_and_attributes_stand_alone():
    document = word()
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("襄河市人民政府工作报告任务分解").font.size = Pt(22)
    document.add_paragraph(LONG).paragraph_format.first_line_indent = Pt(28)
    assert text_of(document).splitlines() == ["襄河市人民政府工作报告任务分解", LONG]


LAID_OUT = [
    ("襄河市2026年重点工作任务分解表", WD_ALIGN_PARAGRAPH.CENTER),
    (LONG, None),
    ("襄河市人民政府", WD_ALIGN_PARAGRAPH.RIGHT),
    ("2026年2月18日", WD_ALIGN_PARAGRAPH.RIGHT),
    ("一、着力扩大有效需求", None),
    ("（一）" + LONG, None),
    ("市直各有关部门", WD_ALIGN_PARAGRAPH.RIGHT),
    ("2026年2月20日", WD_ALIGN_PARAGRAPH.RIGHT),
    (LONG, None),
]


@needs_soffice
@pytest.mark.parametrize("indent", [0, 28])
def test_short_lines_at_the_right_are_paragraphs_of_their_own(indent):
    document = word()
    for text, alignment in LAID_OUT:
        paragraph = document.add_paragraph(text)
        paragraph.alignment = alignment
        paragraph.paragraph_format.first_line_indent = Pt(0 if alignment else indent)
    assert text_of(document).splitlines() == [text for text, _ in LAID_OUT]


def filled(document, end: str) -> str:
    """A line of text from edge to edge that ends so."""
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    return "市" * (width // Pt(14) - len(end)) + end


@needs_soffice
@pytest.mark.parametrize("number", ["一、", "（二）", "3.", "4、", "第一章 "])
def test_line_with_a_heading_number_begins_a_paragraph(number):
    document = word()
    paragraphs = [filled(document, "需求"), number + "扩大需求"]
    for text in paragraphs:
        document.add_paragraph(text).paragraph_format.space_after = Pt(0)
    assert text_of(document).splitlines() == paragraphs


@needs_soffice
@pytest.mark.parametrize(
    ("end", "start"), [("园区一、二、", "三、四期工程"), ("落实第", "（三）项"), ("财政局等", "三部门联合")]
)
def test_number_within_a_sentence_does_not_part_it(end, start):
    document = word()
    paragraph = filled(document, end) + start + LONG
    document.add_paragraph(paragraph)
    assert text_of(document).splitlines() == [paragraph]


def table_of(rows, *, columns=4):
    document = word("前文")
    table = document.add_table(rows=len(rows), cols=columns)
    table.style = "Table Grid"
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("后文")
    return document, table


HEAD = ["序号", "工作任务", "责任单位", "完成时限"]


@needs_soffice
def test_ruled_table_is_one_line_per_row():
    task = "推进河长制落实工作，开展水质监测和污染源排查整治"
    document, _ = table_of([HEAD, ["1", task, "市水利局\n市生态环境局", "12月底"], ["2", "架桥", "", "6月底"]])
    assert text_of(document) == (
        f"前文\n\n序号\t工作任务\t责任单位\t完成时限\n1\t{task}\t市水利局\u2028市生态环境局\t12月底\n2\t架桥\t\t6月底\n\n后文\n"
    )


@needs_soffice
def test_merged_cells_of_a_table():
    rows = [
        HEAD,
        ["1", "修路", "", "6月"],
        ["2", "架桥", "", "7月"],
        ["一、民生", "", "", ""],
        ["3", "通车", "丙", "8月"],
    ]
    document, table = table_of(rows)
    table.cell(1, 2).merge(table.cell(2, 2)).text = "市交通局"
    table.cell(3, 0).merge(table.cell(3, 3)).text = "一、民生"
    assert text_of(document).split("\n\n")[1].splitlines()[1:] == [
        "1\t修路\t市交通局\t6月",
        "2\t架桥\t〃\t7月",
        "一、民生\t\t\t",
        "3\t通车\t丙\t8月",
    ]


@needs_soffice
def test_table_goes_on_over_pages_and_a_parted_row_is_one():
    rows = [HEAD] + [[str(number), LONG, "市住建局", f"{number % 12 + 1}月"] for number in range(1, 30)]
    document, table = table_of(rows)
    assert text_of(document).split("\n\n")[1].splitlines() == ["\t".join(row) for row in rows]
    repeat = table.rows[0]._tr.get_or_add_trPr()
    repeat.append(repeat.makeelement(repeat.tag.replace("trPr", "tblHeader"), {}))
    assert text_of(document).split("\n\n")[1].splitlines() == ["\t".join(row) for row in rows]


@needs_soffice
def test_merged_cell_goes_on_over_pages():
    rows = [HEAD] + [["一", f"{number}．{LONG}", "市住建局", "6月"] for number in range(1, 16)]
    document, table = table_of(rows)
    for cell in table.columns[0].cells[2:]:
        cell.text = ""
    table.cell(1, 0).merge(table.cell(15, 0)).text = "一"
    found = [line.split("\t") for line in text_of(document).split("\n\n")[1].splitlines()]
    assert [row[0] for row in found] == ["序号", "一"] + ["〃"] * 14
    assert [row[1] for row in found[1:]] == [row[1] for row in rows[1:]]


@needs_soffice
def test_frame_around_text_is_no_table():
    document, _ = table_of([["一、改善交通"]], columns=1)
    assert text_of(document) == "前文\n一、改善交通\n后文\n"


@needs_soffice
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read_upright(turn):
    document, _ = table_of([HEAD, ["1", "修路", "市交通局", "6月"]])
    document.sections[0].orientation = WD_ORIENT.LANDSCAPE

    def rotate(writer):
        for page in writer.pages:
            page.rotate(turn)
            page.transfer_rotation_to_content()

    assert "序号\t工作任务\t责任单位\t完成时限\n1\t修路\t市交通局\t6月\n" in read_document(
        changed(pdf(document), rotate), "a.pdf"
    )


@needs_soffice
def test_scan_is_refused_for_being_one():
    document = word()
    document.add_picture(io.BytesIO(png()), width=Cm(15))
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    assert code_of(pdf(document)) == "scan"


@needs_soffice
def test_scanned_page_among_pages_of_text_leaves_a_sentence_in_its_place():
    document = word("1、修建农村公路三十公里(责任单位:市交通局)。")
    document.add_page_break()
    document.add_picture(io.BytesIO(png()), width=Cm(15))
    document.add_page_break()
    document.add_paragraph("2、新建公办幼儿园二十所(责任单位:市教育局)。")
    assert text_of(document).split("\n")[:3] == [
        "1、修建农村公路三十公里(责任单位:市交通局)。",
        "〔PDF 第 2 页是图片，没有文字层，未能读取。〕",
        "2、新建公办幼儿园二十所(责任单位:市教育局)。",
    ]


def test_empty_page_is_refused_like_a_scan():
    assert code_of(pdf_of(deflated_blanks(1))) == "scan"


@needs_soffice
def test_encrypted_pdf_is_refused_and_one_without_a_password_to_open_is_read():
    data = pdf(word("一、改善交通", "1．修路，架桥，通车。"))
    locked = changed(data, lambda writer: writer.encrypt("secret", algorithm="AES-256"))
    assert code_of(locked) == "encrypted"
    restricted = changed(data, lambda writer: writer.encrypt("", "owner", algorithm="RC4-128"))
    assert read_document(restricted, "report.pdf") == "一、改善交通\n1．修路，架桥，通车。\n"


@needs_soffice
@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 0.99])
def test_cut_off_pdf_is_damaged(share):
    data = pdf(word(*[LONG] * 40))
    assert code_of(data[: int(len(data) * share)]) == "damaged"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n" + bytes(5000) + b"%%EOF\n"])
def test_pdf_without_anything_in_it_is_damaged(data):
    assert code_of(data) == "damaged"


@needs_soffice
def test_progress_counts_pages():
    steps, data = [], pdf(word(*[LONG] * 40))
    read_document(data, "a.pdf", progress=lambda done, total: steps.append((done, total)))
    pages = len(pypdf.PdfReader(io.BytesIO(data)).pages)
    assert steps == [(number, pages) for number in range(1, pages + 1)]


@needs_soffice
def test_lines_of_a_cell_that_end_before_its_edge_are_lines_of_their_own():
    rows = [HEAD, ["1", "修建水库", "各县（市）区政府\n市水务局", "6月"], ["2", "植树", "市林业局\n市财政局", "8月"]]
    document, _table = table_of(rows)
    lines = [line.split("\t") for line in text_of(document).split("\n") if "\t" in line]
    assert [line[2] for line in lines[1:]] == ["各县（市）区政府\u2028市水务局", "市林业局\u2028市财政局"]


@needs_soffice
@pytest.mark.parametrize("text", ["购置2600辆，PM2.5监测仪9台", "购置新能源货车2600辆，GPS终端9台"])
def test_line_of_a_cell_that_ends_before_a_latin_word_with_its_sign_goes_on(text):
    document, _table = table_of([HEAD, ["1", text, "市水务局", "6月"]])
    assert f"\t{text}\t" in text_of(document)


def test_line_of_a_cell_ends_early_where_what_follows_made_it_no_longer_than_another():
    def line(text):
        return Line(text, 0.0, 14.0 * len(text), 0.0, 14.0, 14.0, 14.0, False)

    lines = [line("工信局牵头"), line("铁塔公司"), line("电信公司")]
    assert cell_text(lines, 86.4)[0] == "工信局牵头铁塔公司\n电信公司"
