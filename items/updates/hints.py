"""What a reader of a progress update will stumble over: shown to writer and office, and never in the way of sending."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import cache

from departments.folding import plain

# Phrases that would be true of any work at any time (形式主义的套话).
_PHRASES = (
    r"高度重视|领导重视|非常重视|思想重视|加强领导|强化领导|精心组织|周密部署|精心部署|认真部署|"
    r"统一部署|迅速行动|积极行动|狠抓落实|抓好落实|认真落实|全面落实|扎实推进|稳步推进|有序推进|"
    r"积极推进|全力推进|全面推进|大力推进|加快推进|深入推进|顺利推进|稳步实施|有序开展|扎实开展|"
    r"积极开展|正在推进|正在进行|正在办理|成效显著|成效明显|效果显著|效果明显|取得显著成效|"
    r"取得明显成效|取得了显著成效|取得了明显成效|取得较好成效|取得了较好成效|取得积极成效|"
    r"取得阶段性成果|取得了阶段性成果|取得积极进展|取得明显进展|取得了积极进展|取得了明显进展|"
    r"进展顺利|进展良好|形势良好|总体良好|统一思想|提高认识|强化措施|完善机制|压实责任|明确责任|"
    r"强化责任|加大力度|形成合力|上下联动|齐抓共管|多措并举|奠定了坚实基础|打下了坚实基础|"
    r"奠定坚实基础|得到一致好评|受到广泛好评|圆满完成|按计划推进|按要求推进|按序时推进"
)
_SENTENCE = re.compile(r"[^。；;！!\n]+")
_FILLER = re.compile(
    r"[\s,，、.:：]|我[市县区局委办]|市委|市政府|主要领导|分管领导|各级|有关|相关|部门|单位|领导|工作|目前|现已|已经|"
    r"各项|本项|该项|任务|项目|已|均|并|也|都|在|的|了|对此|此项|将|继续|不断|进一步"
)
# So many characters beside phrases and filling words say nothing yet.
NOTHING = 4
_MULTIPLE = {"": 1, "万": 10_000, "亿": 100_000_000, "千": 1_000, "百": 100}
# Characters that may stand between a target's name and its figure.
_BETWEEN = 8


@cache
def _phrase() -> re.Pattern[str]:
    """The phrases as `plain` writes them: traditional characters and variants are one with the others."""
    return re.compile(plain(_PHRASES))


def empty_sentences(text: str, is_named: re.Pattern[str], *more: re.Pattern[str]) -> list[str]:
    """The sentences that only praise: at least one phrase, and neither a figure nor a name (the patterns) nor facts."""
    found = []
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        read = plain(sentence)
        if not _phrase().search(read) or any(pattern.search(sentence) for pattern in (is_named, *more)):
            continue
        if len(_FILLER.sub("", _phrase().sub("", read))) <= NOTHING:
            found.append(sentence)
    return found


def figures_beside(text: str, label: str, unit: str) -> list[tuple[str, Decimal]]:
    """[(as written, value)] of the figures in the target's unit that stand right behind the target's name.

    "新建站点12个", "新增就业累计8.65万人" for the labels 新建站点 and 新增就业; values in the unit itself.
    """
    text, unit = unicodedata.normalize("NFKC", text), unicodedata.normalize("NFKC", unit)
    name = re.escape(unicodedata.normalize("NFKC", label).strip())
    if not name or not unit.strip():
        return []
    pattern = rf"{name}[^0-9。；;，,\n]{{0,{_BETWEEN}}}?((\d[\d,]*(?:\.\d+)?)\s?([万亿千百]?)\s?{re.escape(unit)})"
    found = []
    for written, digits, multiple in re.findall(pattern, text):
        try:
            found.append((written, Decimal(digits.replace(",", "")) * _MULTIPLE[multiple]))
        except InvalidOperation:
            continue
    return found


def differing(text: str, label: str, unit: str, value: Decimal, known: list[Decimal]) -> str:
    """The figure beside the target's name that is not the one in its field, as written; "" if they agree.

    One figure that fits is enough: texts also name what was added this month, the last value and the target (`known`).
    """
    beside = figures_beside(text, label, unit)
    fitting = {value, *known}
    if not beside or any(figure in fitting for _written, figure in beside):
        return ""
    return beside[0][0]
