"""Countable targets of an item's text: what is promised, how much of it, and against which comparison.

Two shapes make a target. The number may end its clause (改造农村危房10000户以上; 森林覆盖率达到41.5%); or it stands
between a verb and what is counted (建设6座生活垃圾转运站), where a list goes on with the verb (创建10个…和100个…).
A number that qualifies something else is none: 13平方米以下的低收入家庭, 2000平方米以上的菜市场, 从80%提高到….
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from . import target_sizes
from . import target_wording as wording
from .judging import NO, UNSURE, YES, judge
from .milestones import dated_parts, find_milestones, is_limited, thing_of
from .model import ParsedMilestone, ParsedTarget
from .policy_wording import states_terms
from .quantities import PART_CELLS, Quantity, QuantityClause, find_quantity_clauses
from .shared_figures import each_named, full_names, names_shared_by
from .source import Source, Span
from .target_states import state_promised

# Only so far from its number a clause is looked at; what is longer is no clause.
REACH = 100
# 分别 shares out no more figures than a reader could assign.
_LONGEST_SHARING = 10
# A longer cell is a task of its own and no name of what is counted.
_LONGEST_SUBJECT = 20
_QUOTES = (("“", "”"), ("「", "」"), ('"', '"'))
# Verb and subject of a label may stand so far before its number.
_FAR = 300


@dataclass(frozen=True, slots=True)
class TargetReading:
    """What an item's text promises. `unsure`: ranges of numbers for which a person must decide."""

    targets: tuple[ParsedTarget, ...]
    milestones: tuple[ParsedMilestone, ...]
    unsure: tuple[Span, ...]

    def with_more(self, other: "TargetReading") -> "TargetReading":
        """What both texts promise."""
        return TargetReading(
            self.targets + other.targets, self.milestones + other.milestones, self.unsure + other.unsure
        )


def find_targets(source: Source, start: int, end: int, year: int | None = None, *, subject: str = "") -> TargetReading:
    """The targets, milestones and undecided numbers of source[start:end], each in the order of the text; `year` is
    that of the report, for a milestone's date that names none, `subject` what stands beside the text and is counted
    where that names nothing (增长6%)."""
    while end - start > 2 and (source.folded[start], source.folded[end - 1]) in _QUOTES:
        start, end = start + 1, end - 1  # a leader's words, quoted as a whole
    reader = _TargetReader(source, start, end, year, subject)
    for clause in find_quantity_clauses(source, start, end):
        reader.read(clause)
    return TargetReading(tuple(reader.targets), tuple(reader.milestones), tuple(sorted(reader.unsure)))


def subject_in_cell(source: Source, start: int, end: int) -> str:
    """The words of a cell if they may name what the figures beside it count (供水管网改造), else ""."""
    words = "".join(source.folded[start:end].split())
    return words if 1 < len(words) <= _LONGEST_SUBJECT and not any(c.isdigit() for c in words) else ""


@dataclass(slots=True)
class _Part:
    """The stretch of a clause that belongs to one quantity.

    `size_end`: where the quantity ends, or the size behind it (4个2000平方米以上的|菜市场). `shares_verb`: the verb
    before the quantity holds for the next part too. `list_verb`: the verb of the part before (新增公交车…、充电桩…).
    `goes_on`: a further figure of the same thing (改造6个小区|1200户). `thing`: what a later part names for it, too
    (新建3所|、改扩建5所学校).
    """

    start: int
    end: int
    quantity: Quantity
    size_end: int
    shares_verb: bool = False
    list_verb: str = ""
    goes_on: bool = False
    thing: str = ""


