"""What is neither heading nor item: introductions, the covering notice, page marks, and what nobody read."""

import re
from collections import Counter

from .columns import column_kind
from .model import Node, Problem
from .numbering import begins_numbered, is_contents, numeral_value
from .problems import problem
from .promises import behind_mark, holds_promise
from .source import Source, Span
from .wording import RULE_STATEMENT

INTRO, METADATA, UNREAD = "intro", "metadata", "unread"

_YEAR = r"(?:\d{4}|[〇零一二三四五六七八九]{4})"
_DATE_LINE = rf"\(?{_YEAR}[年./-].{{1,5}}[月./-].{{1,4}}日?\)?"
# (标★的为牵头单位)
_SAYS_MARK = re.compile(
    r"\(?(?:注|说明)?:?[^。;:\n]{0,16}\*[^。;:\n]{0,12}[为是](?:牵头|主办|主责)(?:单位|部门)?(?:[,;、][^。:\n]{0,20})?\)?"
)
_PAGE_MARK = r"[—\-–· ]*第? ?\d{1,4} ?页?(?: ?[/共] ?\d{1,4} ?页?)?[—\-–· ]*"
# What a web page tells of itself, and whom to ask; the characters may stand apart (索 引 号).
_PAGE_LABELS = (
    "发布日期 发文日期 成文日期 生成日期 公开日期 发布时间 发布机构 发布单位 发文机关 发文单位 发文字号 文号 "
    "名称 标题 公开方式 公开范围 主题分类 组配分类 分类 有效性 有效性状态 公文时效 索引号 主题词 关键词 信息来源 来源 "
    "作者 编辑 责任编辑 点击数 点击量 浏览次数 浏览量 阅读次数 访问量 字体 字号 版权所有 备案号 分享到 上一篇 下一篇 "
    "联系人 联系电话 联系方式 联系地址 电话 传真 邮箱 电子邮箱 报送邮箱 邮编 监督电话 咨询电话"
)
_ABOUT_THE_PAGE = "|".join(" {0,8}".join(name) for name in _PAGE_LABELS.split())
_PAGE_LABEL = rf"[|【\[(]? ?(?:{_ABOUT_THE_PAGE}) {{0,4}}[: |]"
_OF_DOCUMENT = (
    rf".*[〔\[(【]{_YEAR}[〕\])】]\d+号\)?"  # document number
    rf"|{_DATE_LINE}(?: *\d\d:\d\d.*)?"
    r"|[^。;:?!]{2,40}(?:人民政府|办公室|办公厅|委员会|领导小组)(?:文件)?"  # issuer
    r"|\(?(?:此件|本文|此文).{2,12}\)?|附 ?件 ?\d{0,2} ?(?:[:.].{0,60})?|抄送:.*|目 {0,4}录|附 ?表 ?\d{0,2}"
)
_OF_PAGE = (
    rf"{_PAGE_MARK}|\|[-:| ]+|\(?(?:注|说 ?明|备 ?注) ?\d? ?[:.].*"
    r"|.{0,30}(?:打印本页|关闭窗口|无障碍|长者模式|首页 ?[>»]).{0,60}"
    rf"|(?:附 {{0,4}}:? {{0,4}})?{_PAGE_LABEL}.{{0,160}}|扫一扫.{{0,30}}|附 {{0,4}}:"
)
_NOTE = re.compile(r"\(?(?:备 ?)?(?:注|说 ?明) ?\d? ?[:.]")
_METADATA, _DOCUMENT = re.compile(f"{_OF_DOCUMENT}|{_OF_PAGE}"), re.compile(_OF_DOCUMENT)
_DATE_ALONE, _PAGE_NUMBER, _TELLS_OF_PAGE = map(re.compile, (_DATE_LINE, _PAGE_MARK, _PAGE_LABEL))
_ADDRESSEES = re.compile(r".{0,80}(?:政府|部门|机构|单位|办事处|委|局|委员会|集团|院校)[^。]{0,20}:|各[^。;]{1,80}:")
_TITLE = re.compile(
    r"[^。;:?!]{4,100}(?:方案|通知|意见|分工|分解表?|清单|要点|事项|任务书?|报告|计划|"
    r"工作|台账|安排|一览表)[》)”]*(?:\([^()]{2,30}\))?"
    r"|[^。;]{2,60}(?:关于|印发)[^。;]{2,60}"
)
_LONGEST_PAGE_HEAD = 40
_SPACED_OUT = re.compile(r"(?:[^ ] {1,3}){4,60}[^ ]")
_OF_A_YEAR = re.compile(rf"[^。;:?!]{{0,40}}{_YEAR}年[^。;:?!]{{4,60}}")
# What the first line of a broken title has: its issuer's 关于, the year, or a place.
_WHOLE = re.compile(r"关于|印发|\d{4}年|[省市县区州旗](?=人民政府|委员会|\d{4}|进一步|全面|深化|加快|贯彻|落实|推进)")
_MOST_PARTS, _LONGEST_PART = 4, 40
# Who issued a text, and when: 县政府督查室 2025年1月22日.
_ISSUED = re.compile(rf"(?:.*[^0-9])?{_YEAR} ?年 ?\w{{1,3}}月(?: ?\w{{1,3}}日)?(?:印发|发布|编印|编制|制定?)?")
_ISSUER = re.compile("[\u4e00-\u9fff]{2,24}(?:政府|办公?室|督[查办]室|委|局|厅|院|会|中心|处|科|组)")
_LONGEST_TITLES = 300
_STOP, _ENDS = re.compile("[。;:?!,]"), re.compile("[。;]")
_SENTENCE = re.compile(r".{6,}[。;:!?][”)]{0,2}")
_COUNTED = re.compile(
    r"(?P<count>[一二两三四五六七八九十百]{1,4}|\d{1,4})(?:件|项|大)(?:[为利惠便]民|民生)?办?(?:的)?实事(?:项目)?"
)


