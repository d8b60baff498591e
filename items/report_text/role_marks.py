"""Tables with a column for each unit, in whose cells marks say what it does: ● 主责, ○ 协同."""

import re

from .labels import label_kind
from .source import Source

_MARKS = "●○★☆▲△■□◆◇◎⊙√✓✔"
_MARK = re.compile(f"[{_MARKS}]")
# ●主责 ○协同, ★为牵头单位、☆为配合单位
_LEGEND = re.compile(f"(?P<mark>[{_MARKS}]) ?(?:表示|代表|指|为|是|:)? ?[“”]?(?P<role>[\\u4e00-\\u9fff]{{2,6}})")
_AROUND = 400
_UNIT_ROLES = ("lead", "support", "listed")


def is_role_mark(text: str) -> bool:
    """Whether a cell, as it is written (○ is folded to a nought), is such a mark and nothing else."""
    return _MARK.fullmatch(text) is not None


def roles_of_marks(source: Source, start: int, end: int) -> dict[str, str]:
    """{mark: the kind of unit that it makes}, as a table or the lines around it explain its marks; nothing is guessed
    of the others."""
    legends = _LEGEND.finditer(source.text, max(0, start - _AROUND), min(end + _AROUND, len(source.folded)))
    told = ((found["mark"], label_kind(found["role"])) for found in legends)
    return {mark: kind for mark, kind in told if kind in _UNIT_ROLES}
