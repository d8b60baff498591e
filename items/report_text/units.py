"""Names of units: what looks like one, which stand for several, and prefixes that a list leaves out.

Only the language of administration is known here (领域 + 局/委/办 …), no place and no single city's units.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

_STARS = "*"
_DROPPED = re.compile(r"[*\s]")
_LEVEL = "自治[区州县旗]|省|市|区|县|州|盟|旗"
_KINDS = (
    "人民政府|政府|管委会|管理委员会|委员会|办公室|办事处|办公厅|研究院|事务所|委|局|厅|部|署|院|会|所|处|室|科|队|站|段|台|社|校|馆|办|"
    "司|联通|电信|铁塔|燃气|邮政|(?<=[省市县区国])移动|分行|支行|商行|农发行|[农工中建交人央]行|中心|公司|集团|组|区|街道|镇|乡|海关|关|协|联|专班|部队|兵团|团中央|书店|[大中小]学|幼儿园|学院|企业|银行|电网|联社|林场|农场|渔场|团场|(?<=[一二三四五六七八九十百〇0-9])[师团连]|牧场|体育场"
)
_UNIT = re.compile(rf".{{0,40}}(?:{_KINDS}|单位|部门|机构|各地|县级市|市|县|州|盟|旗|村)(?:\([^()]{{1,30}}\))?")
# What a deed or a remark begins with; from one office to the other (至) runs a road.
_ROLE = re.compile(
    "(?:第一|主要|总)?(?:牵头|责任|配合|协办|协同|主办|主责|承办|参与|落实){1,2}(?:单位|部门)"
    "|(?:按照?|分)(?:牵头|责任|不同)?(?:单位|部门|科室|处室)(?:分)?"  # 任务分解表(按部门)
)
_NO_NAME = (
    "(?!.*[至到]|成立|设立|组建|建立|撤销|调整|支持|推动|推进|促进|加强|加快|完善|理顺|依托|赋予|授权|打造|建设|由|会同|配合|"
    "协助|督促|指导|向|对|与|和|及|原|旧|现|含|不含|包括|位于|驻|除)"
)
_MASS = (
    "妇联|妇女联合会|残联|残疾人联合会|科协|科学技术协会|文联|侨联|工商联|总工会|团委|红十字会|法学会|"
    "供销社|供销合作总社"
)
_COURTS = "(?:人民)?(?:法院|检察院)"
# Whose they are goes without saying: 沿线市(州)人民政府, 属地镇街.
ALONG = "(?:沿[线江河海湖岸路途]|属地|(?:项目|工程)?所在地?|涉及|涉事)"
_OFFICE = re.compile(
    rf"(?:{_LEVEL}|各|国家).{{0,40}}(?:政府|委员会|管委会|办公室|办事处|总局|局|委|办|厅|部|署)(?:\([^()]{{1,30}}\))?"
    rf"|(?:{_LEVEL})(?:{_MASS}|{_COURTS})"
    rf"|(?:{_LEVEL})(?:直|级|人民政府|政府|委)?(?:各|有关|相关|所属){{1,3}}(?:部门|单位|机构)"
    # 高新区管委会, 东山区人民政府: the name of a place, its kind, and who administers it; but not 建设服务型政府.
    rf"|{_NO_NAME}[\u4e00-\u9fff·]{{1,16}}(?:(?:{_LEVEL}|镇|乡)(?:人民)?政府|街道办事处"
    r"|[区园城港谷岛山湖](?:党工委)?(?:管理委员会|管委会))"
)
_KINDS_OF_PLACES = r"(?:县级|[县市区州盟旗乡镇、]|街道?|园区|\([县市区州盟旗、]+\))"
_COLLECTIVE = re.compile(
    r".*各|.*(?:有关|相关|其他|其它|所属|成员|其余)(?:市直|区直|县直|省直|责任)?(?:部门|单位|机构|地区|地方|企业|街道|[省市县区州盟旗乡镇])"
    r"|(?:所有|全体|全部)|.*直属?(?:机关|部门|单位|机构)$|.*(?:部门|单位)$"
    rf"|(?:{ALONG}(?=.){_KINDS_OF_PLACES}*|(?=.{{2}}){_KINDS_OF_PLACES}{{2,}})(?:人民政府|政府|办事处|管委会)?$"
    r"|(?:街道|镇街)(?:办事处)?$"
)
_PLACES = r"(?:(?:县级|地级|直辖)市|自治[区县州旗]|开发区|园区|新区|街道|[省区县市旗州盟乡镇]|\([区县市旗州盟、]+\))+"
_EACH_PLACE = re.compile(rf"各{_PLACES}(?:、{_PLACES})*(?:行政公署)?")
# 县开发区 after 各乡镇 is the one of the county.
_PLACE_AFTER_EACH = re.compile(rf"(?!(?:{_LEVEL})(?:开发区|园区|新区)){_PLACES}(?:人民政府|政府|办事处|管委会)?")
_EACH_GENERIC = re.compile(r"(?:街道|乡镇?|镇|社区|村)(?:人民政府|政府|办事处|村委会|居委会)")

_FIELDS = (
    "发展 改革 发改 经济 信息化 信息 经信 经贸 外经贸 外贸 贸易 对外 合作 工业 工信 商务 商业 财政 审计 民政 "
    "公安 交警 司法 教育 科技 科学 技术 人力资源 社会保障 人社 劳动 人事 社保 医疗保障 医保 自然资源 国土 资源 "
    "规划 土地 住房 房屋 房产 房管 房地产 城乡 城市 城镇 城建 城投 交投 建设 住建 管理 城管 综合 行政 执法 "
    "交通 运输 交 建 公路 港航 水利 水务 农业 农村 农 农机 畜牧 兽医 渔业 水产 林业 林草 草原 园林 绿化 市容 环卫 环境 "
    "保护 保障 环保 生态 文化 旅游 文旅 文广 广播 电影 电视 广电 新闻 出版 体育 文体 卫生 健康 卫健 计划 生育 计生 "
    "人口 食品 药品 食药监 监督 质量 质监 市场 监管 审批 营商 工商 税务 国税 地税 统计 物价 价格 粮食 物资 储备 安全 "
    "生产 安监 应急 消防 救援 民族 宗教 外事 侨务 法制 信访 维稳 扶贫 开发 移民 乡村 振兴 政务 服务 数据 "
    "大数据 数字 能源 金融 国资 国有资产 公共 交易 征收 文物 中医药 疾病 预防 控制 网信 监察 "
    "机关 事务 编 编制 档案 史志 地方志 气象 地震 邮政 通信 烟草 "
    "供销 招商 投资 促进 口岸 物流 知识产权 民防 人防 人民防空 退役军人 老龄 创业 就业 公积金 住房公积金 产业 "
    "电力 盐务 爱卫 双拥 创建 文明 项目 重点 工程 库区 水库 航务 铁路 机场 地方 专卖 标准 认证 计量 生物 医药 "
    "海洋 港口 无线电 保密 密码 投促 教体 教科体 科创 乡振 经发 综治 城投 社会 残疾人 行政审批 营商环境 地矿 卫计 "
    "文教 退役 双招双引 信用 专利 侨务 台湾 港澳 国防 动员 国动 妇儿 基层 治理 矛盾 调解 仲裁 消保 价监 "
    "电监 能监 煤监 农牧 牧业 农垦 民宗 药监 粮储 政数 水文 疾控 矿山"
)
# Firms have no place in their short names: 移动、江北区政府.
_ENDED_PLACE = re.compile(r"[\u4e00-\u9fff]{2,4}?(?P<end>[区县市旗镇乡](?:人民)?政府|街道办事处|[区县旗镇乡]|街道)")
_BARE_PLACE = re.compile(
    rf"(?!.*(?:{'|'.join(field for field in _FIELDS.split() if len(field) > 1)}|移动|电信|联通|铁塔|供电|燃气))"
    "[\u4e00-\u9fff]{2,3}"
)
_BODIES = (
    "(?:人民)?政府办(?:公室)?|办公室|办公厅|管理委员会|工作委员会|委员会|管理局|总局|分局|局|委|办|厅|处|研究院|中心|"
    "总?公司|集团|[总支大]队"
)
_FIELD = "|".join(sorted(_FIELDS.split(), key=len, reverse=True))
_ELIDED = re.compile(
    rf"(?:(?:{_FIELD})(?:和|与|及)?){{1,8}}(?:{_BODIES})"
    # The government's own, in the province and below: 政府金融办, 政府研究室.
    rf"|(?:人民)?政府(?:(?:{_FIELD}|外|侨){{0,4}}"
    "(?:办(?:公室)?|办公厅)|(?:督查|研究|政策研究|参事)室)"
    rf"|{_MASS}|{_COURTS}"
)
_PARTY = re.compile(r"(?:组织|宣传|统战|社会工作|农村工作|老干部|政策研究|巡察)(?:部|局|室|办)|政法委")
# The same few hundred names come again and again.
_remembered = lru_cache(maxsize=4096)
_PREFIXED = re.compile(rf"(?P<level>{_LEVEL})(?P<party>委)?(?P<rest>.+)")
_LEVELED = re.compile(rf"(?:{_LEVEL})(?=.{{2}})")
# 市场…, 县域… begin with no level, 市北区… is a place, and an outpost (市生态环境局北亭分局) is of another level than
# those beside it.
_NO_LEVEL = re.compile(
    "市[场政容民域属内辖]|区[域块内间县]|县[域级内市]|省[际道内级]|州[际县]|旗[舰县]|盟[市]|市[东南西北中][区部城]"
    "|.*(?:分[局司行院]|分公司|分中心|支行|营业部)$"
)
_OF_DEPARTMENTS = ("省", "自治区", "自治區")
# 省农业农村厅(牵头处室:农田处): where in it.
_WITHIN = re.compile(r"\([\u4e00-\u9fff]{0,2}(?:处室|科室|股室|部室):[^():]{1,24}\)$")
_SECOND_NAME = re.compile(r"\([^()]*\)$")
_OWN_OFFICE = re.compile(r"(?:人民)?政府|直|人大|政协|纪委|“")


def clean_name(folded: str, text: str) -> str:
    """The name as written without star and white space."""
    if not _DROPPED.search(folded):
        return text
    return "".join(new for old, new in zip(folded, text, strict=True) if old not in _STARS and not old.isspace())


def has_star(folded: str) -> bool:
    return _STARS in folded


@_remembered
def looks_like_unit(folded: str) -> bool:
    """Whether a name could be a unit's; a person, a sum, half a sentence or the word for a role could not."""
    if _ROLE.fullmatch(folded):
        return False
    has_label = ":" in _WITHIN.sub("", folded)
    return 2 <= len(folded) <= 60 and not has_label and (_UNIT.fullmatch(folded) is not None or is_collective(folded))


