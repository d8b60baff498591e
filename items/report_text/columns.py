"""The columns of a table: which name announces what.

The names of responsibility columns are the labels of clauses (labels.py); only what a table has beside them is here.
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from .labels import ASKED_BY, OTHER_WORD, PEOPLE_KINDS, UNIT_KINDS, label_kind, one_kind_of_lead
from .units import looks_like_unit

TEXT_KINDS = ("task", "goal")
DITTO = frozenset(("〃", "″", '"', "同上", "同前"))

_NUMBER = re.compile(
    r"(?P<paper>(?:提案|建议|议案)(?:编号|案号|号)|原编号|案号)"
    r"|(?:任务|项目|工作|事项|指标|督办|督查|交办|批示|提案|建议)?(?:序号|编号|序列|项次|次序|排序)|序|号|№|No\.?|NO\.?"
)
# 一、预期目标 is a heading below the names.
_HEADING = re.compile("[一二三四五六七八九十]{1,3}[、.]|\\([一二三四五六七八九十]{1,3}\\)")
_SUBJECT = (
    "(?:政府|重点|重大|主要|工作|目标|具体|改革|建设|督查|督办|交办|议定|落实|决定|决策|整改|部署|分解|立项|承办|细化|量化|报告|民生|实事|核心|预期|攻坚|"
    "任务|指标|项目|事项|实施|推进|办理|经济|发展|批示|考核|考评|评价|监测|及|与|和|、|/)"
)
_TASK = re.compile(
    rf"{_SUBJECT}{{0,6}}(?:任务|事项|内容|工作|要点|项目|实事|指标|课题)(?:内容|名称|事项|分解|清单|描述)?"
    r"|(?:提案|建议|议案)(?:标题|名称|题目|案由|内容)|案由"
    # Of any kind: 创建任务, 领办事项, 工程名称; not 下步任务, 已完成事项.
    r"|(?![已未上下去往前后相其有序编类])[\u4e00-\u9fff]{2,4}(?:(?:任务|事项)(?:内容|名称|清单)?|(?:工程|项目)名称)|工程名称"
)
_GOAL = re.compile(
    r"(?:工作|年度|年底|年末|量化|阶段|阶段性|预期|任务|计划|考核|绩效|总体|主要|全年|发展|建设|推进|整改|形象|进度|完成|具体|及|和|、){0,4}"
    r"(?:目标|指标值|计划值|计划数|任务数|任务量|指标任务)(?:值|数|要求|任务|及要求|及标准|内容)?|(?:工作|完成|任务|质量|整改|验收)?标准|全[省市县区州]"
    # What shall have come of it; 工作成果 alone tells what has.
    r"|(?:预期|预计|目标|标志性|应达到?的?|拟取得的?)(?:成果|成效|效果|结果)(?:指标|及形式|形式)?"
)
_GROUP = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4})?(?:类别|领域|板块|分类|大类|方面|方向|条线)|(?:项目|工作|任务|指标|重点|事项|报告|文件|规划|方案)?(?:类型|章节|篇章|部分)"
    r"|[一二三四]级(?:指标|任务|目标|事项|工作|项目)|工作重点|(?:重点)?产业(?:链群?|集群)(?:名称)?"
)
_LEVEL = re.compile("([一二三四])级(?:指标|任务|目标|事项|工作|项目)")
# Where no name tells the task, what is to be done about a problem is it, or the problem.
_MEASURES = re.compile("(?:整改|工作|具体|主要|推进|落实|解决|改进|拟采取的?)*(?:措施|举措|办法|做法)")
_PROBLEM = re.compile(".{0,8}问题(?:清单|描述|表现|表述|及表现|内容)?")
_REMARK = re.compile(
    r"备 ?注|说明|来源|依据|页码|电话|.{0,6}投资.{0,4}|得分|分值|权重|性质|规模|计量单位|单位|基数|"
    r".{0,4}(?:地点|地址|位置|所在地)|所在(?:乡镇|镇街|街道|园区|[县区])|(?:上年|去年|实际)?完成[数值量]|实绩|"
    r".{0,8}(?:情况|状态|结果|进展|进度|问题|计划|安排|举措|措施|要求|科室|方式|资金|形式|成果)"
    rf"|(?:计分|评分|考核|扣分|赋分)(?:办法|标准|方法|细则|规则)|{ASKED_BY}"
)
_STEPS = re.compile(
    "(?:工作|实施|推进|任务|年度|月度|阶段性?|具体|主要|时间|时序|序时|进度|目标){0,3}(?:进度|计划|安排|步骤|节点)(?:安排|计划|要求|表)?"
)
# Not a label of clauses either.
_MONTH = re.compile("(?:月份|月度|季度|时段)")
_TIME = re.compile("(?:具体|活动|举办|召开|开展|计划|工作)?(?:时间|日期)")
_CONTACT = re.compile("(?:项目|工作|单位)?(?:联系人|联络人|联络员)")
_YEAR = re.compile(r"(?:\d{4}|今|本|全)年度?|年度")
_PERSON_TOO = re.compile(r"(?:及|和|与|、|/|\()(?:分管|主要|具体)?(?:责任人|负责人|联系人|领导|联系方式)\)?$")
_LEADER_TOO = re.compile("(?P<leader>.{2,6}领导|.{0,4}副?[市县区镇乡]长)(?:[及和与、/\n]|以及)(?P<units>.{2,8})")
_UNITS_ALONE = re.compile("单位|部门|科室|处室|站所")
_BRACKET = re.compile(r"\((.*)\)$")
# 项目(工作)名称, (重点)工作任务: another word, or one more, before the rest of a name.
_OR = re.compile(rf"{OTHER_WORD}(?=[\u4e00-\u9fff])")
_LEAD_AND_SUPPORT = re.compile(
    r"(?:(?P<lead>牵头|主办)|责任)(?:单位|部门)?(?:及|和|与|、|/|(?<=[位门])\n)(?:配合|协办|责任|参与)(?:单位|部门)?"
)
# 实事内容及目标: two names of one column.
_AND = re.compile("[及与和、/]|以及")
# 工作任务及责任分工; 任务、责任单位 may be two columns.
_TEXT_AND_UNITS = re.compile("(?P<text>.+?)(?:以及|[及与和])(?P<units>.+)")
# 工作要求及完成时限: what is asked for, and by when.
_ASKED = re.compile(".*(?:要求|措施|举措|办法)")
# 时间节点 beside 完成时限 holds what is due by when.
_NODES = re.compile("节点|安排|进度")
# The money of the year, not that of the whole work: 2026年计划投资(万元).
_MONEY_OF_YEAR = re.compile(
    "(?:20[0-9]{2}年度?|[本今当全]年度?|年度)(?:(?:计划|目标|预计|拟|安排){1,2}完成)?(?:计划|目标|预计|拟|安排)?投资"
    "(?:计划|目标|任务)?[额数]?"
)
# Below 完成时限 the end is the deadline and the beginning is not.
_END = re.compile(
    "(?:计划|预计|拟)?(?:完成|竣工|办结|完工|建成|投产|投用|投入使用|通车|交付|验收|销号|结束|截止|终止|结题)(?:时间|日期|时限|节点)?"
)
_BEGINNING = re.compile("(?:计划|预计|拟)?(?:开工|启动|开始|动工|起始)(?:建设)?(?:时间|日期|节点)?")
# Of any way to stand by: 挂牌领导, 包干领导; not the unit's own.
_ANY_LEADER = re.compile(
    "(?!主要|本|[\u4e00-\u9fff]{0,2}(?:单位|部门|处室|科室|机构|班子))[\u4e00-\u9fff]{2,6}领导(?:同志|姓名)?"
)
_MEASURED_BY = re.compile("[\u4e00-\u9fff]{2,4}指标(?:要求|内容)?")
# What is due in a part of the year: 上半年, 一季度目标, 2026年前三季度任务. The whole year is none.
_PART_OF_YEAR = re.compile(
    "(?P<part>(?:20[0-9]{2}年)?(?:[上下]?半年|前?第?[一二三四1-4]季度|(?:[0-9]{1,2}月?[-—–~至到])?[0-9]{1,2}月[份底]?"
    "|[一二三四五六七八九十]{1,2}月[份底]?)末?前?|(?:20[0-9]{2})?年[底末]前?(?=$|节点))"
    "(?:(?:阶段|阶段性|工作|计划|预期|推进|形象|进度){0,2}(?:(?:目标|任务|计划)[值数]?|节点|安排|内容|要求|重点|举措|进度))?"
)
# A year beside others of a plan: 2025年 | 2026年, 2025年度目标 | 2026年度目标.
_OF_A_YEAR = re.compile(
    "(?P<year>20[0-9]{2})(?:年度?)?(?P<what>(?:阶段性?|工作|计划|预期|推进|主要|重点){0,2}(?:目标|任务|计划|安排|进度|内容)[值数]?)?"
)
_WHOLE_YEAR = "全年"
_LONGEST_NAME = 20
_ENOUGH = 3


class WholeYear(NamedTuple):
    """The year that the name of a column is, with or without 目标 behind it; `is_alone` without."""

    year: int
    is_alone: bool


@lru_cache(maxsize=1024)
def column_kind(folded: str) -> str | None:
    """What a column of this name holds: number, task, goal, group, lead, support, listed, undecided, leaders, persons,
    deadline, steps (what is due in a part of the year), measures or remark; None where the name is not known.

    White space in the name does not count.
    """
    name = re.sub(r"\s", "", folded).rstrip(":")
    if not name or len(name) > _LONGEST_NAME or _HEADING.match(name):
        return None
    if _NUMBER.fullmatch(name):
        return "number"
    if label_kind(name) == "undecided":
        return "undecided"
    bracket = _BRACKET.search(name)
    if bracket and bracket.start():
        inner = label_kind(bracket[1])
        return inner if inner in UNIT_KINDS else column_kind(name[: bracket.start()])
    if kinds_of_lines(folded):
        return "listed"
    if _PART_OF_YEAR.fullmatch(name):
        return "steps"
    if _TIME.fullmatch(name) or _MONTH.fullmatch(name):
        return "deadline"
    # Not a label of clauses: beside a text 联系人 tells whom to ring up.
    if _CONTACT.fullmatch(name):
        return "persons"
    if (found := _LEADER_TOO.fullmatch(name)) and leader_before_units(folded):
        return _kind_of_units(found)
    kind = label_kind(_PERSON_TOO.sub("", name)) or _kind_of_both(name) or _kind_of_content(name)
    if kind is None and _ANY_LEADER.fullmatch(name):
        return "leaders"
    if kind is None and _END.fullmatch(name):
        return "deadline"
    return column_kind(_OR.sub("", name)) if kind is None and _OR.search(name) else kind


def numbers_papers(folded: str) -> bool:
    """Whether a column of this name holds the numbers of papers (提案编号), which leave out those of other units."""
    found = _NUMBER.fullmatch(re.sub(r"\s", "", folded))
    return found is not None and found["paper"] is not None


def kinds_of_lines(folded: str) -> tuple[str, str] | None:
    """The kinds of the first line and of the others below a name of two kinds of units (牵头单位/配合单位, or on two
    lines); None for every other name."""
    words = re.sub(r"[^\S\n]", "", folded)
    found = _LEAD_AND_SUPPORT.fullmatch(words) or _LEAD_AND_SUPPORT.fullmatch(words.replace("\n", ""))
    return ("lead" if found["lead"] else "listed", "support") if found else None


def speaks_of_persons(folded: str) -> bool:
    """Whether the name of a column of units speaks of persons, too: 责任单位及责任人."""
    return _PERSON_TOO.search(re.sub(r"\s", "", folded)) is not None


def leader_before_units(folded: str) -> bool:
    """Whether the name of a column speaks of a leader and then of units: 牵头领导及责任单位, 分管领导/单位."""
    found = _LEADER_TOO.fullmatch(re.sub(r"[^\S\n]", "", folded))
    return found is not None and label_kind(found["leader"]) == "leaders" and _kind_of_units(found) is not None


def _kind_of_units(found: re.Match[str]) -> str | None:
    """The kind of the units in a name that speaks of a leader, too; 单位 alone has what stands before 领导 (牵头)."""
    alone = _UNITS_ALONE.fullmatch(found["units"]) is not None
    kind = label_kind(found["units"]) or (label_kind(found["leader"][:2] + found["units"]) if alone else None)
    return kind if kind in UNIT_KINDS else "listed" if alone else None


def says_day_too(kind: str, folded: str) -> bool:
    """Whether a column of tasks, steps or measures of this name tells by when, too: 工作要求及完成时限, or 办理要求
    where that was found to be measures."""
    parts = _AND.split(re.sub(r"\s", "", folded))
    named = len(parts) > 1 and any(label_kind(part) == "deadline" for part in parts)
    return (named and kind in (*TEXT_KINDS, "measures", "steps")) or (kind == "measures" and asks_for(folded))


def asks_for(folded: str) -> bool:
    """Whether a column of this name holds what is asked for: 办理要求, 进度要求."""
    return re.sub(r"\s", "", folded).endswith("要求")


def plans_money(folded: str) -> bool:
    """Whether a column of this name holds what is to be spent on each task within the year: 年度投资(万元)."""
    return _MONEY_OF_YEAR.fullmatch(_BRACKET.sub("", re.sub(r"\s", "", folded))) is not None


def _kind_of_both(name: str) -> str | None:
    """The kind of two names for one column of which one is a task's or a goal's, or tells by when and the other how:
    工作任务及要求, 目标和措施, 完成时限及阶段要求, 进度安排及完成时限."""
    if _says_units_too(name):
        return "task"
    parts = [part for part in _AND.split(name) if part]
    # 序号 任务及目标 with its blank left out is two columns.
    if len(parts) < 2 or _NUMBER.match(parts[0]) or any(label_kind(part) in UNIT_KINDS for part in parts):
        return None
    kinds = [_kind_of_content(part) or label_kind(part) for part in parts]
    if text := next((kind for kind in TEXT_KINDS if kind in kinds), None):
        return text
    times = [column_kind(part) for part in parts]
    # 存在问题及整改时限 tells a problem.
    if times[0] == "deadline" or times == ["steps", "deadline"]:
        return "deadline"
    if "steps" in kinds:
        return "steps"
    return "measures" if "deadline" in kinds and any(map(_ASKED.fullmatch, parts)) else None


def _says_units_too(name: str) -> bool:
    """Whether a column holds tasks and who answers for each: 工作任务及责任分工."""
    found = _TEXT_AND_UNITS.fullmatch(name)
    if found is None or label_kind(found["units"]) not in UNIT_KINDS:
        return False
    return _kind_of_content(found["text"]) == "task"


def _kind_of_content(name: str) -> str | None:
    bare = _YEAR.sub("", name) or name
    for kind, pattern in (
        ("group", _GROUP),
        ("goal", _GOAL),
        ("task", _TASK),
        ("steps", _STEPS),
        ("remark", _REMARK),
    ):
        if pattern.fullmatch(bare):
            return kind
    return None


def head_kinds(names: list[str], *, tasks_say_more: bool = False) -> list[str] | None:
    """The kinds of all columns, if the cells are the head of a table of tasks; an empty name means the one to its
    left, an unknown one a remark. A head names the task and, beside it, a number, unit, leader or deadline, if not
    `tasks_say_more`: the cells of the tasks name their units themselves."""
    kinds: list[str] = []
    known = 0
    for name in names:
        kind = column_kind(name)
        known += kind is not None or whole_year(name) is not None
        if kind is None and len(name) > _LONGEST_NAME:
            return None
        kinds.append(kind or (kinds[-1] if kinds and not name.strip() else "remark"))
    kinds = _with_years(_with_stand_in(_with_nodes(_with_months(kinds, names), names), names), names)
    # Of many names known beside it, one unknown is that of the tasks.
    if known >= _ENOUGH and not any(kind in TEXT_KINDS for kind in kinds):
        unknown = [at for at, name in enumerate(names) if name.strip() and not (column_kind(name) or whole_year(name))]
        if unknown:
            kinds[unknown[0]] = "task"
    kinds = _with_measured(one_kind_of_lead(kinds, names), names)
    # A matrix has a column for each unit.
    written = sum(bool(name.strip()) and not (column_kind(name) is None and looks_like_unit(name)) for name in names)
    has_task = any(kind in TEXT_KINDS for kind in kinds)
    has_more = tasks_say_more or any(_says_units_too(re.sub(r"\s", "", name)) for name in names)
    has_more |= any(kind in (*UNIT_KINDS, *PEOPLE_KINDS, "number", "deadline") for kind in kinds)
    return kinds if known >= 2 and 2 * known >= written and has_task and has_more else None


def _with_measured(kinds: list[str], names: list[str]) -> list[str]:
    """The kinds, where 考核指标 is the only task and 目标任务 before it a goal: it measures that."""
    if kinds.count("task") != 1 or "goal" not in kinds[: kinds.index("task")]:
        return kinds
    at = kinds.index("task")
    if not _MEASURED_BY.fullmatch(re.sub(r"\s", "", names[at])):
        return kinds
    first = kinds.index("goal")
    return ["task" if place == first else "goal" if place == at else kind for place, kind in enumerate(kinds)]


def _with_months(kinds: list[str], names: list[str]) -> list[str]:
    """The kinds, where the month heads the rows of which another column tells the day (月份 | 时间)."""
    if kinds.count("deadline") < 2:
        return kinds
    bare = [re.sub(r"\s", "", name) for name in names]
    return ["group" if _MONTH.fullmatch(name) else kind for kind, name in zip(kinds, bare, strict=True)]


def _with_nodes(kinds: list[str], names: list[str]) -> list[str]:
    """The kinds, where of two columns of days one holds steps (时间节点) and the other the last day (完成时限)."""
    days = [at for at, kind in enumerate(kinds) if kind == "deadline"]
    nodes = [at for at in days if _NODES.search(re.sub(r"\s", "", names[at]))]
    return ["steps" if at in nodes and nodes != days else kind for at, kind in enumerate(kinds)]


def _with_stand_in(kinds: list[str], names: list[str]) -> list[str]:
    """The kinds, where a name that else tells no task stands in for the task that no name tells: the lowest level
    (三级指标, 三级任务), the measures against a problem, which heads them, the problem alone, or a category."""
    kinds = list(kinds)
    bare = [re.sub(r"\s", "", name) for name in names]
    levels = [("一二三四".index(found[1]), at) for at, name in enumerate(bare) if (found := _LEVEL.fullmatch(name))]
    if levels and "task" not in kinds:
        kinds[max(levels)[1]] = "task"
    if any(kind in TEXT_KINDS for kind in kinds):
        return kinds
    problem = next((at for at, name in enumerate(bare) if kinds[at] == "remark" and _PROBLEM.fullmatch(name)), None)
    measures = next((at for at, name in enumerate(bare) if _MEASURES.fullmatch(name)), None)
    if problem is not None and measures is not None and problem < measures:
        kinds[problem], kinds[measures] = "group", "task"
    elif problem is not None:
        kinds[problem] = "task"
    elif measures is not None and all(map(column_kind, bare[:measures])):
        kinds[measures] = "task"
    elif "group" in kinds:
        kinds[kinds.index("group")] = "task"
    return kinds


def second_head(kinds: list[str], above: list[str], names: list[str]) -> list[str] | None:
    """The kinds with what a second row says below the names `above`, or None if it is no row of names.

    A name that nobody knows keeps the kind of the name above it, but only where that spans several columns: anywhere
    else it is the first text of the table. A row of such names alone is one where all other names are merged with it.
    """
    width = max(len(kinds), len(names))
    refined = kinds + kinds[-1:] * (width - len(kinds))
    spans = _spanned([*above, *[""] * (width - len(above)), "end"])
    below = [(at, name.strip()) for at, name in enumerate(names) if not _is_blank(name)]
    known = 0
    for at, name in below:
        kind = kind_below(refined[at], name)
        if kind is None and not (spans[at] and len(name) <= _LONGEST_NAME):
            return None
        known += kind is not None or whole_year(name) is not None
        refined[at] = kind or refined[at]
    for at in range(1, len(names)):
        # Below a name that spans several columns one of the second row may span some of them again.
        if not names[at].strip() and at < len(above) and not above[at].strip() and names[at - 1].strip() not in DITTO:
            refined[at] = refined[at - 1]
    is_merged = len(names) == width and all(spans[at] or name.strip() in DITTO for at, name in enumerate(names))
    refined = _with_years(refined, [name.strip() for name in names])
    says_more = any(spans[at] or refined[at] in UNIT_KINDS for at, _ in below) and (known or is_merged)
    return refined if says_more and any(kind in TEXT_KINDS for kind in refined) else None


def _spanned(names: list[str]) -> list[bool]:
    """For every name but the last whether it spans more columns than its own or stands for the one to its left."""
    return [_is_blank(name) or _is_blank(right) for name, right in pairwise(names)]


def _is_blank(name: str) -> bool:
    return not name.strip() or name.strip() in DITTO


def part_of_year(folded: str) -> str | None:
    """The part of the year that the name of a column consists of, without 目标 or 任务 behind it; None for others."""
    found = _PART_OF_YEAR.fullmatch(re.sub(r"\s", "", folded))
    return found["part"] if found else None


def whole_year(folded: str) -> WholeYear | None:
    """The year that the name of a column consists of, with 目标 or 计划 behind it or not; None for others."""
    found = _OF_A_YEAR.fullmatch(re.sub(r"\s", "", folded))
    return WholeYear(int(found["year"]), found["what"] is None) if found else None


def _with_years(kinds: list[str], names: list[str]) -> list[str]:
    """The kinds, where years that follow each other have columns beside that of the tasks: what is due in each."""
    years = {at: found.year for at, name in enumerate(names) if (found := whole_year(name))}
    follow = all(later == before + 1 for before, later in pairwise(years.values()))
    has_task = any(kind in TEXT_KINDS for at, kind in enumerate(kinds) if at not in years)
    if len(years) < 2 or not follow or not has_task:
        return kinds
    return ["steps" if at in years else kind for at, kind in enumerate(kinds)]


def kind_below(above: str, folded: str) -> str | None:
    """The kind of a column in the second row of a head, or None where its name is not known."""
    name = re.sub(r"\s", "", folded)
    if above == "deadline" and (_END.fullmatch(name) or _BEGINNING.fullmatch(name)):
        return "deadline" if _END.fullmatch(name) else "remark"
    if above in TEXT_KINDS and name == _WHOLE_YEAR:
        return above
    kind = column_kind(name)
    # Below 完成时限 the column 目标 tells a day, too; below 参与 the column 责任乡镇 units that help.
    keeps = (above == "deadline" and kind in TEXT_KINDS) or (above in ("lead", "support") and kind == "listed")
    return above if keeps else kind


def is_row_of_names(names: list[str]) -> bool:
    """Whether the cells, blank ones aside, are names of columns and nothing else."""
    written = [name for name in names if not _is_blank(name)]
    return all(map(column_kind, written)) and len(set(written)) > 1
