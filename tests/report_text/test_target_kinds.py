"""Kinds of figures in promises, on invented sentences: what they are of, and which are none."""

import pytest

from items.report_text.parser import parse

from .promised import read, targets, unsure


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("新建幼儿园10所以上", [("新建幼儿园", ">=", 10, "所")]),
        ("改造中小学12所以上", [("改造中小学", ">=", 12, "所")]),
        (
            "新改扩建公办园8所以上,新增学位3000个以上",
            [("新改扩建公办园", ">=", 8, "所"), ("新增学位", ">=", 3000, "个")],
        ),
        ("建成社区养老服务站20所以内", [("建成社区养老服务站", "<=", 20, "所")]),
        ("力争创建示范校5所左右", [("创建示范校", "=", 5, "所")]),
        ("建设乡镇卫生院6所及以上", [("建设乡镇卫生院", ">=", 6, "所")]),
    ],
)
def test_schools_or_more_are_counted(sentence, found):
    assert (targets(sentence), unsure(sentence)) == (found, [])


@pytest.mark.parametrize("sentence", ["推进两轮土地延包试点", "采购3轮摩托", "落实第2轮督察整改", "开展3轮次动员"])
def test_rounds_that_tell_which_or_of_what_are_no_figures(sentence):
    assert targets(sentence) == []


@pytest.mark.parametrize("sentence", ["新建幼儿园10所", "扩建小学两所"])
def test_the_conjunction_behind_a_number_is_none(sentence):
    # 所以 begins a sentence of its own.
    assert len(targets(f"{sentence},所以要抓紧选址")) == 1


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("准备不少于 85,000 个公共停车位的用地", [("准备公共停车位的用地", ">=", 85000, "个")]),
        ("提供不少于72,000个住房单位", [("提供住房单位", ">=", 72000, "个")]),
        ("提供12,500个学位", [("提供学位", "=", 12500, "个")]),
        ("新增绿地1,200公顷", [("新增绿地", "=", 1200, "公顷")]),
        ("发放补贴资金1,234,567元", [("发放补贴资金", "=", 1234567, "元")]),
        ("供应土地达到3,300公顷以上", [("供应土地", ">=", 3300, "公顷")]),
        ("新增就业１２，０００人", [("新增就业", "=", 12000, "人")]),
    ],
)
def test_grouped_digits_are_one_number(sentence, found):
    assert (targets(sentence), unsure(sentence)) == (found, [])


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "接待游客2000万人次,实现旅游收入150亿元,分别增长10%、12%",
            [
                ("接待游客", "=", 2000 * 10**4, "人次"),
                ("旅游收入", "=", 150 * 10**8, "元"),
                ("接待游客增长", "=", 10, "%"),
                ("旅游收入增长", "=", 12, "%"),
            ],
        ),
        (
            "完成工业投资80亿元、技改投资30亿元,分别增长9%和15%以上",
            [
                ("工业投资", "=", 80 * 10**8, "元"),
                ("技改投资", "=", 30 * 10**8, "元"),
                ("工业投资增长", ">=", 9, "%"),
                ("技改投资增长", ">=", 15, "%"),
            ],
        ),
        (
            "粮食产量达到50万吨,肉类产量达到8万吨,蔬菜产量达到90万吨,分别增长1%、2%、3%",
            [
                ("粮食产量", ">=", 50 * 10**4, "吨"),
                ("肉类产量", ">=", 8 * 10**4, "吨"),
                ("蔬菜产量", ">=", 90 * 10**4, "吨"),
                ("粮食产量增长", "=", 1, "%"),
                ("肉类产量增长", "=", 2, "%"),
                ("蔬菜产量增长", "=", 3, "%"),
            ],
        ),
        ("城镇、农村居民收入分别增长6%、7%", [("城镇居民收入增长", "=", 6, "%"), ("农村居民收入增长", "=", 7, "%")]),
    ],
)
def test_growth_of_several_has_each_its_own_subject(sentence, found):
    assert (targets(sentence), unsure(sentence)) == (found, [])


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("森林覆盖率由38%提高到40%", [("森林覆盖率", ">=", 40, "%")]),
        ("城镇化率从60.5%提升至62%以上", [("城镇化率", ">=", 62, "%")]),
        ("将污水处理率从85%提高到90%", [("污水处理率", ">=", 90, "%")]),
        ("单位能耗由0.5吨标准煤降低到0.4吨标准煤", [("单位能耗", "<=", "0.4", "吨标准煤")]),
        ("公交线路从20条增加到26条", [("公交线路", ">=", 26, "条")]),
        ("审批时限由15个工作日压缩至5个工作日", [("审批时限", "<=", 5, "个工作日")]),
        ("一次处方用药量从4周延长至12周", [("一次处方用药量", ">=", 12, "周")]),
        ("服务时间由8小时延长到12小时", [("服务时间", ">=", 12, "小时")]),
        ("床位数从300张增至500张", [("床位数", ">=", 500, "张")]),
    ],
)
def test_of_a_change_only_the_goal_counts(sentence, found):
    assert [(t[0], t[1], str(t[2]), t[3]) for t in targets(sentence)] == [
        (label, how, str(number), unit) for label, how, number, unit in found
    ]
    assert unsure(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "改造6个老旧小区1200户15万平方米",
            [
                ("改造老旧小区", "=", 6, "个"),
                ("改造老旧小区", "=", 1200, "户"),
                ("改造老旧小区", "=", 15 * 10**4, "平方米"),
            ],
        ),
        (
            "建设8处口袋公园3.5万平方米",
            [("建设口袋公园", "=", 8, "处"), ("建设口袋公园", "=", 35000, "平方米")],
        ),
        (
            "整治20条河道150公里",
            [("整治河道", "=", 20, "条"), ("整治河道", "=", 150, "公里")],
        ),
        (
            "改造老旧小区6个1200户15万平方米",
            [
                ("改造老旧小区", "=", 6, "个"),
                ("改造老旧小区", "=", 1200, "户"),
                ("改造老旧小区", "=", 15 * 10**4, "平方米"),
            ],
        ),
        (
            "更新电梯30部、惠及居民2000户",
            [("更新电梯", "=", 30, "部"), ("惠及居民", "=", 2000, "户")],
        ),
        (
            "组织督查3轮,飞防作业8万亩次",
            [("组织督查", "=", 3, "轮"), ("飞防作业", "=", 8 * 10**4, "亩次")],
        ),
        ("改善60所村小办学条件", [("改善村小办学条件", "=", 60, "所")]),
        ("为25栋旧楼加装电梯", [("为旧楼加装电梯", "=", 25, "栋")]),
    ],
)
def test_several_figures_of_one_deed_all_count(sentence, found):
    assert (targets(sentence), unsure(sentence)) == (found, [])


