"""Milestones: promises without a number that can be checked, such as 贯通内环西线 or 实现社会养老保险制度全覆盖.

A clause is one when it says what will be there (开工建设, 建成, 成立, 出台, 争创 …) and names the thing. What can
only be judged (加强, 推进, 完善), what stays open (一批, 若干) and what ends in an abstraction (体系, 机制) is none.
"""

import re
from dataclasses import replace
from itertools import pairwise

from .dates import DASH
from .deadlines import read_deadline
from .model import Deadline, ParsedMilestone
from .quantities import QuantityClause
from .source import Source

_LONGEST, _LONGEST_THING = 120, 40
_SHORTEST_DEED = 2
_LEAD = re.compile(
    r"[ \n、]+|同时|并且?|以及|和|与|及(?!时)|确保|保证|力争|争取|努力|奋力|全力|着力|扎实|切实|积极|尽快"
    r"|尽早|抓紧|大力|深入|继续|持续|重点|计划|使(?!用)|让|[0-9]{1,3}[.、)]|[一二三四五六七八九十]是|[①-⑳]|\([0-9一二三四五六七八九十]{1,3}\)"
)
_DATE = "\ue000"
_AROUND_DATE = re.compile(rf"[到在于自至]?(?:[今明本当]年?)?{_DATE}+(?:年?[底末]|之?以?前|内|起)*")
_BEFORE = re.compile("之?以?前|内")
_LIMIT = re.compile("(?:[底末]|年内|前|内)$")
# What stands before a date and belongs to it; only with the year at hand its day is known: 明年6月底, not 三年内.
_PREFIX = re.compile("(?:每(?:年|季度?|月|半年)|(?P<known>[今明本]年?)|[当次后]年?|[0-9一二两三四五六七八九十几数]+)$")
# 2000年底前建成的小区: the date tells which.
_OF_A_THING = re.compile(
    "(?:建成|投用|开工|竣工|完工|交付|出生|入职|取得|登记|成立|批准|立项|已)[^,]{0,6}的|[^,]{0,2}(?:以来|止|未|的)"
    "|[^,]{0,12}(?:召开|举行|印发|下发|发布|交办|反馈|通报|签订)的"
)
_ABOUT = re.compile(f"[对将把凡]{_DATE}")
# A part of the year that a clause begins with limits it as 前 does; so does a day: 10月中旬举办…, 10月18日举办….
_PART = re.compile(
    f"(?:20[0-9]{{2}}年)?(?:[上下]半年|第?[一二三四1-4]季度|(?:[0-9]{{1,2}}月?份?{DASH})?"
    "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?(?:[上中下]旬|[0-9]{1,2}[日号])?)"
)
_HORIZON = re.compile("20[0-9]{2}年")
_JOINT = re.compile("(?P<joint>[、和及])[到于在]?$")
# Between days of one deed: 7月底前和11月底前投用.
_SHARED = re.compile("(?:之?以?前)?[、和及与][到于在]?")
_SINCE = re.compile("[起至到—-]|以来|开始|的|.{0,6}(?:已|同比|环比|平均)")
_QUOTED = re.compile(r"[《“][^》”]*[》”]")
_HOW = (
    r"(?:正式|全面|全线|全部|如期|按期|尽快|率先|顺利|基本|加快|启动|研究|探索|成功|高标准|高质量|年内|组织|牵头|再|尽早|及时|"
    r"要|将)*"
)
_OPEN = re.compile(r"(?<!第)一批|系列|若干|更多|各项|多个|有关|相关|等(?:工作|活动|任务)|不断|逐步|更加|目标任务")
_PAST = re.compile(r"目前|现有|现已|已(?!知)|截至|近年|过去|以来|(?<![比较同])(?:去年|上年(?!货))")
_ABSTRACT = re.compile(
    r"(?:体系|机制|制度|格局|氛围|环境|水平|能力|力度|步伐|模式|局面|优势|作用|形象|质量|效率|效益|发展|工作|活动|任务|目标|强[省市县区]|"
    r"社会|政府|经济|高地|文化|生态|文明|方式|成果|成效|基础|试点|力量|融合|路径|空间|动能|生活|产业|关系|意识)$"
)
_BUILT = (
    r"(?:开工(?:建设|新建)?|动工建设|启动(?:建设|实施)?|加快建设|建成(?:投用|使用|运营|投产|并?投入使用)?|[新迁扩]建成?|改扩建|贯通|打通|"
    r"挂牌(?:成立)?|启用|上线(?:运行|运营)?|投用|开通|设立|成立|组建|完工)(?:[和、并及]?(?:新建|建设|建成))?"
)
_STARTS = re.compile(rf"{_HOW}{_BUILT}(?P<thing>.{{3,}})", re.DOTALL)
_STRIVES = re.compile(rf"{_HOW}(?:争创|申创|创建|创成|获评)(?P<thing>(?![以由从]).{{3,}})", re.DOTALL)
_COMPLETES = re.compile(rf"{_HOW}完成(?P<thing>.{{4,}})", re.DOTALL)
_RECOGNISED = re.compile(r"“[^”]+”(?:[和、与及][^,;。“]{0,4}“[^”]+”)*创建(?!办)")
_DOCUMENT = (
    r"(?:方案|办法|意见|规划|条例|规定|细则|指南|清单|目录|计划|政策|标准|规范|导则|措施|章程|预案|规则|图谱|名录|指引|"
    r"白皮书|》)"
)
_ISSUES = re.compile(
    rf"{_HOW}(?:出台|制定|制订|印发|编制|发布|颁布|修订|制发|完成)(?:[和、并]?(?:出台|实施|印发|发布|完成|修订|编制|制定))*"
    rf".{{2,}}{_DOCUMENT}(?:编制|修订|制定|发布|印发|出台)?$",
    re.DOTALL,
)
_STATE = (
    r"(?:建成(?:投用|使用|通车|运营|投产|开放)?|开工(?:建设)?|竣工(?:投产|投用|验收|通车)?|通车|投产|投入(?:使用|运营|运行)|投用|启用|"
    r"开[园馆业放]|上线(?:运行|运营)?|挂牌(?:成立|运营)?|揭牌|封顶|完工|交付(?:使用)?|贯通|落成)"
)
_REACHES = re.compile(rf"(?P<thing>.{{4,}}?)(?:{_HOW}[并、]?{_STATE})+$", re.DOTALL)
# With a date the thing may stand in a clause before: 8月底前投入使用.
_DATED = re.compile(
    rf"(?:[该本]?(?:项目|工程))?{_HOW}{_DATE}{_HOW}(?:[并和、]?(?:{_STATE}|完成|落实到位|到位|办结)){{1,3}}"
)
_SPREADS = re.compile(r"(?P<thing>.{4,})(?:全覆盖|翻一番|翻番|全贯通)$", re.DOTALL)
_VAGUE_DEED = re.compile("完善|推行|推进|加强|深化|规范|优化|健全|提[升高]|鼓励|支持|引导|促进|探索")
_VAGUE_STATES = (
    "现代 均等 常态 多元 多样 最大 科学 规范 法治 一体 民主 制度 专业 特色 优质 便利 国际 精细 市场 产业 集约"
)
_ATTAINS = re.compile(
    r"(?!推动|促进|支持|鼓励).{0,6}实现.{3,}(?:全覆盖|通车|投产|达产|运营|联网|互联互通|通航|清零|归零|正增长|翻一番|翻番"
    rf"|{''.join(f'(?<!{state})' for state in _VAGUE_STATES.split())}化)$",
    re.DOTALL,
)
_PASSES = re.compile(r".{0,30}通过.{2,30}(?:验收|评审|认证|复审|复核|审议|评估|考核|审批)$", re.DOTALL)
_RANKS = re.compile(
    r".{0,40}(?:进入|跻身|位居|位列|保持|稳居|进位).{0,14}(?:前列|方阵|前[0-9一二三四五六七八九十]{1,3}[名位]?|第[一二三])$",
    re.DOTALL,
)
_GENERIC = re.compile(
    r"(?:推动|推进|促进|加快|支持|鼓励|服务|加强|做好|组织|引导|争取|强化|狠抓|抓好|项目|工程|企业|重点|重大|新|落地|"
    r"开工|建设|尽快|全部|按期|的|各)*"
)


