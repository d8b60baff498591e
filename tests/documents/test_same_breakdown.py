"""One invented breakdown as text, Word list, Word table, workbook and PDF: the same items come out of each."""

import openpyxl
import pytest
from django.core.management import call_command

from items.documents import read_document
from items.report_text.parser import parse

from ..given.documents_made import converted, level, listed, lists, needs_soffice, paragraph, saved, word, word_of

TITLE = "2026年市政府工作报告重点任务分解表"
# Chapter -> rows of task, leading unit, supporting units, deadline. The second chapter is a group that says its size.
CHAPTERS = {
    "推动经济平稳增长": [
        ("新建改建农村公路100公里", "市交通运输局", "市财政局、市农业农村局", "2026年10月31日"),
        ("培育规模以上工业企业30家以上", "市经济和信息化局", "市统计局", "2026年12月31日"),
        ("建成高标准农田5万亩", "市农业农村局", "市水利局、市财政局", "2026年11月30日"),
    ],
    "办好三件民生实事": [
        ("改造老旧小区45个", "市住房和城乡建设局", "市城市管理执法委员会", "2026年9月30日"),
        ("新增公办幼儿园学位3000个", "市教育局", "市财政局", "2026年8月31日"),
        ("建设社区养老服务中心12个", "市民政局", "市卫生健康委员会、市财政局", "2026年12月31日"),
    ],
    "加强政府自身建设": [
        ("推行行政审批事项全程网办", "市行政审批局", "市政府办公室", "2026年6月30日"),
        ("开展重大行政决策执行情况评估", "市司法局", "市审计局", "2026年11月30日"),
    ],
}
HEAD = ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"]
NUMERALS = "一二三"


def clause(lead, support, due):
    return f"（牵头单位：{lead}；配合单位：{support}；完成时限：{due}前）"


def lines():
    """(level, text) of headings and items in the order of the document."""
    for chapter, rows in CHAPTERS.items():
        yield 0, chapter
        for task, *who in rows:
            yield 1, f"{task}{clause(*who)}。"


def numbered():
    """The lines with the numbers that an author types."""
    counts = [0, 0]
    for depth, text in lines():
        counts[depth] += 1
        yield f"{NUMERALS[counts[0] - 1]}、{text}" if depth == 0 else f"{counts[1]}．{text}"


def rows():
    """The rows of the table below its head; a row of one cell is a chapter."""
    number = 0
    for index, (chapter, tasks) in enumerate(CHAPTERS.items()):
        yield [f"{NUMERALS[index]}、{chapter}"]
        for task, lead, support, due in tasks:
            number += 1
            yield [str(number), task, lead, support, f"{due}前"]


def as_text():
    return "\n".join([TITLE, *numbered()]).encode(), "report.txt"


def as_pasted():
    """As it comes out of a browser's text field."""
    return "\r\n".join([TITLE, "", *(f"　　{line}" for line in numbered())]).encode(), "pasted.txt"


def as_word_list():
    numbering = lists(
        level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2．", more='<w:lvlRestart w:val="0"/>')
    )
    return word_of(
        paragraph(TITLE) + "".join(listed(text, 1, depth) for depth, text in lines()), numbering=numbering
    ), "report.docx"


def as_word_table():
    document = word(TITLE)
    table = document.add_table(rows=1, cols=len(HEAD))
    table.style = "Table Grid"
    for texts in rows():
        cells = table.add_row().cells
        if len(texts) == 1:
            cells[0].merge(cells[-1])
        for cell, text in zip(cells, texts, strict=False):
            cell.text = text
    for cell, text in zip(table.rows[0].cells, HEAD, strict=True):
        cell.text = text
    return saved(document), "report.docx"


def as_workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    for texts in ([TITLE], HEAD, *rows()):
        sheet.append([int(text) if text.isdigit() else text for text in texts])
        if len(texts) == 1:
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(HEAD))
    return saved(book), "report.xlsx"


def as_workbook_with_a_column_of_chapters():
    """Each chapter stands once, in cells merged over its rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([TITLE])
    sheet.append(["类别", *HEAD])
    chapter = ""
    for texts in rows():
        if len(texts) == 1:
            chapter = texts[0]
            continue
        sheet.append([chapter, *texts])
        chapter = ""
    firsts = [row for row in range(3, sheet.max_row + 1) if sheet.cell(row, 1).value]
    for first, after in zip(firsts, [*firsts[1:], sheet.max_row + 1], strict=True):
        sheet.merge_cells(start_row=first, end_row=after - 1, start_column=1, end_column=1)
    return saved(book), "report.xlsx"


def as_pasted_table():
    """Rows copied out of a workbook into a browser's text field."""
    wide = [texts + [""] * (len(HEAD) - len(texts)) for texts in rows()]
    return "\r\n".join([TITLE, *("\t".join(texts) for texts in (HEAD, *wide))]).encode(), "pasted.txt"


def as_pdf():
    return converted(saved(word(TITLE, *numbered())), "docx", "pdf"), "report.pdf"


def as_pdf_table():
    return converted(as_word_table()[0], "docx", "pdf"), "report.pdf"


def found(data, name):
    """The items as (number, task, chapter, {unit: role}, deadline)."""
    report = parse(read_document(data, name))
    assert report.title == TITLE
    return [
        (
            item.number,
            item.text.rstrip("。"),
            item.chapter is not None and report.chapters[item.chapter].title,
            {unit.name: unit.role for unit in item.responsibilities},
            item.deadline and item.deadline.date and item.deadline.date.isoformat(),
        )
        for item in report.items
    ]


def expected():
    number = 0
    for chapter, tasks in CHAPTERS.items():
        for task, lead, support, due in tasks:
            number += 1
            year, month, day = (int(part) for part in due.rstrip("日").replace("年", "月").split("月"))
            units = {lead: "lead", **dict.fromkeys(support.split("、"), "support")}
            yield number, task, chapter, units, f"{year}-{month:02}-{day:02}"


@pytest.mark.parametrize(
    "made",
    [
        *(as_text, as_pasted, as_pasted_table, as_word_list, as_word_table),
        *(as_workbook, as_workbook_with_a_column_of_chapters),
    ],
)
def test_same_items_from_text_word_and_excel(made):
    assert found(*made()) == list(expected())


@needs_soffice
@pytest.mark.parametrize("made", [as_pdf, as_pdf_table])
def test_same_items_from_pdf(made):
    assert found(*made()) == list(expected())


@pytest.mark.parametrize("made", [as_word_table, as_workbook])
def test_command_reads_office_files(made, tmp_path, capsys):
    data, name = made()
    (tmp_path / name).write_bytes(data)
    call_command("parse_report", str(tmp_path / name))
    out = capsys.readouterr().out
    assert f"{TITLE} — 8 items" in out and "市行政审批局" in out
