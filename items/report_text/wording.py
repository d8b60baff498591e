"""Reads the value of a clause: names of units and the verbs that give them roles.

A、B、C                          listed
A牵头,B、C配合                   lead, support
A会同B落实                       lead, support
A、B配合C落实                    support, support, lead
A、B负责 / 按职责分工负责        listed
A(牵头)、B                       lead, support
A等有关部门负责                  listed, and the list is open
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from .dates import MARKED
from .deadlines import AMONG_UNITS, PHRASE
from .labels import says_nothing
from .persons import names_persons
from .source import Source, Span
from .units import ALONG, clean_name, is_collective, is_office, joins_places, looks_like_unit

_MORE = "(?:(?:[省市县区])?(?:级|直)?(?:各|有关|相关|其他|成员){0,3}(?:部门|单位|地方|地区|企业|机构|和){0,5})"
_COUNT = "(?:(?:\\d{1,3}|[一二三四五六七八九十]{1,3})[个家])?"
_NOUN = "(?!单位|部门|处室|科室|站所|领导|人|医院|企业|公司|学校|院校|高校|机构)"
_LEAD = (
    "(?:(?:共同|分别|联合|各自|具体){0,2}牵头(?:负责|组织|实施|落实|推进|协调|抓总|汇总|抓){0,4}|主办)"
    f"{_NOUN}|为(?:总?牵头|主办|主责|第一责任|主要责任)(?:单位|部门)"
)
# 市政协办公室 and 县政协办 are offices; 市财政协办 says what it does.
CO_HOSTS = "(?:(?<!政)|(?<=[财民邮行]政))协办(?!公[室厅])"
_SUPPORT = (
    # 配合做好资金保障 says in what they support.
    "(?:配合|协助)(?:做好|抓好|推进|落实)[^,;。、]{1,16}(?=$|[,;。])"
    f"|(?:要|应)?(?:积极|密切|共同|予以|给予)?(?:配合|协助|参与|参加|{CO_HOSTS})(?:实施|落实|做好|推进|办理){{0,3}}{_NOUN}"
    "|为(?:配合|协办|参与|参加|协同)(?:单位|部门)"
)
_LISTED = (
    "(?:(?:按照?|根据|依据|依照)(?:各自)?(?:职责|职能|分工)(?:分工|范围)?|分别|各自|共同|分工|具体|协同|督促|组织|抓好){0,4}"
    # 负责 is a verb wherever it stands; the others are parts of names too (市项目推进办公室).
    f"(?:(?:负责|承担|落实|实施|承办|办理|推进|完成){{1,4}}(?:到位)?(?=$|[;。,、/| \\n])|负责{_NOUN})"
    "|各负其责|各司其职"
)
_ANY_VERB = (
    "牵头|联合|主办|配合|协助|参与|参加|协办|会同|按|根据|分别|各负其责|各司其职|"
    "共同|具体|负责|落实|组织|实施|承办|办理|推进|完成"
)
_OFFICE_END = "(?<=[局委厅部办会院府署行司队处心组\ue000])"
_EVENT = re.compile(
    rf"(?:^|(?<=[,;。、/| ]))(?P<deadline>{AMONG_UNITS.pattern})"
    r"|(?P<stop>[;。])|(?P<comma>[,、/|])"
    rf"|(?P<open>等{_COUNT}{_MORE}(?=$|[;。,、/| \n]|{_ANY_VERB}|[和与及](?:各|有关|相关)))"
    rf"|(?P<lead>{_LEAD})"
    # "市发展改革委商市财政局" has the verb 商, "市商务局" has not.
    rf"|(?P<with>(?:要|应)?会商?同|商同|{_OFFICE_END}(?:联合(?!会|社)|协同|商(?![务业标会贸])))"
    rf"|(?P<support>{_SUPPORT})|(?P<listed>{_LISTED})"
    # 和 and blanks part two names only between an office and the level of the next one.
    rf"|(?P<joint>{_OFFICE_END}(?:[ \n]*(?:和|与|及|以及|暨)[ \n]*|[ \n]+)"
    rf"(?=[省市县区州各]|自治|有关|相关|国家|{ALONG})"
    # Two collectives: 有关部门和各县区, 各县区及有关单位; or a collective and the board of a zone.
    # Between two offices whatever the second is called: 市口岸办与边检站; but not 社会和法制委.
    "|(?<!社会)(?<=[局委厅部办会院府署司队处心团站])(?:以及|[和与及])"
    "(?=[^,;。、和与及]{2,12}(?:管委会|[局委办站]|中心|集团|公司|海关|[支大总]队)(?:$|[,;。、负牵配落协]))"
    "|(?:(?<=部门)|(?<=单位)|(?<=机构)|(?<=企业)|(?<=[县区市旗乡镇道府]))(?:以及|[和与及暨])"
    f"(?=各|有关|相关|{ALONG}|[省市县区州]级?(?:各|有关|相关)"
    "|[^,;。、和与及]{2,10}(?:管委会|管理委员会)(?:$|[,;。、和及负牵配落])))"
)
# A date keeps its brackets: it is read as a deadline.
_HIDDEN = re.compile(rf"{MARKED}|[()\[\]〔〕【】“”《》〈〉]")
_OPENING, _CLOSING = "([〔【“《〈", ")]〕】”》〉"
RULE_STATEMENT = re.compile(
    r"(?:(?:列|排|居|名)[^,;。()\n]{0,14}(?:第一|首)[^,;。()\n]{0,14}|(?:第一|首)(?:个|位|家)?(?:责任|承办)?(?:单位|部门)?)"
    r"(?:(?:为|是|即|作为)[^,;。()\n]{0,8}|(?<=[位家门者])负责|(?<=单位)负责|(?<=[位家门者的])|(?<=单位))"
    r"(?:牵头|主办|第一责任|总负责)[^,;。()\n]{0,8}"
)
_OTHERS = r"(?:其他|其余|其它)[^,;。()\n]{0,14}[为是][^,;。()\n]{0,10}(?:单位|部门)"
_REMARK = re.compile(
    rf"\((?:{RULE_STATEMENT.pattern}|{_OTHERS}|下同|[,;。、 ])+\)|{RULE_STATEMENT.pattern}|{_OTHERS}|,?下同"
)
ROLE_MARK = re.compile(r"[(\[〔【](?:(?P<lead>牵头|主办)|(?P<support>配合|协办|协助|参与))(?:单位|部门)?[)\]〕】]")
_BRACKET = re.compile(r"[(\[〔【]")
_BRACKETED = re.compile(r"\((?P<words>[\u4e00-\u9fff·]{2,4}(?:、[\u4e00-\u9fff·]{2,4})*)[,;: ]{0,2}[0-9-]{0,15}\)")
# 区工信局 梁志伟: the person of the unit, behind a blank.
_BEHIND_BLANK = re.compile(r"[ \n]+(?P<person>[\u4e00-\u9fff·]{2,4})$")
_DATE_MARK = re.compile(rf"\({PHRASE.pattern}\)")
_LONGEST_DEADLINE = 100
_LETTER = re.compile(r"[^\W_]|\ue000")
_SPACE = re.compile(r"[ \n]+")
# Offices inside a unit: written after a blank they belong to the name before.
_JOINED = re.compile("[和与及]")
_CONTINUED = re.compile(
    r"(?:办公[室厅]|督查室|研究室|党校|政研室|(?!消防|武警)[^局委厅]{0,6}(?:支队|大队|总队)"
    # 公安分局 is an office of its own, 城东分局 is one of the bureau before.
    r"|(?!公安|自然资源|国土|规划|税务|市场监管|市监|生态环境|环保|社保|医保|住建|城管)[^局委厅]{0,6}分局)(?:\(|$)"
)
# Between two offices whose line break got lost: 市教育局市财政局.
_RUN_TOGETHER = re.compile(
    r"(?<=[局委厅办院队司心])(?<!纪委)(?=[省市县区州](?![级直中南北区]))|(?<=(?:牵头|主办|配合|协办)\))(?=[\u4e00-\u9fff])"
)
_NO_WHOLE = re.compile("(?:[省市县区州]|国家)?(?:委|(?:人民)?政府|人大|政协|.{0,6}城乡)")
_LONGEST_NAME = 70
_LONGEST_PERSON = 8
_LONGEST_REMEMBERED = 200
_LEADING = re.compile(r"(?:并?由|以及|请)(?=.{2})|[和与及](?=各|有关|相关)")


@dataclass(slots=True)
class Mention:
    """One name: its range and the role that the wording gives it (lead, support) or None."""

    start: int
    end: int
    role: str | None = None


@dataclass(slots=True)
class Reading:
    """`severally`: 分别负责, so nobody leads. `deadline`: the range of a deadline among the names, or None."""

    mentions: list[Mention] = field(default_factory=list)
    is_open: bool = False
    severally: bool = False
    deadline: Span | None = None

    def moved(self, by: int) -> "Reading":
        """The same in a text that begins `by` characters earlier."""
        mentions = [Mention(mention.start + by, mention.end + by, mention.role) for mention in self.mentions]
        deadline = self.deadline and (self.deadline[0] + by, self.deadline[1] + by)
        return Reading(mentions, self.is_open, self.severally, deadline)


def read_value(source: Source, start: int, end: int) -> Reading:
    """The names and roles in source[start:end], in order."""
    folded = source.folded[start:end]
    read = _read_remembered if len(folded) <= _LONGEST_REMEMBERED else _read
    return read(folded).moved(start)


def _read(folded: str) -> Reading:
    source = Source(folded)
    walk = _Walk(source)
    shown = _hide_nested(_REMARK.sub(lambda m: "。" * len(m.group()), folded))
    last = 0
    for event in _EVENT.finditer(shown):
        if event.end() > event.start():
            walk.name(last, event.start())
            if event["deadline"] is not None:
                walk.deadline(*event.span())
            else:
                walk.event(event.lastgroup or "", event.group(), shown[event.end() : event.end() + 1])
            last = event.end()
    walk.name(last, len(shown))
    walk.flush()
    return _settle(source, walk.reading)


# The same lists of units come again and again.
_read_remembered = lru_cache(maxsize=2048)(_read)


def reads_cleanly(source: Source, reading: Reading) -> bool:
    """Whether every name could be a unit's: then a bracket that tells who acts is a clause and not a remark."""
    return bool(reading.mentions) and all(looks_like_unit(name) for name in _names(source, reading))


