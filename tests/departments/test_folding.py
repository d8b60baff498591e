"""Two ways to write the same are one text; letters begin a syllable."""

import pytest

from departments.folding import folded, name_query, name_words


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("４７，２９８人", "47298人"),
        ("47 298 人", "47298人"),
        ("1，234，567.5", "1234567.5"),
        ("投资１．３８ 万元", "投资1.38万元"),
        ("1,2和3", "1,2和3"),
        ("1、2和3", "1,2和3"),
        ("8—10月", "8-10月"),
        ("8 至 10月", "8-10月"),
        ("2011/12", "2011/12"),
        ("-5", "5"),
        ("10 ％", "10%"),
        ("㎡", "m2"),
        ("二○一一年", "二〇一一年"),
        ("「十件實事」", "十件实事"),
        ("著力、着力", "着力着力"),
        ("留守儿童、老人（含孤儿）", "留守儿童老人含孤儿"),
        ("A-B c_D", "abcd"),
        ("人\u3000社\u200b局\n", "人社局"),
        ("★|※", ""),
        ("", ""),
    ],
)
def test_texts_are_folded(written, told):
    assert folded(written) == told
    assert folded(told) == told


def test_a_name_is_stored_as_written_and_as_spelt_from_every_syllable():
    assert name_words("市人社局") == "市人社局|shirensheju|srsj|rensheju|rsj|sheju|sj|ju|j"
    assert name_words("") == ""


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("市旅游局", "lvyou", True),
        ("市旅游局", "luyou", True),
        ("市会计局", "kuaiji", True),  # not huiji
        ("重庆市", "chongqing", True),
        ("GPS中心", "gps", True),
        ("GPS 中心", "gpszx", True),
        ("3D打印中心", "3ddy", True),
        ("市人社局", "ＲＳＪ", True),
        ("市人社局", "人 社 局", True),
        ("市人社局", "enshe", False),
        ("市人社局", "r", False),
        ("市人社局", "rsb", False),
    ],
)
def test_a_name_is_found_by_what_is_typed(name, typed, found):
    wanted = name_query(typed)
    assert bool(wanted and wanted in name_words(name)) == found
