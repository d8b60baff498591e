"""Deadlines in a clause: what they look like, and the last day they allow."""

import re

from .dates import LASTING, MARKED, NUMERIC, POINT, RECURRING, SPACED, SPAN, VAGUE, YEAR, read_date
from .model import Deadline

_HOPE = (
    "(?:(?:并|且|同时)?(?:于|在|自|从|到|至|截至|截止到?|最迟|不迟于|力争|确保|争取|原则上|预计|计划){0,2}"
    "|(?:完成|办结|截止)?(?:时限|时间|期限|日期|限期)[为是:]?)"
)
_HOW = "(?:内|持续|全年|分期|分步|分阶段|全面|基本|前|起)"
_DONE = (
    "(?:(?:完成|落实|到位|完工|建成|启动|见效|推进|坚持|开展|实施|出台|印发|制定|提出|取得|形成|开工|上报|组织|"
    "下达|发布|公布|报送|提交|竣工|通车|投用|投产|运行|运营|执行|施行|实行|试行|生效|验收|交付|办结|销号|调度|报告|总结)[^,;。、]{0,16}"
    # 3月底前下达, whatever is to be done by then; but a unit may follow, too.
    r"|(?<=前)[^,;。、()\s]{1,16}(?<![局委办厅部府会院]))"
)
_BEFORE = "(?:之?以?前)?"
_WHEN = rf"{_HOPE}(?:{SPACED}|{NUMERIC}|{MARKED}|{POINT}|{SPAN}|{YEAR}初?|{LASTING}|(?:{YEAR})?{VAGUE})"
PHRASE = re.compile(rf"{_WHEN}{_BEFORE}{_HOW}{{0,4}}{_DONE}?")
# Among names of units a date takes along whatever stands behind it and is none: 7月15日17时前, 每季度通报.
_NO_OFFICE = r"(?![^,;。、\s]{0,24}(?:牵头|主办|配合|负责|会同|协助|[局委厅办]))"
_ENDS = "(?=[,;。、 ]|$)"
AMONG_UNITS = re.compile(
    rf"(?:{PHRASE.pattern}{_ENDS}|(?:{_WHEN}|{RECURRING}){_NO_OFFICE}[^,;。、()\s]{{0,24}}(?<![部府会院心站所队司处社区街道镇乡村校学园馆行团组厂]){_ENDS})"
)

# What makes a day in a bracket a limit: (6月底前), (上半年完成); (2015年建成) tells of which.
LIMITS = re.compile(
    "[前内底末]|全年|截[止至]|持续|长期|常态|半年$|(?:半年|季度|月|[日号])(?:全部|全面|基本)?(?:完成|办结|落实)"
)


def read_deadline(literal: str, folded: str, year: int | None = None) -> Deadline:
    """The deadline with its last day, or None as date where the text leaves year or day open.

    `year` is that of the report, for a deadline that names none; without it such a deadline has no date. What goes on
    (长期坚持) or comes again (每月10日前) has no last day; of anything else without one a person is asked.
    """
    return Deadline(literal, *read_date(folded, year))
