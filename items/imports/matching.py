"""Written names and the units of the database: the same, alike, or new."""

import re
from collections import Counter

from departments.models import Department, DepartmentAlias

from ..report_text.folding import fold

# Words that one office writes in full and another leaves out or shortens.
_SHORTER = [
    ("委员会", "委"),
    ("管理局", "局"),
    ("人民政府", "政府"),
    ("办公室", "办"),
    ("管理", ""),
    ("和", ""),
    ("与", ""),
    ("及", ""),
]
_LEVEL = re.compile("^[省市区县州]")
_FORM = re.compile("[局委办厅部署]$")
_ALIKE = 0.55
# An abbreviation, and one that keeps the word of form: 人社局 for 人力资源和社会保障局.
_SHORTENED, _SAME_FORM = 0.6, 0.7
_SHOWN = 3

Kind = Department.Kind
# The first that fits; what none fits is Kind.OTHER and for the administrators to say.
_KINDS = [
    (Kind.ZONE, re.compile("管委会|管理委员会|开发区|新区$|园区")),
    (Kind.COORDINATING, re.compile("指挥部|领导小组|专班|联席会议|综治办|创建办")),
    (Kind.MASS, re.compile("妇联|残联|科协|文联|侨联|工商联|总工会|团[省市区县]?委|红十字会|联合会$|协会$")),
    (Kind.PARTY, re.compile("^[省市区县]?(?:委|纪委)|组织部|宣传部|统战部|政法委|编办|工委$|党校")),
    (Kind.COUNTY, re.compile("(?:人民)?政府$|[县市区]$|街道|乡镇?$|镇$")),
    (Kind.INSTITUTION, re.compile("公司|集团|中心$|院$|学校$|大学$|医院$|社$|站$|馆$|台$")),
    (Kind.GOVERNMENT, re.compile("[局委办厅部署]$|办公室$|委员会$")),
]


def plain(name):
    """The name as it is compared: without blanks, wide brackets narrow, traditional characters simplified."""
    return "".join(fold(name).split())


def departments_by_name():
    """{plain(every name a unit goes by): Department}, merged units left out; a full name beats an alias.

    A short name that several units share is none.
    """
    unmerged = Department.objects.unmerged()
    known = {
        plain(alias.name): alias.department
        for alias in DepartmentAlias.objects.filter(department__in=unmerged).select_related("department")
    }
    departments = list(unmerged)
    bearers = Counter(unit.short_name for unit in departments if unit.short_name)
    known.update({plain(unit.short_name): unit for unit in departments if bearers[unit.short_name] == 1})
    known.update({plain(unit.name): unit for unit in departments})
    return known


def alike(name, known):
    """The units of `known` (departments_by_name) that the written name may mean, the likeliest first, at most three."""
    wanted, bare = _features(name), _bare(name)
    scored = {}
    for other, department in known.items():
        features = _features(other)
        score = 2 * len(wanted & features) / (len(wanted) + len(features))
        score = max(score, _shortened(bare, _bare(other)))
        if score >= _ALIKE and score > scored.get(department, 0):
            scored[department] = score
    return sorted(scored, key=lambda department: (-scored[department], department.position, department.pk))[:_SHOWN]


def _bare(name):
    """The name without its level and with its words of form as short as they come."""
    bare = _LEVEL.sub("", name)
    for long, short in _SHORTER:
        bare = bare.replace(long, short)
    return bare or name


def _features(name):
    """Characters and pairs of characters of the bare name; its last word (局, 委) makes no two offices alike."""
    bare = _FORM.sub("", _bare(name)) or name
    return {*bare, *(bare[i : i + 2] for i in range(len(bare) - 1))}


def _shortened(one, other):
    """How well one bare name stands for the other with characters left out, the first one kept; 0 if it does not."""
    short, long = sorted((_FORM.sub("", one), _FORM.sub("", other)), key=len)
    rest = iter(long)
    if len(short) < 2 or short[0] != long[0] or not all(character in rest for character in short):
        return 0
    return _SAME_FORM if one[-1] == other[-1] else _SHORTENED


def new_department(name, *, is_collective):
    """A Department, not yet saved, as its name suggests; the administrators settle kind and members later."""
    kind = next((kind for kind, pattern in _KINDS if pattern.search(name)), Kind.OTHER)
    return Department(name=name, kind=kind, is_collective=is_collective)