def names_part_of_unit(folded: str) -> bool:
    """Whether a bracket says in which part of a unit a task lies: (牵头处室:农田处)."""
    return _WITHIN.fullmatch(folded) is not None


@_remembered
def is_office(folded: str) -> bool:
    """Whether a name is a unit's even where nothing announces one: a level and a kind of office."""
    return _OFFICE.fullmatch(folded) is not None


@_remembered
def has_level(folded: str) -> bool:
    """Whether a unit's name begins with its level: 区城投公司, 县应急指挥中心."""
    return _LEVELED.match(folded) is not None and looks_like_unit(folded)


@_remembered
def is_plain_office(folded: str) -> bool:
    """Whether a name alone on its line is a unit's: an office, or one whose level goes without saying (教育局)."""
    return is_office(folded) or _ELIDED.fullmatch(folded) is not None


@_remembered
def is_collective(folded: str) -> bool:
    """Whether the name stands for several units: 各…, 有关部门, 县(市)区人民政府, 区直单位."""
    return _COLLECTIVE.match(folded) is not None


def joins_places(before: str, after: str) -> bool:
    """Whether two parts of a list are one collective written with 、 (各区、县级市)."""
    return _EACH_PLACE.fullmatch(before) is not None and _PLACE_AFTER_EACH.fullmatch(after) is not None


