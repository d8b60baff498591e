"""What the supervision office has changed of an item and a corrected file leaves standing (`WorkItem.published`)."""

from collections import Counter


def standing(said, headings, new_numbers):
    """{item key: names of what stands}: the office has changed it, and the document says of it what it said before.

    `said` is [(WorkItem, {name: what the new document says of it})], `headings` those of the new document,
    `new_numbers` the numbers of the items that are new in it. A chapter stands as long as there is its heading; a
    number gives way to the document's own.
    """
    stands = {item.pk: {name for name in item.published if item.published[name] == new[name]} for item, new in said}
    for item, _new in said:
        if item.chapter and item.chapter.literal not in headings:
            stands[item.pk].discard("chapter")
    while True:
        numbers = {item.pk: item.display_number if "number" in stands[item.pk] else new["number"] for item, new in said}
        taken = Counter([*numbers.values(), *new_numbers])
        yielding = [pk for pk, number in numbers.items() if taken[number] > 1 and "number" in stands[pk]]
        if not yielding:
            return stands
        for pk in yielding:
            stands[pk].discard("number")