def find_milestones(
    source: Source, clause: QuantityClause, year: int | None, subject: str = ""
) -> list[ParsedMilestone]:
    """The milestone that the clause promises, one for each day where several share its deed; or none.

    `year` is that of the report, for a date that names none; `subject` what a clause before it in its sentence
    promised, which a clause without a thing of its own (8月底前投入使用) is about.
    """
    start = source.skip(clause.start, clause.end)
    end = source.back(start, clause.end)
    while lead := _LEAD.match(source.folded, start, end):
        start = lead.end()
    if not 4 <= end - start <= _LONGEST:
        return []
    words = _mark_dates(source, clause, start, end)
    if _OPEN.search(_QUOTED.sub("", words)) or _PAST.search(words):
        return []
    deadlines = _deadlines(source, clause, year)
    keeps_date = any(deadline and deadline.date is None for deadline in deadlines)
    if clause.dates and clause.dates[0][0] < start:  # 6月底前,环城路建成通车
        words = _DATE + words
        start = clause.dates[0][0] if keeps_date else start
    recognised = _RECOGNISED.search(source.folded, start, end)
    has_thing = _DATED.fullmatch(words) is None
    if recognised:
        # A date that nobody could work out stays to be read.
        start, end = start if keeps_date else recognised.start(), recognised.end()
    elif has_thing and not _is_promised(words, limited=is_limited(source, clause)):
        return []
    literal = source.text[start:end]
    title = "".join(literal.split())
    title = title if has_thing else subject + title
    return [ParsedMilestone(title, literal, start, end, deadline) for deadline in deadlines]


