"""The labels of a responsibility clause (责任单位: 牵头单位: 分管领导: …) and what each announces."""

import re
from functools import lru_cache

from .dates import POINT

_LONGEST_LABEL = 60
# The kinds of labels that announce units.
UNIT_KINDS = ("lead", "support", "listed", "undecided")
# Those that announce people: who has the task in his portfolio, and the unit's own.
PEOPLE_KINDS = ("leaders", "persons")
# Behind a word that may say something else, too (完成:80%), what a date begins with.
_BEFORE_DAY = (
    "[】〕\\]]? {0,2}: {0,2}"
    "(?:20[0-9]{2}|1?[0-9]月|[一二三四五六七八九十]{1,2}月|年[底内末]|[上下]半年|第?[一二三四]季度)"
)
_OFFICE = (
    "(?:责任|负责|组织|实施|落实|推进){0,2}"
    "(?:单位|部门|机关|处室|科室|站所|股室|部室|机构|实体|政策局|委办局|企业|公司|院系|学院|专班|乡镇|镇街|镇办|街道)"
)
# 责任单位及完成时限, 牵头单位及责任人: whom a label announces beside the units, and by when.
_AND = "(?:及|和|或|与|、|/)"
_AND_PERSONS = f"(?:{_AND}(?:责任|负责|分管|牵头)?(?:个人|人|领导))?"
_AND_DAY = f"(?:{_AND}(?:其)?(?:完成|办结|办理|落实|工作)?(?:时限|时间|期限))?"
# 完成(办结)时限, 牵头(主管)单位: another word for the one before it; 牵头(配合)单位 announces both.
OTHER_WORD = "\\((?!配合|协|参)[\u4e00-\u9fff]{1,6}\\)"
_OR = f"(?:{OTHER_WORD})?"
# 责任单位(部门), 责任单位(排第一的为牵头单位).
_IN_BRACKETS = r"(?:\((?!牵头未明确)[^()\n:,;。]{1,18}\))?"
# 牵头/配合单位, 牵头单位及责任单位: a stroke in the value may part them, too.
_BOTH = f"牵头(?:单位|部门)?{_AND}(?:责任|配合|协办|参与)(?:单位|部门)"
_KINDS = {
    "lead": "(?:总?牵头|主办|主责|主抓|组长|(?:主要|共同|联合|第[一二])牵头|主要责任|主要负责|第一责任|首要责任"
    f"|责任\\((?:牵头|主办|主责)\\)){{1,2}}{_OR}{_OFFICE}{_AND_PERSONS}{_AND_DAY}|牵头|主办|主责",
    "support": "(?:主要|其他|其它|具体)?(?:配合|协办|协同|协助|协作|参与|参加|支持|会办|联办|联动|联系|辅助|涉及|"
    "次要责任|第[二三]责任|其他责任|副组长|成员){1,2}"
    f"(?:\\([\u4e00-\u9fff]{{1,6}}\\))?{_OFFICE}|配合|协办|协同|协助|协作|会办|参与",
    "listed": "(?:整改|属地|共同|具体|相关|主体|考核|目标)?(?:责任|承办|分办|承担|落实|实施|组织实施|组织|负责|完成|"
    f"执行|主体|主管|业主|建设|项目){_OR}"
    "(?:单位|部门|处室|科室|站所|股室|主体|机构|镇街|乡镇|街道|镇办|实体|政策局|委办局|村居|村社|社区|村|企业|公司|院系|学院|学校|专班"
    "|委室|部室|处站|庭室|[室科处站所庭镇])"
    f"(?:{_AND}(?:责任|负责)?(?:单位|部门|科室))?{_AND_PERSONS}{_AND_DAY}"
    f"|(?:责任|分管|牵头|包联)领导{_AND}(?:责任|牵头|承办|落实)?(?:单位|部门){_AND_DAY}"
    f"|{_BOTH}"
    "|(?:[主承]\\(协\\)办|(?:牵头|责任)\\((?:配合|协办|协助|参与)\\))(?:单位|部门)"
    "|属地(?:单位|镇街|乡镇|街道|政府|社区|村居|村)|(?:部门|责任|任务|职责)分工|负责|承办|落实|责任",
    # As the portal says it: these answer for the task, and who leads has not been decided.
    "undecided": "责任单位\\(牵头未明确\\)",
    "leaders": "(?:分管|责任|牵头|包保|包联|包抓|包案|包片|分包|联系|挂点|挂钩|挂帅|主管|主抓|分线|"
    "协管|领衔|领办|负责|督导|督办|批示|交办|签批|[省市县区州盟旗镇乡]){1,4}(?:级|委|政府|[校院厅局司所处部]|园区|集团|公司)?"
    f"{_OR}[省市县区]?领导(?:同志)?"
    # Of a department's own paper: 委领导, 厅领导.
    "|[委厅局部署院校行社办]领导(?:同志)?"
    "|(?:分管|责任|牵头|包联|联系|主管|负责)(?:副?[省市县区州盟旗镇乡校院厅局处台行厂]长|副?秘书长|副?主任|常委|副?总经理|副?总)"
    "|(?:分管|牵头|包联|领办)(?:责任人|负责人)|(?:牵头|领办|包联)人|(?:专班|小组|工作组)?副?组长|[总副]?[链河湖林田路]长",
    # Of the unit (domain.md §1): no leader who has the task in his portfolio.
    "persons": "(?:第一|直接|具体|主要|项目|工作|现场|单位|部门|整改){0,2}(?:责任人|负责人|经办人|承办人)",
    "deadline": "(?:计划|拟|预计|预定|要求)?(?:完成|办理|办结|办复|落实|工作|整改|起止|推进|截止|建设|实施|"
    f"反馈|答复|回复|报送|销号|督办|督查|交办){{0,2}}{_OR}"
    "(?:时限|时效|时间节点|期限|年限|工期|时间进度)(?:要求)?|(?:目标)?任务时限"
    "|(?:计划|拟|预计|预定|要求)?(?:完成|办结|起止|截止|目标|落实|实施|推行|推进|整改|答复|反馈|竣工|投用|交付|建成)"
    f"{_OR}(?:时间|日期|节点|年限|期程)(?:要求|表)?|时间(?:要求|节点|安排)|(?<=[;,])时间|时限"
    f"|(?:完成|办结)(?={_BEFORE_DAY})|限[期时](?:办结|完成|整改|办理)?",
    "measures": "(?:工作|具体|主要|推进|落实|保障)(?:措施|举措)",
    # They watch over the task and do not answer for it.
    "overseers": "(?:督查|督办|督导|监督|监管|监察|检查|考核|考评|评价|业务|行业|指导|验收|审核){1,3}(?:责任)?"
    "(?:单位|部门|处室|科室|机构)",
}


