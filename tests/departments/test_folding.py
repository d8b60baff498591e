"""Two ways to write the same are one text; letters begin a syllable."""

import pytest

from departments.folding import folded, name_queries, name_words, unlinked


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


ONE = [
    ("市人力资源和社会保障局", "市人力资源与社会保障局", "市人力资源社会保障局", "市人力资源及社会保障局"),
    ("市住房和城乡建设局", "市住房城乡建设局", "市住房与城乡建设局"),
    ("省发展和改革委员会", "省发展改革委员会", "省發展與改革委員會"),
    ("市文化广电和旅游局", "市文化广电旅游局", "市文化广电、旅游局"),
    ("市防汛抗旱和救灾指挥部", "市防汛抗旱暨救灾指挥部", "市防汛抗旱以及救灾指挥部"),
]
# What looks like a joint and is none: it is part of a word or a place, or nothing stands on one side of it.
OTHERS = [
    ("沈阳市和平区人民政府", "沈阳市平区人民政府"),
    ("襄阳市和谐办", "襄阳市谐办"),
    ("马鞍山市和县人民政府", "马鞍山市县人民政府"),
    ("呼和浩特市", "呼浩特市"),
    ("太和县人民政府", "太县人民政府"),
    ("市参与办公室", "市参办公室"),
    ("市科学普及协会", "市科学普协会"),
    ("中华人民共和国商务部", "中华人民共国商务部"),
    ("市文化和旅游局", "市文旅局"),  # a short name stands with its unit; no rule tells it
    ("市工业和信息化局", "市工信局"),
]


@pytest.mark.parametrize("names", ONE)
def test_names_that_differ_by_what_joins_their_parts_are_compared_alike(names):
    assert len({unlinked(name) for name in names}) == 1
    assert all(unlinked(names[0]) in name_words(name) for name in names)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_no_other_names_are(one, other):
    assert unlinked(one) != unlinked(other)


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("市人力资源和社会保障局", "人力资源与社会保障", True),
        ("市人力资源和社会保障局", "资源和社", True),
        ("市文化广电和旅游局", "广电和", True),
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
    assert any(wanted in name_words(name) for wanted in name_queries(typed)) == found
