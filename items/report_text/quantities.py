"""Numbers with their units, and what only looks like one.

A sentence is cut into tokens: stops, quantities, dates, words that may announce a milestone, and names. A name takes
the numbers in it along: 《2026年行动方案》, “一件事一次办”, 第三季度, 5G, 国发〔2018〕39号, and every remark
in brackets.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from .dates import DATE, FIRST_OF_DATE
from .source import Source, Span

_CHINESE = "一二两三四五六七八九十百千万亿零〇"
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

# Each measure word with the characters that make it the beginning of another word: 家 is none in 家庭.
_COUNTED = {
    "个": "体性别",
    "名": "单录额列",
    "人": "才口员大社民均居事防力",
    "户": "籍外",
    "家": "庭政园长",
    "所": "有属在得需谓",
    "座": "谈椅",
    "处": "置理级于长",
    "条": "件例款",
    "项": "",
    "件": "",
    "口": "岸径子",
    "套": "",
    "台": "账阶",
    "辆": "",
    "艘": "",
    "架": "构",
    "间": "隔",
    "栋": "",
    "幢": "",
    "场": "所地馆景",
    "次": "序数要级产",
    "支": "持出撑付部线行队",
}
_COUNTED_DIGITS_ONLY = {
    "位": "于置居",
    "只": "要有能",
    "头": "部",
    "匹": "配",
    "株": "",
    "棵": "",
    "张": "",
    "床": "",
    "片": "区",
    "块": "链",
    "段": "",
    "孔": "",
    "眼": "",
    "部": "门分署队委级",
    "本": "级地市科土年",
    "册": "",
    "份": "额",
    "篇": "",
    "幅": "",
    "枚": "",
    "盏": "",
    "杆": "",
    "组": "织建成",
    "种": "植养业",
    "门": "户类诊店槛",
    "期": "工项间限建目内",
    "班": "子",
    "趟": "",
    "列": "车入为",
    "对": "接外口标象于照应点全",
    "批": "准发复",
    "分": "之别类布期步级批工析局",
    "箱": "",
    "方": "面案式便法向",
    "根": "据本",
    "起": "点草床步来到着跑重落降航伏",
    "担": "任当保负心忧",
    "宗": "教旨族",
    "卷": "烟入",
    "类": "型别似",
    "例": "如外会行",
    "轮": "驱胎车摩船融候动次投值班岗渡椅机作",
    "樘": "",
    "颗": "",
    "瓶": "",
    "桶": "",
    "袋": "",
    "盒": "",
    "层": "级面次",
    "尾": "气矿水数部声款",
    "节": "能约点日假水气",
    "款": "项式",
    "路": "公车线由口段网灯侧过程桥基面",
    "面": "积向对貌试板粉子料条包广临前",
    "具": "有体备",
    "羽": "毛绒",
    "道": "路德理教口闸",
    "笔": "记试者",
}
_COMPOUND = (
    "台\\(套\\)|套\\(台\\)|件\\(套\\)|件套|件/套|台\\(件\\)|台/套|个百分点|百分点|家次|辆次|人份|剂次|头只|例次|课时|学时|人天|人次|户次|场次|班次|"
    "架次|车次|批次|件次|台次|项次|点次|站次|台套|台件|艘次|标准箱|标箱|学位|床位|泊位|车位|岗位"
)
# Computers are counted in 500P, 2EFLOPS, 30PB, 10Tbps; 1080P is how sharp a picture is.
_LETTERED = "[kKMGT]Wh?|kV(?:A)?|km(?:2|²)?|TEU|[TPE](?:FLOPS|Flops|flops|B)|[GT]bps|(?<!1080)(?<!720)(?<!480)P"
_MEASURED = (
    "%|‰|平方公里|平方千米|平方米|空?立方米|平米|㎡|公里|千米|公顷|公斤|千克|毫米|厘米|米(?![粉面])|[亩畝]次|[亩畝](?!均)|"
    "吨标准煤|吨标煤|[吨噸]|斤|[微毫]克[/每]立方米|[微毫]克每升|微克|毫克|千?克标准?煤/千瓦时|克(?![服难制隆])|分贝|海里|毫升|升(?![级学至到旗温值])|美元|欧元|港元|日元|元(?![旦素宵化])|"
    "千瓦时|千瓦|兆瓦时|兆瓦|吉瓦|千伏安时?|千伏|倍|"
    rf"(?:{_LETTERED})(?![A-Za-z0-9])"
)
_TIMED = "个工作日|工作日|个月|天|日|周(?![边转期年])|小时|分钟|秒|岁|年"
PEOPLE = (
    "人口|人才|人员|群众|居民|市民|农民|职工|学生|教师|医生|劳动力|毕业生|村民|党员|干部|老人|老年人|妇女|"
    "儿童|游客|青年|工人"
)

# Of these a part can be counted, too: points of a score, cubic metres, percentage points.
_DIVISIBLE = {"分", "方", "个百分点", "百分点"}
_WHOLE = {*_COUNTED, *_COUNTED_DIGITS_ONLY, *_COMPOUND.replace("\\", "").split("|")} - _DIVISIBLE


def is_whole(unit: str) -> bool:
    """Whether the unit counts things of which there is no part (4座, never 4.76座)."""
    return unit in _WHOLE


# 10所以上 is a number, 所以 a conjunction.
_OR_MORE = {"所": "(?!以(?![上下内外]))"}


def _words(counted: dict[str, str]) -> str:
    return "|".join(
        word + (f"(?![{not_before}])" if not_before else "") + _OR_MORE.get(word, "")
        for word, not_before in counted.items()
    )


_UNIT = (
    rf"(?:(?P<timed>{_TIMED})|(?P<measured>(?:{_MEASURED})(?:/(?:人|年|月|日|天|吨|亩|户|次|平方米|公里|小时))*)"
    rf"|(?P<counted>{_COMPOUND}|{_words(_COUNTED | _COUNTED_DIGITS_ONLY)}))"
)
_ARABIC = r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])(?:\.[0-9]{1,9})?|[0-9]{1,15}(?:\.[0-9]{1,9})?"
_SCALE = "万亿|亿|[百千]?万|千(?![瓦米克伏])|百(?!分点)"
_SUFFIX = "及?以上|及?以下|以内|之内|左右|上下|(?<=[日天时月])内(?=[,;。、) \\n]|$|办结|完成)"
_QUANTITY = (
    rf"(?P<number>{_ARABIC})(?:\n(?={_SCALE}))?(?P<scale>{_SCALE})?(?:(?P<inner>[%‰])?(?P<dash>[—–\-~至到]{{1,2}})"
    rf"(?P<upper>{_ARABIC})(?P<upper_scale>{_SCALE})?)?(?P<more>[余多])? ?"
    rf"(?:{_UNIT}|(?=[^,;。、!?:.0-9\n ()的]{{0,6}}?(?P<people>{PEOPLE})))?(?P<suffix>{_SUFFIX})?"
)
_SPELT = (
    rf"(?:百分之(?P<share>[{_CHINESE}]{{1,5}}(?:点[{_CHINESE}]{{1,3}})?|{_ARABIC})"
    rf"|(?P<numeral>[{_CHINESE}]{{1,9}})(?P<spelt_more>[余多])?"
    rf"(?P<spelt_unit>{_COMPOUND}|{_words(_COUNTED)}|亩|公里|平方公里|平方米|立方米|公顷|公斤|千瓦|吨|(?<=[百千万亿])(?:美?元|{_words(_COUNTED_DIGITS_ONLY)})))"
    rf"(?P<spelt_suffix>{_SUFFIX})?"
)
_NUMERAL = rf"(?:[0-9]{{1,6}}|[{_CHINESE}]{{1,6}})"
_NAME = (
    r"“[^”\n]{0,80}”|《[^》\n]{0,80}》|〈[^〉\n]{0,80}〉|\"[^\"\n]{0,80}\"|‘[^’\n]{0,80}’|「[^」\n]{0,80}」"
    r"|\((?:[^()\n]|\([^()\n]{0,40}\)){0,160}\)|[〔\[][^〕\]\n]{0,40}[〕\]](?:[0-9]{1,5}号)?"
    # The number of a line before a date: 1.6月底前….
    r"|(?<=\n)[0-9]{1,2}[.、](?=(?:1[0-2]|[1-9])月|20[0-9]{2}年)"
    # Not in 6月底前2个泊位投用.
    rf"|(?:第|(?<![底末旬日])前){_NUMERAL}(?:季度|名|位)?"
    r"|[A-Za-z][A-Za-z.+\-]{0,12}[0-9][0-9A-Za-z.+\-]{0,12}|[0-9]{1,4}(?:\.[0-9]{1,3})?"
    rf"(?!(?:{_LETTERED})(?![A-Za-z0-9]))"
    r"[A-Za-z]{1,12}级?"
    rf"|{_NUMERAL}(?:期工程|期项目|号|届|强|次(?:全会|全体|会议|大会))|[{_CHINESE}]{{1,6}}轮|[0-9]{{16,}}"
    r"|[0-9]{1,4}(?:[:/×+][0-9]{1,4}){1,3}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"|[0-9]{1,9}(?:国道|省道|热线|工程|计划|行动|专项)"
    rf"|[两三四五六七八九十]个(?:方面|环节|阶段|层面|层次|维度|确保|坚持)|{_NUMERAL}年(?:行动|规划|计划|攻坚|滚动|制)"
)
_CUES = (
    "开工|启动|加快建设|建成|新建|贯通|打通|竣工|通车|投产|投用|投入使用|投入运营|启用|上线|挂牌|成立|组建|设立|争创|创建|创成|"
    "通过|出台|制定|制订|印发|发布|颁布|修订|编制|实现|全覆盖|完成|翻一番|翻番|前列|方阵|进入|跻身|开园|开馆|封顶|交付|完工"
)
# A look at the first character spares most characters all the forms.
_FIRST = (
    ',;。!?:| \\n"0-9A-Za-z“《〈‘「(〔\\[' + FIRST_OF_DATE + _CHINESE + "".join({cue[0] for cue in _CUES.split("|")})
)
_TOKEN = re.compile(
    rf"(?=[{_FIRST}])(?:(?P<stop>[,;。!?:|]|\n[ \n]*)|(?P<date>{DATE})|(?P<name>{_NAME})"
    rf"|(?P<fraction>(?!百分之){_NUMERAL}分之{_NUMERAL})"
    rf"|(?P<arabic>{_QUANTITY})|(?P<spelt>{_SPELT})|(?P<cue>{_CUES})|(?P<blank> ))"
)
_FROM = re.compile("[从由]")
_DATE_END = re.compile("(?:之?以?前|内)?[ \\n]*")
_LONGEST_BEFORE_DATE = 4
# Small numerals stand in many a phrase (一座桥, 两手抓); 一百场 is a figure like 100场.
_LARGEST_SPELT = 20
_MORE = {"以上": ">=", "以下": "<=", "以内": "<=", "之内": "<=", "内": "<="}
# A shorter line ends where its writer wanted it to.
_SHORTEST_WRAPPED = 10
# Nor does a line go on where the next has a number of its own: 2.开展…, but 1.5万亩.
_NUMBERED = re.compile(r"(?:[0-9]{1,2}[.、](?![0-9])|\([0-9一二三四五六七八九十]{1,3}\)|[①-⑳])")
# Where the folded text has a blank: between the cells of a table.
PART_CELLS = frozenset("\t|｜")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at start..end, a following 以上 or 左右 included; number_start..number_end holds no unit.

    `kind`: counted (个, 名, 户), measured (公里, %, 元), timed (天, 年), bare (no unit) or open (a number that is none:
    三分之二, 百家). `is_spelt`: a small number in Chinese numerals.
    `comparator` comes from the words behind the number, "" where they say nothing.
    `is_scaled`: with 万 or 亿. `is_noun_counted`: people without a measure word (3万贫困人口).
    """

    start: int
    end: int
    number: Decimal
    upper: Decimal | None
    number_start: int
    number_end: int
    unit: str
    kind: str
    comparator: str
    has_suffix: bool
    is_spelt: bool = False
    is_scaled: bool = False
    is_noun_counted: bool = False


