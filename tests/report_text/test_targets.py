"""Each rule for targets and milestones on invented sentences."""

from datetime import date
from decimal import Decimal

import pytest

from items.report_text.model import Deadline
from items.report_text.parser import parse

from .promised import milestones, read, targets, unsure


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("GDP增长6%左右", [("GDP增长", "=", 6, "%")]),
        ("居民消费价格涨幅控制在3%以内", [("居民消费价格涨幅", "<=", 3, "%")]),
        ("单位GDP能耗下降3.5%", [("单位GDP能耗下降", "=", Decimal("3.5"), "%")]),
        ("粮食产量稳定在500亿斤以上", [("粮食产量", ">=", 500 * 10**8, "斤")]),
        ("全年完成固定资产投资2.18万亿元", [("固定资产投资", "=", 218 * 10**10, "元")]),
        ("举办惠民演出不少于200场次", [("举办惠民演出", ">=", 200, "场次")]),
        ("新增养老床位1,000张", [("新增养老床位", "=", 1000, "张")]),
        ("新建充电桩100余个", [("新建充电桩", ">=", 100, "个")]),
        ("地区生产总值力争突破1000亿元", [("地区生产总值", ">=", 1000 * 10**8, "元")]),
        ("PM2.5平均浓度下降到30微克/立方米", [("PM2.5平均浓度", "<=", 30, "微克/立方米")]),
        ("优良天数310天以上", [("优良天数", ">=", 310, "天")]),
        ("审批时限压缩至7个工作日以内", [("审批时限", "<=", 7, "个工作日")]),
        ("服务业比重增加2个百分点", [("服务业比重增加", "=", 2, "个百分点")]),
        ("群众满意度达到百分之九十五", [("群众满意度", ">=", 95, "%")]),
        ("人口预期寿命达到79岁", [("人口预期寿命", ">=", 79, "岁")]),
        ("预期寿命达到79.5岁", [("预期寿命", ">=", Decimal("79.5"), "岁")]),
        ("为企业减负5亿元", [("为企业减负", "=", 5 * 10**8, "元")]),
        ("建成5G基站3000个", [("建成5G基站", "=", 3000, "个")]),
    ],
)
def test_number_at_the_end_of_its_clause(sentence, expected):
    assert targets(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("建设6座垃圾转运站", [("建设垃圾转运站", "=", 6, "座")]),
        ("建成一座污水处理厂", [("建成污水处理厂", "=", 1, "座")]),
        ("新建十二个社区食堂", [("新建社区食堂", "=", 12, "个")]),
        ("培育100家以上的龙头企业", [("培育龙头企业", ">=", 100, "家")]),
        ("为1万名妇女免费体检", [("为妇女免费体检", "=", 10000, "名")]),
        ("完成农村公路100公里建设任务", [("完成农村公路建设任务", "=", 100, "公里")]),
        ("推动5000家企业数字化转型", [("推动企业数字化转型", "=", 5000, "家")]),
        ("确保80%以上的行政村通公交", [("行政村通公交", ">=", 80, "%")]),
        ("打通东一路、西二路等4条断头路", [("打通断头路", "=", 4, "条")]),
        ("帮助3万贫困人口的子女入学", [("帮助贫困人口子女入学", "=", 30000, "人")]),
        ("新建2个5000平方米以上的体育公园", [("新建体育公园", "=", 2, "个")]),
    ],
)
def test_number_between_verb_and_noun(sentence, expected):
    assert targets(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "新增就业10万人以上、失业率控制在5%以内",
            [("新增就业", ">=", 100000, "人"), ("失业率", "<=", 5, "%")],
        ),
        ("创建10个示范乡镇和100个示范村", [("创建示范乡镇", "=", 10, "个"), ("创建示范村", "=", 100, "个")]),
        ("新增公交车50辆、充电桩300个", [("新增公交车", "=", 50, "辆"), ("新增充电桩", "=", 300, "个")]),
        ("重点支持30名厨师进修,40名教师研学", [("支持厨师进修", "=", 30, "名"), ("支持教师研学", "=", 40, "名")]),
        ("引进项目100个,其中亿元以上项目20个", [("引进项目", "=", 100, "个"), ("亿元以上项目", "=", 20, "个")]),
        (
            "新改建农村公路90公里,其中新建20公里",
            [("新改建农村公路", "=", 90, "公里"), ("农村公路新建", "=", 20, "公里")],
        ),
        ("服务业产值突破5亿元,增长8%", [("服务业产值", ">=", 5 * 10**8, "元"), ("服务业产值增长", "=", 8, "%")]),
        ("茶叶产值突破5亿元,增长8%", [("茶叶产值", ">=", 5 * 10**8, "元"), ("茶叶产值增长", "=", 8, "%")]),
        ("城镇、农村入园率分别达到95%、90%", [("城镇入园率", ">=", 95, "%"), ("农村入园率", ">=", 90, "%")]),
        ("早稻、晚稻分别扩大到40万亩和50万亩以上", [("早稻", ">=", 400000, "亩"), ("晚稻", ">=", 500000, "亩")]),
        ("分别达到甲类50%、乙类60%", [("甲类", ">=", 50, "%"), ("乙类", ">=", 60, "%")]),
    ],
)
def test_several_numbers_share_verb_and_subject(sentence, expected):
    assert targets(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "per"),
    [
        ("确保每个街道有一所幼儿园", "每个街道"),
        ("每千人口床位数达到6张", "每千人口"),
        ("每万人口专利拥有量达到12件", "每万人口"),
        ("低保标准提高到每人每月700元", "每人每月"),
        ("日处理污水能力达到5万吨", "日"),
        ("人均公园绿地面积达到15平方米", "人"),
        ("每年培训1万人次", "每年"),
        ("每村至少培养2名带头人", "每村"),
        ("人均可支配收入增长7%", ""),
        ("新建公园3个", ""),
    ],
)
def test_figure_tells_what_it_is_counted_per(sentence, per):
    assert [target.per for target in read(sentence).targets] == [per]


