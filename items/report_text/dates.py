"""How days, months and parts of a year are written: the one grammar for cells, labels, brackets and sentences.

All patterns are for folded text without white space. Those that other modules build on (POINT, SPAN, LASTING …) have
no groups; what a date means is read here alone.
"""

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

_CHINESE = "〇零一二三四五六七八九十"
_SMALL = "(?:[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅一?|[一二三四五六七八九])"
DASH = r"[—–\-~至到]{1,2}"
# Behind what may begin another word (初中, 中小学) a date must end.
_ENDS = r"(?=之?以?前|[,;。、()]|完成|$)"

_MONTHS = rf"[0-9]{{1,2}}月|(?:{_SMALL}|元)月"
_PART = rf"(?:{_MONTHS}|年?[底末终]|[上下]半年|第?[一二三四1-4]季度)"
# 2027年, 二〇二七年, and where a part of the year follows 27年 and, in Taiwan, 116年.
_A_YEAR = (
    r"(?:(?<![0-9])(?:(?:19|20)[0-9]{2}|[2-4][0-9](?=年度?" + _PART + r")|1[0-4][0-9](?=年[0-9]{1,2}月))"
    rf"|(?<![{_CHINESE}])[一二][〇零九0oO][〇零一二三四五六七八九0oO]{{2}})"
)
_RELATIVE = {"今年": 0, "本年": 0, "当年": 0, "同年": 0, "明年": 1, "次年": 1, "翌年": 1, "来年": 1, "后年": 2}
_YEARED = rf"(?:(?:民国)?(?P<year>{_A_YEAR})年度?|(?P<relative>{'|'.join(_RELATIVE)})度?)"
_NAMED_MONTHS = {"元": 1}
_LUNAR = "正冬腊臘"
_MONTH = (
    rf"(?:(?P<from>[0-9]{{1,2}}|{_SMALL}|元)(?:月份?)?{DASH})?(?<!农历)"
    rf"(?P<month>(?<![0-9])[0-9]{{1,2}}|(?<![{_CHINESE}]){_SMALL}|[元{_LUNAR}])月份?"
    rf"(?:(?:[0-9]{{1,2}}日?{DASH})?(?P<day>[0-9]{{1,2}}|{_SMALL})(?:[日号]|{_ENDS}(?![,;。、()]))"
    rf"|(?:[上中]旬?{DASH})?(?P<third>[上中下])旬|[底末]|(?P<vague>[初中]){_ENDS})?"
)
_QUARTER = (
    rf"(?:[前第]?(?:(?P<first_quarter>[一二三四1-4])(?:季度?)?(?:{DASH}|、))?第?(?P<quarter>(?<![0-9])[一二三四1-4])季度"
    r"|第(?P<quarter_short>[一二三四1-4])季|[qQ](?P<letter_quarter>[1-4])(?![0-9])|(?P<first_of_four>首)季度?|前(?P<quarters>[两二三四2-4])个?季度)[底末]?"
)
# 底 and 内 only behind the year that they belong to.
_BEHIND_YEAR = rf"(?:(?<=[0-9今本当同明次翌来后{_CHINESE}]年)|(?<=年度))"
_OF_YEAR = (
    rf"(?:{_MONTH}|{_QUARTER}|(?P<half>[上下前后])半年[底末]?|(?P<middle>年中|{_BEHIND_YEAR}中){_ENDS}"
    rf"|年[底末终]|岁末|年度?内|{_BEHIND_YEAR}[底末终内])"
)
_PLAN = '[“"「『]?十(?P<plan>[三四五六七])五[”"」』]?(?:规划)?(?:(?:时期|期)?(?:末|底|间|内)|时期)'
_NUMERIC = (
    r"(?<![0-9])(?:(?P<y>20[0-9]{2})(?P<mark>[.\-/])(?P<m>[0-9]{1,2})(?:(?P=mark)(?P<d>[0-9]{1,2})|"
    r"[—–~至到\-](?P<to>[0-9]{1,2}))?|(?P<compact>20[0-9]{6}))(?![0-9])"
)
_POINT = rf"(?:{_PLAN}|{_YEARED}?{_OF_YEAR})"
_WHOLE = rf"(?:(?<![0-9])(?:19|20)[0-9]{{2}}年?(?:{DASH}|、))?(?P<whole>{_A_YEAR})年度?"
_AMOUNT = r"(?:[0-9]{1,4}|[一二两三四五六七八九十半几数]{1,3})"
_SPAN = (
    rf"{_AMOUNT}(?:个(?:半月|工作日|自然日|月|季度|小时|星期)|工作日|天|周|小时"
    r"|日(?=之?以?[内后前])|年(?=之?以?[内后]|左右|$))"
)


