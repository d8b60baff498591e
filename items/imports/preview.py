"""A plan as its page shows it: the source on one side, the items on the other, a page of items at a time."""

from dataclasses import dataclass, field

from .decisions import sentence_starts
from .planning import PlannedItem

PER_PAGE = 50
DROPPED, UNREAD, INTRO = "dropped", "unread", "intro"


@dataclass(frozen=True)
class Piece:
    """A run of the source of one kind (`report_text.Node.kind`, or DROPPED). `item` is set on the item it belongs to,
    `is_first` where that item begins.
    """

    text: str
    kind: str
    start: int
    item: PlannedItem | None = None
    is_first: bool = False


@dataclass(frozen=True)
class Card:
    """An item of the page with what is worth a look about it and where it can be split."""

    item: PlannedItem
    heading: str
    findings: list = field(default_factory=list)

    @property
    def splits(self):
        """[(offset, first words)] of the places where the text can be cut."""
        return sentence_starts(self.item.parsed)


def cards(plan, items):
    """The cards of these PlannedItems; a heading stands on the first card below it."""
    by_start, chapter = {}, object()
    for item in items:
        is_below = item.parsed.chapter == chapter
        chapter = item.parsed.chapter
        by_start[item.parsed.start] = Card(item, "" if is_below else heading_path(plan, chapter))
    spans = sorted((item.parsed.start, item.parsed.end) for item in items)
    for found in plan.findings:
        for start, end in spans:
            if start <= found.start < end:
                by_start[start].findings.append(found)
    return list(by_start.values())


def heading_path(plan, chapter):
    """The headings above, outermost first, as one line."""
    path = []
    while chapter is not None:
        path.insert(0, plan.parsed.chapters[chapter].literal)
        chapter = plan.parsed.chapters[chapter].parent
    return " › ".join(path)


def pieces(plan, first, last):
    """The source around the items from index `first` to before `last`, as Pieces; joined again they are the text."""
    items = plan.items[first:last]
    start = 0 if first == 0 else items[0].parsed.start
    end = len(plan.parsed.source) if last >= len(plan.items) else plan.items[last].parsed.start
    return list(_cut(plan, start, end))


def introductions(pieces):
    """The Pieces that introduce items and are none, whose judgement a person may reverse."""
    return [piece for piece in pieces if piece.kind == INTRO and piece.item is None]


def piece_at(plan, offset):
    """The start of the Piece that holds the place in the source, on whatever page it is shown; None for no place."""
    if offset is None:
        return None
    node = next((node for node in plan.parsed.nodes if node.start <= offset < node.end), None)
    if node is None:
        return offset
    return max(piece.start for piece in _cut(plan, node.start, node.end) if piece.start <= offset)


def _cut(plan, start, end):
    owners = _owners(plan)
    of_heading = False  # whether a clause would belong to the heading right before it
    for node in plan.parsed.nodes:
        at, to = max(node.start, start), min(node.end, end)
        of_heading = node.kind == "heading" or (of_heading and node.kind in ("separator", "clause"))
        while at < to:
            item, until = _owner(owners, at, to)
            kind = _kind(plan, node)
            if item is None and kind in ("number", "text", "clause") and not of_heading:
                kind = DROPPED
            yield Piece(plan.parsed.source[at:until], kind, at, item, item is not None and at == item.parsed.start)
            at = until


def _kind(plan, node):
    """The kind of a node, unread text as a person settled it."""
    if node.kind in (UNREAD, INTRO):
        if any(start <= node.start < end for start, end in plan.decisions.headings):
            return "heading"
        if any(found.code == "unread_text" and found.start <= node.start < found.end for found in plan.left):
            return DROPPED
    return node.kind


def _owners(plan):
    return sorted(((item.parsed.start, item.parsed.end, item) for item in plan.items), key=lambda one: one[0])


def _owner(owners, at, to):
    """(the item that holds `at`, how far its hold or the gap reaches, at most `to`)."""
    low, high = 0, len(owners)
    while low < high:
        middle = (low + high) // 2
        if owners[middle][0] <= at:
            low = middle + 1
        else:
            high = middle
    if low and at < owners[low - 1][1]:
        return owners[low - 1][2], min(to, owners[low - 1][1])
    return None, min(to, owners[low][0]) if low < len(owners) else to


def page_of(plan, offset):
    """The number of the page whose items hold or follow the place in the source."""
    for index, item in enumerate(plan.items):
        if item.parsed.end > offset:
            return index // PER_PAGE + 1
    return max(1, (len(plan.items) - 1) // PER_PAGE + 1)
