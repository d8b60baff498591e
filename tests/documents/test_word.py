"""Word documents: what a reader sees, list numbers and tables included."""

import pytest
from docx.enum.text import WD_BREAK

from items.documents import read_document

from ..given.documents_made import (
    STRICT_WORD,
    converted,
    level,
    listed,
    lists,
    needs_soffice,
    paragraph,
    repacked,
    saved,
    word,
    word_of,
)


def text_of(body, **parts):
    return read_document(word_of(body, **parts), "report.docx")


def run(xml, properties=""):
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr>{xml}</w:r></w:p>"


def test_paragraphs_stand_line_by_line_as_written():
    assert read_document(saved(word("一、改善交通", "", "1、修路十条；", " 2、架桥")), "a.docx") == (
        "一、改善交通\n\n1、修路十条；\n 2、架桥\n"
    )


def test_breaks_tabs_hyphens_and_symbols():
    document = word()
    added = document.add_paragraph("修路").add_run()
    added.add_break()
    added.add_text("架桥")
    added.add_tab()
    added.add_text("通车")
    added.add_break(WD_BREAK.PAGE)
    assert read_document(saved(document), "a.docx") == "修路\n架桥 通车\n"
    signs = '<w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:sym w:font="Wingdings" w:char="F0AB"/>'
    assert text_of(run(signs)) == "a-b★\n"
    assert text_of(run('<w:t>a</w:t><w:sym w:font="Wingdings" w:char="F001"/>')) == "a□\n"
    assert text_of(run('<w:sym w:font="宋体" w:char="2605"/>')) == "★\n"


def test_blanks_count_only_where_they_are_kept():
    assert text_of(run("<w:t> 修路 </w:t><w:t xml:space='preserve'> 架桥</w:t>")) == "修路 架桥\n"


def test_strict_documents_are_read_like_others():
    body = paragraph("修路") + "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" + listed("架桥")
    numbering = lists(level(0, "decimal", "%1、"))
    assert text_of(body, numbering=numbering, namespace=STRICT_WORD) == "修路\n1、架桥\n"


def test_content_controls_hyperlinks_and_custom_xml_are_read_through():
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('一')}<w:sdt><w:sdtContent>{paragraph('二')}</w:sdtContent></w:sdt>"
        f"</w:sdtContent></w:sdt><w:customXml>{paragraph('三')}</w:customXml>"
        "<w:p><w:hyperlink><w:r><w:t>四</w:t></w:r></w:hyperlink><w:sdt><w:sdtContent><w:r><w:t>五</w:t></w:r>"
        "</w:sdtContent></w:sdt><w:smartTag><w:r><w:t>六</w:t></w:r></w:smartTag></w:p>"
    )
    assert text_of(body) == "一\n二\n三\n四五六\n"


def test_tracked_changes_are_read_as_accepted():
    body = (
        "<w:p><w:r><w:t>修路</w:t></w:r><w:del><w:r><w:delText>五条</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>十条</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo></w:p>"
    )
    assert text_of(body) == "修路十条新处\n"


def test_deleted_end_of_a_paragraph_joins_it_to_the_next():
    marked = paragraph("修路", "<w:rPr><w:del/></w:rPr>")
    assert text_of(marked + paragraph("十条") + paragraph("架桥")) == "修路十条\n架桥\n"
    assert text_of(paragraph("架桥") + marked) == "架桥\n修路\n"


def test_hidden_text_is_dropped_by_run_and_by_style():
    styles = (
        '<w:style w:type="character" w:styleId="secret"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="note"><w:basedOn w:val="base"/></w:style>'
    )
    body = (
        "<w:p><w:r><w:t>修路</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>甲</w:t></w:r>"
        '<w:r><w:rPr><w:rStyle w:val="secret"/></w:rPr><w:t>乙</w:t></w:r>'
        '<w:r><w:rPr><w:rStyle w:val="secret"/><w:vanish w:val="0"/></w:rPr><w:t>丙</w:t></w:r></w:p>'
        + paragraph("丁", '<w:pStyle w:val="note"/>')
        + paragraph("架桥")
    )
    assert text_of(body, styles=styles) == "修路丙\n架桥\n"


def test_of_a_field_its_result_is_read_and_not_its_code():
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/><w:t>码</w:t><w:fldChar w:fldCharType="separate"/><w:t>码</w:t>'
        '<w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>2026年</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>底前</w:t></w:r>'
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>完成</w:t></w:r></w:fldSimple></w:p>'
    )
    assert text_of(body) == "2026年底前完成\n"


