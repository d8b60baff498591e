"""The words around a number that tell whether it is a target and what of, and the label made of them."""

import re
from typing import NamedTuple

from .dates import DATE
from .quantities import PEOPLE, Quantity

_VERBS = (
    "新建改建 新开工 新改扩建 新改建 新建 改建 改扩建 扩建 续建 迁建 重建 建设 建成 建立 兴建 修建 筹建 开工 启动 创建 "
    "争创 打造 培育 引进 招引 招录 招聘 招收 选派 选拔 选树 评选 遴选 认定 培训 培养 轮训 资助 救助 帮扶 帮助 解决 "
    "疏浚 疏通 清淤 治理 整治 改造 改厕 搬迁 安置 转移 新增 净增 增加 增设 增派 完成 实施 实现 推进 推动 推广 打通 "
    "贯通 延伸 新开 开通 开辟 开展 举办 承办 组织 开设 设立 设置 创作 扶持 支持 带动 引导 推出 发展 盘活 处置 消化 "
    "清理 淘汰 关停 拆除 取缔 植树 造林 绿化 种植 栽植 修复 恢复 维修 修缮 铺设 敷设 安装 更新 更换 添置 购置 投放 "
    "配备 配置 发放 发行 投入 筹集 争取 安排 下达 减免 减少 减负 降低 压减 压缩 化解 升级 优化 检查 抽检 检测 筛查 "
    "办理 受理 办好 做好 抓好 签约 落地 入库 申报 获批 突破 供应 回购 收储 出让 征收 组建 补充 服务 惠及 覆盖 提供 "
    "储备 培植 孵化 转化 投资 利用 吸纳 促进 保障 建 消除 整合 提升 评定 制定 出台 修订 编制 发布 公布 打击 "
    "查处 立案 审计 绘制 制作 走访 慰问 排查 推行 布局 布设 谋划 策划 签订 采购 出栏 扩容 提标 腾退 拆迁 分配 开放 "
    "改善 加装 接待 体检 接种 创造 康复 援助 调解 整改 关闭 压降 研发 立项 主导 参与 选聘 准备 预留 腾出 划定 留出 "
    "选择 选取 选定 新办 兴办 新打 形成 抽查 竣工 投产 完工 引育"
)
_VERB = "(?:" + "|".join(sorted(_VERBS.split(), key=len, reverse=True)) + ")"
# Not in 服务业, 覆盖率, 建筑: there the verb is part of a noun.
_BEGINS_WITH_VERB = re.compile(rf"(?:{_VERB}(?![业率量型性站局费房品筑楼馆])[和、并及]?)+")
_NOUN_AND_VERB = re.compile(
    rf"(?:[^,;。、0-9]{{1,8}}[、和与及][0-9]{{1,4}}[个家所座处条])?[^,;。、0-9]{{1,8}}?(?P<verb>{_VERB})"
)
# Possessive: 新建改建 is one verb or two, and trying both for each of many would take for ever.
_ENDS_WITH_VERB = re.compile(rf"(?:{_VERB}[和、并及]?)++[ \n]*$")
# With these, small spelt numbers often name what everybody knows: 推进两条铁路建设.
_VAGUE_VERB = re.compile(r"(?:发展|推进|推动|促进|抓好|做好|保障|支持|优化)+")
# These make a number of one (建成一座) a promise; elsewhere 一个 is an article.
_MAKES_ONE = re.compile(r"(?:[新改扩迁兴修]建|建[成设]|开工|投用|新增|引进|新开|开[通设]|购置|有|至少|不少于)$")
_ONE_UNITS = "所座处家间栋幢台辆艘架条"