def page_heads(source: Source) -> frozenset[str]:
    """The short lines beside page marks that the text has more than once: what is printed on every page."""
    lines = [source.folded[slice(*line)] for line in source.lines(0, len(source.folded))]
    marks = [at for at, line in enumerate(lines) if is_page_mark(line)]
    if not marks:
        return frozenset()
    times = Counter(lines)
    beside = {line for at in marks for line in lines[max(at - 1, 0) : at + 2]}
    return frozenset(line for line in beside if times[line] > 1 and len(line) <= _LONGEST_PAGE_HEAD)


def classify_line(
    source: Source, start: int, end: int, repeated: frozenset[str], *, before_items: bool, promise_from: int | None
) -> str:
    """The kind of one leftover line; titles and addressees stand only before the first heading or item.

    What may be a promise from `promise_from` on introduces nothing: it was not read. None: no promise is looked for.
    """
    line = source.folded[start:end]
    if promise_from is not None and asks_in_note(source, start, end):
        return UNREAD
    if is_contents(line, 0, len(line)) or is_date_line(line) or is_page_mark(line):
        return METADATA
    is_marked = promise_from is not None and behind_mark(source, start, end) is not None
    if not is_marked and (
        (line in repeated and not _SENTENCE.fullmatch(line))
        or _METADATA.fullmatch(line)
        or (before_items and (_can_be_first(line) or _ADDRESSEES.fullmatch(line)))
    ):
        return METADATA
    asks = promise_from is not None and holds_promise(source, promise_from, end)
    if before_items and not asks and line[0] == "(" and tells_issuer(source, start, end - 1):
        return METADATA
    # Understood: who leads, by the order of the units or by a mark.
    if not asks and (RULE_STATEMENT.search(line) or _SAYS_MARK.fullmatch(line)):
        return METADATA
    if _SENTENCE.fullmatch(line) is None:
        return UNREAD
    return UNREAD if asks and counted_group(source, start, end) is None else INTRO


def unread_problems(source: Source, nodes: list[Node]) -> list[Problem]:
    """One problem for each run of unread lines."""
    runs: list[list[int]] = []
    kinds = [node for node in nodes if node.kind != "separator"]
    for before, node in zip([None, *kinds], kinds, strict=False):
        if node.kind == UNREAD and before and before.kind == UNREAD:
            runs[-1][1] = node.end
        elif node.kind == UNREAD:
            runs.append([node.start, node.end])
    return [problem(source, "unread_text", start, end) for start, end in runs]


