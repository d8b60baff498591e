"""The columns of a table: which name announces what.

The names of responsibility columns are the labels of clauses (labels.py); only what a table has beside them is here.
"""

import re
from functools import lru_cache

from .labels import UNIT_KINDS, label_kind, one_kind_of_lead

TEXT_KINDS = ("task", "goal")
DITTO = frozenset(("〃", "″", '"', "同上", "同前"))

_NUMBER = re.compile(r"(?:任务|项目|工作|事项|指标)?(?:序号|编号|序列|项次|次序|排序)|序|号|№|No\.?|NO\.?|原编号")
_SUBJECT = (
    "(?:政府|重点|重大|主要|工作|目标|具体|改革|建设|督查|督办|交办|分解|立项|承办|细化|量化|报告|民生|实事|核心|预期|攻坚|"
    "任务|指标|项目|事项|实施|推进|办理|经济|发展|及|与|和|、|/)"
)
_TASK = re.compile(
    rf"{_SUBJECT}{{0,6}}(?:任务|事项|内容|工作|要点|项目|实事|指标|课题)(?:内容|名称|事项|分解|清单|描述)?"
)
_GOAL = re.compile(
    r"(?:工作|年度|量化|阶段|阶段性|预期|任务|计划|考核|绩效|总体|主要|全年|发展|完成|具体|及|和|、){0,4}"
    r"(?:目标|指标值|计划值|计划数|任务数|任务量|指标任务)(?:值|要求|任务|及要求|及标准|内容)?|(?:工作|完成|任务)标准"
)
_GROUP = re.compile(
    r"(?:项目|工作|任务|指标|所属|责任|重点|事项)?(?:类别|领域|板块|分类|类型|大类|方面|条线|章节|部分)|[一二]级指标|工作重点"
)
_REMARK = re.compile(
    r"备 ?注|说明|来源|依据|页码|电话|投资.{0,4}|得分|分值|权重|性质|规模|地点|计量单位|单位|基数|"
    r".{0,8}(?:情况|进展|进度|问题|计划|安排|举措|措施|要求|科室|方式|资金|形式|成果)"
)
_CONTACT = re.compile("(?:项目|工作|单位)?(?:联系人|联络人|联络员)")
_YEAR = re.compile(r"(?:\d{4}|今|本|全)年度?|年度")
_PERSON_TOO = re.compile(r"(?:及|和|与|、|/|\()(?:分管|主要|具体)?(?:责任人|负责人|联系人|领导|联系方式)\)?$")
_BRACKET = re.compile(r"\((.*)\)$")
_LEAD_AND_SUPPORT = re.compile(
    r"(?:牵头|主办|责任)(?:单位|部门)?(?:及|和|与|、|/)(?:配合|协办|责任|参与)(?:单位|部门)?"
)
_LONGEST_NAME = 20


@lru_cache(maxsize=1024)
def column_kind(folded: str) -> str | None:
    """What a column of this name holds: number, task, goal, group, lead, support, listed, leaders, deadline,
    measures or remark; None where the name is not known. White space in the name does not count."""
    name = re.sub(r"\s", "", folded).rstrip(":")
    if not name or len(name) > _LONGEST_NAME:
        return None
    if _NUMBER.fullmatch(name):
        return "number"
    bracket = _BRACKET.search(name)
    if bracket and bracket.start():
        inner = label_kind(bracket[1])
        return inner if inner in UNIT_KINDS else column_kind(name[: bracket.start()])
    if _LEAD_AND_SUPPORT.fullmatch(name):
        return "listed"
    # Not a label of clauses: beside a text 联系人 tells whom to ring up.
    if _CONTACT.fullmatch(name):
        return "leaders"
    return label_kind(_PERSON_TOO.sub("", name)) or _kind_of_content(name)


def _kind_of_content(name: str) -> str | None:
    bare = _YEAR.sub("", name) or name
    for kind, pattern in (("group", _GROUP), ("goal", _GOAL), ("task", _TASK), ("remark", _REMARK)):
        if pattern.fullmatch(bare):
            return kind
    return None


def head_kinds(names: list[str]) -> list[str] | None:
    """The kinds of all columns, if the cells are the head of a table of tasks; an empty name means the one to its
    left, an unknown one a remark. A head names the task and, beside it, a number, unit, leader or deadline."""
    kinds: list[str] = []
    known = 0
    for name in names:
        kind = column_kind(name)
        known += kind is not None
        if kind is None and len(name) > _LONGEST_NAME:
            return None
        kinds.append(kind or (kinds[-1] if kinds and not name.strip() else "remark"))
    if not any(kind in TEXT_KINDS for kind in kinds) and "group" in kinds:
        kinds[kinds.index("group")] = "task"
    kinds = one_kind_of_lead(kinds, names)
    written = sum(bool(name.strip()) for name in names)
    has_task = any(kind in TEXT_KINDS for kind in kinds)
    has_more = any(kind in (*UNIT_KINDS, "number", "leaders", "deadline") for kind in kinds)
    return kinds if known >= 2 and 2 * known >= written and has_task and has_more else None


def second_head(kinds: list[str], names: list[str]) -> list[str] | None:
    """The kinds with what a second row says below 责任单位 (牵头单位, 配合单位), or None if it says nothing."""
    below = [(at, column_kind(name)) for at, name in enumerate(names) if name.strip() and name.strip() not in DITTO]
    if not below or len(names) > len(kinds) or any(kind is None for _, kind in below):
        return None
    refined = list(kinds)
    for at, kind in below:
        refined[at] = kind
    says_more = any(kind in UNIT_KINDS for _, kind in below) and any(kind in TEXT_KINDS for kind in refined)
    return refined if says_more else None