_LEAD = re.compile(
    r"[ \n、,]+|[0-9]{1,3}[.、)]|[一二三四五六七八九十]是|[①-⑳]|\([0-9一二三四五六七八九十]{1,3}\)"
    r"|其中|同时|并且?|且|以及|和|与|及(?![时格])|今后|全年|今年|本年度?|当年|年内"
    rf"|[到在于自从至]?(?:{DATE})(?:[—\-至到](?:{DATE}))?(?:年?[底末]|之?以?前|内|起)*"
    r"|[用分]?[0-9一二两三四五六]{1,3}(?:年|个月)(?:时间)?内?"
    r"|(?P<hope>确保|保证|力争|争取|努力|奋力|全力|着力|预计|预期(?!寿命)|计划(?!生育)|拟|(?P<deed>保持|实现|推动))"
)
_AT_LEAST = (
    "≥|>=?|不低于|不少于|不小于|不得低于|不得少于|达到?|超过|超|突破|至少|高于|提[高升]到|提[高升]至|增加到|增加至|增[至到]|扩大到|扩大至|"
    "上升到|上升至|升至|发展到|延长到|延长至|扩至|扩展到|扩展至|拓展到|拓展至|扩容到|扩容至"
)
_AT_MOST = (
    "≤|<=?|不超过|不高于|不多于|不大于|不得超过|不得高于|控制在|控制到|降低到|降低至|降[至到]|下降到|下降至|压[缩减]到|压[缩减]至|缩短到|"
    "缩短至|缩短为|减少到|减少至|减至|缩减到|缩减至|下调到|下调至|压降到|压降至|精简到|精简至|低于|少于|小于"
)
_NEUTRAL = "稳定在|稳定到|保持在|维持在|调整到|调整为|为|将|在"
_EACH = "(?:分别|均|都|也|全部|总数|总量|累计|共|总计|各|要|应|约|近|力争|争取|预计)"
# What compares a figure with what is said of it.
COMPARED = f"(?:{_AT_LEAST}|{_AT_MOST}|{_NEUTRAL})"
_SHARE = "(?:每[人户亩吨天月年村]){0,2}"
# 投资完成额不低于年度计划的55%.
_OF_PLAN = "(?:(?:年度|全年|年初|总)?(?:计划|目标|任务|总量|预算){1,2}数?的)?"
_COMPARISON = re.compile(
    rf"{_EACH}*(?:(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<neutral>{_NEUTRAL})){_OF_PLAN})?"
    rf"{_EACH}*{_SHARE}[ \n]*$"
)
SEVERALLY = re.compile(
    rf"分别(?P<how>[^0-9,;。]{{0,8}}?)(?:(?P<compared>{COMPARED}){_SHARE}(?P<own>[^0-9,;。]{{0,12}}))?$"
)
CONNECTOR = re.compile(r"、|以及|和(?![谐平睦])|(?<!参)与|(?<![普涉])及(?!时)|并(?![网联轨])")
ENDS = re.compile(
    r"[ \n]*(?:$|[、(]|和|与|及|以及|并|且|其中|用于|[—-]"
    "|的?(?:目标|任务|指标|要求|水平|标准|规模|大关)(?=$|[、和及]))"
)
_QUALIFIES = re.compile(r"[ \n]*(?:的(?!目标|任务|指标|要求|水平)|[级型档])")
# Not 千伏安时, 千瓦时, 小时.
_CONDITION = re.compile(r"(?:的|(?<![安瓦小课学工])时|后|的话)[ \n]*$")
_PAST = re.compile(
    r"目前|现有|现已|已(?!知)|截至|近年|过去|以来|(?<![比较同])(?:去年|上年(?!货))(?!同期|的?基础|水平|[底末])"
)
_FROM = re.compile(r"[从由](?!业|于)[^,;。从由]{0,16}$")
_TO = re.compile(r"[^,;。0-9]{0,10}[到至为]")
_NO_THING = re.compile(
    "(?:工作|年度|全年|阶段性?|具体|主要|重点|实施|推进|任务|时间|进度|整改|建设|改革|攻坚|量化|预期|形象|完成|总体|分项|办理|答复|落实)*"
    "(?:目标|任务|内容|要求|措施|举措|标准|安排|计划|进度|步骤|名称|事项|规模|其中|指标)"
)
_OF_A_YEAR = re.compile("[是为](?:20[0-9]{2}年|去年|上年)(?:同期)?的?")
_FACT = re.compile(r"全[省市县区州国镇乡]|[我本][省市县区]|辖区|现行|各|上述|该|这|等")
_ACTS_ON = re.compile(
    r"(?:负责)?(?:免费|定期|统一|集中|优先|分批)?(?P<how>为|对|在|向|面向|组织|帮助|让|使)[^,;。]{0,12}$"
)
_DESCRIBES = re.compile(
    r"(?:项目|工程|线路|道路|规划|设计|计划|建设)?(?:总|估算)?(?:投资额?|长度?|全长|里程|面积|占地(?:面积)?|建筑面积|用地(?:面积)?|"
    r"建设规模|规模|库容|宽度?|高度?|装机(?:容量)?)"
)
_AREA = re.compile("(?:总|建筑)*面积")
_EVERY = re.compile(
    r"每(?:人(?:每[年月])?|[年月周天日]|季度?|[十百千万亿](?:常住|户籍)?(?:人口|人|户))"
    r"|每(?:[十百千万亿]|[一1]?(?:个|名|户|家|所|座|条|处|位|亩|辆|批))?[^,;。、0-9]{0,10}?"
    r"(?=都?有|[建配设]|至少|不少于|不低于|达到|控制|床位|拥有|执业|培训|新|[开举完改]|组|$)"
)
_RATIO = re.compile(r"每.+(?:有|至少|不少于|不低于|达到|建成|配备|设立)$", re.DOTALL)
_AVERAGE = re.compile(
    r"(?P<per>[人日户亩月年])均|^(?P<period>[日年月周])(?:均|(?=增加|新增|处理|产|供|培训|接待|完成|发送|运送|加工))"
)
_TIME_LABEL = re.compile(r"(?:天数|时间|时长|时限|用时|学时|课时|寿命|年限|周期)[ \n]*$")
_DAYS = ("个工作日", "工作日", "天", "日", "小时", "分钟")