@pytest.mark.parametrize(
    "sentence",
    [
        "对总投资3000万元以上、填补本地空白的产业项目,投产后按照设备投资额的8%,给予最高2000万元支持",
        "对年营业收入首次突破1亿元的企业,一次性奖励20万元",
        "对新认定的高新技术企业给予30万元奖励",
        "对纳税500万元以上的企业,按新增部分的50%给予奖补",
        "每招用1名登记失业人员,给予企业1000元补贴",
        "按不超过合同金额的15%予以补助",
        "单个项目补助不超过200万元",
        "对中小微企业贷款按年利率2%贴息",
        "将贷款贴息比例提高到60%",
        "最高奖补300万元",
        "符合条件的个人最高可贷20万元",
        "吸纳就业人数达到30%以上的企业可享受优惠",
        "按每人每月600元标准发放生活补助",
        "对引进的博士研究生发放安家费10万元",
        "给予企业最高不超过500万元的一次性奖励",
        "失业保险费率阶段性降低至1%",
        "购房契税补贴比例为50%",
        "实行首套房贷款首付比例不低于20%",
        "允许企业按10%的比例预缴",
        "年租金减免3个月",
        "企业年度研发投入超过500万元,按5%给予补助",
        "对当年新增贷款超过1000万元的企业,给予不超过2%的贴息,最高100万元",
        "单户贷款额度不超过20万元",
        "见习范围扩大到16—24岁青年",
    ],
)
def test_terms_of_a_policy_are_no_targets(sentence):
    assert targets(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("发放创业担保贷款3亿元,贴息2000万元", [("发放创业担保贷款", "=", 3 * 10**8, "元")]),
        ("对接项目100个", [("对接项目", "=", 100, "个")]),
        ("对120个老旧小区实施改造", [("对老旧小区实施改造", "=", 120, "个")]),
        ("建成全国最高的水塔1座", [("建成最高的水塔", "=", 1, "座")]),
        ("兑现奖补资金3000万元", [("兑现奖补资金", "=", 3000 * 10**4, "元")]),
        ("符合条件的企业入库50家", [("符合条件的企业入库", "=", 50, "家")]),
        ("新增规模以上工业企业20家", [("新增规模以上工业企业", "=", 20, "家")]),
    ],
)
def test_promises_near_the_words_of_a_policy_stay(sentence, found):
    assert targets(sentence)[: len(found)] == found