def names_only_offices(source: Source, reading: Reading) -> bool:
    """Whether the value is nothing but names, the first of them an office beyond doubt (市教育局, 各区政府)."""
    return reads_cleanly(source, reading) and is_office(next(_names(source, reading)))


def _names(source: Source, reading: Reading) -> Iterator[str]:
    for mention in reading.mentions:
        span = slice(mention.start, mention.end)
        yield clean_name(source.folded[span], source.folded[span])


def _hide_nested(text: str) -> str:
    """The text with everything inside brackets and quotation marks blotted out, of the same length."""
    depth, last, pieces = 0, 0, []
    for mark in _HIDDEN.finditer(text):
        if len(mark.group()) > 1:
            continue
        if mark.group() in _OPENING:
            if depth == 0:
                pieces.append(text[last : mark.start()])
                last = mark.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                pieces.append("\ue000" * (mark.end() - last))
                last = mark.end()
    return "".join(pieces) + text[last:]


class _Walk:
    """Goes through names and verbs from left to right; `_pending` are names whose verb has not come yet."""

    def __init__(self, source: Source):
        self.reading = Reading()
        self._source = source
        self._pending: list[Mention] = []
        self._object_of = ""  # "with": A会同…, "support": A、B配合…

    def name(self, start: int, end: int) -> None:
        start, end = self._source.strip(start, end)
        leading = _LEADING.match(self._source.folded, start, end)
        start = leading.end() if leading else start
        for part in self._parts(start, end):
            self._mention(*part)

    def _parts(self, start: int, end: int) -> Iterator[Span]:
        """The names in a piece with blanks or line breaks: a break parts two names where both could be units' (in a
        cell 发展改革委 above 财政部), else it only breaks one name; it may have got lost."""
        folded = self._source.folded
        begun = start
        for before, after in self._breaks(start, end):
            name = _SPACE.sub("", folded[max(begun, before - _LONGEST_NAME) : before])
            rest = _SPACE.sub("", folded[after : min(end, after + _LONGEST_NAME)])
            whole = looks_like_unit(name) and not _NO_WHOLE.fullmatch(name)
            # Several units have no office inside: 各街道 城管大队.
            goes_on = _JOINED.match(rest) or (_CONTINUED.match(rest) and not is_collective(name))
            if whole and not goes_on and looks_like_unit(rest):
                yield begun, before
                begun = after
        if begun < end:
            yield begun, end

    def _breaks(self, start: int, end: int) -> list[Span]:
        """Where a name may end and the next begin."""
        folded = self._source.folded
        spaces = [match.span() for match in _SPACE.finditer(folded, start, end)]
        return sorted(spaces + [match.span() for match in _RUN_TOGETHER.finditer(folded, start, end)])

    def _mention(self, start: int, end: int) -> None:
        openings = [found.start() for found in _BRACKET.finditer(self._source.folded, start, end)]
        opening = openings[-1] if openings else start
        mark = ROLE_MARK.fullmatch(self._source.folded, opening, end)
        dated = _DATE_MARK.fullmatch(self._source.folded, opening, end)
        named = _BRACKETED.fullmatch(self._source.folded, opening, end) if opening > start else None
        if named and names_persons(named["words"]) and not looks_like_unit(named["words"]):
            end = opening  # 区教委(刘某某)
        end = self._without_person(start, end)
        if dated:  # 市教育局(6月底前)
            self.deadline(dated.start() + 1, dated.end() - 1)
            end = dated.start()
        if says_nothing(self._source.folded[start:end]):
            return
        mention = Mention(start, mark.start() if mark else end, mark.lastgroup if mark else None)
        self.reading.mentions.append(mention)
        if not mark:
            self._pending.append(mention)

    def _without_person(self, start: int, end: int) -> int:
        """Where a unit ends behind which, after a blank, stands its person."""
        folded = self._source.folded
        found = _BEHIND_BLANK.search(folded, max(start, end - _LONGEST_PERSON), end)
        if found is None or looks_like_unit(found["person"]) or not names_persons(found["person"]):
            return end
        return found.start() if looks_like_unit(folded[start : found.start()]) else end

    def deadline(self, start: int, end: int) -> None:
        """Several deadlines are one, whatever stands between them: 4月底前出台政策,年内持续推进."""
        before = self.reading.deadline
        if before is None:
            self.reading.deadline = (start, end)
        elif end - before[0] <= _LONGEST_DEADLINE:
            self.reading.deadline = (before[0], end)

    def event(self, kind: str, verb: str, after: str) -> None:
        if kind == "open":
            self.reading.is_open = True
        elif kind == "lead":
            self._assign("lead")
        elif kind == "with":
            self._assign("lead")
            self._object_of = "with"
        elif kind == "support":
            if self._pending:
                self._assign("support")
                self._object_of = "support" if after and after not in ",、;。" else ""
            else:
                self._object_of = "with"
        elif kind == "listed":
            self.reading.severally |= "分别" in verb or verb.startswith("各自")
            self._assign({"with": "support", "support": "lead"}.get(self._object_of))
            self._object_of = ""
        elif kind == "stop":
            self.flush()

    def flush(self) -> None:
        """A part ends: names without a verb follow the verb before them, if there is one."""
        self._assign({"with": "support", "support": "lead"}.get(self._object_of))
        self._object_of = ""

    def _assign(self, role: str | None) -> None:
        for mention in self._pending:
            mention.role = mention.role or role
        self._pending = []


def _settle(source: Source, reading: Reading) -> Reading:
    """Join collectives that were cut at 、; beside a lead the others support; "A负责,B配合" makes A the lead."""
    joined: list[Mention] = []
    for mention in reading.mentions:
        before = joined[-1] if joined else None
        if (
            before
            and mention.start - before.end <= 2
            and joins_places(source.folded[before.start : before.end], source.folded[mention.start : mention.end])
        ):
            before.end = mention.end
        else:
            joined.append(mention)
    reading.mentions = joined
    listed = [mention for mention in joined if mention.role is None]
    if any(mention.role == "lead" for mention in joined):
        for mention in listed:
            mention.role = "support"
    elif len(listed) == 1 < len(joined) and not reading.is_open:
        listed[0].role = "lead"
    return reading