_WHOLE = re.compile(r"(?<![于居])全(?:省|市|县|区|州|国|镇|乡|域)(?:范围内)?")
_EXAMPLES = re.compile(r".*等")
_ADVERBS = re.compile(
    r"(?:再|负责|重点|继续|积极|大力|加快|全面|累计|总计|共|深入|进一步|同比|分别|要|将|一共"
    r"|[比较](?:上年|去年|前年|20[0-9]{2}年)(?:同期|[底末])?)+"
)
_LIGHT = re.compile(r"(?:完成|实施|做好|抓好)(?=.{4})")
_DEED = re.compile(
    r"(?:改造|建设|整治|治理|修复|维修|改建|扩建|搬迁|安置|投资|绿化|硬化|亮化|培训|工程|疏浚|提升|检测|筛查)$"
)
# Said of what the clause before names: 推行“拿地即开工”,全年实施不少于30宗.
_DONE_OF_IT = re.compile(r"(?:实施|推行|办理|落地|完成|开展)")
_BARE = re.compile(
    r"(?:新建|改建|改扩建|扩建|迁建|续建|新?开工|竣工|投产|完工|新增|净增|增加|增长|增幅|涨幅|增速|下降|降低|减少|提高|上升|高于|同比|环比|比重|占比|改造|建成|安排|投入|完成|开工|实现|达到|"
    r"其中|合计|总数|基本|全部|年均|年平均)*|[高低快好]于.*|(?:每[人户村校班镇乡县区年月季周天日]度?|每学[期年]|每个?(?:街道|社区))+"
)
# 将现有17家企业整合为9家: what there is, and what is made of it.
_OF_WHICH = re.compile(
    r"(?:[将把对])?(?:全[省市县区])?(?:现有|原有|已有)的?[0-9]{1,6}[个家所座项名户处条](?=[^,;。]*[为到至]?$)"
)
_MADE_INTO = re.compile(
    r"[0-9][^,;。0-9]{1,24}(?:合并|整合|归并|更新|改造|改建|升级|置换|精简|压减|优化|调整|[减增提扩].)[为到至][ \n]*$"
)
_SHARE_OF_ALL = re.compile("(?:完成)?(?:年度|全年|全部)?(?:总量|总任务|总数|计划|目标)(?:任务)?的")
_DONE_BY_A_DAY = re.compile(
    rf"(?:[于在到至]?(?:{DATE})(?:之?以?前|底|内)?|[^,;。0-9]{{2,6}}之?以?前)(?:累计|基本|总体|力争|确保|要)*完成(?:(?:不[少低]于|达到|超过){_OF_PLAN})?"
)
_BASE = re.compile(r"[从由][^从由]{0,16}?[0-9][^从由]{0,10}$")
# By when the thing shall be so many: 开工率上半年达到60%.
_DAY_AT_END = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})[到在于至]?(?:{DATE})(?:之?以?前|底|内|要|力争|确保|争取)*$")
_AT_LEAST_BEFORE_VERB = "至少"
_GROWTH = re.compile(r"(?:增长|下降|提高|上升|降低|减少|增加|(?:改扩建|扩建|迁建|续建|新?开工|竣工|投产|完工)+)$")
_COUNTED_PEOPLE = re.compile(rf"([^的]{{0,6}}?(?:{PEOPLE}))的")
_OBJECT, _SHORT_OBJECT = (re.compile(rf".*{_VERB}(?P<thing>[\u4e00-\u9fff“”]{{{least},16}})$") for least in (3, 2))
_HAS = re.compile(r"(?:都?有|[建设配]有|拥有)$")
_EDGES = " \n、,;:—-*▲△●○◆◇■□"
_LONGEST_LABEL, _LONGEST_COMPARISON = 60, 16
_EACH_GETS = re.compile(r"[^,;。、0-9]{0,12}各(?!类|项|种)[^,;。、0-9]{0,6}")
_DETAILS = re.compile(r"\((?:其中|其余|含|包括|不含|另有|详见|见|附)[^()]*\)")