@dataclass(slots=True)
class QuantityClause:
    """A stretch between two stops, with what counts in it, and the date that stands alone before it.

    `sentence` tells which clauses stand in one sentence.
    """

    start: int
    end: int
    sentence: int
    quantities: list[Quantity]
    dates: list[Span]
    has_cue: bool


def find_quantity_clauses(source: Source, start: int, end: int) -> list[QuantityClause]:
    """The clauses of source[start:end] that hold a quantity, a date or a word that may announce a milestone."""
    found: list[QuantityClause] = []
    clause = QuantityClause(start, end, 0, [], [], False)
    for token in _TOKEN.finditer(source.folded, start, end):
        kind = token.lastgroup or ""
        if kind == "cue":
            clause.has_cue = True
        elif kind == "stop" or kind == "blank":
            if not _ends_clause(source, token, clause, end):
                continue
            clause.end = token.start()
            if clause.quantities or clause.has_cue or clause.dates:
                found.append(clause)
            ends_sentence = kind == "stop" and token.group()[0] not in ",:"
            dates = clause.dates if token.group()[0] == "," and _is_date(source, clause, token.start()) else []
            clause = QuantityClause(token.end(), end, clause.sentence + ends_sentence, [], dates, False)
        elif kind == "date":
            clause.dates.append(token.span())
        elif kind != "name":
            quantity = _READERS[kind](source, token)
            if quantity:
                clause.quantities.append(quantity)
    if clause.quantities or clause.has_cue or clause.dates:
        found.append(clause)
    return found


