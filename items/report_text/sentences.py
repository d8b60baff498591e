"""Clauses that are sentences or the parts of one: 由A牵头,B配合 on a line of its own, at the end of a task or at its
beginning, and offices alone behind the last full stop of a task."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from .dates import DATE
from .deadlines import AMONG_UNITS
from .labels import VERB_AT_END, has_post
from .numbering import BULLETS, number_at, points_of
from .promises import behind_mark, holds_promise
from .source import Source
from .target_wording import opening_verb
from .units import has_level, is_office, is_plain_office
from .values import Clause, Value
from .wording import CO_HOSTS, Reading, names_only_offices, read_value, reads_cleanly

_LONGEST_LIST = 300
_NEAR = 80
_COMMA = re.compile(",")
_SENTENCE_END = re.compile("[。;]|$", re.MULTILINE)
_ASKED = re.compile("(?:^|(?<=[,;。\\n 、.)是]))(?:由|请|责成|责令|委托|指定)")
_ENDS_DUTY = re.compile("(?:负责|牵头|主办|承办|落实|办理|组织实施)$")
_LONGEST_DUTY = len("组织实施")
_GOES_ON = re.compile("会同|联合|协同|配合")
_OFFICE_END = re.compile(
    "(?<=[\u4e00-\u9fff]{2})(?:镇|乡|街道)(?=要|应当|应于|负责|牵头)|[局委办厅部院府社会队]|中心|公司|集团|(?<=各)(?:[县市区旗乡镇]{1,4}|镇街|街道)|(?<=各)[县市乡](?=[县市区镇])[区镇旗]"
)
_EACH = re.compile("各(?:[县市区旗乡镇]{1,4}|镇街|街道)")
_OFFICE_ENDS = "馆局委办厅部院府社会联协队心司行组班团镇乡道区处署场站所校位门科室股学"
# What an office is asked to do begins with a deed, a date, or how it is to be done.
_ACTS = re.compile(
    rf"{DATE}|[于在按对就将把从]|抓紧|抓好|尽快|尽早|加强|加大|加快|做好|认真|进一步|牵头|负责|落实|组织|会同|全程|及时|适时|研究|"
    "制定|拟定|起草|完成|督促|协调|指导|开展|推进|推动|深入|切实|严格|统筹|按照|根据|继续|提出|办理|督办|建立|安排|筹措|共同|联合|分别"
)
_ANSWERS = re.compile(
    "(?:[各具]自?体?|分别|共同)?(?:负责(?!人|督[查办]|监督|考核)|牵头(?!单位|部门|人))|要(?=[^求点件])|应(?=[^急])"
    "|作为[^,。;]{2,16}(?:单位|部门|主体|业主)"
)
# What a meeting says before it names the office: 会议要求,县应急局要….
_SAID = re.compile(
    "(?:会议|会上|[省市县区]领导|[省市县区]长)?(?:一致|原则|要求|强调|指出|明确|决定|议定|同意|认为){1,2}[,:] ?"
)
_SEGMENT = re.compile("[^,;。!?]+")
_LONGEST_SEGMENT = 60
_EVERYBODY = re.compile("各(?:承办|主办|协办|责任|牵头|配合|有关|相关|成员|部门|[、和])*(?:单位|部门)")
_FIGURE = re.compile(r"\d")
_DATE = re.compile(DATE)
# 各镇要于11月5日前上报: of a number that begins so, all towns have to act.
_MUST = re.compile("要(?=[^求点件])|应当")
_LEADS = re.compile("(?:要|应当?)(?:切实|认真|主动)?牵头")
# …由副县长魏东牵头,县水利局具体落实.
_LED_BY = re.compile("由(?P<leader>[^,;。局委办厅]{2,14}?)(?:总?牵头|负总责|挂帅|领衔|分管|包抓)(?:负责|协调)?[,;]")
_WHOLE_GOVERNMENT = re.compile("(?:[省市县区州旗]|人民|各级|全[省市县区])*(?:政府|委)")
# 县教育局承诺:…; 市水利局主要任务:….
_OF_OFFICE = re.compile("(?:公开|郑重)?承诺(?:事项)?|(?:主要|重点|具体|工作|目标)*(?:任务|职责|分工)")
_TOWN = re.compile("[\u4e00-\u9fff]{2,4}(?:镇|乡|街道|苏木)")
_LONGEST_NAME, _LONGEST_ADDRESS, _SHORTEST_FIRM = 30, 60, 4
_HELPS = re.compile(f"(?:负责|承担|牵头|配合|协助|参与|{CO_HOSTS}|落实|协同推进|协同实施)$")


def find_sentences(source: Source, bracketed: list[Clause]) -> Iterator[Clause]:
    """Clauses that are sentences: a line of its own (由A牵头,B、C配合。) or the end of one that begins with 由."""
    starts = [clause.start for clause in bracketed]
    for start, end in source.lines(0, len(source.folded)):
        end = source.back(start, end, "。; ")
        start = max(start, *(source.folded.rfind(by, start, end) + 1 for by in ("。由", ";由", "—")))
        if end - start > _LONGEST_LIST or not VERB_AT_END.search(source.folded, max(start, end - _NEAR), end):
            continue
        before = bisect_left(starts, end) - 1
        if (before >= 0 and bracketed[before].end > start) or source.folded.find(":", start, end) >= 0:
            continue
        led = _LED_BY.match(source.folded, start, end)
        if led and has_post(led["leader"]):
            reading = read_value(source, led.end(), end)
            if reads_cleanly(source, reading):
                people = Value("leaders", *led.span("leader"), None)
                yield Clause(start, end, (people, Value("listed", led.end(), end, reading)))
                continue
        reading = read_value(source, start, end)
        # Behind the last name stands what it does: a line of names alone could be a signature.
        dashed = start > 0 and source.folded[start - 1] == "—" and reads_cleanly(source, reading)
        if (dashed or names_only_offices(source, reading)) and reading.mentions[-1].end < end:
            if _promises_too(source, reading):
                continue
            yield Clause(source.back(0, start, "—"), end, (Value("listed", start, end, reading),))


def _promises_too(source: Source, reading: Reading) -> bool:
    """Whether a figure stands with the day by which those named act: 由甲局牵头,于5月25日前完成4处积水点整治."""
    said = source.folded[slice(*reading.deadline)] if reading.deadline else ""
    return _FIGURE.search(_DATE.sub("", said)) is not None


def find_tails(source: Source, taken: Sequence[int]) -> list[Clause]:
    """Clauses that are nothing but offices behind the last full stop of a line (…达到90%。市甲局,市乙局、市丙局), or
    behind its dash (…15家。——宣传教育部), where several lines end so; `taken`: starts of other clauses, in order."""
    found: list[Clause] = []
    doubtful: list[Clause] = []
    dashed: list[Clause] = []
    for line_start, line_end in source.lines(0, len(source.folded)):
        end = source.back(line_start, line_end, "。; ")
        dash = source.folded.rfind("—", line_start, end) + 1
        before = source.back(line_start, dash, "— ") if dash else line_start
        is_dashed = before > line_start and (
            source.folded[before - 1] in "。;" or behind_mark(source, line_start, line_end) is not None
        )
        end = end if is_dashed else source.back(line_start, line_end, "; ")
        start = dash if is_dashed else source.folded.rfind("。", line_start, end) + 1
        if not line_start < start < end <= start + _LONGEST_LIST:
            continue
        if source.folded[_names_end(source, start, end) - 1] not in _OFFICE_ENDS:
            continue
        if bisect_left(taken, line_start) < bisect_left(taken, line_end):
            continue
        reading = read_value(source, start, end)
        sure = names_only_offices(source, reading)
        if sure or reads_cleanly(source, reading):
            begin = before if is_dashed else start
            clause = Clause(begin, end, (Value("listed", start, end, reading, is_guess=not sure),))
            (dashed if is_dashed else found if sure else doubtful).append(clause)
    tails = [*found, *doubtful] if len(found) > 1 else []
    return sorted([*tails, *(dashed if len(dashed) > 1 else [])], key=lambda clause: clause.start)


def _names_end(source: Source, start: int, end: int) -> int:
    """Where the names end behind which a date may stand: 街道民政办,10月底前."""
    comma = source.folded.rfind(",", start, end)
    dated = comma > start and AMONG_UNITS.fullmatch(source.folded, comma + 1, end) is not None
    return comma if dated else end


def find_opening_duties(source: Source, starts: list[int]) -> Iterator[Clause]:
    """Clauses that a sentence with a task begins with: 由A牵头,会同B、C,在6月底前建成…; a line with a clause of another
    form has none, nor has one without a number in which several sentences ask somebody: that is more than one task."""
    for start, end in source.lines(0, len(source.folded)):
        if bisect_left(starts, start) < bisect_left(starts, end):
            continue
        points = points_of(source, start, end)
        parts = [_duty_of(source, source.skip(point.end, to), to, is_numbered=True) for point, to in points]
        if len(parts) > 1 and all(parts):
            yield from (part for part in parts if part)  # 一是由甲局牵头,…;二是由乙局负责,…
            continue
        number = number_at(source, start, end)
        start = source.skip(number.end, end) if number else start
        if duty := _duty_of(source, start, end, is_numbered=number is not None):
            yield duty


def _duty_of(source: Source, start: int, end: int, *, is_numbered: bool) -> Clause | None:
    """The offices that a sentence or several ask, as the clause that it begins with."""
    asked = _ASKED.search(source.folded, start, end)
    if asked and not is_numbered and _asks_in_several(source, asked.start(), end):
        return None
    said = _SAID.match(source.folded, start, end)
    places = [(said.end() if said else start, False)] + ([(asked.end(), True)] if asked else [])
    begun = start
    duties = (
        _opening_duty(source, at, is_asked, end, is_numbered=is_numbered, behind_text=is_asked and at > begun + 1)
        for at, is_asked in places[::-1]
    )
    found = [*islice((duty for duty in duties if duty), 1)]
    if is_numbered:
        found += _duties_within(source, found[0].end if found else start, end)
    values = tuple(value for duty in found for value in duty.values)
    if not found or (not is_numbered and all(_asks_everybody(source, value) for value in values)):
        return None  # 请各承办单位于6月30日前答复代表 is no task
    return Clause(found[0].start, found[0].end, values, opens=True)


def _asks_everybody(source: Source, value: Value) -> bool:
    mentions = value.reading.mentions if value.reading else []
    return all(_EVERYBODY.match(source.folded, mention.start, mention.end) for mention in mentions)


def find_addressed(source: Source, starts: list[int]) -> list[Clause]:
    """Clauses that are nothing but offices and a colon before what they have to do (市城管局:新增分类垃圾箱2600组),
    where several lines begin so; at least half of them with offices beyond doubt."""
    found: list[Clause] = []
    sure = 0
    for start, end in source.lines(0, len(source.folded)):
        number = number_at(source, start, end)
        start = source.skip(number.end if number else start, end, BULLETS)
        colon = source.folded.find(":", start, min(end, start + _LONGEST_ADDRESS))
        if colon < 0 or bisect_left(starts, start) < bisect_left(starts, end):
            continue
        tail = _OF_OFFICE.search(source.folded, start, colon)
        names_end = tail.start() if tail else colon
        reading = read_value(source, start, names_end)
        if not reads_cleanly(source, reading) or any(mention.role for mention in reading.mentions):
            continue
        if reading.mentions[-1].end == names_end and holds_promise(source, colon + 1, end):
            first = source.folded[reading.mentions[0].start : reading.mentions[0].end]
            sure += is_plain_office(first)
            values = (Value("listed", start, names_end, reading), *_helpers(source, colon + 1, end))
            found.append(Clause(start, colon, values, opens=True))
    return found if len(found) > 1 and 2 * sure >= len(found) else []


def _helpers(source: Source, start: int, end: int) -> tuple[Value, ...]:
    """The offices that help with what follows a colon: 县教育局:会同县消防救援大队开展演练."""
    if not _GOES_ON.match(source.folded, start, end):
        return ()
    names_end = _before_deed(source, start, end)
    reading = read_value(source, start, names_end) if names_end else None
    if names_end is None or reading is None or not reads_cleanly(source, reading):
        return ()
    return (Value("support", start, names_end, reading),)


def _asks_in_several(source: Source, start: int, end: int) -> bool:
    """Whether more than one sentence says who is in charge: …由甲局负责。…由乙局负责。"""
    asking = 0
    while start < end and asking < 2:
        stop = source.folded.find("。", start, end)
        stop = stop if stop >= 0 else end
        is_duty = _ENDS_DUTY.search(source.folded, max(start, stop - _LONGEST_DUTY), stop)
        asking += is_duty is not None and _ASKED.search(source.folded, start, stop) is not None
        start = stop + 1
    return asking > 1


def _opening_duty(
    source: Source, start: int, is_asked: bool, end: int, *, is_numbered: bool, behind_text: bool
) -> Clause | None:
    """The names and verbs from `start` on, up to the comma behind which the sentence says what is to be done; where
    that stands before them (`behind_text`), up to the end of the sentence."""
    found, begun = None, start
    stops = [*_COMMA.finditer(source.folded, start, min(end, start + _LONGEST_LIST))]
    if behind_text:
        stops += [*islice(_SENTENCE_END.finditer(source.folded, start, min(end, start + _LONGEST_LIST)), 1)]
        stops.sort(key=lambda stop: stop.start())
    for stop in stops:
        if stop.group() != "," and not found:
            break
        reading = read_value(source, start, stop.start())
        leads = any(mention.role == "lead" for mention in reading.mentions)
        if begun == start:
            says_who = leads or _ENDS_DUTY.search(source.folded, start, stop.start())
        else:
            says_who = _GOES_ON.match(source.folded, begun) or _HELPS.search(source.folded, begun, stop.start())
        sure = is_asked or names_only_offices(source, reading)
        if says_who and found and any(_FIGURE.search(source.folded, m.start, m.end) for m in reading.mentions):
            names_end = _before_deed(source, begun, stop.start())  # 会同B整治占道12处
            if names_end:
                reading = read_value(source, start, names_end)
                found = Clause(start, names_end, (Value("listed", start, names_end, reading),), opens=True)
            break
        if not (says_who and sure and reads_cleanly(source, reading)):
            break
        found = Clause(start, stop.start(), (Value("listed", start, stop.start(), reading),), opens=True)
        begun = stop.end()
        if stop.group() != ",":
            break
    if found:
        return found if behind_text or not source.blank(begun, end) else None
    return _asked_office(source, start, end, is_asked=is_asked, is_first=is_numbered)


def _before_deed(source: Source, start: int, end: int) -> int | None:
    """Where the names end in what goes on with a deed."""
    start = max(start, source.folded.rfind("、", start, end) + 1)
    for stop in _OFFICE_END.finditer(source.folded, start, min(end, start + _LONGEST_NAME)):
        if _ACTS.match(source.folded, stop.end(), end) or opening_verb(source.folded[stop.end() : end]):
            return stop.end()
    return None


def _duties_within(source: Source, start: int, end: int) -> Iterator[Clause]:
    """The offices that later parts of a numbered sentence name: …,县财政局负责拨付资金,…;…由A、B公司各自负责,…."""
    for segment in _SEGMENT.finditer(source.folded, start, end):
        at, to = source.strip(*segment.span())
        if not 4 <= to - at <= _LONGEST_SEGMENT:
            continue
        by = source.folded.find("由", at, to) + 1
        if _HELPS.search(source.folded, at, to):
            reading = read_value(source, by or at, to)
            if (by or _names_asked(source, reading)) and reads_cleanly(source, reading):
                if reading.mentions[-1].end < to:
                    yield Clause(by or at, to, (Value("listed", by or at, to, reading),), opens=True)
                continue
        office = _asked_office(source, at, to, is_asked=False)
        if office:
            yield office


def _asked_office(source: Source, start: int, end: int, *, is_asked: bool, is_first: bool = False) -> Clause | None:
    """The office that a sentence asks to do something: 责成市财政局于4月底前落实…, 市财政局负责落实…; with nothing
    before it (`is_first`) any deed will do: 市财政局统筹安排…."""
    for stop in reversed(list(_OFFICE_END.finditer(source.folded, start, min(end, start + _LONGEST_NAME)))):
        acts = (_ACTS if is_asked else _ANSWERS).match(source.folded, stop.end(), end)
        if is_first and not acts and source.folded.find("、", start, stop.end()) < 0:
            acts = _ACTS.match(source.folded, stop.end(), end)
        if not acts or _WHOLE_GOVERNMENT.fullmatch(source.folded, start, stop.end()):
            continue
        names = source.folded[start : stop.end()].split("、")
        is_asked = is_asked or (is_first and _MUST.match(source.folded, stop.end()) is not None)
        if all(_can_be_asked(name, is_asked=is_asked) for name in names):
            reading = read_value(source, start, stop.end())
            if reads_cleanly(source, reading):
                kind = "lead" if _LEADS.match(source.folded, stop.end()) else "listed"
                return Clause(start, stop.end(), (Value(kind, start, stop.end(), reading),), opens=True)
    return None


def _names_asked(source: Source, reading: Reading) -> bool:
    """Whether the first of the names is one that a sentence may ask: 区住建局, 县供电公司."""
    first = reading.mentions[0] if reading.mentions else None
    return first is not None and _can_be_asked(source.folded[first.start : first.end], is_asked=False)


def _can_be_asked(name: str, *, is_asked: bool) -> bool:
    if is_office(name):
        return True
    if _TOWN.fullmatch(name) or (is_asked and _EACH.fullmatch(name)):
        return True
    if is_asked and name.endswith(("公司", "集团")):
        return True
    return has_level(name) and (is_asked or len(name) > _SHORTEST_FIRM)  # 市交投集团, but not 区域中心
