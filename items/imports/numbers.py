"""By which numbers the items of an import go: those that are written, or one after the other."""

from ..models import ImportDraft

Numbering = ImportDraft.Numbering


def numbering_of(items, asked, decisions):
    """Whether the items go by their written numbers or are numbered through.

    A stray repeat or gap is somebody's mistake and stays to be mended; many repeats are numbers that begin again in
    every chapter, and many gaps a document without numbers.
    """
    if asked:
        return asked
    numbers = written_numbers(items, decisions)
    written = [(number, clause) for number, clause in numbers if number is not None]
    faults = len(numbers) - len(set(written))
    is_unnumbered = bool(items) and not written
    begin_again = _chapters_that_begin_at_one(items, written=numbers) > 1
    is_through = is_unnumbered or begin_again or faults > max(1, len(numbers) // 10)
    return Numbering.THROUGH if is_through else Numbering.WRITTEN


def _chapters_that_begin_at_one(items, *, written):
    """How many chapters have an item that goes by the number one."""
    return len({item.chapter for item, number in zip(items, written, strict=True) if number == (1, 1)})


def written_numbers(items, decisions):
    """[(number, clause)] as written or decided; items that share a number go along with the first of them."""
    numbers = []
    for index, item in enumerate(items):
        number = item.number
        if index and item.clause > 1 and items[index - 1].number == number:
            number = numbers[-1][0]
        numbers.append((decisions.numbers.get(str(item.start), number), item.clause))
    return numbers