@pytest.mark.parametrize(
    ("sentence", "number", "upper", "literal"),
    [
        ("粮食产量增长3%—5%", 3, 5, "3%—5%"),
        ("改造良田3000—5000亩", 3000, 5000, "3000—5000"),
        ("新增就业3至5万人", 30000, 50000, "3至5万"),
        ("覆盖率从80%提高到90%", 90, None, "90"),
        ("占比增速由3%到5%", 5, None, "5"),
    ],
)
def test_range_has_two_ends_and_a_rise_only_its_goal(sentence, number, upper, literal):
    (target,) = read(sentence).targets
    assert (target.number, target.upper, target.number_literal) == (number, upper, literal)


@pytest.mark.parametrize(
    "sentence",
    [
        "向人均住房面积13平方米以下的家庭发放补贴",
        "实施学前教育三年行动计划",
        "推进体育中心(二期工程,占地200亩)建设",
        "实施0-6岁残疾儿童康复工程",
        "打造“一核两翼”,推进“一件事一次办”,落实《2026年三项行动方案》",
        "推出一批精品、一系列活动,第一时间处置,形成一个格局",
        "到2026年6月底前、第三季度、十四五期间,每年、24小时值守",
        "落实国发〔2018〕39号,做好211工程和5A景区工作,推广3号线经验",
        "对符合条件的,给予50万元补助,最高不超过300万元",
        "去年完成投资50亿元",
        "参保3年以上的,可申请补贴",
        "启动大桥建设,全长5公里,总投资3亿元",
        "全市56个乡镇统一行动",
        "办好12345热线",
        "百名专家引进项目",
        "第十届运动会、十三届五次全会精神、世界500强",
    ],
)
def test_number_that_promises_nothing_is_silent(sentence):
    assert (targets(sentence), unsure(sentence)) == ([], [])


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("在7个工作日以内办结", "7个工作日以内"),
        ("抓好80万吨水泥项目", "80万吨"),
        ("推进两条铁路建设", "两条"),
        ("支持百家企业技改", "百家"),
        ("新增规上企业300", "300"),
        ("带动10万中小企业上云", "10万"),
        ("增长8%", "8%"),
        ("三分之二的村实现供水", "三分之二"),
        ("建设999999999999999亩", "999999999999999亩"),
    ],
)
def test_doubtful_number_is_left_to_a_person(sentence, number):
    assert (targets(sentence), unsure(sentence)) == ([], [number])


@pytest.mark.parametrize(
    "sentence",
    [
        "开工建设市博物馆",
        "贯通滨江大道",
        "争创国家森林城市",
        "实现村级卫生室全覆盖",
        "到2030年经济总量翻一番",
        "综合实力进入全省前三",
        "通过国家卫生城市复审",
        "出台《优化营商环境若干措施》",
        "制定储备粮管理办法",
        "成立市大数据局",
        "上线政务服务平台",
        "完成国有企业公司制改革",
        "城市规划馆6月底前建成投用",
    ],
)
def test_checkable_step_is_a_milestone(sentence):
    assert (milestones(sentence), targets(sentence)) == ([sentence], [])


