"""Marks of secrecy and numbers of people are found; figures and ordinary words of reports are not taken for them."""

import pytest

from items.rules.secrecy import CARD, CITIZEN, MARK, MOBILE, is_card_number, is_citizen_number, secrets_in

from ..places import DATA

CITIZENS = ["11010519491231002X", "440524188001010014"]


def kinds(text):
    return [secret.kind for secret in secrets_in(text)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("秘密★", "秘密★"),
        ("秘密★1年", "秘密★"),
        ("机密★20年", "机密★"),
        ("绝密 ★ 长期", "绝密 ★"),
        ("机　密★", "机 密★"),
        ("内部文件★", "内部文件★"),
        ("内部资料★注意保存", "内部资料★"),
        ("内部★", "内部★"),
        ("密级：机密", "密级:机密"),
        ("密级: 秘密", "密级: 秘密"),
        ("机密", "机密"),
        ("【秘密】关于调整的通知", "秘密"),
        ("(绝密)会议纪要.docx", "绝密"),
        ("机密-名单.xlsx", "机密"),
        ("名单_秘密.pdf", "秘密"),
        ("附件为机密文件", "机密文件"),
        ("按绝密级管理", "绝密级"),
        ("機密★10年", "機密★"),
        ("参加人员传达绝密级文件精神", "绝密级"),
        ("附机密件一份", "机密件"),
        ("★内部资料", "★内部资料"),
        ("★内部，请勿外传", "★内部"),
        ("★ 机密", "★ 机密"),
        ("按机密级管理的网络", "机密级"),
    ],
)
def test_a_mark_of_secrecy_is_found(text, shown):
    assert [(secret.kind, secret.shown) for secret in secrets_in(text)] == [(MARK, shown)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "开展保守国家秘密宣传教育",
        "保护企业商业秘密12件",
        "查处侵犯商业秘密案件",
        "提升数据机密性和完整性",
        "这里没有秘密可言",
        "开展保密检查3次",
        "推行商用密码应用",
        "内部文件流转时限压缩",
        "内部资料室改造完成",
        "评定为五星★级",
        "★重点项目",
        "加强机密文件管理",
        "完善秘密文件管理制度",
        "学习保守国家秘密法",
        "星级饭店★★★",
        "绝密级文件管理培训班已举办2期",
        "高考试卷绝密级保管室建成",
        "机密级机房通过验收",
        "县档案馆机密室建设完成80%",
        "机密文件柜采购8台",
        "清退绝密件3份、机密件20份",
        "推进机密级涉密网络分级保护测评",
        "★内部控制体系建设",
        "市审计局★ 内部审计指导中心",
        "★机密文件管理专项检查",
        "机密文件的清退工作完成",
    ],
)
def test_ordinary_words_are_no_mark(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("张三,身份证号11010519491231002X", CITIZEN, "1101…002X"),
        ("11010519491231002x。", CITIZEN, "1101…002X"),
        ("110105 19491231 002X", CITIZEN, "1101…002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", CITIZEN, "1101…002X"),
        ("110105-19491231-002X", CITIZEN, "1101…002X"),
        ("联系人张三13800138000", MOBILE, "1380…8000"),
        ("电话:138 0013 8000", MOBILE, "1380…8000"),
        ("138-0013-8000,", MOBILE, "1380…8000"),
        ("+86 13800138000", MOBILE, "1380…8000"),
        ("8613800138000", MOBILE, "1380…8000"),
        ("卡号4111111111111111", CARD, "4111…1111"),
        ("卡号 6222 0200 0000 0000 000", CARD, "6222…0000"),
        ("5500000000000004", CARD, "5500…0004"),
        ("378282246310005", CARD, "3782…0005"),
        ("2011-10-20 6222 0200 0000 0000 000", CARD, "6222…0000"),
        ("卡号9558800200135073266", CARD, "9558…3266"),
        ("0086-138-0013-8000", MOBILE, "1380…8000"),
        ("张三13800138000.pdf", MOBILE, "1380…8000"),
    ],
)
def test_the_number_of_a_person_is_found_and_not_repeated(text, kind, shown):
    assert [(secret.kind, secret.shown) for secret in secrets_in(text)] == [(kind, shown)]


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # another check digit
        "110105194913310029",  # no such month
        "110105194912310",  # 15 digits
        "A11010519491231002X",
        "11010519491231002X5",
        "13800138000元",
        "13800138000.50",
        "资金13800138000 元",
        "12800138000",  # no such network
        "138001380001",
        "1380013800",
        "完成投资1,380,013,800元",
        "4111111111111112",  # another Luhn digit
        "4111111111111111元",
        "1111111111111117",  # no such issuer
        "4111111111",
        "项目编号2011-420600-01-03-100001",
        "鄂政发〔2011〕15号",
        "2011年3月18日至2011年12月31日",
        "0710-3610000",
        "统一社会信用代码11420600011234567X",
        "完成86500人、34000人、47298人",
        "总投资（元）：13800000000",
        "总投资１３８００００００００元",
        "ISBN 978-7-139-12345-6",
        "ISBN 9787302147510",
        "978-7-1391-2345-678",
        "襄政发〔2011〕12号",
        "热线12345、0710-3512345",
        "http://www.xf.gov.cn/art/13812345678.html",
        "420600201110201",  # a code of Hubei as long as no card that begins with 4
        "420600201199010016",
    ],
)
def test_figures_and_numbers_of_things_are_none(text):
    assert kinds(text) == []


def test_in_a_text_of_lines_it_is_said_in_which():
    found = secrets_in("已完成\n机密★1年\n电话13800138000\n13800138000")
    assert [(secret.kind, secret.line) for secret in found] == [(MARK, 2), (MOBILE, 3)]
    assert [secret.line for secret in secrets_in("机密★1年")] == [0]


def test_each_thing_is_told_once_and_kinds_in_their_order():
    text = "13800138000、机密★、13800138000、11010519491231002X"
    assert kinds(text) == [MARK, CITIZEN, MOBILE]


@pytest.mark.parametrize("number", CITIZENS)
def test_only_one_check_digit_of_eleven_fits(number):
    others = [number[:17] + digit for digit in "0123456789X" if digit != number[17]]
    assert not any(is_citizen_number(other) for other in others)


def test_only_one_luhn_digit_of_ten_fits():
    assert [digit for digit in "0123456789" if is_card_number(f"411111111111111{digit}")] == ["1"]


def test_real_breakdowns_raise_no_alarm():
    texts = [path.read_text("utf-8") for path in sorted(DATA.rglob("*.txt")) if path.name != "access.txt"]
    assert sum(map(len, texts)) > 20_000
    assert [secret for text in texts for secret in secrets_in(text)] == []
