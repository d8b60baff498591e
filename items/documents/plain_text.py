"""Text files: UTF-8 with or without BOM, UTF-16 with or without BOM, GB18030.

The text is kept as decoded, line ends too, for offsets count its characters; but drawn tables become rows of cells.
"""

import codecs
import re
from collections.abc import Callable

from .drawn_tables import redraw
from .errors import Refusal

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_MOST_CONTROLS = 0.01
# GB18030 gives some character for almost any pair of bytes. Real Chinese keeps coming back to these; Big5,
# Shift-JIS or noise read as GB18030 does not.
_COMMON = re.compile(
    "[的一是不了在有和人这中大为上个国地年与及以市区县省局委政府办单位工作建设发展实施加强推进责任全各业务会"
    "業務責單實發國會、。，；：（）《》“”]"
)
_WIDE = re.compile("[^\x00-\x7f]")
_STRANGE = re.compile("[\ue000-\uf8ff\ufffd\U000e0000-\U0010ffff\x80-\x9f]")
_LEAST_COMMON = 0.08
_ENOUGH_TO_JUDGE = 20
# What a Chinese text consists of; UTF-16 read in the wrong byte order, or data that is no text, has much else.
_PLAUSIBLE = re.compile("[\t\n\r -~\u2010-\u203b\u2460-\u249b\u3000-\u3020\u4e00-\u9fff\uff01-\uff5e]")
_LEAST_PLAUSIBLE = 0.98


def read(data: bytes, progress: Callable[[int, int], None]) -> str:
    """The text of a text file. Raises Refusal for what is none, or in an encoding that cannot be told."""
    text = decode(data)
    progress(1, 1)
    return redraw(text)


def decode(data: bytes) -> str:
    """The characters of a text file. Raises Refusal."""
    text = _decode(data)
    if "\x00" in text or len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        raise Refusal("binary")
    return text


def _decode(data: bytes) -> str:
    if data.startswith(_UTF_16_MARKS) and not data.startswith(_UTF_32_MARKS):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        return _decode_unmarked_utf_16(data)
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or _is_chinese(text):
            return text
    binary = len(_CONTROL.findall(data.decode("latin-1"))) > _MOST_CONTROLS * len(data)
    raise Refusal("binary" if binary else "unknown_encoding")


def _decode_unmarked_utf_16(data: bytes) -> str:
    """UTF-16 without a mark, if one byte order gives a Chinese text and the other does not."""
    found = []
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        plausible = len(_PLAUSIBLE.findall(text)) >= _LEAST_PLAUSIBLE * len(text)
        if plausible and _COMMON.search(text) and _is_chinese(text):
            found.append(text)
    if len(found) != 1:
        raise Refusal("binary")
    return found[0]


def _is_chinese(text: str) -> bool:
    """Whether text that decoded as GB18030 was meant so."""
    wide = len(_WIDE.findall(text))
    if _STRANGE.search(text):
        return False
    return wide < _ENOUGH_TO_JUDGE or len(_COMMON.findall(text)) >= _LEAST_COMMON * wide
