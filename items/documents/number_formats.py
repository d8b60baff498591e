"""Numbers of automatic lists in the formats of Word (ECMA-376, 17.18.59 ST_NumberFormat)."""

from collections.abc import Callable

_Format = Callable[[int], str]

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
# The highest number that is written as a word or a run of signs; above it stand plain digits.
_HIGHEST_WORD = 9999


def _counting(number: int, digits: str = _DIGITS, units: str = "千百十", zero: str = "零") -> str:
    """一百二十三; ten to nineteen without a leading one, as lists are numbered."""
    text, skipped = "", False
    for value, unit in ((1000, units[0]), (100, units[1]), (10, units[2]), (1, "")):
        digit, number = divmod(number, value)
        if not digit:
            skipped = bool(text)
            continue
        text += (zero if skipped else "") + digits[digit] + unit
        skipped = False
    return text.removeprefix(digits[1]) if text.startswith(digits[1] + units[2]) else text


def _legal(number: int) -> str:
    text = _counting(number, _LEGAL_DIGITS, "仟佰拾")
    return "壹" + text if text.startswith("拾") else text


def _by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _simple_counting(number: int) -> str:
    """Up to 99 in words, above digit by digit."""
    return _counting(number) if number < 100 else _by_digit(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        text += sign * times
    return text


def _letter(number: int) -> str:
    """a … z, aa, bb …"""
    times, index = divmod(number - 1, 26)
    return chr(ord("a") + index) * (times + 1)


def _run(first: str, count: int) -> _Format:
    """A format of `count` characters that follow one another in Unicode."""
    return lambda number: chr(ord(first) + number - 1) if number <= count else str(number)


def _list(signs: str) -> _Format:
    return lambda number: signs[(number - 1) % len(signs)]


def _circled(number: int) -> str:
    for first, last, start in ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱")):
        if first <= number <= last:
            return chr(ord(start) + number - first)
    return str(number)


_FORMATS: dict[str, _Format] = {
    "chineseCounting": _simple_counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _simple_counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "ideographDigital": _by_digit,
    "taiwaneseDigital": _by_digit,
    "japaneseDigitalTenThousand": _by_digit,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: "".join(chr(ord("０") + int(digit)) for digit in str(number)),
    "decimalFullWidth2": lambda number: "".join(chr(ord("０") + int(digit)) for digit in str(number)),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _run("⑴", 20),
    "decimalEnclosedFullstop": _run("⒈", 20),
    "ideographEnclosedCircle": _run("㊀", 10),
    "ideographTraditional": _list("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _list("子丑寅卯辰巳午未申酉戌亥"),
    "none": lambda number: "",
}


def number_text(number: int, number_format: str) -> str:
    """The number as Word shows it; a format that is not known gives plain digits."""
    if number_format == "none":
        return ""
    if not 0 < number <= _HIGHEST_WORD or number_format not in _FORMATS:
        return str(number)
    return _FORMATS[number_format](number)