class Lead(NamedTuple):
    """Words before a promise proper: dates and 其中, and hopes (确保, 力争), the first of them at `hope_at`."""

    end: int
    hope_at: int | None


def skip_lead(words: str, *, deeds: bool) -> Lead:
    """What stands before the promise in `words`; `deeds`: 实现, 保持 and 推动 are hopes too (实现产值增长)."""
    end, hope_at = 0, None
    while found := _LEAD.match(words, end):
        if found["deed"] and not deeds:
            break
        if found["hope"] and hope_at is None:
            hope_at = end
        end = found.end()
    return Lead(end, hope_at)


def comparison_at(words: str, start: int) -> tuple[int, str]:
    """Where the comparison at the end of the words begins, and the comparator: "" where nothing compares."""
    found = _COMPARISON.search(words, max(start, len(words) - _LONGEST_COMPARISON))
    assert found, "the pattern finds the end of the words where nothing compares"
    return found.start(), ">=" if found["least"] else "<=" if found["most"] else "=" if found["neutral"] else ""


def compared(words: str) -> str:
    """The comparator that the words end with."""
    return comparison_at(words, 0)[1]


def has_verb_at_end(words: str) -> bool:
    return _ENDS_WITH_VERB.search(words, max(0, len(words) - 8)) is not None


def verb_of(words: str) -> str:
    """The verb that a list goes on with: the one at the beginning of the words, or the one at their end; or ""."""
    words = without_adverbs("".join(words.split()))
    found = _BEGINS_WITH_VERB.match(words) or _ENDS_WITH_VERB.search(words)
    return found.group().strip("和、并及") if found else ""


def is_verb(words: str) -> bool:
    """Whether the words are a verb and nothing else, dates, hopes and adverbs aside."""
    words = without_adverbs("".join(words[skip_lead(words, deeds=True).end :].split()))
    return _BEGINS_WITH_VERB.fullmatch(words) is not None


def is_level(words: str) -> bool:
    """Whether words only say of what rank a thing is: 新增省级."""
    return words.rstrip().endswith("级")


