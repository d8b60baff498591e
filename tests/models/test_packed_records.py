"""What light records rested on: kept by difference, read again to the letter; both ways of the migration."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from items.models.packed import as_text, pack, unpack

from ..given.factories import moment

UNITS = "0005_words_without_joints"
any_texts = st.lists(st.text(max_size=30).map(as_text), min_size=1, max_size=4)
SAID = {"status": "in_progress", "completion": None, "periods": [{"due_on": f"2011-0{month}-25"} for month in (1, 2)]}
MOMENTS = [moment(f"2011-03-0{day} 09:00") for day in (1, 2, 3)]


@given(texts=any_texts)
def test_what_is_packed_beside_what_followed_comes_back(texts):
    following = b""
    for text in texts:
        assert unpack(pack(text, following), following) == text
        following = text


def test_what_hardly_differs_takes_hardly_anything():
    before, after = as_text(SAID), as_text({**SAID, "completion": "33.5"})
    assert len(pack(before, after)) < 30 < len(pack(before))


def test_read_beside_another_text_it_is_an_error():
    packed = pack(as_text(SAID), as_text({**SAID, "completion": "33.5"}))
    with pytest.raises(zlib.error):
        unpack(packed, as_text({**SAID, "completion": "34"}))


def test_records_are_packed_and_unpacked_by_the_migrations(migrated):
    apps = migrated("0036_end_what_had_ended", units=UNITS)
    make = {
        name: apps.get_model("items", name).objects.create
        for name in ("SourceText", "WorkReport", "WorkItem", "LightRecord")
    }
    report = make["WorkReport"](year=2011, title="报告", source=make["SourceText"](text=""))
    ends = [*MOMENTS[1:], None]
    facts = {}
    for number in (1, 2):
        place = {"position": number, "number": number, "start": 0, "text_start": 0, "text_end": 0, "end": 0}
        item = make["WorkItem"](report=report, text="推进", **place)
        for since, until, completion in zip(MOMENTS, ends, (None, "10", str(number)), strict=True):
            lit = {"colour": "green", "rule": "normal", "schedule": "unknown"}
            row = make["LightRecord"](
                item=item, since=since, until=until, facts={**SAID, "completion": completion}, **lit
            )
            facts[row.pk] = row.facts
    packed = migrated("0040_light_records_without_plain_facts", units=UNITS).get_model("items", "LightRecord").objects
    for item in packed.values_list("item", flat=True).distinct():
        following = b""
        for row in packed.filter(item=item).order_by("-since"):
            following = unpack(row.packed, following)
            assert following == as_text(facts[row.pk])
    assert packed.count() == 6
    back = migrated("0036_end_what_had_ended", units=UNITS).get_model("items", "LightRecord").objects
    assert dict(back.values_list("pk", "facts")) == facts