def shared_ends(folded: Sequence[str]) -> list[str]:
    """What each name of a list leaves out because the one after it says it for both: 江东、江北区政府 → 区政府, "".

    Only the ends of places are shared so; a name that could be a unit's lacks none.
    """
    ends, following = [], ""
    for name in reversed(folded):
        end, is_bare = _place_end(name)
        following = end or (following if is_bare else "")
        ends.append(following if is_bare else "")
    return ends[::-1]


@_remembered
def _place_end(name: str) -> tuple[str, bool]:
    """(the end of the name of a place, "" for another name; whether it may be a place's that has lost its end)."""
    place = _ENDED_PLACE.fullmatch(name)
    if place:
        return place["end"], False
    return "", _BARE_PLACE.fullmatch(name) is not None and not looks_like_unit(name)


class Prefixes:
    """Gives the units of one list the prefix that an earlier one carries: 市财政局、民政局 → 市民政局, and 县人民医院、
    卫健局 → 县卫健局.

    Only a name made of nothing but fields and a kind of office takes one, so 高新区管委会, 黄埔区政府 or a
    central agency with a place in its name stay as written.
    """

    def __init__(self) -> None:
        self._level = self._party = ""
        self._each = False

    def restore(self, folded: str, text: str) -> str:
        """What stands before the name in full, in the characters of the text: "", "市", "市委" or "各"."""
        if folded.startswith("各"):
            self._each = True
            return ""
        folded = _SECOND_NAME.sub("", folded)
        carrier = _PREFIXED.fullmatch(folded)
        if carrier and self._carries(carrier):
            self._level = text[: carrier.end("level")]
            self._party = (
                self._level + text[carrier.end("level")] if carrier["party"] and _PARTY.match(carrier["rest"]) else ""
            )
            return ""
        if self._each and _EACH_GENERIC.fullmatch(folded):
            return "各"
        if self._party and _PARTY.fullmatch(folded):
            return self._party
        # A 处 of a province is a part of some department: 省疾控中心、基层卫生健康处.
        takes_level = _ELIDED.fullmatch(folded) and not (folded.endswith("处") and self._level in _OF_DEPARTMENTS)
        return self._level if takes_level else ""

    @staticmethod
    def _carries(carrier: re.Match[str]) -> bool:
        rest = carrier["rest"]
        if carrier["party"] or _ELIDED.fullmatch(rest) or _OWN_OFFICE.match(rest):
            return True
        name = carrier.group()
        return has_level(name) and not is_collective(name) and _NO_LEVEL.match(name) is None
