"""Names of persons, known by their surnames."""

import re

# The surnames of nearly everybody; a short word that begins otherwise (城建, 新建) is no name of a person.
_SURNAMES = frozenset(
    "赖卜尉庹王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄"
    "聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈"
    "饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎"
    "甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉云芮晁逄逯郄鲜荀茹湛綦璩揭贡苌闾衣亓"
)
PERSONS = re.compile(r"[\u4e00-\u9fff·]{2,5}(?:[、,/][\u4e00-\u9fff·]{2,5})*")


def names_persons(folded: str) -> bool:
    """Whether the words are nothing but names of persons, with stops or strokes between them."""
    names = re.split("[、,/]", folded)
    return PERSONS.fullmatch(folded) is not None and all(name[:1] in _SURNAMES for name in names)