def _is_date(source: Source, clause: QuantityClause, end: int) -> bool:
    """Whether the clause is a date alone, which holds for the one behind it: 6月底前,建成市民中心."""
    if clause.quantities or clause.has_cue or not clause.dates:
        return False
    before = source.folded[clause.start : clause.dates[0][0]]
    return (
        len(before) <= _LONGEST_BEFORE_DATE and _DATE_END.fullmatch(source.folded, clause.dates[-1][1], end) is not None
    )


def _ends_clause(source: Source, token: re.Match[str], clause: QuantityClause, end: int) -> bool:
    """A tab or a bar parts cells and a blank does not; a line end parts clauses unless the line was only too long."""
    if token.lastgroup == "blank":
        return not PART_CELLS.isdisjoint(source.text[token.start() : token.end()])
    if token.group()[0] != "\n":
        return True
    last = source.back(clause.start, token.start())
    complete = bool(clause.quantities) and clause.quantities[-1].end == last
    line = source.folded.rfind("\n", clause.start, last) + 1 or clause.start
    is_wrapped = last - line >= _SHORTEST_WRAPPED and token.group().count("\n") == 1
    return complete or not is_wrapped or token.end() == end or _NUMBERED.match(source.folded, token.end()) is not None


def _read_arabic(source: Source, token: re.Match[str]) -> Quantity | None:
    numbers = _ends_of_range(source, token) if token["upper"] else _single(token)
    if numbers is None:
        return None
    unit = next((name for name in ("timed", "measured", "counted") if token[name]), None)
    return Quantity(
        token.start(),
        token.end(),
        *numbers,
        unit=token[unit] if unit else "人" if token["people"] else "",
        kind=unit or ("counted" if token["people"] else "bare"),
        comparator=_comparator(token["suffix"], token["more"]),
        has_suffix=bool(token["suffix"]),
        is_scaled=bool(token["scale"] or token["upper_scale"]),
        is_noun_counted=bool(token["people"]),
    )


