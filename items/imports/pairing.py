"""Which item of a corrected file is which item of the report: by the same text, by a like one, by number."""

from collections import defaultdict

from ..rules.published import said

# Texts below this share of common pairs of characters are different tasks; with the same number, half of it will do.
_ALIKE = 0.5
# A pair of characters that stands in more items than this tells nothing about any of them.
_TOO_COMMON = 50
_TRIED = 5


def pair(items, planned):
    """{position of a PlannedItem: WorkItem} for those that are the same task, each at most once.

    The number counts last and never alone: one item put in moves all that follow. An item that the office has worded
    anew is known by its published words.
    """
    pairs, left = {}, {item.pk for item in items}

    def take(item, row):
        if item.pk in left and row.position not in pairs:
            pairs[row.position] = item
            left.discard(item.pk)

    for item, row in _same_text(items, planned):
        take(item, row)
    open_items = [item for item in items if item.pk in left]
    for item, row in _like_text(open_items, [row for row in planned if row.position not in pairs]):
        take(item, row)
    by_number = {(item.number, item.clause): item for item in items if item.pk in left}
    for row in planned:
        item = by_number.get((row.number, row.clause))
        if item and _share(_couples(said(item)["text"]), _couples(row.parsed.text)) >= _ALIKE / 2:
            take(item, row)
    return pairs


def _same_text(items, planned):
    """Items with the text of a planned one; where several have it, the first with the first."""
    by_text = defaultdict(list)
    for item in items:
        by_text[_bare(said(item)["text"])].append(item)
    for row in planned:
        found = by_text[_bare(row.parsed.text)]
        if found:
            same_number = (item for item in found if item.number == row.number)
            item = next(same_number, found[0])
            found.remove(item)
            yield item, row


def _like_text(items, planned):
    """Items with a text like that of a planned one, the likest first; texts without a common pair never meet."""
    couples = [_couples(said(item)["text"]) for item in items]
    holders = defaultdict(list)
    for index, own in enumerate(couples):
        for couple in own:
            holders[couple].append(index)
    scored = []
    for row in planned:
        own = _couples(row.parsed.text)
        common = defaultdict(int)
        for couple in own:
            if len(holders.get(couple, ())) <= _TOO_COMMON:
                for index in holders.get(couple, ()):
                    common[index] += 1
        for index in sorted(common, key=common.get, reverse=True)[:_TRIED]:
            share = _share(couples[index], own)
            if share >= _ALIKE:
                scored.append((-share, row.position, index, row))
    return [(items[index], row) for _score, _position, index, row in sorted(scored, key=lambda one: one[:3])]


def _bare(text):
    return "".join(text.split())


def _couples(text):
    """The pairs of neighbouring characters of a text."""
    bare = _bare(text)
    return {bare[index : index + 2] for index in range(len(bare) - 1)} or {bare}


def _share(one, other):
    return 2 * len(one & other) / (len(one) + len(other))
