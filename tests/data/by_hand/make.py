"""Make the files of this folder: python tests/data/by_hand/make.py"""

import csv
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent

NINE = [
    ["2012年城市提升行动任务分解表"],
    [f"{name}栏" for name in "甲乙丙丁戊己庚辛壬"],
    [1, "王伟", "城建", "市城建委", "新建城市支路5条，年内全部通车", "续", "市财政局", "2012年12月底前", "结转项目"],
    [2, "李强", "城建", "市水利局", "改造雨污分流管网27公里", "新", "市财政局", "2012年11月底前", "需资金2亿元"],
    [3, "李强", "民生", "市教育局", "新建公办幼儿园12所", "新", "市发改委", "2012年8月底前", "城区优先"],
    [4, "陈刚", "民生", "市体育局", "建成社区健身场地60处", "续", "市民政局", "2012年10月底前", "与社区共建"],
]

RUN_TOGETHER = (
    "2012年政府工作讲话摘要\n"
    "同志们，做好今年的工作意义重大，各级各部门要把责任扛在肩上。在交通建设上，新建农村公路300公里，改造危桥12座，由市交通运输局负责。"
    "沿线环境要同步整治。在水利建设上，疏浚河道45公里，加固水库8座，由市水利局负责。在教育上，新建学校6所，由市教育局负责。"
    "在卫生上，改造乡镇卫生院15所，由市卫生局负责。在就业上，新增城镇就业3万人。\n"
)

NO_HEAD = [
    ["甲-一", "王伟", "市城建委", "城区", "新建停车位2000个，缓解停车难", "6月底前"],
    ["甲-二", "李强", "市水利局", "全市", "治理水土流失30平方公里", "12月底前"],
    ["乙-一", "陈刚", "市教育局", "全市", "新建塑胶运动场20块", "8月底前"],
    ["乙-二", "陈刚", "市民政局", "县区", "建设农村幸福院50所", "11月底前"],
]


def main():
    book = openpyxl.Workbook()
    for row in NINE:
        book.active.append(row)
    book.save(HERE / "nine-columns.xlsx")
    (HERE / "run-together.txt").write_text(RUN_TOGETHER, encoding="utf-8")
    with (HERE / "no-head.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(NO_HEAD)


if __name__ == "__main__":
    main()