def _without_names(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


# A day, a month or a part of a year, also from … to …, in running text.
POINT = _without_names(rf"(?:{_POINT}(?:{DASH}{_POINT})?)")
# A year alone, or from … to ….
WHOLE_YEAR = _without_names(_WHOLE)
# The same and a year that is told by another: 明年.
YEAR = _without_names(f"(?:{_WHOLE}|{_YEARED})")
# Known to everybody and in no calendar: 春节前, 汛期前, 月底前.
_EVENT = (
    "(?:元旦|春节|清明|端午|五一|中秋|国庆|节|七一|八一|(?:主|入|进入)?汛期?|两会|(?:[春夏秋冬]季?)?(?:开学|学期|季)|"
    "采暖[季期]|供暖[季期]|入[春夏秋冬]|高考|中考|[寒暑]假)(?:节|假期)?"
)
# Dates that hold brackets or quotation marks: 2027年(6月底前), “十五五”末.
MARKED = rf"(?:{YEAR}\({_without_names(_OF_YEAR)}(?:之?以?前)?\)|{_without_names(_PLAN)}"
MARKED += rf"|[“\"「]{_EVENT}[”\"」]节?(?:之?以?前|前后|期间|后))"
# Digits may stand apart: 2027 年 6 月 30 日.
_SPACED_MONTH_END = "(?: {0,2}[0-9]{1,2} {0,2}日|[份底末]| ?[上中下]旬)?"
SPACED = (
    "(?:(?:[0-9]{4} {0,2}年度? {1,2}|[0-9]{4} {1,2}年度? {0,2})"
    rf"(?:[0-9]{{1,2}} {{0,2}}月{_SPACED_MONTH_END}|[底末]?)"
    rf"|[0-9]{{1,2}} {{1,2}}月{_SPACED_MONTH_END}|[0-9]{{1,2}}月 {{1,2}}[0-9]{{1,2}} {{0,2}}日)"
)
# A date in a sentence, and the characters that one may begin with.
DATE = f"(?:{SPACED}|{POINT}|{WHOLE_YEAR})"
FIRST_OF_DATE = "第前上下年岁今本当同明次翌来后元首廿卅" + _LUNAR
# As many days, months or years from some day on.
_FROM_THEN = (
    "(?:(?:自|从)?(?:收到|接到|收文|接文|印发|下发|发文|受理|交办|批准|批复|立项|通知|文件|方案|签收|会后|会议|结束){1,2}"
    "(?:之日)?起?后?)?"
)
SPAN = rf"(?:{_FROM_THEN}{_SPAN}(?:之?以?[内后前]|左右)?)"
# A day like 2027-06-30, 2027.6 or 20270630.
NUMERIC = r"(?:(?<![0-9])20[0-9]{2}(?:(?:[.\-/][0-9]{1,2}){1,2}|(?:0[1-9]|1[0-2])[0-3][0-9])(?![0-9]))"
# What goes on, and what comes again.
LASTING = "(?:长期|持续|常年|全年|全程|常态化?|贯穿(?:全年|始终)|永久)"
RECURRING = "(?:每(?:年|半年|季度?|月|旬|周|日|天)[度末底初]?|按(?:年|半年|季|月|旬|周)度?|逐[年季月周]|定期)"
VAGUE = (
    rf"(?:(?:[0-9]{{1,2}}月)?{_EVENT}(?:之?以?前|前后|期间|开始前|结束前|后)|[本当次下上]?(?:月|季度?|旬|周)[底末初中内]"
    "|[本当次下上]月[0-9]{1,2}日|农历.{1,6}|(?<![0-9月])[0-9]{1,2}日|年初|立行立改|即知即改|立即|即时(?:办[理结])?"
    # 5.31前, 按省定时限, 根据上级安排推进, 与省市同步.
    r"|(?<![0-9.])[0-9]{1,2}\.[0-9]{1,2}(?=之?以?前)"
    "|(?:按照?|根据|依据)[\u4e00-\u9fff]{0,6}(?:时间节点|序时进度|时限|安排|部署|进度)(?:要求)?(?:有序|稳步)?(?:推进|落实)?"
    "|与[国省市上级]{1,3}(?:要求|部署)?同步(?:推进)?)"
)

_READ = re.compile(rf"(?P<numeric>{_NUMERIC})|(?P<point>{_POINT})|(?P<span>{_SPAN})|(?P<years>{_WHOLE})")
_STARTS = re.compile("起(?!草)|开始")
# From when on something holds, which is no time for a deed: 5月1日起执行.
_HOLDS_FROM = re.compile("起(?:正式|全面)?(?:执行|施行|实行|试行|生效|实施$)")
# 9月开学前 is no end of a month.
_EVENT_BEHIND = re.compile(f"的?{_EVENT}")
_RANGE = re.compile(f"(?:{DASH})?")
_SEGMENT = re.compile("[,;。]")
_GOES_ON, _COMES_AGAIN = re.compile(f"{LASTING}|经常|日常"), re.compile(RECURRING)
_BRACKETS = str.maketrans("", "", "()[]〔〕【】")
_NOTHING = re.compile(r"[—–\-/\\_.*]*|无")
_YEAR_TITLE = re.compile(
    r"(?<![0-9])(?:(?:19|20)[0-9]{2}(?=年)|1[0-4][0-9](?=年度))|[一二][〇零九][〇零一二三四五六七八九]{2}(?=年)"
)
# All that may stand behind a year for whose end it stands: 2027年全面完成, not 2027年择机.
_OF_WHOLE_YEAR = re.compile(
    "(?:年度?|之?内|全面|全部|基本|力争|确保|争取|预计|计划|分期|分步|分阶段|完成|实现|建成|投用|投入使用|投产|竣工|通车|完工|开工|启动|"
    "验收|落实|到位|达标|见效|交付|办结|销号|实施|推行|推进|开展|启用|提供|建立|制定|修订|审议|提交|出台|印发|任务|目标|工作|建设|并|和|、|要|须|应)*"
)
# A cell that holds a number alone: the day as Excel counts it, 202706, 2027, 2025-2027, 6/30.
_SERIAL = re.compile(r"(?P<serial>[34][0-9]{4}|5[0-4][0-9]{3})(?:\.[0-9]+)?")
_BARE = re.compile(
    r"(?:(?P<first_year>20[0-9]{2})[—–\-~至到]{1,2})?(?P<year>20[0-9]{2})(?P<month>0[1-9]|1[0-2])?年?度?"
    r"|(?P<roc>1[0-4][0-9])(?P<dot>[./])(?P<rm>[0-9]{1,2})(?P=dot)(?P<rd>[0-9]{1,2})"
    r"|(?P<m>[0-9]{1,2})(?P<mark>[./\-])(?P<d>[0-9]{1,2})[日号]?(?:之?以?前|止)?"
)
# A longer text is no deadline.
_LONGEST_READ = 1000
_FIRST_DAY = date(1899, 12, 30)
_THIRDS = {"上": 10, "中": 20, "下": None}
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "o": 0, "O": 0}
_LEAP = 2028
_PLAN_BEGINS, _PLAN_YEARS = 2000, 5


