"""Fields of a task with labels that nobody knows, among those that are known: 服务单位:县文物局 / 督办人:李某."""

import re

from .labelled_values import names_leader
from .labels import label_kind
from .source import Source
from .values import Clause, Value
from .wording import names_only_offices, read_value

# Of an office or of people, whatever stands before it; not who fills in or asks.
_FIELD = re.compile(
    "(?P<label>(?!填报|报送|来文|来源|交办|提出|建议|计量)[\u4e00-\u9fff]{1,8}?"
    "(?:(?P<office>单位|部门|企业|公司|专班|乡镇|镇街|街道)|领导|干部|同志|人员|专员|[人员长]))"
    " ?: ?(?P<value>[^\n:;。]{2,60})"
)
_FIGURE = re.compile("[0-9]")
# They work for whoever answers.
_HIRED = re.compile("施工|监理|设计|勘察|中标|供货|检测|咨询")


def find_other_fields(source: Source, clauses: list[Clause]) -> list[Clause]:
    """What such a field says, a clause for each that stands right above, or in its line before, one that is known: an
    office answers for the task, a person and who is hired stand in its remark."""
    starts = {}
    for clause in reversed(clauses):
        starts[source.strip(*source.line_span(clause.start))[0]] = clause.start
    found: list[Clause] = []
    below_is_field = False
    for line in reversed([source.strip(*line) for line in source.lines(0, len(source.folded))]):
        start, known = line[0], starts.get(line[0])
        if known == start or (known is None and not below_is_field):
            below_is_field = known is not None
            continue
        field = _FIELD.fullmatch(source.folded, start, source.back(start, known or line[1]))
        other = _clause_of(source, field) if field else None
        below_is_field = other is not None
        found += [other] if other else []
    return found[::-1]


def _clause_of(source: Source, field: re.Match[str]) -> Clause | None:
    start, end = field.span("value")
    if label_kind(field["label"]):
        return None
    person = Value("persons", field.start(), end, None)
    if not field["office"]:
        value = person if names_leader(field["value"].strip()) else None
    elif _HIRED.match(field["label"]):
        value = None if _FIGURE.search(field["value"]) else person
    else:
        reading = read_value(source, start, end)
        value = Value("listed", start, end, reading) if names_only_offices(source, reading) else None
    return Clause(field.start(), end, (value,)) if value else None