def test_notes_headers_footers_comments_and_text_boxes_are_left_aside():
    document = word("修路")
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "— 3 —"
    document.add_comment(document.paragraphs[0].runs, "批注", author="甲")
    assert read_document(saved(document), "a.docx") == "修路\n"
    box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    aside = f"<w:pict>{box}</w:pict><w:drawing>{box}</w:drawing><w:footnoteReference/>"
    assert text_of(run(f"{aside}<w:t>修路</w:t>")) == "修路\n"


def test_fallback_for_old_programs_is_read_once():
    alternate = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:t>新</w:t></mc:Choice><mc:Fallback><w:t>★</w:t></mc:Fallback></mc:AlternateContent>"
    )
    assert text_of(run(f"<w:t>市教育局</w:t>{alternate}")) == "市教育局★\n"


def test_phonetic_guides_leave_their_base():
    ruby = "<w:ruby><w:rt><w:r><w:t>lù</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>路</w:t></w:r></w:rubyBase></w:ruby>"
    assert text_of(run(f"<w:t>修</w:t>{ruby}")) == "修路\n"


def test_table_of_contents_is_left_aside():
    styles = '<w:style w:type="paragraph" w:styleId="12"><w:name w:val="toc 1"/></w:style>'
    assert text_of(paragraph("修路 3", '<w:pStyle w:val="12"/>') + paragraph("修路"), styles=styles) == "修路\n"


@pytest.mark.parametrize(
    ("number_format", "text", "expected"),
    [
        ("decimal", "%1.", "9. 修|10. 修|11. 修|12. 修"),
        ("decimal", "%1、", "9、修|10、修|11、修|12、修"),
        ("decimal", "(%1)", "(9) 修|(10) 修|(11) 修|(12) 修"),
        ("decimal", "第%1条　", "第9条　修|第10条　修|第11条　修|第12条　修"),
        ("decimalZero", "%1、", "09、修|10、修|11、修|12、修"),
        ("decimalFullWidth", "%1．", "９．修|１０．修|１１．修|１２．修"),
        ("chineseCounting", "%1、", "九、修|十、修|十一、修|十二、修"),
        ("chineseCountingThousand", "（%1）", "（九）修|（十）修|（十一）修|（十二）修"),
        ("japaneseCounting", "%1、", "九、修|十、修|十一、修|十二、修"),
        ("ideographDigital", "%1、", "九、修|一〇、修|一一、修|一二、修"),
        ("chineseLegalSimplified", "%1、", "玖、修|壹拾、修|壹拾壹、修|壹拾贰、修"),
        ("decimalEnclosedCircle", "%1", "⑨修|⑩修|⑪修|⑫修"),
        ("decimalEnclosedCircleChinese", "%1", "⑨修|⑩修|⑪修|⑫修"),
        ("upperRoman", "%1、", "IX、修|X、修|XI、修|XII、修"),
        ("lowerRoman", "%1、", "ix、修|x、修|xi、修|xii、修"),
        ("upperLetter", "%1、", "I、修|J、修|K、修|L、修"),
        ("lowerLetter", "%1)", "i) 修|j) 修|k) 修|l) 修"),
        ("ideographTraditional", "%1、", "壬、修|癸、修|甲、修|乙、修"),
        ("none", "※", "※修|※修|※修|※修"),
        ("bullet", "\uf0b7", "•修|•修|•修|•修"),
        ("somethingNew", "%1、", "9、修|10、修|11、修|12、修"),
    ],
)
def test_automatic_numbers_are_written_out(number_format, text, expected):
    numbering = lists(level(0, number_format, text, start=9))
    assert text_of(listed("修") * 4, numbering=numbering) == expected.replace("|", "\n") + "\n"


@pytest.mark.parametrize(
    ("start", "thousand", "simple"),
    [
        (1, "一", "一"),
        (20, "二十", "二十"),
        (99, "九十九", "九十九"),
        (101, "一百零一", "一〇一"),
        (110, "一百一十", "一一〇"),
        (214, "二百一十四", "二一四"),
        (1000, "一千", "一〇〇〇"),
        (1010, "一千零一十", "一〇一〇"),
    ],
)
def test_large_chinese_numbers(start, thousand, simple):
    for number_format, expected in (("chineseCountingThousand", thousand), ("chineseCounting", simple)):
        numbering = lists(level(0, number_format, "%1、", start=start))
        assert text_of(listed("修"), numbering=numbering) == f"{expected}、修\n"