def dated_parts(source: Source, clause: QuantityClause) -> list[QuantityClause]:
    """The clause cut before each date that follows 、 or 和, where every part says what is done by then (7月1日开工、
    9月底通车)."""
    if len(clause.dates) < 2:
        return [clause]
    cuts = [clause.start]
    for start, _ in clause.dates[1:]:
        joint = _JOINT.search(source.folded, max(clause.start, start - 3), start)
        cuts += [joint.end("joint")] if joint else []
    parts = []
    for start, end in zip(cuts, [*(cut - 1 for cut in cuts[1:]), clause.end], strict=True):
        dates = [date for date in clause.dates if date[0] < end and (date[0] >= start or start == clause.start)]
        part = replace(clause, start=start, end=end, dates=dates)
        if len(cuts) > 1 and len(_mark_dates(source, part, start, end).rpartition(_DATE)[2]) < _SHORTEST_DEED:
            return [clause]
        parts.append(part)
    return parts


def is_limited(source: Source, clause: QuantityClause) -> bool:
    """Whether a date of the clause says until when something is to be done: 6月底前完成…, not 2026年完成…."""
    first = clause.start if clause.dates else 0
    for start, end in clause.dates:
        if _HORIZON.fullmatch(source.folded, start, end) and source.folded[start - 1 : start] in ("到", "至"):
            return True  # 到2030年,研发投入强度达到3.2%
        opens = not source.folded[first:start].strip(" \n、") and _PART.fullmatch(source.folded, start, end)
        if opens and not _SINCE.match(source.folded, end):
            return True  # 二季度提交草案
        before, behind = _PREFIX.search(source.folded, max(0, start - 3), start), _BEFORE.match(source.folded, end)
        ends = behind is not None or _LIMIT.search(source.folded, start, end) is not None
        if ends and not (before and not before["known"]):
            return True
    return False


def _is_promised(words: str, *, limited: bool) -> bool:
    """Whether the words, dates marked in them, promise something that can be checked; beside a limit any deed can."""
    if _ABOUT.match(words) and _OF_A_THING.match(words.rpartition(_DATE)[2]):
        return False
    if _promises(words.replace(_DATE, "")) or _promises(words.rpartition(_DATE)[2]):
        return True
    deed = len(words.replace(_DATE, "")) >= _SHORTEST_DEED
    return limited and deed and _OF_A_THING.match(words.rpartition(_DATE)[2]) is None


def thing_of(source: Source, clause: QuantityClause, milestone: ParsedMilestone) -> str:
    """What a milestone builds or opens, without white space and dates; "" where its clause does not say."""
    words = _mark_dates(source, clause, milestone.start, milestone.end).replace(_DATE, "")
    named = _STARTS.match(words) or _REACHES.match(words)
    return named["thing"][:_LONGEST_THING] if named else ""


def _mark_dates(source: Source, clause: QuantityClause, start: int, end: int) -> str:
    """The words of the clause without white space, _DATE in the place of 于6月底前."""
    words = list(source.folded[start:end])
    for date_start, date_end in clause.dates:
        if date_start >= start:
            words[date_start - start : date_end - start] = _DATE * (date_end - date_start)
    return _AROUND_DATE.sub(_DATE, "".join("".join(words).split()))


def _promises(words: str) -> bool:
    if any(shape.match(words) for shape in (_ATTAINS, _PASSES, _RANKS, _ISSUES)):
        return True
    for shape in (_STARTS, _STRIVES, _COMPLETES):
        named = shape.match(words)
        if named and not _ABSTRACT.search(named["thing"]) and not _GENERIC.fullmatch(named["thing"]):
            return True
    named = None if _VAGUE_DEED.search(words) else _REACHES.match(words) or _SPREADS.match(words)
    return named is not None and not _GENERIC.fullmatch(named["thing"])


def _deadlines(source: Source, clause: QuantityClause, year: int | None) -> list[Deadline | None]:
    """The date of the clause, or all that share its deed (4月10日、6月10日前拨付); without a day where it has others
    that differ, for which one counts is not known."""
    found = [_read_date(source, *span, year) for span in clause.dates]
    gaps = (source.folded[one[1] : other[0]] for one, other in pairwise(clause.dates))
    days = [deadline.date for deadline in found if deadline.date]
    if len(days) == len(found) > 1 and sorted({*days}) == days and all(map(_SHARED.fullmatch, gaps)):
        return list(found)
    # 2026年底前完成2025年度改造: only the first is a limit.
    found = [deadline for deadline in found if _LIMIT.search(deadline.literal)] or found
    if len({deadline.date for deadline in found}) > 1:
        return [Deadline(found[0].literal, None)]
    return [found[0] if found else None]


def _read_date(source: Source, start: int, end: int, year: int | None) -> Deadline:
    before = _BEFORE.match(source.folded, end)
    end = before.end() if before else end
    prefix = _PREFIX.search(source.folded, max(0, start - 3), start)
    if prefix is None or prefix["known"]:
        start = prefix.start() if prefix else start
        return read_deadline(source.text[start:end], source.folded[start:end], year)
    return Deadline(source.text[prefix.start() : end], None)