def _single(token: re.Match[str]) -> tuple[Decimal, None, int, int]:
    end = token.end("scale") if token["scale"] else token.end("number")
    return scaled(token["number"], token["scale"]), None, token.start("number"), end


def _ends_of_range(source: Source, token: re.Match[str]) -> tuple[Decimal, Decimal | None, int, int] | None:
    """Both ends of a range with its place; of 由3%到5% only the goal; None if it falls, for then it is a code."""
    upper = scaled(token["upper"], token["upper_scale"])
    lower = scaled(token["number"], token["scale"] or token["upper_scale"])
    end = token.end("upper_scale") if token["upper_scale"] else token.end("upper")
    if token["dash"] in ("至", "到") and _FROM.search(source.folded, max(0, token.start() - 14), token.start()):
        return upper, None, token.start("upper"), end
    if token["inner"] and token["measured"]:
        end = token.end("measured")  # 3%—5%
    return (lower, upper, token.start("number"), end) if lower < upper else None


def _read_spelt(source: Source, token: re.Match[str]) -> Quantity | None:
    literal = token["share"] or token["numeral"]
    group = "share" if token["share"] else "numeral"
    number = numeral_value(literal)
    # 二次供水: said of two times it is 两次.
    if number is None or (literal == "二" and token["spelt_unit"] == "次"):
        return None
    return Quantity(
        start=token.start(),
        end=token.end(),
        number=number,
        upper=None,
        number_start=token.start(group),
        number_end=token.end(group),
        unit=token["spelt_unit"] or "%",
        kind="open" if literal[0] in _POWERS and literal[0] != "十" else "counted" if token["numeral"] else "measured",
        comparator=_comparator(token["spelt_suffix"], token["spelt_more"]),
        has_suffix=bool(token["spelt_suffix"]),
        is_spelt=number < _LARGEST_SPELT and not token["share"],
    )