def opening_verb(words: str) -> str:
    """The verb that the words begin with, dates and hopes aside; or ""."""
    words = without_adverbs(words[skip_lead(words, deeds=True).end :])
    found = _BEGINS_WITH_VERB.match(words)
    return found.group().strip("和、并及") if found else ""


def without_adverbs(words: str) -> str:
    found = _ADVERBS.match(words)
    return words[found.end() :] if found else words


def without_area(words: str) -> str:
    """The words without 全市, 全县, which count all there are."""
    return _WHOLE.sub("", words)


def begins_with_verb(words: str) -> bool:
    return _BEGINS_WITH_VERB.match(words.lstrip()) is not None


def deed_within(words: str) -> int | None:
    """Where the first verb stands behind a noun or two of them: 4个村|安装路灯, 4个村和2个社区|安装路灯."""
    found = _NOUN_AND_VERB.match(words)
    return found.start("verb") if found else None


def names_deed(words: str) -> bool:
    """Whether a verb stands among the words between two numbers: 2亿元新建学校3所."""
    return begins_with_verb(words) or has_verb_at_end(words)


def is_no_promise(before: str, after: str) -> bool:
    """Whether the words make the number a fact (目前), a condition (…的,) or a base (从80%提高到)."""
    if (_PAST.search(before) and not _MADE_INTO.search(before)) or _CONDITION.search(after):
        return True
    return _FROM.search(before) is not None and _TO.match(after) is not None


def without_number(words: str) -> str:
    """The words without the number of a list before them: (三)粮食产量 → 粮食产量."""
    found = _LEAD.match(words)
    return words[found.end() :] if found and words[0] in "0123456789(①②③④⑤⑥⑦⑧⑨" else words


def object_at_end(words: str) -> str:
    """What the last verb of the words acts on, without figures: 推进适老化改造 → 适老化改造; or ""."""
    found = _OBJECT.match(words) or _SHORT_OBJECT.match(words)
    return found["thing"] if found else ""


def is_of_a_year(label: str) -> bool:
    """Whether a label only says what its number is a multiple of: 是2023年的."""
    return _OF_A_YEAR.fullmatch(label) is not None


def names_no_thing(words: str) -> bool:
    """Whether the words before a colon say only what kind of statement follows: 工作目标, 年度任务."""
    return _NO_THING.fullmatch(words) is not None


def qualifies(after: str) -> bool:
    """Whether a number describes what follows: 13平方米以下的低收入家庭, 30万吨级."""
    return _QUALIFIES.match(after) is not None


def counts_one(before: str, unit: str) -> bool:
    """Whether 一 before a measure word is a number: 建成一座桥, 每个乡镇有一所."""
    return unit in _ONE_UNITS and _MAKES_ONE.search(before) is not None


def says_at_least(body: str) -> bool:
    """每村至少培养2名: the comparison stands before the verb."""
    return _AT_LEAST_BEFORE_VERB in body


def is_time_target(before: str) -> bool:
    """Whether a span of time is what is promised: 优良天数310天, 时限压缩至3个工作日."""
    return compared(before) in (">=", "<=") or _TIME_LABEL.search(before) is not None


def is_time_limit(quantity: Quantity, after: str) -> bool:
    """在7个工作日以内: a rule, or a promise; the words do not tell."""
    return quantity.unit in _DAYS and (quantity.comparator == "<=" or after.startswith("内"))


def describes(label: str) -> bool:
    """Whether the label is a figure of a single project (全长, 总投资), which the project does not promise."""
    return _DESCRIBES.fullmatch(label) is not None


def is_share_of_all(label: str) -> bool:
    """Whether the label only says of what a part is done by a day (完成总量的50%)."""
    return _SHARE_OF_ALL.fullmatch(label) is not None


def is_share_by_a_day(before: str, unit: str) -> bool:
    """Whether a clause only says how much of a task is done by a day (汛期前完成60%): that is a step."""
    return unit == "%" and _DONE_BY_A_DAY.fullmatch("".join(before.split())) is not None


