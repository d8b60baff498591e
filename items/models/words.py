"""How items are found: by words however written, by numbers as people quote them, by the names of their units.

Every field in which items are looked for asks `FoundItems.matching`; all else that has words of its own `holding`.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db.models import F, Q, QuerySet

from departments.folding import folded, spaced
from departments.models import Department, FoldedQuerySet

if TYPE_CHECKING:
    from .work_item import WorkItem  # noqa: F401 - in the head of its queryset

# Numbers of items as people quote them: 191, 191-2 (its second clause), 191-195, 191、195, 第191项, 第 191 至 195 项,
# 191号, #191. White space parts words, but not within such numbers.
_NUMBERS = r"\d{1,6}(?:\s*[-,、;]\s*\d{1,6})*"
NUMBER_QUERY = re.compile(rf"(第\s*|#\s*)?({_NUMBERS})(\s*[项号])?")
WORD = re.compile(rf"(?:第\s*|#\s*)?{_NUMBERS}(?:\s*[项号])?(?!\S)|\S+")


def words_of(query: str) -> list[str]:
    """The words that were typed, each of which has to be found; signs alone are none."""
    return [word for word in WORD.findall(spaced(query)) if folded(word)]


def holding(rows: QuerySet[Any], words: Iterable[str]) -> QuerySet[Any]:
    """Those of the rows, of a model with `words`, that hold every one of the words, however written."""
    for word in words:
        rows = rows.filter(words__holds=folded(word))
    return rows


class FoundItems(FoldedQuerySet["WorkItem"]):
    """Items that can be looked for."""

    def _related(self, field: str) -> Any:
        """All rows of the model behind one of the item's reverse fields."""
        model: Any = self.model._meta.get_field(field).related_model
        return model.objects.all()

    def matching(self, query: str) -> Self:
        """Items that hold every word of `query`, however written (`departments.folding`).

        They hold it in their text, remark, group, leaders, targets or notes, in the heading of a chapter above them, or
        in a name of one of their units, which letters spell. Numbers also find the items of these numbers; "第191项"
        and "第191-195项" find only those. Signs alone find nothing.
        """
        words = words_of(query)
        if query.strip() and not words:
            return self.none()
        found = self
        for word in words:
            found = found.filter(pk__among=self._holding(word))
        return found

    def numbered(self, query: str) -> Self:
        """Items whose number `query` quotes and nothing else; none if it quotes none."""
        return self.filter(self._numbered(spaced(query).strip())[0])

    def _holding(self, word: str) -> QuerySet[Any]:
        """Keys of the items that hold the word: each place is asked for by itself, for each has an index of its own."""
        items = self.model._base_manager.order_by()
        numbered, only_numbered = self._numbered(word)
        by_number = items.filter(numbered).values("pk")
        if only_numbered:
            return by_number
        within = {"words__holds": folded(word)}
        units = Department.objects.matching(word).order_by().values("pk")
        return (
            items.filter(**within)
            .values("pk")
            .union(
                items.filter(chapter__in=self._below(within)).values("pk"),
                self._related("notes").filter(**within).order_by().values("item"),
                self._related("targets").filter(**within).order_by().values("item"),
                self._related("responsibilities").filter(department__in=units).order_by().values("item"),
                by_number,
                all=True,
            )
        )

    def _below(self, within: dict[str, str]) -> QuerySet[Any]:
        """The chapters whose heading, or that of one above them, holds it."""
        chapters: Any = self.model._meta.get_field("chapter").related_model
        above = {f"report__chapters__{how}": text for how, text in within.items()}
        below_them: QuerySet[Any] = chapters.objects.filter(**above, path__startswith=F("report__chapters__path"))
        return below_them.order_by().values("pk")

    def _numbered(self, word: str) -> tuple[Q, bool]:
        """(condition for the numbers that `word` quotes, whether they are sure to be numbers of items)."""
        found = NUMBER_QUERY.fullmatch(word)
        condition = Q(pk__in=[])
        if not found:
            return condition, False
        before, numbers, after = found.groups()
        for part in re.split("[,、;]", numbers):
            first, *rest = [int(number) for number in part.split("-")]
            if not rest:
                condition |= Q(number=first)
            elif len(rest) == 1:
                condition |= Q(number=first, clause=rest[0])
                condition |= Q(number__range=(first, rest[0]))
        return condition, bool(before or after)