_NOTHING = re.compile(
    rf"[-—–―－/\\〇×*·.、 ]+|(?:暂?无|没有)(?:(?:配合|协办|协助|参与|责任|牵头)?{_OFFICE}|时限|要求)?|未明确"
)


def _spaced(pattern: str) -> str:
    """Chinese characters may stand apart in a label, also over the end of a line: 牵 头 单 位."""
    pattern = re.sub(r"([\u4e00-\u9fff])(?=[\u4e00-\u9fff(])(?![\u4e00-\u9fff]+\])", r"\1[ \\n]{0,2}", pattern)
    return re.sub(r"(\)(?:\{1,\d\})?)(?=\()", r"\1[ \\n]{0,2}", pattern)


_LABELS = (
    # 县级责任单位, 江州市责任单位, 我方责任单位.
    "(?:(?!各)[\u4e00-\u9fff]{1,3}[省市县区州方](?=.{2,4}(?:单位|部门))|[省市县区州](?:级|直|委|政府){0,2})?(?:"
    + "|".join(f"(?P<{kind}>{_spaced(pattern)})" for kind, pattern in _KINDS.items())
    + f"){_IN_BRACKETS}"
)
# With a colon, or in brackets of its own: 【牵头单位】市水利局.
LABEL = re.compile(rf"[【〔\[]?{_LABELS} {{0,2}}(?:[】〕\]] {{0,2}}:?|:) {{0,4}}")
_NAME = re.compile(_LABELS)
# What only says that the task follows.
OF_TEXT = re.compile(
    "[【〔\\[]?(?:工作|具体|主要|重点|目标|督查|督办|整改)?(?:任务|事项|内容|工作)(?:内容|名称)?(?:[】〕\\]] ?:?|:)"
)
# What says below a task how it goes on.
STEPS = re.compile(
    "[【〔\\[]?(?:工作|年度|全年|阶段性?|具体|主要|实施|推进|任务|时间|进度|目标|整改|建设|改革|攻坚|量化|预期|形象|完成|办理|答复|落实|关键|时序){0,2}"
    "(?:进度|目标|措施|举措|要求|步骤|计划|安排|内容|标准|投资|规模|分解|(?<!时间)节点)"
    " {0,2}(?:[】〕\\]] {0,2}:?|:)"
)
# What of a task is to be done in a part of the year, or by a day: 一季度:, 上半年目标:, 6月底前:, (全年:.
OF_TIME = re.compile(
    rf"[(【〔\[]?(?:截至|截止到?|到)?(?P<when>{POINT}(?:之?以?前)?|全年)份?(?:阶段性?|工作|重点|主要|计划|推进|预期){{0,2}}"
    "(?:目标|任务|计划|安排|进度|节点|工作|重点)? {0,2}(?:[】〕\\]] {0,2}:?|:) {0,2}"
)
# Who asked for a task: 提案者, 领衔代表.
ASKED_BY = "(?:第一)?(?:提案|建议|议案|领衔|附议|联名|提出){1,2}(?:者|人|代表|委员|单位)"
# What pays for a task, or how much it takes: no promise.
FUNDS = re.compile(
    "[【〔\\[]?(?:项目|建设|所需|工程|计划)?(?:(?:资金|经费|投资)(?:来源|(?:筹[措集])?渠道|筹[措集]方式)(?:及(?:渠道|方式|构成))?"
    "|(?:总|估算)?投资(?:规模|估算|概算)) {0,2}(?:[】〕\\]] {0,2}:?|:)"
)
# What says what is to be done.
CONTENTS = re.compile(
    "[【〔\\[]?(?:建设|实施|主要|工作|项目|具体|目标|改造|规模及|任务|重点|年度){0,3}(?:内容|任务)"
    " {0,2}(?:[】〕\\]] {0,2}:?|:)"
)
# What says how far a task is by now, why it is one, or who asked for it (提案者): no promise.
STATUS = re.compile(
    "[【〔\\[]?(?:(?:工作|目前|当前|任务|目标|年度|最新|本期|本月|[一二三四]季度|上半年){0,2}(?:进展|完成|办理|落实|推进|整改|实施|销号)"
    "(?:情况|状态|成效)?|(?:存在|主要)(?:的)?(?:问题|困难)(?:和困难)?|(?:问题|滞后|未完成)?原因(?:分析)?|工作成效"
    "|(?:督查|检查|督办|考核|核查|报送)(?:方式|形式|频次|要求)|下一?步(?:工作)?(?:打算|计划|安排|举措|措施|工作)|(?:批示|交办|来文|收文)(?:时间|日期|文号)"
    f"|{ASKED_BY})"
    " {0,2}(?:[】〕\\]] {0,2}:?|:)"
)
HOW_FAR = re.compile(f"{STATUS.pattern}|{OF_TIME.pattern}|{FUNDS.pattern}")
# Whom to call.
CONTACT = re.compile("(?<=[ ;,。\t])(?:联系人|联络员|联系电话|联系方式|联系人及电话|电话) {0,2}:")
# A line may leave the colon out: 牵头单位 市水利局.
BARE_LABEL = re.compile(rf"^ {{0,8}}(?P<name>{_LABELS})(?P<gap> {{1,8}})(?=[^ \n:|])", re.MULTILINE)
# Behind the value of one: 牵头单位 市水利局  配合单位 市财政局.
NEXT_BARE_LABEL = re.compile(rf" (?P<name>{_LABELS})(?P<gap> {{1,8}})(?=[^ \n:|])")
# A bracket may leave the colon out: (责任单位市水利局), (责任单位/市水利局).
LABEL_WITHOUT_COLON = re.compile(f"{_LABELS}[ /|—-]{{0,2}}")
_POST_WORD = (
    "(?:[省市县区州盟旗镇乡](?:委|政府|人大|政协)?|人民政府|政府|党工委|管委会|党组|党委|工委)?(?:常务|第一)?副?"
    "(?:[省市县区州盟旗镇乡]长|书记|秘书长|主席|主任|局长|常委|专员|政委|部长|调研员|成员|委员|"
    "[厅处科院会校站所队]长|总?经理|董事长|负责人)"
)
_HIGH_POST = re.compile("[省市县区州盟旗]长|书记|常委|(?<![局委])秘书长")
# The unit of a post: 县教育局局长王强.
_OF_UNIT = "(?:[\u4e00-\u9fff]{1,20}?[局委办厅部院会处科室队站所社校馆镇乡区心司团道])?"
# A name has at least two characters.
_POST = re.compile(rf"^{_OF_UNIT}(?:{_POST_WORD}[,、及兼]?)+(?=[\u4e00-\u9fff·]{{2,}}|$)")
_POST_BEHIND = re.compile(
    rf"(?<=[\u4e00-\u9fff]{{2}})(?<!副)(?:\({_OF_UNIT}(?:{_POST_WORD}[,、及兼]?)+\)|\(?(?:{_POST_WORD}[,、及兼]?)+\)?)$"
)
# Behind a name; and what is none: 各分管领导, 分管[副县长].
_ADDRESS = re.compile("(?<=[\u4e00-\u9fff]{2})(?:等?同志|等)$")
_NOBODY = re.compile("(?:各|有关|相关|分管|主管|联系|责任|牵头|包联|县级|市级)+(?:领导)?(?:同志)?")
_MAIN = re.compile(r"主 {0,2}要 {0,2}[责负]")
_NAMES_BOTH = re.compile(_spaced(_BOTH))
_LEADERS_TOO = re.compile("领 {0,2}导")
# Words of a bracket that has no label at its beginning but tells who acts.
VERB_AT_END = re.compile(r"(?:负责|承担|牵头|配合|落实|实施|参与|参加|协助|承办|主办|办理|推进|完成)[^()]{0,60}$")