class LastDay(NamedTuple):
    """The last day that a text allows. Without one: `unsure` tells that a person should be asked, for the day cannot
    be worked out even with a year."""

    day: date | None
    unsure: bool


def stated_year(folded: str) -> int | None:
    """The one year that a title states, or None if it states none or several."""
    years = set(_YEAR_TITLE.findall(re.sub(r"\s+", "", folded)))
    return _year_value(years.pop()) if len(years) == 1 else None


def read_date(folded: str, year: int | None) -> LastDay:
    """The day until which the whole text, a cell or what stands behind a label, gives time.

    `year` is that of the report, for what names none: then it has no day, and nobody is asked. Of several days the
    last one counts, of a span its end. What comes again beside a day is left aside.
    """
    written = re.sub(r"\s+", "", folded)
    if len(written) > _LONGEST_READ:
        return LastDay(None, True)
    alone = _number_alone(written, year)
    if alone:
        return alone
    walk = _DatesInOrder(year)
    segments = [part for part in _SEGMENT.split(written.translate(_BRACKETS)) if part]
    once = [part for part in segments if not _COMES_AGAIN.search(part)]
    for part in once:
        walk.read(part)
    if walk.unsure or (walk.days and walk.is_open):
        return LastDay(None, walk.unsure)
    if walk.days:
        return LastDay(max(walk.days), False)
    known = (
        walk.is_open
        or walk.holds_from
        or len(once) < len(segments)
        or _GOES_ON.search(written)
        or _NOTHING.fullmatch(written)
    )
    return LastDay(None, not known)


def _number_alone(written: str, year: int | None) -> LastDay | None:
    serial = _SERIAL.fullmatch(written)
    if serial:
        return LastDay(_FIRST_DAY + timedelta(int(serial["serial"])), False)
    bare = _BARE.fullmatch(written)
    if bare is None:
        return None
    if bare["roc"]:  # in Taiwan 115/6/30
        day = _day(_year_value(bare["roc"]), int(bare["rm"]), bare["rd"])
        return LastDay(day, day is None)
    if bare["year"]:
        backwards = bare["first_year"] and bare["first_year"] > bare["year"]
        day = None if backwards else _day(int(bare["year"]), int(bare["month"] or 12), None)
        return LastDay(day, day is None)
    month, number = int(bare["m"]), int(bare["d"])
    # 6-9 may be months, and the number 6.3 was 6.30 before a program wrote it.
    doubtful = number <= 12 if bare["mark"] == "-" else bare["mark"] == "." and bare["d"] in ("1", "2", "3")
    if doubtful or _day(_LEAP, month, number) is None:
        return LastDay(None, True)
    day = _day(year, month, number) if year else None
    return LastDay(day, bool(year) and day is None)