def _read_fraction(source: Source, token: re.Match[str]) -> Quantity:
    return Quantity(*token.span(), Decimal(0), None, *token.span(), "", "open", "", False)


_READERS = {"arabic": _read_arabic, "spelt": _read_spelt, "fraction": _read_fraction}


def _comparator(suffix: str | None, more: str | None) -> str:
    if suffix:
        return _MORE.get(suffix[-2:], "=")  # 左右: 达到6%左右 is no lower limit
    return ">=" if more else ""


def scaled(digits: str, scale: str | None) -> Decimal:
    """The value of digits with 千, 万 or 亿 behind them."""
    number = Decimal(digits.replace(",", ""))
    for power in scale or "":
        number *= _POWERS[power]
    return number.to_integral_value() if number == number.to_integral_value() else number


def numeral_value(literal: str) -> Decimal | None:
    """The value of a numeral in digits or Chinese (三处, 一百二十, 三点五); None for "three or five" (三五)."""
    if literal[0] in "0123456789":
        return scaled(literal, None)
    whole, _, fraction = literal.partition("点")
    if fraction:
        head, tail = numeral_value(whole), "".join(str(_DIGITS.get(c, 0)) for c in fraction)
        return None if head is None else head + Decimal(f"0.{tail}")
    total, section, digit, run = 0, 0, 0, 0
    for character in whole:
        power = _POWERS.get(character)
        run = run + 1 if power is None and character not in "零〇" else 0
        if run > 1:
            return None
        if power is None:
            digit = _DIGITS[character]
        elif power < 10**4:
            section, digit = section + (digit or 1) * power, 0
        elif total < power:  # 三万亿
            total, section, digit = (total + section + digit or 1) * power, 0, 0
        else:  # 一亿零三百万
            total, section, digit = total + (section + digit or 1) * power, 0, 0
    return Decimal(total + section + digit)
