"""A sentence that tells where things stood before the period that is reported on."""

import pytest

from items.rounds.old_dates import old_sentences

from ..given.factories import day

OCTOBER = day("2011-10-01"), day("2011-10-31")
JANUARY = day("2011-01-01"), day("2011-01-31")
FOURTH = day("2011-10-01"), day("2011-12-31")


@pytest.mark.parametrize(
    ("text", "period", "found"),
    [
        ("截至9月21日，已建成站点12个。", OCTOBER, ["截至9月21日，已建成站点12个"]),
        ("已开工。截至 9 月 30 日完成投资3亿元；正在验收。", OCTOBER, ["截至 9 月 30 日完成投资3亿元"]),
        ("截至10月1日，已建成12个。", OCTOBER, []),
        ("截止９月底，共签约820人", OCTOBER, ["截止９月底，共签约820人"]),
        ("截止到2011年9月末完成", OCTOBER, ["截止到2011年9月末完成"]),
        ("截止至9月中旬完成", OCTOBER, ["截止至9月中旬完成"]),
        ("截至8月，累计新增就业3万人", OCTOBER, ["截至8月，累计新增就业3万人"]),
        ("截至10月，累计新增就业3万人", OCTOBER, []),
        ("截至10月20日，累计新增就业3万人", OCTOBER, []),
        ("截至2011-09-21，累计3万人", OCTOBER, ["截至2011-09-21，累计3万人"]),
        ("截至2011.9.21累计3万人", OCTOBER, ["截至2011.9.21累计3万人"]),
        ("截至2010年12月底，累计3万人", OCTOBER, ["截至2010年12月底，累计3万人"]),
        ("截至2012年12月底全部完成", OCTOBER, []),
        ("截至12月底全部完成", OCTOBER, []),
        ("截至12月31日，累计3万人", JANUARY, ["截至12月31日，累计3万人"]),
        ("截至1月20日，累计3万人", JANUARY, []),
        ("截至三季度末，累计3万人", OCTOBER, ["截至三季度末，累计3万人"]),
        ("截至第3季度，累计3万人", FOURTH, ["截至第3季度，累计3万人"]),
        ("截至上半年，累计3万人", OCTOBER, ["截至上半年，累计3万人"]),
        ("截至四季度末，累计3万人", FOURTH, []),
        ("截至10月15日，累计3万人", FOURTH, []),
        ("截至目前，已建成12个", OCTOBER, []),
        ("9月21日召开会议，部署工作", OCTOBER, []),
        ("2月30日截至2月30日", OCTOBER, []),  # no such day
        ("截至13月1日", OCTOBER, []),
        ("截至0000年1月1日", OCTOBER, []),
        ("甲截至9月1日\n乙截至9月2日", OCTOBER, ["甲截至9月1日", "乙截至9月2日"]),
        ("截至9月1日甲，截至9月2日乙。", OCTOBER, ["截至9月1日甲，截至9月2日乙"]),
        ("截至9月1日甲，截至10月2日乙。", OCTOBER, ["截至9月1日甲，截至10月2日乙"]),
        ("", OCTOBER, []),
        ("截至9月1日" + "长" * 60, OCTOBER, ["截至9月1日" + "长" * 34 + "…"]),
    ],
)
def test_sentences_that_carry_an_old_date(text, period, found):
    assert old_sentences(text, *period) == found
