"""What the document says of an item, beside what the supervision office has made of it (原文, 现文).

`WorkItem.published` keeps the document's word for each thing that the office has changed; where it keeps none, the
item says what the document says.
"""

from ..models import WorkItem

# What the office can change of what the document says, as `WorkItem.published` and the history name it.
OF_DOCUMENT = ("text", "number", "chapter", "leaders", "group")


def present(item: WorkItem) -> dict[str, str]:
    """{name: what the item says now} for all of `OF_DOCUMENT`, as texts."""
    return {
        "text": item.text,
        "number": item.display_number,
        "chapter": item.chapter.literal if item.chapter else "",
        "leaders": item.leaders,
        "group": item.group,
    }


def said(item: WorkItem) -> dict[str, str]:
    """The same as the document has it."""
    return {**present(item), **item.published}


def published(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """What `WorkItem.published` is once the item says `after`, where the document says `before` (as `said`)."""
    return {name: word for name, word in before.items() if after[name] != word}