def tells_issuer(source: Source, opening: int, closing: int) -> bool:
    """Whether a bracket on a line of its own, above all numbers and sentences, says who issued the text: with the day,
    or right below the first line."""
    if opening > _LONGEST_TITLES or source.strip(*source.line_span(opening)) != (opening, closing + 1):
        return False
    above = list(source.lines(0, opening))
    if any(begins_numbered(source, start) or _ENDS.search(source.folded, start, end) for start, end in above):
        return False
    below_first = len(above) == 1 and _ISSUER.fullmatch(source.folded, opening + 1, closing) is not None
    return below_first or _ISSUED.fullmatch(source.folded, opening + 1, closing) is not None


def asks_in_note(source: Source, start: int, end: int) -> bool:
    """Whether a note below tasks may promise something: 注:未注明时限的均于12月20日前完成."""
    return _NOTE.match(source.folded, start, end) is not None and holds_promise(source, start, end)


def is_metadata(folded: str) -> bool:
    """Whether a line is a document number, a date, an issuer, a page mark or the like."""
    return _METADATA.fullmatch(folded) is not None


def parts_documents(folded: str) -> bool:
    """Whether a line stands between two documents: a signature, a date, an attachment, a title."""
    return _DOCUMENT.fullmatch(folded) is not None or is_title(folded)


def is_date_line(folded: str) -> bool:
    """Whether a line holds a date alone, as below a signature."""
    return _DATE_ALONE.fullmatch(folded) is not None


def is_page_mark(folded: str) -> bool:
    return len(folded) <= _LONGEST_PAGE_HEAD and _PAGE_NUMBER.fullmatch(folded) is not None


def is_title(folded: str) -> bool:
    """Whether a line could be the title of a document; its characters may stand apart (工 作 方 案)."""
    if _SPACED_OUT.fullmatch(folded):
        folded = folded.replace(" ", "")
    return _TITLE.fullmatch(folded) is not None


def _can_be_first(folded: str) -> bool:
    """Whether a line above all items could be the title: a title by its words, or a line that names a year."""
    if _TELLS_OF_PAGE.match(folded):
        return False
    return is_title(folded) or (_OF_A_YEAR.fullmatch(folded) is not None and not is_metadata(folded))


def find_title(source: Source, lines: list[Span]) -> Span | None:
    """The title among the metadata lines: the last one, for an enclosed plan follows its covering notice."""
    return next((span for span in reversed(lines) if _can_be_first(source.folded[slice(*span)])), None)


def broken_titles(source: Source, lines: list[Span]) -> dict[int, int]:
    """Start and end of every title that lies broken over several of the lines.

    Its last line is a title that does not say whose or of what year; a line above it does, or ends in 关于 or 印发.
    """
    found = {}
    for at, (_, end) in enumerate(lines):
        folded = source.folded[slice(*lines[at])]
        if not is_title(folded) or column_kind(folded) or _WHOLE.search(source.folded, *lines[at]):
            continue
        begun, top = None, at - 1
        while top >= max(0, at - _MOST_PARTS) and _can_be_part(source.folded[slice(*lines[top])]):
            if _WHOLE.search(source.folded, *lines[top]):
                begun = top
            elif begun is not None:
                break
            top -= 1
        if begun is not None:
            found[lines[begun][0]] = end
    return found


def _can_be_part(folded: str) -> bool:
    if len(folded) > _LONGEST_PART or _STOP.search(folded) or is_metadata(folded):
        return False
    return column_kind(folded) is None or _OF_A_YEAR.fullmatch(folded) is not None


def counted_group(source: Source, start: int, end: int) -> tuple[int, int, int] | None:
    """(start, end, count) of "十件实事" in the last sentence of an introduction, or None."""
    sentence = max(source.folded.rfind("。", start, end - 1) + 1, start)
    found = list(_COUNTED.finditer(source.folded, sentence, end))
    if not found:
        return None
    return (*found[-1].span(), numeral_value(found[-1]["count"]))
