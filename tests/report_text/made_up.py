"""Breakdown documents made up at random: headings, numbers, units, tables, notices and noise in any combination."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

UNITS = (
    "市教育局",
    "市财政局",
    "市住房和城乡建设局",
    "市水利局",
    "县交通运输局",
    "各县(市、区)人民政府",
    "市城投集团",
    "市公安局",
)
LEADERS = ("王建国", "李明", "赵一鸣")
DEEDS = (
    "新建学校2所",
    "培训教师300名",
    "改造老旧小区12个,惠及居民3500户",
    "推进数字政府建设",
    "完成村庄规划编制",
    "新增城镇就业2.1万人",
    "开通公交线路6条",
    "深化“放管服”改革",
    "地区生产总值增长6%左右",
    "6月底前建成便民中心3个",
    "确保粮食播种面积稳定在50万亩以上",
    "出台优化营商环境若干措施",
    "加强河道巡查",
    "实现行政村5G网络全覆盖",
    "打好污染防治攻坚战",
    "做好防汛抗旱工作;储备物资5000件",
)
THEMES = ("教育", "交通运输", "改善民生", "工业经济", "乡村振兴", "生态环境保护", "深化改革开放", "城市建设和管理")
DEADLINES = ("6月底前", "2026年9月30日前", "年底前", "三季度", "长期坚持")
NUMERALS = "一二三四五六七八九十"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
# What numbers look like: a form from the count.
STYLES = {
    "一、": lambda n: f"{NUMERALS[n - 1]}、",
    "(一)": lambda n: f"({NUMERALS[n - 1]})",
    "（一）": lambda n: f"（{NUMERALS[n - 1]}）",
    "1.": lambda n: f"{n}.",
    "1、": lambda n: f"{n}、",
    "1．": lambda n: f"{n}．",
    "(1)": lambda n: f"({n})",
    "1)": lambda n: f"{n})",
    "①": lambda n: CIRCLED[n - 1],
    "第一项": lambda n: f"第{NUMERALS[n - 1]}项 ",
    "1 ": lambda n: f"{n} ",
    "任务一:": lambda n: f"任务{NUMERALS[n - 1]}:",
    "1.1": lambda n: f"1.{n} ",
    "●": lambda n: "●",
    "第一章": lambda n: f"第{NUMERALS[n - 1]}章 ",
    "Ⅰ.": lambda n: f"{chr(0x215F + n)}.",
}
LEVELS = (
    ("一、", "(一)", "1."),
    ("一、", "（一）", "1、"),
    ("一、", "1.", "(1)"),
    ("一、", "1、", "①"),
    ("(一)", "1.", "①"),
    ("一、", "(一)", "(1)"),
    ("一、", "1．", "1)"),
    ("1.", "(1)", "①"),
    ("第一章", "一、", "第一项"),
    ("一、", "任务一:", "(1)"),
    ("一、", "1 ", "①"),
    ("一、", "(一)", "●"),
    ("Ⅰ.", "1.", "1.1"),
)
NOISE = (
    "",
    "",
    "",
    "\n",
    "— 3 —\n",
    "第 2 页 共 5 页\n",
    "　\n",
    "附件2\n",
    "注：以上数据以统计部门公布为准。\n",
    "某市人民政府文件\n— 4 —\n",
    "来源：市政府办公室 字体：大 中 小\n",
)
LEADS_IN = (
    "今年要重点抓好以下工作。",
    "坚持以人民为中心,努力办好民生实事。",
    "全面落实上级决策部署,重点抓好以下任务:",
    "（分管领导：王建国）",
    "重点抓好3个方面。",
    "责任单位:市教育局",
    "今年新建学校3所。",
)
NOTICE = (
    "各县(市、区)人民政府,市政府各部门:\n现将任务分解印发给你们,请认真贯彻执行。\n一、加强领导,落实责任。\n"
    "二、强化督查,定期通报。\n某市人民政府办公室\n2026年1月20日\n"
)


@dataclass
class MadeUp:
    """A document; `tasks` are the words of its numbered lines, `promises` those of lines without numbers that promise
    something, each as (where they begin, the words)."""

    text: str = ""
    tasks: list[tuple[int, str]] = field(default_factory=list)
    promises: list[tuple[int, str]] = field(default_factory=list)


def _units(draw, style: str) -> str:
    """What says the units, "" where none are said."""
    names = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True))
    first, rest = names[0], names[1:]
    others = "、".join(rest)
    due = draw(st.sampled_from(("", "", *DEADLINES)))
    ways = {
        "none": "",
        "bracket": f"(责任单位:{'、'.join(names)})",
        "roles": f"（牵头单位：{first}{'；配合单位：' + others if rest else ''}{'；完成时限：' + due if due else ''}）",
        "star": f"(责任单位:{first}*{'、' + others if rest else ''})",
        "wording": f"({first}牵头{',' + others + '配合' if rest else ''})",
        "square": f"〔{first}牵头负责〕",
        "bare": f"({'、'.join(names)})",
        "lines": f"\n责任单位:{'、'.join(names)}" + (f"\n完成时限:{due}" if due else ""),
        "label_lines": f"\n牵头单位:{first}" + (f"\n配合单位:{others}" if rest else ""),
        "after_dash": f"——{'、'.join(names)}",
    }
    return ways[style]


WAYS = ("none", "bracket", "roles", "star", "wording", "square", "bare", "lines", "label_lines", "after_dash")


@st.composite
def documents(draw) -> MadeUp:
    """A whole document."""
    made = MadeUp()
    levels = draw(st.sampled_from(LEVELS))
    depth = draw(st.integers(1, 3))
    way = draw(st.sampled_from(WAYS))
    stop = draw(st.sampled_from(("。", "。", "", ";")))
    restarts = draw(st.booleans())
    counters: dict[int, int] = {}

    def way_of_task() -> str:
        return draw(st.sampled_from((way, way, way, "none", *WAYS)))

    def noise() -> None:
        made.text += draw(st.sampled_from(NOISE))

    def number(level: int) -> str:
        counters[level] = counters.get(level, 0) % 10 + 1
        return STYLES[levels[level]](counters[level])

    def task(level: int) -> None:
        words = draw(st.sampled_from(DEEDS))
        made.text += number(level)
        made.tasks.append((len(made.text), words))
        made.text += f"{words}{stop}{_units(draw, way_of_task())}\n"
        noise()
        if draw(st.integers(0, 9)) == 0:
            more = draw(st.sampled_from(DEEDS))
            made.promises.append((len(made.text), more))
            made.text += f"{more}。{_units(draw, draw(st.sampled_from(('none', way))))}\n"

    def table() -> None:
        names = draw(st.lists(st.sampled_from(UNITS), min_size=2, max_size=2))
        gap = draw(st.sampled_from(("\t", " | ", " ", "\n")))
        made.text += gap.join(("序号", draw(st.sampled_from(("工作任务", "议定事项"))), "责任单位", "完成时限")) + "\n"
        for count in range(draw(st.integers(1, 3))):
            words = draw(st.sampled_from(DEEDS))
            unit = draw(st.sampled_from((*names, "") if gap != " " else names))
            made.text += str(count + 1) + gap
            made.tasks.append((len(made.text), words))
            made.text += gap.join((words, unit, draw(st.sampled_from(DEADLINES)))) + "\n"
        made.text += "\n"

    def chapter(level: int) -> None:
        theme = draw(st.sampled_from(THEMES))
        said = _units(draw, draw(st.sampled_from(("none", "none", "none", *WAYS[:8]))))
        made.text += f"{number(level)}{theme}{said}\n"
        noise()
        if draw(st.integers(0, 3)) == 0:
            made.text += draw(st.sampled_from(LEADS_IN)) + "\n"
        if restarts:
            for below in range(level + 1, 3):
                counters.pop(below, None)
        if level + 2 < depth + 1 and level + 1 < depth:
            for _ in range(draw(st.integers(1, 2))):
                chapter(level + 1) if level + 2 < depth else task(level + 1)
        for _ in range(draw(st.integers(0, 3))):
            task(min(level + 1, 2))
        if draw(st.integers(0, 7)) == 0:
            table()

    made.text += draw(st.sampled_from(("", NOTICE, NOTICE + "附件\n")))
    made.text += draw(st.sampled_from(("", "某市2026年政府工作报告任务分解\n", "某市2026年十件民生实事\n\n")))
    if depth == 1:
        for _ in range(draw(st.integers(1, 5))):
            task(0)
    else:
        for _ in range(draw(st.integers(1, 3))):
            chapter(0)
    return made
