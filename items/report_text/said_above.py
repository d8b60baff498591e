"""What headings say of the tasks below them: units and deadlines, and leaders."""

from dataclasses import dataclass, field

from .model import ParsedChapter
from .values import Value


@dataclass(slots=True)
class SaidAbove:
    """By the index of the heading; None is what stands above all numbers and holds for every task."""

    chapters: list[ParsedChapter]
    _values: dict[int | None, tuple[Value, ...]] = field(default_factory=dict)
    _leaders: dict[int | None, tuple[str, ...]] = field(default_factory=dict)

    def say(self, chapter: int | None, values: tuple[Value, ...], leaders: tuple[str, ...]) -> None:
        """Keep what a heading says, before what those above it say."""
        self._values[chapter] = values + (self.values(self.chapters[chapter].parent) if chapter is not None else ())
        self._leaders[chapter] = leaders

    def values(self, chapter: int | None) -> tuple[Value, ...]:
        """What the nearest heading that names units says of them and of the deadline."""
        while chapter is not None and chapter not in self._values:
            chapter = self.chapters[chapter].parent
        return self._values.get(chapter, ())

    def leaders(self, chapter: int | None) -> tuple[str, ...]:
        """The leaders that the nearest heading names."""
        while chapter is not None and chapter not in self._leaders:
            chapter = self.chapters[chapter].parent
        return self._leaders.get(chapter, ())