@pytest.mark.parametrize(
    ("sentence", "labels"),
    [
        ("新建改造公厕120座(其中,城区100座、乡镇20座)", ["新建改造公厕"]),
        ("建设(续建)保障性住房2000套", ["建设(续建)保障性住房"]),
        ("新建改造提升农村公路(其中,县道30公里)共120公里", ["新建改造提升农村公路"]),
        ("培训(轮训)村干部500名", ["培训(轮训)村干部"]),
    ],
)
def test_bracket_of_details_is_no_part_of_a_label(sentence, labels):
    assert [label for label, *_ in targets(sentence)] == labels


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("設置電動自行車充電樁500個", "設置電動自行車充電樁"),
        ("設置500個電動自行車充電樁", "設置電動自行車充電樁"),
        ("新建幼兒園10所以上", "新建幼兒園"),
        ("改造農村危房1200戶", "改造農村危房"),
        ("設置充電樁200個、換電櫃50個", "設置充電樁"),
    ],
)
def test_labels_keep_the_script_of_the_document(sentence, label):
    assert targets(sentence)[0][0] == label


def test_a_carried_verb_keeps_the_script_of_the_document():
    labels = [label for label, *_ in targets("開設老年食堂30家、托育園20家")]
    assert labels == ["開設老年食堂", "開設托育園"]


def test_subject_carried_over_keeps_its_script():
    report = parse("1、完成工業總產值150億元,增長12%(責任單位:市財政局)")
    assert [t.label for t in report.items[0].targets] == ["完成工業總產值", "工業總產值增長"]


@pytest.mark.parametrize(
    "sentence", ["失业保险费率降至1%", "综合融资担保费率降至1%以下", "贷款平均利率下降0.5个百分点"]
)
def test_what_becomes_of_a_rate_is_asked(sentence):
    assert targets(sentence) == [] and len(unsure(sentence)) == 1


def test_literal_of_the_target_is_what_stands_there():
    (target,) = read("新建幼儿园10所以上").targets
    assert target.literal == "新建幼儿园10所以上"


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("新建学校、医院各2所", [("新建学校", "=", 2, "所"), ("新建医院", "=", 2, "所")]),
        ("开展消防演练,每校每学期不少于2次", [("消防演练每校每学期", ">=", 2, "次")]),
        ("加装电梯,全年开工110部", [("电梯开工", "=", 110, "部")]),
        ("新建公园3个,面积4500平方米", [("新建公园", "=", 3, "个"), ("面积", "=", 4500, "平方米")]),
        ("送戏下乡一百二十场", [("送戏下乡", "=", 120, "场")]),
        ("培训村医二百人次", [("培训村医", "=", 200, "人次")]),
        ("免费为三千名职工体检", [("免费为职工体检", "=", 3000, "名")]),
        ("建设研发楼4栋、人才公寓320套", [("建设研发楼", "=", 4, "栋"), ("建设人才公寓", "=", 320, "套")]),
        (
            "到2027年,建成实验室12个;到2030年,累计达到20个",
            [("建成实验室", "=", 12, "个"), ("实验室", ">=", 20, "个")],
        ),
        (
            "营业收入26亿元,利润2亿元,同比分别增长7%和10%",
            [
                ("营业收入", "=", 2600000000, "元"),
                ("利润", "=", 200000000, "元"),
                ("营业收入增长", "=", 7, "%"),
                ("利润增长", "=", 10, "%"),
            ],
        ),
    ],
)
def test_figures_that_others_tell_of(sentence, found):
    assert (targets(sentence), unsure(sentence)) == (found, [])


@pytest.mark.parametrize("sentence", ["做到一座城一盘棋", "打造千家示范店", "十个百家行动"])
def test_small_numerals_and_bare_powers_stay_phrases(sentence):
    assert targets(sentence) == []