def says_nothing(folded: str) -> bool:
    """Whether the words behind a label, or in a cell, say that there is nobody and nothing: —, /, 无, 无配合单位."""
    return _NOTHING.fullmatch(folded) is not None


def has_high_post(folded: str) -> bool:
    """Whether a person is named with a post that has a portfolio: 王伟副市长, 县委书记李强."""
    return _HIGH_POST.search(folded) is not None


def has_post(folded: str) -> bool:
    """Whether words are a post and a name behind it: 副县长魏东."""
    post = _POST.match(folded)
    return post is not None and 0 < post.end() < len(folded)


def without_post(folded: str, text: str) -> str:
    """A leader's name without the post: 副市长王伟, 王伟副市长, 王伟(副市长), 王伟同志 → 王伟; "" where it was a post
    alone (分管副市长).

    `folded` is the name in its folded form, of the same length as `text`, from which the result is cut.
    """
    address = _ADDRESS.search(folded)
    end = address.start() if address else len(folded)
    before = _POST.match(folded, 0, end)
    start = before.end() if before else 0
    behind = _POST_BEHIND.search(folded, start, end)
    end = behind.start() if behind else end
    return "" if _NOBODY.fullmatch(folded, start, end) else text[start:end]


def label_kind(folded: str) -> str | None:
    """What a label without its colon announces: lead, support, listed, undecided, leaders, persons, deadline,
    measures or overseers."""
    return _kind_of(folded) if len(folded) <= _LONGEST_LABEL else None


@lru_cache(maxsize=4096)
def _kind_of(folded: str) -> str | None:
    name = _NAME.fullmatch(folded)
    return name.lastgroup if name else None


def names_both(label: str) -> bool:
    """Whether one label announces who leads and the others: 牵头/配合单位."""
    return _NAMES_BOTH.match(label.strip(" 【〔[")) is not None


def names_leaders_too(label: str) -> bool:
    """Whether a label of units announces leaders, too: 责任领导及责任单位, 责任单位及分管领导."""
    kind = label_kind(label.strip(" :【】〔〕[]"))
    return kind in UNIT_KINDS and _LEADERS_TOO.search(label) is not None


def one_kind_of_lead(kinds: list[str], names: list[str]) -> list[str]:
    """The kinds, where 主要责任单位 beside a lead of another name (第一责任单位, 牵头单位) is only listed."""
    mains = [kind == "lead" and _MAIN.search(name) is not None for kind, name in zip(kinds, names, strict=True)]
    if not any(kind == "lead" and not main for kind, main in zip(kinds, mains, strict=True)):
        return kinds
    return ["listed" if main else kind for kind, main in zip(kinds, mains, strict=True)]