class _DatesInOrder:
    """Goes through the dates of a text from left to right: a year holds for what follows it."""

    def __init__(self, year: int | None):
        self.days: list[date] = []
        self.unsure = self.is_open = self.holds_from = False
        self._year = year
        self._last: tuple[int, date] | None = None

    def read(self, written: str) -> None:
        """Read one part of a text; a range does not reach over its end."""
        self._last = None
        started: list[date] = []
        for found in _READ.finditer(written):
            if found["span"]:
                self.unsure = True
            elif found["years"]:
                self._whole(written, found)
            else:
                self._point(written, found, started)
        if started and not self.days:
            self.unsure = True

    def _whole(self, written: str, found: re.Match[str]) -> None:
        """A year alone stands for its end where nothing else limits it."""
        self._year = _year_value(found["whole"])
        rest = written[: found.start()] + written[found.end() :]
        if _GOES_ON.search(rest):
            return
        if _OF_WHOLE_YEAR.fullmatch(rest):
            self.days.append(date(self._year, 12, 31))
        elif not _READ.search(written, found.end()):
            self.unsure = True

    def _point(self, written: str, found: re.Match[str], started: list[date]) -> None:
        if found["year"]:
            self._year = _year_value(found["year"])
        elif found["relative"]:
            self._year = self._year and self._year + _RELATIVE[found["relative"]]
        day = _numeric(found, written) if found["numeric"] else _last_day(found, self._year or _LEAP)
        if day is None or (_EVENT_BEHIND.match(written, found.end()) and not (found["day"] or found["d"])):
            self.unsure = True
        elif self._year is None and not found["numeric"] and not found["plan"]:
            self.is_open = True
        elif _HOLDS_FROM.match(written, found.end()):
            self.holds_from = True
        elif _STARTS.match(written, found.end()):
            started.append(day)
        else:
            # 10月至3月 is told apart by no year.
            before, self._last = self._last, (found.end(), day)
            joined = (
                before is not None
                and written[before[0] : found.start()]
                and _RANGE.fullmatch(written, before[0], found.start())
            )
            self.unsure |= bool(joined and before and day < before[1])
            self.days.append(day)


def _numeric(found: re.Match[str], written: str) -> date | None:
    if found["compact"]:
        digits = found["compact"]
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    # 2027.1 alone was 2027.10 before a program wrote it as a number.
    if found["mark"] == "." and found["m"] == "1" and not found["d"] and not found["to"] and found.group() == written:
        return None
    month, to = int(found["m"]), int(found["to"] or 0)
    return None if to and to < month else _day(int(found["y"]), to or month, found["d"])


def _last_day(found: re.Match[str], year: int) -> date | None:
    """The last day that a point allows in that year, or None where there is no such day."""
    if found["plan"]:
        return date(_PLAN_BEGINS + _PLAN_YEARS * (_DIGITS[found["plan"]] + 1), 12, 31)
    if found["month"]:
        if found["vague"] or found["month"] in _LUNAR:
            return None
        month, first = _small_value(found["month"]), found["from"] and _small_value(found["from"])
        if first and not 0 < first <= month:
            return None
        return _day(year, month, _small_value(found["day"]) if found["day"] else _THIRDS.get(found["third"]))
    quarter = found["quarter"] or found["quarter_short"] or found["letter_quarter"] or found["quarters"]
    quarter = "1" if found["first_of_four"] else quarter
    if quarter:
        first_quarter = found["first_quarter"]
        if first_quarter and _small_value(first_quarter) > _small_value(quarter):
            return None
        return _day(year, 3 * _small_value(quarter), None)
    return date(year, 6, 30) if found["middle"] or found["half"] in ("上", "前") else date(year, 12, 31)


def _day(year: int, month: int, day: str | int | None) -> date | None:
    try:
        return date(year, month, int(day) if day else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


def _year_value(written: str) -> int:
    """2027 of 2027, 二〇二七, 27 and 116 (the years of Taiwan)."""
    number = int("".join(str(_DIGITS.get(c, c)) for c in written))
    return number + 2000 if number < 100 else number + 1911 if number < 200 else number


def _small_value(written: str) -> int:
    """The value of a number below one hundred; 元 is one."""
    if written in _NAMED_MONTHS:
        return _NAMED_MONTHS[written]
    if written[0].isdigit() and written[0] in "0123456789":
        return int(written)
    written = written.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = written.rpartition("十")
    return (_DIGITS[tens] if tens else 1 if ten else 0) * 10 + (_DIGITS[ones] if ones else 0)
