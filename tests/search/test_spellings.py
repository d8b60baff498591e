"""However it is written, it is found: the real report, looked through as people type."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.folding import unlinked
from departments.models import Department, DepartmentAlias
from items.closing.moving import write_note
from items.ledger.editing import edit_item
from items.models import Responsibility, Target, WorkItem
from items.seeding.sowing import seed
from items.units.merging import merge

from ..given import factories
from ..given.factories import day

pytestmark = pytest.mark.each_database

TEN = list(range(200, 210))
UNDER_SEVEN = list(range(191, 210))
JOBS = 191
ROADS = 207
CHILDREN = 209
CHARITY = 195
BREAKFAST = 188
DISEASE = 194
COMMUNITIES = 206
PONDS = 205


def sown():
    """The seeded portal with a remark, a note, a target by hand, a leader and a merger."""
    seed(on=day("2011-03-01"), keep_accounts=lambda accounts: None)
    office = factories.person("clerk", role="supervision", department=Department.objects.get(name="市政府办公室"))
    breakfast = WorkItem.objects.get(number=BREAKFAST)
    edit_item(breakfast, by=office, version=breakfast.version, due_on=None, due_text="", remark="擬於３月開工（試點）")
    write_note(WorkItem.objects.get(number=ROADS), text="清河桥桩基完成 １，２８０ 米，占 85 %。", by=office)
    road = WorkItem.objects.get(number=ROADS)
    road.leaders = "欧阳建国、李 明"
    road.save()
    Target.objects.create(item=road, position=9, label="打通“断头路”", number=4, unit="条")
    trade, economy = (Department.objects.get(name=name) for name in ("市工商局", "市经信委"))
    merge(trade, into=economy, by=factories.person("steward", role="administrator"), on=day("2011-06-01"))


@pytest.fixture
def portal(shared, db):
    shared("spellings", sown)


def numbers(query):
    return list(WorkItem.objects.matching(query).order_by("number").values_list("number", flat=True))


# What stands in the items: text, remark, group, chapter, notes, targets, leaders.
WORDS = [
    # full and half width
    ("“早餐示范工程”", [BREAKFAST]),
    ('"早餐示范工程"', [BREAKFAST]),
    ("「早餐示范工程」", [BREAKFAST]),
    ("早餐示范工程,争创全国", [BREAKFAST]),
    ("早餐示范工程，争创全国", [BREAKFAST]),
    ("早餐　示范", [BREAKFAST]),
    ("早餐示范工程”，争创", [BREAKFAST]),
    ("新增就业１０万人", [JOBS]),
    ("新增就业10 万人", [JOBS]),
    ("新增就业 10 万人，", [JOBS]),
    ("城镇新增就业10万人；下岗失业", [JOBS]),
    ("0－6岁残疾儿童", [CHILDREN]),
    ("0—6岁残疾儿童", [CHILDREN]),
    ("0至6岁残疾儿童", [CHILDREN]),
    ("0～6 岁残疾儿童", [CHILDREN]),
    ("１．３８万口堰塘", [PONDS]),
    ("1.38 万口堰塘", [PONDS]),
    ("10,000户以上", [PONDS]),
    ("10，000户以上", [PONDS]),
    ("水电改造5,000户", [COMMUNITIES]),
    ("贯通内环西线", [ROADS]),
    # traditional characters
    ("醫療救助即時結算", [DISEASE]),
    ("殘疾兒童", [CHILDREN]),
    ("留守兒童愛心服務站", [CHARITY, CHILDREN]),
    ("打通春園北路、唐家巷南路", [ROADS]),
    ("長征東路", [ROADS]),
    # groups, chapters, leaders, remarks, notes, targets
    ("十件实事", TEN),
    ("“十件實事”", TEN),
    ("十 件 实 事", TEN),
    ("着力保障和改善民生", UNDER_SEVEN),
    ("著力保障和改善民生，提高人民群眾幸福指數", UNDER_SEVEN),
    ("欧阳建国", [ROADS]),
    ("歐陽建國", [ROADS]),
    ("李明", [ROADS]),
    ("拟于3月开工", [BREAKFAST]),
    ("拟于３月开工(试点)", [BREAKFAST]),
    ("桩基完成1280米", [ROADS]),
    ("桩基完成1,280米", [ROADS]),
    ("占85％", [ROADS]),
    ("断头路", [ROADS]),
    # numbers and ranges
    ("191", [191]),
    ("１９１", [191]),
    ("第191项", [191]),
    ("第１９１項", [191]),
    ("191號", [191]),
    ("191-195", [191, 192, 193, 194, 195]),
    ("１９１－１９５", [191, 192, 193, 194, 195]),
    ("191—195", [191, 192, 193, 194, 195]),
    ("191 ～ 195", [191, 192, 193, 194, 195]),
    ("191至195", [191, 192, 193, 194, 195]),
    ("第191至195项", [191, 192, 193, 194, 195]),
    ("第 191 - 195 项", [191, 192, 193, 194, 195]),
    ("191、195", [191, 195]),
    ("191，195", [191, 195]),
    ("191, 195", [191, 195]),
    ("第191、193-195项", [191, 193, 194, 195]),
    ("191-195 救助", [192, 194]),
    ("195-191", []),
    ("191-2", []),
    # nothing
    ("，。", []),
    ("没有这样的词", []),
    ("＿", []),
    ("1%", []),
]

# Names of units, as typed, and the units they find, by their names today.
NAMES = [
    ("市人社局", "市人力资源和社会保障局"),
    ("人社局", "市人力资源和社会保障局"),
    ("renshe", "市人力资源和社会保障局"),
    ("RenShe", "市人力资源和社会保障局"),
    ("ｒｓｊ", "市人力资源和社会保障局"),
    ("rsj", "市人力资源和社会保障局"),
    ("SRSJ", "市人力资源和社会保障局"),
    ("rlzyhshbzj", "市人力资源和社会保障局"),
    ("人力資源和社會保障局", "市人力资源和社会保障局"),
    ("人力资源与社会保障局", "市人力资源和社会保障局"),
    ("市人力资源及社会保障局", "市人力资源和社会保障局"),
    ("人力资源社会保障局", "市人力资源和社会保障局"),
    ("人力资源与社会", "市人力资源和社会保障局"),
    ("rlzyshbzj", "市人力资源和社会保障局"),
    ("renliziyuanshehui", "市人力资源和社会保障局"),
    ("住房保障房屋管理局", "市住房保障和房屋管理局"),
    ("文化旅游新闻出版局", "市文化旅游和新闻出版局"),
    ("文化旅游与新闻出版", "市文化旅游和新闻出版局"),
    ("szfb", "市政府办公室", "市住房保障和房屋管理局"),  # shi zhu fang bao
    ("zhengfuban", "市政府办公室"),
    ("市政府辦", "市政府办公室"),
    ("衛生局", "市卫生局"),
    ("wsj", "市卫生局"),
    ("minzhengju", "市民政局"),
    ("smzj", "市民政局"),
    ("食药监局", "市食品药品监督管理局"),
    ("syjj", "市食品药品监督管理局"),
    ("住建委", "市城建委"),
    ("市农业局", "市农委"),
    ("人防办", "市民防办"),
    ("高新技术产业开发区", "高新区管委会"),
    ("各县（市）区", "各县(市)区人民政府"),
    ("各县市区", "各县(市)区人民政府"),
    ("各縣(市、區)人民政府", "各县(市)区人民政府"),
    ("zaoyang", "枣阳市人民政府"),
    ("市工商局", "市经信委"),
    ("工商行政管理局", "市经信委"),
    ("gsj", "市经信委"),
    ("wenhualvyou", "市文化旅游和新闻出版局"),
    ("lvyou", "市文化旅游和新闻出版局", "鱼梁洲管委会"),  # the zone is a resort, by its full name
    ("luyou", "市文化旅游和新闻出版局", "鱼梁洲管委会"),
]


@pytest.mark.parametrize(("query", "expected"), WORDS)
def test_words_and_numbers_are_found_however_written(portal, query, expected):
    assert numbers(query) == expected


@pytest.mark.parametrize(("query", "names"), [(query, set(names)) for query, *names in NAMES])
def test_units_and_their_items_are_found_by_every_name_and_in_letters(portal, query, names):
    units = Department.objects.unmerged().matching(query)
    assert {unit.name for unit in units} == names
    items = WorkItem.objects.of_departments(units, Responsibility.Role.values).values_list("number", flat=True)
    assert set(numbers(query)) >= set(items) != set()


def test_no_two_units_of_the_seed_are_one_without_what_joins_their_names(portal):
    named = [(unit.pk, name) for unit in Department.objects.all() for name in (unit.name, unit.short_name) if name]
    named += DepartmentAlias.objects.values_list("department", "name")
    meant = {}
    for unit, name in named:
        meant.setdefault(unlinked(name), set()).add(Department.objects.acting().get(unit, (unit,))[0])
    assert len(meant) > 80 and {name: units for name, units in meant.items() if len(units) > 1} == {}


@pytest.mark.parametrize("query", ["s", "it", "hi", "enshe", "anyang", "renshebu"])
def test_letters_within_a_syllable_find_no_unit(portal, query):
    assert not Department.objects.matching(query).exists()


def asked(client, **parameters):
    """How many queries the list takes, without its page around it."""
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse("item_list"), parameters, headers={"HX-Request": "true"}).status_code == 200
    return len(caught)


def test_no_spelling_costs_more_than_two_queries_beside_the_list(portal, client):
    client.force_login(factories.person("reader"))
    asked(client)
    plain = asked(client)
    dear = {query for query, *_found in [*WORDS, *NAMES] if asked(client, q=query) > plain + 2}
    assert not dear


def test_the_table_has_at_least_sixty_spellings():
    queries = [query for query, *_found in [*WORDS, *NAMES]]
    assert len(set(queries)) == len(queries) >= 60
