"""Make the invented files (docx, xlsx, csv, pdf and old kinds) of this folder: python tests/data/invented/make.py

The tables stand in tables.txt, lines with | between cells: ^ joins a cell with the one above, < with the one to its
left, ⏎ is a line break within a cell. The pdf and the old kinds are made by LibreOffice.
The files are kept beside this script.
"""

import datetime
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import docx
import openpyxl
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from openpyxl.comments import Comment
from openpyxl.styles import Font

HERE = Path(__file__).parent
TABLES = {
    part.split("\n", 1)[0]: part.split("\n", 1)[1]
    for part in re.split("(?m)^## ", (HERE / "tables.txt").read_text(encoding="utf-8"))[1:]
}
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BOX = f"""<w:p xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
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


def cells_of(lines):
    """The rows of a table written as lines; an empty string is an empty cell."""
    return [[cell.strip().replace("⏎", "\n") for cell in line.split("|")] for line in lines.strip().splitlines()]


def word(*lines):
    """A new Word document with a paragraph for each line."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def word_table(document, lines):
    """Add a table to a Word document; joined cells are truly merged."""
    rows = cells_of(lines)
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
    return table


def save_word(document, name):
    document.core_properties.created = document.core_properties.modified = datetime.datetime(2026, 1, 5)
    document.save(HERE / name)


def sheet_of(book, title, lines, first=1):
    """Add a sheet with a table; numbers become numbers, joined cells are truly merged."""
    sheet = book.create_sheet(title)
    for at, row in enumerate(cells_of(lines), first):
        for column, cell in enumerate(row, 1):
            if cell == "^":
                top = next(one for one in range(at - 1, 0, -1) if sheet.cell(one, column).value)
                for merged in [
                    one for one in sheet.merged_cells.ranges if one.min_col == column and one.min_row == top
                ]:
                    sheet.unmerge_cells(str(merged))
                sheet.merge_cells(start_row=top, end_row=at, start_column=column, end_column=column)
            elif cell == "<":
                left = next(one for one in range(column - 1, 0, -1) if sheet.cell(at, one).value)
                start = (left, at)
                for merged in [one for one in sheet.merged_cells.ranges if one.bounds[:2] == start]:
                    sheet.unmerge_cells(str(merged))
                sheet.merge_cells(start_row=at, end_row=at, start_column=left, end_column=column)
            elif cell:
                sheet.cell(at, column, int(cell) if cell.isdigit() and column == 1 else cell)
    return sheet


def book():
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    return workbook


def convert(name, kind, as_name):
    """Let LibreOffice write one of the made files as another kind."""
    with tempfile.TemporaryDirectory() as folder:
        office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
        subprocess.run([*office, "--outdir", folder, HERE / name], check=True, capture_output=True, timeout=180)
        shutil.copy(Path(folder) / f"{Path(name).stem}.{kind}", HERE / as_name)


def mark(run, tag, **attributes):
    """Give a run of Word a property by its tag: vanish, strike, dstrike."""
    element = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    run._r.get_or_add_rPr().append(element)


