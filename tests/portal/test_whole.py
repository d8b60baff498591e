"""Dates, percentages and numbers with their units are kept on one line, and nothing else of a text is touched."""

import pytest

from items.templatetags.portal import whole


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("时限为2011-05-01，已逾期39天。", ["2011-05-01", "39天"]),
        ("低于序时进度8.9个百分点，在10个百分点以内", ["8.9个百分点", "10个百分点"]),
        ("完成78.8%，新建86,500人", ["78.8%", "86,500人"]),
        ("第191-2项 A4 无数字", []),
        ("没有数字的句子", []),
        ("", []),
    ],
)
def test_what_belongs_together_is_kept_together(text, kept):
    shown = whole(text)
    assert [part.partition("</span>")[0] for part in shown.split('<span class="nowrap">')[1:]] == kept
    assert shown.replace('<span class="nowrap">', "").replace("</span>", "") == text


def test_what_people_typed_is_escaped():
    assert whole("<b>5天</b>") == '&lt;b&gt;<span class="nowrap">5天</span>&lt;/b&gt;'
