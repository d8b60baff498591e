"""Tables of values between commas, semicolons or tabs, as Excel, WPS and databases write them."""

import pytest

from items.documents import DocumentError, read_document

ROWS = [
    ["序号", "重点工作任务", "牵头单位", "完成时限"],
    ["1", "新建社区服务站20个,覆盖各街道；验收", "市民政局", "2012年11月30日"],
    ["2", "改造管网", "市水利局", ""],
]
EXPECTED = "".join("\t".join(row) + "\n" for row in ROWS)


def written(delimiter, *, quote=True):
    def cell(text):
        return f'"{text}"' if quote and ("," in text or delimiter in text) else text

    return "".join(delimiter.join(map(cell, row)) + "\r\n" for row in ROWS)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_every_encoding_and_delimiter(delimiter, encoding):
    assert read_document(written(delimiter).encode(encoding), "任务.csv") == EXPECTED


def test_values_with_breaks_and_quotes_stay_one_cell():
    text = '序号,任务,单位\n1,"修路\n""十条""",市交通局\n'
    assert read_document(text.encode(), "a.csv") == '序号\t任务\t单位\n1\t修路\u2028"十条"\t市交通局\n'


def test_quotes_without_a_partner_swallow_nothing():
    text = '序号,任务,单位\n1,"修路十条,市交通局\n2,架桥,市水利局\n'
    assert read_document(text.encode(), "a.csv").count("\n") == 3
    assert "\n2\t架桥\t市水利局\n" in read_document(text.encode(), "a.csv")


def test_titles_above_and_the_line_that_names_the_delimiter():
    text = "sep=;\r\n任务分解表;;\r\n序号;任务;单位\r\n1;修路;市交通局\r\n"
    assert read_document(text.encode(), "a.CSV") == "任务分解表\n\n序号\t任务\t单位\n1\t修路\t市交通局\n"


def test_a_text_with_commas_stays_a_text():
    assert read_document("1,修路,架桥\n".encode(), "a.txt") == "1,修路,架桥\n"


def test_what_is_no_text_is_refused():
    with pytest.raises(DocumentError):
        read_document(bytes(range(256)) * 9, "a.csv")