@pytest.mark.parametrize(
    "sentence",
    [
        "加强队伍建设,推进改革,完善体系,提高水平,落实责任",
        "推动一批项目竣工投产",
        "加快建设现代产业体系",
        "完成各项目标任务",
        "推动项目落地开工",
        "去年建成了市博物馆",
        "实现基本公共服务均等化",
        "新建公园3个",
    ],
)
def test_vague_or_counted_promise_is_no_milestone(sentence):
    assert milestones(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "deadline"),
    [
        ("2026年6月底前建成市民中心", Deadline("2026年6月底前", date(2026, 6, 30))),
        ("各区要于10月底前制定完成实施意见", Deadline("10月底前", None)),
        ("建成市民中心大楼", None),
    ],
)
def test_milestone_carries_the_date_of_its_clause(sentence, deadline):
    (milestone,) = read(sentence).milestones
    assert milestone.deadline == deadline


@pytest.mark.parametrize("size", ["亿元以上", "千万元以上", "1亿元以上", "百亩以上"])
def test_size_of_what_is_counted_is_neither_target_nor_asked(size):
    assert targets(f"开工建设{size}重点项目120个") == [(f"开工建设{size}重点项目", "=", 120, "个")]
    assert unsure(f"开工建设{size}重点项目120个") == []


def test_open_sum_at_the_end_is_asked():
    assert unsure("完成投资百亿元以上") == ["百亿元以上"]


def test_hope_and_date_stand_before_a_target_and_not_in_it():
    (target,) = read("力争2026年6月底前建成学校3所").targets
    assert (target.label, target.literal) == ("建成学校", "建成学校3所")


def test_title_of_a_broken_line_has_no_white_space():
    (milestone,) = read("抓紧开工建设南部新城市民\n中心").milestones
    assert (milestone.title, milestone.literal) == ("开工建设南部新城市民中心", "开工建设南部新城市民\n中心")


@pytest.mark.parametrize("end", ["\n", "\u2028", "\t", ";"])
def test_lines_and_cells_part_their_promises(end):
    assert targets(f"新建学校3所{end}改造道路5条") == [("新建学校", "=", 3, "所"), ("改造道路", "=", 5, "条")]


@pytest.mark.parametrize(
    ("cells", "label", "number", "unit"),
    [
        ("改造供水管网\t改造35公里", "改造供水管网", 35, "公里"),
        ("新建农村公路\t30公里", "新建农村公路", 30, "公里"),
        ("粮食产量\t稳定在50亿斤", "粮食产量", 5_000_000_000, "斤"),
        ("一般公共预算收入\t增长8%", "一般公共预算收入增长", 8, "%"),
    ],
)
def test_the_cell_before_a_bare_figure_says_what_is_counted(cells, label, number, unit):
    (target,) = read(cells).targets
    assert (target.label, target.number, target.unit) == (label, number, unit)


def test_a_cell_with_a_task_of_its_own_names_no_figure():
    assert unsure("完善全市城乡供水一体化管理体制和运行机制建设\t35公里") == ["35公里"]


def test_full_width_writing_reads_the_same_and_stays_as_written():
    (target,) = read("新建公园３０个（含口袋公园）").targets
    assert (target.number, target.number_literal, target.literal) == (30, "３０", "新建公园３０个")


def test_json_keeps_every_digit():
    item = parse("1、单位能耗下降3.50%,新建公园2—4个,2026年底前建成市民中心(责任单位:市财政局)").as_json()["items"][0]
    numbers = [(target["number"], target["upper"]) for target in item["targets"]]
    assert numbers == [("3.50", None), (2, 4)]
    assert item["targets"][1] == {
        "label": "新建公园",
        "number": 2,
        "upper": 4,
        "number_literal": "2—4",
        "unit": "个",
        "comparator": "=",
        "per": "",
        "literal": "新建公园2—4个",
        "start": 14,
        "end": 22,
    }
    assert item["milestones"] == [
        {
            "title": "2026年底前建成市民中心",
            "literal": "2026年底前建成市民中心",
            "start": 23,
            "end": 36,
            "deadline": {"literal": "2026年底前", "date": "2026-12-31"},
        }
    ]