def is_area(label: str) -> bool:
    """Whether the label is the area of what the words before it promise (新建公园3个,面积4500平方米)."""
    return _AREA.fullmatch(label) is not None


def is_bare(label: str) -> bool:
    """Whether the label says what happens and not to what (增长, 其中新建)."""
    return _BARE.fullmatch(label) is not None


def does_to_part(before: str, after: str) -> bool:
    """Whether a number between these words says to how many of those before it something is done: 案例30项,
    其中10项在全省推广."""
    return before.strip(" \n,") == "其中" and has_verb_at_end(after)


def is_done_of_it(label: str) -> bool:
    """Whether the label is a deed alone, done to what the clause before names."""
    return _DONE_OF_IT.fullmatch(label) is not None


def is_fact(body: str) -> bool:
    """Whether a number without a verb counts what is there: 全市56个乡镇; not whom or what something is done
    for: 为全市2万名老人体检."""
    if _FACT.search(body) is None or verb_of(body):
        return False
    acted_on = _ACTS_ON.match(body.strip())
    return acted_on is None or acted_on["how"] == "在"


def acts(body: str, is_spelt: bool) -> bool:
    """Whether the words say what is to be done with the number of things that follows."""
    verb = verb_of(body)
    if is_spelt and _VAGUE_VERB.fullmatch(verb):
        return False
    return bool(verb) or _ACTS_ON.match(body.strip()) is not None


def is_grade(after: str) -> bool:
    """Whether a measure says of what kind a thing is: 5万吨级泊位."""
    return after[:1] in ("级", "型", "档")


def stands_each(gap: str) -> bool:
    """Whether what stands between two numbers makes the first one places that each get the second: 三个乡镇各建1座."""
    return _EACH_GETS.fullmatch(gap) is not None


def counted_per(body: str, unit: str) -> tuple[str, bool]:
    """What each figure is counted per (每个乡镇, 日) or "", and whether the words give each its share (每…有)."""
    every = _EVERY.search(body)
    if every:
        return "".join(every.group().split()), _RATIO.search(body.rstrip()) is not None
    average = _AVERAGE.search(without_adverbs(body)) if unit not in ("%", "个百分点", "‰") else None
    return (average["per"] or average["period"], False) if average else ("", False)


def make_label(before: str, behind: str, *, people: bool = False) -> str:
    """A label of the words before a number and those behind it: 打通A、B等 + 断头路, 改造 + 农村危房.

    Lists of examples (A、B等), details in brackets, the whole area (全市) and adverbs go; so do 完成 and 实施
    where four characters or more are left to say what is done. `people`: the noun behind the number served as its
    unit (3万贫困人口的温饱问题).
    """
    before = without_adverbs(_DETAILS.sub("", "".join(before.split())))
    behind = _DETAILS.sub("", "".join(behind.split()))
    listed = _EXAMPLES.fullmatch(before)
    if listed:
        before = verb_of(before) if _BEGINS_WITH_VERB.match(before) else ""
    before = _BASE.sub("", _HAS.sub("", _WHOLE.sub("", _OF_WHICH.sub("", before)))).replace(_AT_LEAST_BEFORE_VERB, "")
    before = _DAY_AT_END.sub("", before)
    if people:
        behind = _COUNTED_PEOPLE.sub(r"\1", behind, count=1)
    label = (before + behind.removeprefix("的")).strip(_EDGES)
    light = _LIGHT.match(label)
    if light and _DEED.search(label):
        label = label[light.end() :]
        if light.group() == "实施" and len(label) > 6:
            label = label.removesuffix("工程")
    return label[:_LONGEST_LABEL]


def without_light_verb(label: str) -> str:
    """What is 完成 or 实施: of 完成工业投资 the investment grows."""
    light = _LIGHT.match(label)
    return label[light.end() :] if light else label


def subject_of(label: str) -> str:
    """What a label is about, without verb and growth: 新改建农村公路 → 农村公路, 产值增长 → 产值."""
    verb = _BEGINS_WITH_VERB.match(label)
    return _GROWTH.sub("", label[verb.end() if verb else 0 :])