def test_levels_count_below_one_another_and_start_again():
    numbering = lists(
        level(0, "chineseCounting", "%1、"),
        level(1, "decimal", "%1.%2", more="<w:isLgl/>"),
        level(2, "decimal", "（%3）"),
    )
    body = (
        listed("甲") + listed("乙", 1, 1) + listed("丙", 1, 1) + listed("丁", 1, 2) + listed("戊") + listed("己", 1, 1)
    )
    assert text_of(body, numbering=numbering) == "一、甲\n1.1 乙\n1.2 丙\n（1）丁\n二、戊\n2.1 己\n"


def test_number_of_a_level_that_was_skipped_is_its_start():
    numbering = lists(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"))
    assert text_of(listed("甲", 1, 1) + listed("乙"), numbering=numbering) == "1.1 甲\n2. 乙\n"


def test_level_that_never_starts_again_counts_through_the_chapters():
    numbering = lists(level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>'))
    body = listed("甲") + listed("修", 1, 1) + listed("乙") + listed("修", 1, 1)
    assert text_of(body, numbering=numbering) == "一、甲\n1. 修\n二、乙\n2. 修\n"


def test_lists_of_one_abstract_list_count_on_and_an_override_starts_again():
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        '</w:lvlOverride></w:num><w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        f"{level(0, 'upperRoman', '%1、')}</w:lvlOverride></w:num>"
    )
    body = listed("甲") + listed("乙") + listed("丙", 2) + listed("丁", 3) + listed("戊", 3) + listed("己", 4)
    assert text_of(body, numbering=lists(level(0, "decimal", "%1、"), nums=nums)) == (
        "1、甲\n2、乙\n3、丙\n5、丁\n6、戊\nVII、己\n"
    )


def test_numbers_come_from_styles_and_can_be_switched_off():
    styles = (
        '<w:style w:type="paragraph" w:styleId="h1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="h2"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="child"><w:basedOn w:val="h1"/></w:style>'
    )
    numbering = lists(
        level(0, "chineseCounting", "%1、", more='<w:pStyle w:val="h1"/>'),
        level(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="h2"/>'),
    )
    off = '<w:pStyle w:val="h1"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        paragraph("甲", '<w:pStyle w:val="h1"/>')
        + paragraph("乙", '<w:pStyle w:val="h2"/>')
        + paragraph("丙", off)
        + paragraph("丁", '<w:pStyle w:val="child"/>')
    )
    assert text_of(body, numbering=numbering, styles=styles) == "一、甲\n（一）乙\n丙\n二、丁\n"


def test_list_that_refers_to_a_list_style():
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="lists"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="lists"/>{level(0, "decimal", "%1、")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    assert text_of(listed("甲") + listed("乙"), numbering=numbering) == "1、甲\n2、乙\n"


@pytest.mark.parametrize("num", [0, 7])
def test_list_that_is_not_there_numbers_nothing(num):
    assert text_of(listed("修路", num), numbering=lists(level(0, "decimal", "%1、"))) == "修路\n"
    assert text_of(listed("修路", 1, 12), numbering=lists(level(0, "decimal", "%1、"))) == "修路\n"


@needs_soffice
def test_list_without_a_number_of_its_own_numbers_nothing():
    numbering = lists(level(0, "decimal", "%1、"), nums='<w:num><w:abstractNumId w:val="0"/></w:num>')
    assert text_of(paragraph("修路"), numbering=numbering) == "修路\n"


def test_list_that_libreoffice_wrote():
    document = word()
    for text in ("修路", "架桥", "通车"):
        document.add_paragraph(text, style="List Number")
    again = converted(converted(saved(document), "docx", "odt"), "odt", "docx")
    assert read_document(again, "a.docx") == "1. 修路\n2. 架桥\n3. 通车\n"


def grid(rows):
    document = word("前文")
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("后文")
    return document, table


def test_table_is_one_line_per_row_between_blank_lines():
    document, _ = grid([["序号", "任务"], ["1", "修路\n架桥"], ["2", " a\tb "]])
    assert read_document(saved(document), "a.docx") == "前文\n\n序号\t任务\n1\t修路\u2028架桥\n2\ta b\n\n后文\n"


def test_merged_cells():
    document, table = grid([["甲", "乙", "丙"], ["1", "2", "3"], ["4", "", "6"], ["7", "8", ""]])
    table.cell(1, 0).merge(table.cell(2, 0)).text = "1"
    table.cell(3, 1).merge(table.cell(3, 2)).text = "8"
    assert read_document(saved(document), "a.docx").split("\n\n")[1] == "甲\t乙\t丙\n1\t2\t3\n〃\t\t6\n7\t8\t"


def test_cell_merged_both_ways():
    document, table = grid([["甲", "乙", "丙"], ["1", "", "3"], ["", "", "6"]])
    table.cell(1, 0).merge(table.cell(2, 1)).text = "块"
    assert read_document(saved(document), "a.docx").split("\n\n")[1] == "甲\t乙\t丙\n块\t\t3\n〃\t\t6"


def test_every_row_has_as_many_tabs_and_empty_edges_are_dropped():
    document, _ = grid([["", "", "", ""], ["", "序号", "任务", ""], ["", "1", "修路", ""], ["", "", "", ""]])
    assert read_document(saved(document), "a.docx").split("\n\n")[1] == "序号\t任务\n1\t修路"


def test_rows_that_begin_late_or_are_short_keep_their_columns():
    cell = "<w:tc><w:tcPr><w:gridSpan w:val='{}'/></w:tcPr>{}</w:tc>".format
    body = (
        f"<w:tbl><w:tr>{cell(1, paragraph('甲'))}{cell(1, paragraph('乙'))}{cell(1, paragraph('丙'))}</w:tr>"
        f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{cell(1, paragraph('2'))}{cell(1, paragraph('3'))}</w:tr>"
        f"<w:tr>{cell(2, paragraph('4'))}{cell(1, paragraph('5'))}</w:tr></w:tbl>"
    )
    assert text_of(body) == "甲\t乙\t丙\n\t2\t3\n4\t\t5\n"


def test_title_row_above_the_head_is_a_line():
    document, table = grid([["分解表", "", ""], ["序号", "任务", "单位"], ["1", "修路", "市交通局"]])
    table.cell(0, 0).merge(table.cell(0, 2)).text = "分解表"
    assert read_document(saved(document), "a.docx") == ("前文\n分解表\n\n序号\t任务\t单位\n1\t修路\t市交通局\n\n后文\n")


def test_frame_of_one_cell_is_prose():
    document, _ = grid([["一、改善交通\n1、修路"]])
    assert read_document(saved(document), "a.docx") == "前文\n一、改善交通\n1、修路\n后文\n"


def test_table_in_a_cell_is_lines_of_that_cell():
    document, table = grid([["序号", "任务"], ["1", "修路"]])
    inner = table.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "里", "外"
    assert "1\t修路\u2028里 外\n" in read_document(saved(document), "a.docx")


def test_automatic_numbers_run_through_the_cells_of_a_table():
    rows = "".join(
        f"<w:tr><w:tc>{listed('')}</w:tc><w:tc>{paragraph(text)}</w:tc></w:tr>" for text in ("修路", "架桥", "通车")
    )
    numbering = lists(level(0, "decimal", "%1"))
    assert text_of(f"<w:tbl>{rows}</w:tbl>", numbering=numbering) == "1\t修路\n2\t架桥\n3\t通车\n"


def test_rows_in_content_controls_are_read_and_deleted_rows_are_not():
    row = "<w:tr>{}<w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>".format
    body = (
        "<w:tbl>"
        + row("", paragraph("甲"), paragraph("乙"))
        + f"<w:sdt><w:sdtContent>{row('', paragraph('1'), paragraph('2'))}</w:sdtContent></w:sdt>"
        + row("<w:trPr><w:del/></w:trPr>", paragraph("3"), paragraph("4"))
        + row("<w:trPr><w:ins/></w:trPr>", paragraph("5"), paragraph("6"))
        + "</w:tbl>"
    )
    assert text_of(body) == "甲\t乙\n1\t2\n5\t6\n"


def test_two_tables_keep_apart_and_paragraphs_keep_their_place():
    document, _ = grid([["甲", "乙"], ["1", "2"]])
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "丙", "丁"
    assert read_document(saved(document), "a.docx") == "前文\n\n甲\t乙\n1\t2\n\n后文\n\n丙\t丁\n"


def test_document_with_macros_is_read_like_another():
    def declared(xml):
        plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        return xml.replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml")

    data = repacked(saved(word("修路")), "[Content_Types].xml", declared)
    assert read_document(data, "a.docm") == "修路\n"
