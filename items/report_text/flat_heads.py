"""The heads of flat tables: names of columns parted by blanks, or on lines of their own."""

from .columns import column_kind, head_kinds, kind_below
from .grid import Lines
from .labels import UNIT_KINDS

_LONGEST_NAME = 12
_MOST_COLUMNS = 14


def names_in_line(folded: str) -> tuple[str, ...] | None:
    """The kinds of the columns that a line of names with blanks between and within them names, or None."""
    words = folded.split()
    if not 2 <= len(words) <= 40:
        return None
    names, at = [], 0
    while at < len(words):
        end = next((e for e in range(min(at + _LONGEST_NAME, len(words)), at, -1) if _is_name(words[at:e])), None)
        if end is None:
            return None
        names.append("".join(words[at:end]))
        at = end
    kinds = head_kinds(names) if len(names) > 1 else None
    return tuple(kinds) if kinds else None


def _is_name(words: list[str]) -> bool:
    # Only a name that is spaced out consists of several words: 工 作 任 务, 牵头 单位.
    return column_kind("".join(words)) is not None and (len(words) == 1 or min(map(len, words)) <= 2)


def names_on_lines(lines: Lines, index: int) -> tuple[tuple[str, ...] | None, int]:
    """The kinds of the columns whose names stand on lines of their own, and the line after them; None if none do."""
    names, at = [], index
    while at < min(index + _MOST_COLUMNS, len(lines)):
        name = lines.folded(at).rstrip("| ")
        if len(name) > _LONGEST_NAME or column_kind(name) is None or name in names:
            break
        names.append(name)
        at += 1
    # A title like 2026年重点任务 is a name, too, but it stands before the number.
    if len(names) > 2 and column_kind(names[1]) == "number" and column_kind(names[0]) not in ("group", "remark"):
        return None, index
    kinds = head_kinds(names) if len(names) > 2 else None
    return (tuple(kinds), at) if kinds else (None, index)


def kinds_below(kinds: tuple[str, ...], folded: str) -> tuple[str, ...] | None:
    """The kinds with the names of a second line in the place of 责任单位 (牵头单位 配合单位) and of 完成时限 (开工
    完成), or None."""
    below: dict[str, list[str]] = {}
    for word in folded.split():
        place = "listed" if column_kind(word) in UNIT_KINDS else "deadline"
        kind = kind_below(place, word)
        if kind is None or place not in kinds:
            return None
        below.setdefault(place, []).append(kind)
    if not below or any(len(several) < 2 for several in below.values()):
        return None
    return tuple(new for kind in kinds for new in below.pop(kind, [kind]))