class _TargetReader:
    """Goes through clauses from left to right; within a sentence a verb and a subject may hold for later clauses."""

    def __init__(self, source: Source, start: int, end: int, year: int | None, subject: str):
        self.targets: list[ParsedTarget] = []
        self.milestones: list[ParsedMilestone] = []
        self.unsure: list[Span] = []
        self._source, self._start, self._end, self._year = source, start, end, year
        self._sentence, self._subject_beside = -1, subject
        # `_subject_before`: that of the part before a semicolon (…12个;到2030年,累计达到20个).
        self._verb = self._subject = self._thing = self._label = self._subject_before = ""
        # The labels of the sentence so far, which 分别增长10%、12% is about; those of the clause before.
        self._labels: list[str] = []
        self._last_labels: list[str] = []

    def read(self, clause: QuantityClause) -> None:
        if clause.sentence != self._sentence:
            self._subject_before = self._subject if self._source.folded.startswith(";", clause.start - 1) else ""
            self._sentence, self._labels, self._last_labels = clause.sentence, [], []
            self._verb = self._subject = self._thing = self._label = ""
        self._subject = self._cell_before(clause) or self._named_before(clause) or self._subject
        found = len(self.targets) + len(self.unsure)
        counting = [quantity for index, quantity in enumerate(clause.quantities) if self._counts(clause, index)]
        if counting:
            known = len(self._labels)
            self._read_counting(clause, counting)
            self._last_labels = self._labels[known:]
        promises_figure = found < len(self.targets) + len(self.unsure)
        for part in dated_parts(self._source, clause):
            if not (is_limited(self._source, part) or (part.has_cue and not promises_figure)):
                continue
            if found_steps := find_milestones(self._source, part, self._year, self._thing or self._label):
                self.milestones += found_steps
                self._thing = thing_of(self._source, part, found_steps[0]) or self._thing

    def _cell_before(self, clause: QuantityClause) -> str:
        """In a table the cell before a figure says what is counted (供水管网改造 | 35公里); "" outside of tables."""
        text = self._source.text
        end = self._source.back(self._start, clause.start)
        if PART_CELLS.isdisjoint(text[end : clause.start]):
            return ""
        nearest = max(self._start, end - REACH)
        start = max(text.rfind(mark, nearest, end) + 1 for mark in "\t|｜\n\u2028。；;")
        return subject_in_cell(self._source, max(start, nearest), end)

    def _named_before(self, clause: QuantityClause) -> str:
        """What a colon announces a figure of (地区生产总值:增长7%), "" where the words before it name no thing."""
        folded = self._source.folded
        at = self._source.back(self._start, clause.start)
        if at == self._start or folded[at - 1] != ":":
            return ""
        start = max(folded.rfind(mark, self._start, at) + 1 for mark in "\n。;,")
        words = "".join(folded[max(start, self._start) : at - 1].split())
        words = wording.without_number(words)
        named = 1 < len(words) <= _LONGEST_SUBJECT and not any(c.isdigit() for c in words)
        return words if named and not wording.names_no_thing(words) else ""

    def _read_counting(self, clause: QuantityClause, counting: list[Quantity]) -> None:
        start = self._begin(clause, counting[0])
        several = 1 < len(counting) <= _LONGEST_SHARING
        found = wording.SEVERALLY.search(self._words(start, counting[0].start)) if several else None
        if found and not found["own"]:
            self._read_shares(counting, found, start)
            return
        if found:  # 分别达到甲类50%、乙类60%
            start += found.start("own")
        for part in self._parts(clause, counting, start):
            self._read_part(part, wording.compared(found["compared"]) if found else "")

    def _begin(self, clause: QuantityClause, first: Quantity) -> int:
        """Where the words of the first number that counts begin: behind a place whose number does not."""
        places = clause.quantities[: clause.quantities.index(first)][-1:]
        deeds = [self._deed_behind(clause, place) for place in places]
        return max([clause.start, first.start - REACH, *(deed for deed in deeds if deed and deed <= first.start)])

    def _deed_behind(self, clause: QuantityClause, place: Quantity) -> int | None:
        """Where the deed begins if the number only says in how many places it is done."""
        before = self._words(max(clause.start, place.start - REACH), place.start)
        deed = target_sizes.deed_behind_place(before, self._words(place.end, min(clause.end, place.end + REACH)))
        return None if deed is None else place.end + deed

    def _words(self, start: int, end: int) -> str:
        return self._source.folded[start:end]

    def _counts(self, clause: QuantityClause, index: int) -> bool:
        """Whether the quantity may be a target; one that a person must decide goes to `unsure`."""
        quantity = clause.quantities[index]
        before = self._words(max(clause.start, quantity.start - REACH), quantity.start)
        after = self._words(quantity.end, min(clause.end, quantity.end + REACH))
        rest = self._words(clause.end, min(self._end, clause.end + REACH)).partition("。")[0].partition(";")[0]
        earlier = (
            self._words(max(self._start, clause.start - REACH), clause.start).rpartition("。")[2].rpartition(";")[2]
        )
        is_term = states_terms(quantity, before, after, rest, earlier)
        counted = self._words(quantity.number_start, quantity.end)
        is_name = target_sizes.names_paper(counted, before, after) or target_sizes.sums_up(counted, before, after)
        verdict = NO if is_term or is_name else judge(quantity, before, after)
        if verdict == UNSURE:
            self.unsure.append((quantity.start, quantity.end))
        return verdict == YES and not self._qualifies(clause, index, before) and not self._stand_each(clause, index)

    def _stand_each(self, clause: QuantityClause, index: int) -> bool:
        """Whether the number counts places where what the next number says is done, or that each get it."""
        quantity, following = clause.quantities[index], clause.quantities[index + 1 : index + 2]
        before = self._words(max(clause.start, quantity.start - REACH), quantity.start)
        if not following or wording.opening_verb(before):
            return False
        gap = self._words(quantity.end, min(following[0].start, quantity.end + REACH))
        deed = self._deed_behind(clause, quantity)
        return wording.stands_each(gap) or (deed is not None and deed <= clause.quantities[-1].start)

    def _qualifies(self, clause: QuantityClause, index: int, before: str) -> bool:
        """Whether a measure only describes what another number counts: 4个2000平方米…, 500千伏变电站1座."""
        quantity, last = clause.quantities[index], index + 1 == len(clause.quantities)
        if quantity.kind != "measured":
            return False
        if index and clause.quantities[index - 1].end == quantity.start:
            after = self._words(quantity.end, min(clause.end, quantity.end + REACH))
            return clause.quantities[index - 1].kind == "counted" and not (last and wording.ENDS.match(after))
        if last:
            return False
        following = clause.quantities[index + 1]
        if wording.compared(before):  # 年产值超10亿元企业3家
            return following.kind == "counted" and target_sizes.names_works_of_size(
                self._words(quantity.end, following.start)
            )
        gap = self._words(quantity.end, min(following.start, quantity.end + REACH))
        return not wording.ENDS.match(gap) and not wording.names_deed(gap) and not wording.CONNECTOR.search(gap)

    def _parts(self, clause: QuantityClause, counting: list[Quantity], start: int) -> list[_Part]:
        """The clause cut between its quantities: at 、 or 和, or where a number ends what it says."""
        parts: list[_Part] = []
        sizes = {q.start: q.end for q in clause.quantities if not wording.is_grade(self._words(q.end, clause.end))}
        for quantity, following in zip(counting, [*counting[1:], None], strict=True):
            end = self._cut(start, quantity, following, clause.end)
            parts.append(_Part(start, end, quantity, sizes.get(quantity.end, quantity.end)))
            start = max(end, following.start - REACH) if following else end
        for part, later in pairwise(parts):
            before = self._words(later.start, later.quantity.start)
            joined = wording.skip_lead(before, deeds=False).end == len(before)
            later.list_verb = wording.opening_verb(self._words(part.start, part.quantity.start)) or part.list_verb
            later.goes_on = not before.strip(" \n、和与及")
            part.shares_verb = joined and not wording.ENDS.match(self._words(part.quantity.end, part.end))
        for part, later in reversed([*pairwise(parts)]):
            thing = later.thing or self._words(later.size_end, later.end)
            if part.quantity.unit == later.quantity.unit and self._lacks_thing(part) and not wording.ENDS.match(thing):
                part.thing = thing
                later.thing = thing if wording.is_level(self._words(later.start, later.quantity.start)) else later.thing
        return parts

    def _lacks_thing(self, part: _Part) -> bool:
        """Whether a part ends with its number and names before it no thing that this counts: 新建, 新增省级."""
        before, behind = self._words(part.start, part.quantity.start), self._words(part.quantity.end, part.end)
        return wording.ENDS.match(behind) is not None and (wording.is_verb(before) or wording.is_level(before))

    def _cut(self, start: int, quantity: Quantity, following: Quantity | None, clause_end: int) -> int:
        """Where the part of a quantity ends."""
        if following is None:
            return min(clause_end, quantity.end + REACH)
        gap = self._words(quantity.end, min(following.start, quantity.end + REACH))
        if wording.ENDS.match(gap):
            return quantity.end
        connectors = [found.start() for found in wording.CONNECTOR.finditer(gap)]
        if connectors:
            return quantity.end + connectors[-1]
        behind = self._words(following.end, min(clause_end, following.end + REACH))
        if wording.is_verb(self._words(start, quantity.start)):  # 改造|6个老旧小区1200户
            return quantity.end + len(gap)
        return quantity.end if wording.ENDS.match(behind) else quantity.end + len(gap)

    def _read_shares(self, counting: list[Quantity], found: re.Match[str], start: int) -> None:
        """A、B分别达到50%和60%: as many names as numbers share them out, and the last number's 以上 holds for all."""
        before = found.string[: found.start()]
        lead = wording.skip_lead(before, deeds=True)
        named = wording.without_adverbs(before[lead.end :])
        names = names_shared_by(named, len(counting))
        if names == [""] and len(self._labels) == len(counting):
            names = [wording.without_light_verb(label) for label in self._labels]
        elif names == [""] and len(self._last_labels) == len(counting):
            names = [wording.without_light_verb(label) for label in self._last_labels]
        elif len(names) != len(counting) or not all(names):
            names = [before[lead.end :]] * len(counting)
        span = (start + lead.end, counting[-1].end)
        for name, quantity in zip(full_names(names), counting, strict=True):
            label = wording.make_label(name, found["how"])
            comparator = quantity.comparator or counting[-1].comparator or wording.compared(found.string) or "="
            if label and not wording.is_bare(label):
                self._add(label, quantity, comparator, wording.counted_per(found.group(), quantity.unit)[0], span)
            else:
                self.unsure.append((quantity.start, quantity.end))

    def _read_part(self, part: _Part, shared_comparator: str) -> None:
        quantity = part.quantity
        before, behind = self._words(part.start, quantity.start), self._words(quantity.end, part.end)
        ends = wording.ENDS.match(behind) is not None
        lead = wording.skip_lead(before, deeds=ends)
        body_end, comparator = wording.comparison_at(before, lead.end)
        if not ends and comparator == "=":  # 为1万名妇女…: 为 does not compare
            body_end = len(before)
        body_end = max(body_end, lead.end)
        body = before[lead.end : body_end]
        per, is_share = wording.counted_per(before[lead.end :], quantity.unit)
        if part.thing:
            label = wording.make_label(("" if wording.verb_of(body) else part.list_verb) + body, part.thing) or None
        elif ends:
            label = self._label_before(part, body, comparator, before)
        else:
            label = self._label_around(part, body, lead.hope_at is not None, is_share)
        if label is None:
            self.unsure.append((quantity.start, quantity.end))
        elif label:
            start = part.start + (lead.hope_at if is_share and lead.hope_at is not None else lead.end)
            end = quantity.end if ends else self._source.back(quantity.end, part.end, " \n、和与及并")
            at_least = is_share or wording.says_at_least(body)
            comparator = quantity.comparator or comparator or shared_comparator or (">=" if at_least else "=")
            further = self._words(quantity.end, min(self._end, quantity.end + REACH))
            for name in (each_named(before, further) if ends else []) or [label]:
                self._add(name, quantity, comparator, per, (quantity.start if part.shares_verb else start, end))

    def _label_before(self, part: _Part, body: str, comparator: str, before: str) -> str | None:
        """The label of a number that ends its part: "" if it only describes, None if nothing tells what it is."""
        label, quantity = wording.make_label(body, ""), part.quantity
        if wording.is_share_of_all(label) or wording.is_share_by_a_day(before, part.quantity.unit):
            return ""
        if wording.is_of_a_year(label):  # 是2023年的1.5倍
            return self._subject or None
        if part.goes_on and not body.strip() and self._label:
            return self._label
        if not comparator and (
            (wording.describes(label) and not ((self._label or self._thing) and wording.is_area(label)))
            or (quantity.is_spelt and not part.list_verb and not wording.acts(body, is_spelt=True))
        ):
            return ""
        if not wording.is_bare(label):
            verb = part.list_verb if quantity.kind == "counted" and not comparator else ""
            label = label if wording.verb_of(body) else verb + label
            if wording.is_done_of_it(label):
                label = self._object_before(part.start) + label
            return label if len(label) > 1 else None
        if label and label in self._subject:
            return self._subject
        subject = self._subject or self._object_before(part.start) or self._subject_before or self._subject_beside
        return (subject if label in subject else subject + label) if subject else None

    def _object_before(self, start: int) -> str:
        """What the clause before in the sentence acts on (推进适老化改造,完成5000户), or ""."""
        folded = self._source.folded
        end = self._source.back(self._start, start, " \n,")
        begin = max(folded.rfind(mark, self._start, end) + 1 for mark in ",;。\n")
        return wording.object_at_end("".join(folded[max(begin, self._start, end - REACH) : end].split()))

    def _label_around(self, part: _Part, body: str, has_hope: bool, is_share: bool) -> str | None:
        """The label of a number that stands before what it counts; a verb must say what is to be done with it."""
        quantity = part.quantity
        behind = self._words(quantity.end, part.end)
        if quantity.kind == "measured" and quantity.unit not in ("%", "元") and target_sizes.names_works(behind):
            return None
        behind = self._words(part.size_end, part.end)
        state = (
            ""
            if (self._verb and not body.strip()) or wording.acts(body, quantity.is_spelt)
            else state_promised(body, behind)
        )
        if state:
            return wording.make_label(body, state, people=quantity.is_noun_counted)
        if not body.strip():
            is_same = bool(self._label) and self.targets[-1].unit == quantity.unit
            if is_same and wording.does_to_part(self._words(part.start, quantity.start), behind):
                return wording.make_label(self._subject, behind)
            if not (self._verb or has_hope or quantity.unit == "%"):
                return None
            return wording.make_label(self._verb, behind, people=quantity.is_noun_counted) or None
        if wording.is_fact(body):
            return ""
        if not is_share and not wording.acts(body, quantity.is_spelt):
            return None
        self._verb = wording.verb_of(body)
        label = wording.make_label(body, behind, people=quantity.is_noun_counted)
        if label and wording.names_no_thing(wording.without_light_verb(label)):  # 完成2.6万亩建设任务
            label = self._subject or self._object_before(part.start) or self._subject_beside or label
        return label or None

    def _add(self, label: str, quantity: Quantity, comparator: str, per: str, span: Span) -> None:
        self._subject, self._label = wording.subject_of(label), label
        self._labels.append(label)
        self.targets.append(
            ParsedTarget(
                label=self._source.in_script(label, max(self._start, quantity.start - _FAR), quantity.end + REACH),
                number=quantity.number,
                upper=quantity.upper,
                number_literal=self._source.text[quantity.number_start : quantity.number_end],
                unit=quantity.unit,
                comparator=comparator,
                per=per,
                literal=self._source.text[slice(*span)],
                start=span[0],
                end=span[1],
            )
        )