def word_files():
    document = word("甲县2026年重点工作任务分解表")
    word_table(document, TABLES["merged cells in Word"])
    save_word(document, "50-merged-cells.docx")

    document = word("乙区2026年重点工作责任清单")
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(f"""<w:abstractNum xmlns:w="{WORD}" w:abstractNumId="77">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>"""),
    )
    numbering.append(parse_xml(f'<w:num xmlns:w="{WORD}" w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in [
        (0, "实施教育提质工程"),
        (1, "改造薄弱学校9所(责任单位:区教育局)"),
        (1, "配备校园急救设备110台(责任单位:区教育局、区卫健局)"),
        (0, "实施就业促进工程"),
        (1, "组织线上线下招聘会70场(责任单位:区人社局)"),
        (1, "建设零工市场2个(责任单位:区人社局、区总工会)"),
        (1, "完善灵活就业服务制度(责任单位:区人社局)"),
    ]:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        numbered = f'<w:numPr xmlns:w="{WORD}"><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
        properties.append(parse_xml(numbered))
    save_word(document, "51-word-lists.docx")

    document = word(
        "丙县2026年工业强县任务",
        "1.新建工业邻里中心2处。(责任单位:县开发区管委会)",
        "2.盘活低效工业用地600亩。(责任单位:县自然资源局)",
        "3.新增技改项目55个。(责任单位:县工信局)",
    )
    inner = f'<w:p xmlns:w="{WORD}"><w:r><w:t>4.新引育领军人才16名。(责任单位:县委组织部、县人社局)</w:t></w:r></w:p>'
    document.element.body.insert(3, parse_xml(BOX % (inner, inner)))
    save_word(document, "52-text-box.docx")

    document = word(
        "丁市2026年数字政府建设任务",
        "1.归集电子证照240类。(责任单位:市数据局)",
        "2.建设共享数据接口350个。(责任单位:市数据局、市公安局)",
        "3.推行“一网通办”。(责任单位:市行政审批局)",
    )
    document.sections[0].header.paragraphs[0].text = "丁市数字政府专班工作材料"
    document.sections[0].footer.paragraphs[0].text = "各单位请于每季度末前报送进展,12月10日前报送全年总结。"
    save_word(document, "53-header-and-footer.docx")

    document = word("戊县2026年水利任务", "1.新建小型水库3座。(责任单位:县水利局)")
    paragraph = document.add_paragraph()
    mark(paragraph.add_run("2.加固堤防17公里。(责任单位:县水利局、沿河各乡镇)"), "vanish")
    paragraph = document.add_paragraph()
    mark(paragraph.add_run("3.新建取水口监测点40处。(责任单位:县水利局)"), "strike")
    paragraph = document.add_paragraph()
    run = paragraph.add_run("4.完成灌区节水改造2.6万亩。(责任单位:县水利局、县农业农村局)")
    document.add_comment(run, text="请水利局改为3万亩", author="办公室", initials="b")
    document.add_paragraph("5.推进农业水价综合改革。(责任单位:县发改局)")
    save_word(document, "54-hidden-struck-comment.docx")

    document = word("己区2026年城建攻坚任务表")
    word_table(document, TABLES["rows as chapters"])
    save_word(document, "55-section-rows.docx")

    document = word("庚县2026年交通任务", "1.改造农村公路危桥21座。(责任单位:县交通运输局)")
    paragraph = document.add_paragraph("2.新建农村客运候车亭")
    run = f'<w:r xmlns:w="{WORD}"><w:%s>%s</w:%s></w:r>'
    inside = [("del", run % ("delText", "60座", "delText")), ("ins", run % ("t", "90座", "t"))]
    for number, (tag, part) in enumerate(inside):
        change = (
            f'<w:{tag} xmlns:w="{WORD}" w:id="{number}" w:author="x" w:date="2026-01-05T00:00:00Z">{part}</w:{tag}>'
        )
        paragraph._p.append(parse_xml(change))
    paragraph.add_run("。(责任单位:县交通运输局、各乡镇人民政府)")
    document.add_paragraph("3.开行定制公交线路8条。(责任单位:县公交公司)")
    document.add_paragraph("4.治理公路安全隐患路段33公里。(责任单位:县公路段)")
    save_word(document, "56-tracked-changes.docx")

    document = word("辛市2026年重大工程推进表")
    word_table(document, TABLES["lines within cells"])
    save_word(document, "57-lines-within-cells.docx")

    document = word("壬县2026年文化任务", "各相关单位:", "现将任务分解如下,请于2月20日前报送实施方案。", "一、阵地建设")
    word_table(document, TABLES["stage"])
    document.add_paragraph("二、活动开展")
    word_table(document, TABLES["events"])
    document.add_paragraph("三、保障措施")
    document.add_paragraph("县财政安排专项资金300万元,6月底前拨付。")
    save_word(document, "58-tables-between-text.docx")


def sheet_files():
    workbook = book()
    sheet_of(workbook, "工业经济", TABLES["industry"])
    sheet_of(workbook, "民生保障", TABLES["livelihood"])
    sheet_of(workbook, "社会稳定", TABLES["order"])
    workbook.save(HERE / "60-sheets-as-headings.xlsx")

    workbook = book()
    sheet_of(workbook, "分解表", TABLES["merged cells in Excel"])
    workbook.save(HERE / "61-merged-cells.xlsx")

    workbook = book()
    sheet = sheet_of(workbook, "任务", TABLES["shown"])
    sheet.auto_filter.ref = "A1:E6"
    sheet.row_dimensions[3].hidden = sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["D"].hidden = True
    hidden = sheet_of(workbook, "补充任务", TABLES["hidden"])
    hidden.sheet_state = "hidden"
    workbook.save(HERE / "62-hidden-parts.xlsx")

    workbook = book()
    sheet_of(workbook, "清单", TABLES["unknown columns"])
    workbook.save(HERE / "63-unknown-columns.xlsx")

    workbook = book()
    sheet = sheet_of(workbook, "台账", TABLES["remarks"])
    days = [datetime.date(2026, 3, 31), datetime.date(2026, 10, 15), 46203, datetime.date(2026, 12, 31)]
    for at, day in enumerate(days, 2):
        sheet.cell(at, 5, day)
    workbook.save(HERE / "64-remarks-and-serials.xlsx")

    workbook = book()
    sheet = sheet_of(workbook, "任务", TABLES["numbers made dates"])
    for at, (month, day) in enumerate([(1, 1), (1, 2), (2, 1), (2, 2)], 2):
        sheet.cell(at, 1, datetime.date(2026, month, day)).number_format = "m-d"
    workbook.save(HERE / "65-numbers-made-dates.xlsx")

    workbook = book()
    sheet = sheet_of(workbook, "任务", TABLES["formulas"])
    sheet["B3"], sheet["D3"], sheet["B4"] = '="新建健身步道"&18&"公里"', "=D2", '=CONCATENATE("新建助餐点",11,"个")'
    workbook.save(HERE / "66-formulas-without-values.xlsx")

    workbook = book()
    sheet_of(workbook, "分工", TABLES["two rows of head"])
    workbook.save(HERE / "67-two-row-head.xlsx")

    workbook = book()
    sheet_of(workbook, "节点", TABLES["quarters"])
    workbook.save(HERE / "68-quarter-columns.xlsx")

    workbook = book()
    sheet = sheet_of(workbook, "任务", TABLES["struck row"])
    for column in "ABCD":
        sheet[f"{column}3"].font = Font(strike=True)
    sheet["B4"].comment = Comment("区长批示:提前到9月底", "督查室")
    workbook.save(HERE / "69-struck-row-and-comment.xlsx")


CSV = {
    "70-comma-utf8.csv": "utf-8",
    "71-comma-gb18030.csv": "gb18030",
    "72-tab-utf16.csv": "utf-16",
    "73-semicolon-bom.csv": "utf-8-sig",
}


def other_files():
    for name, encoding in CSV.items():
        (HERE / name).write_bytes(TABLES[name].encode(encoding))
    for name, kind, as_name in [
        ("57-lines-within-cells.docx", "pdf", "75-table.pdf"),
        ("55-section-rows.docx", "pdf", "76-section-rows.pdf"),
        ("58-tables-between-text.docx", "pdf", "77-tables-between-text.pdf"),
        ("61-merged-cells.xlsx", "xls", "78-merged-cells.xls"),
        ("60-sheets-as-headings.xlsx", "ods", "79-sheets.ods"),
        ("50-merged-cells.docx", "odt", "80-merged-cells.odt"),
        ("52-text-box.docx", "doc", "81-text-box.doc"),
    ]:
        convert(name, kind, as_name)


if __name__ == "__main__":
    word_files()
    sheet_files()
    other_files()
