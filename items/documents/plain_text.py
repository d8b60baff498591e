"""Text files: UTF-8 with or without BOM, UTF-16 with BOM, GB18030.

The text is kept as decoded, line ends too, for offsets count its characters.
"""

import codecs
import re
from pathlib import Path

from .errors import DocumentError

LARGEST_FILE = 20 * 1024 * 1024
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


def read_text(path: str | Path) -> str:
    """The text of a file of at most LARGEST_FILE bytes. Raises DocumentError."""
    path = Path(path)
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise DocumentError("folder", name=name)
        if not path.exists():
            raise DocumentError("missing", name=name)
        if not path.is_file():
            raise DocumentError("not_regular", name=name)
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not valid"
        raise DocumentError("unreadable", name=name, reason=reason) from error
    return decode(data, name)


def decode(data: bytes, name: str) -> str:
    """The text of an uploaded or read file; `name` appears in the sentence of the DocumentError."""
    if len(data) > LARGEST_FILE:
        raise DocumentError("too_large", name=name, limit=LARGEST_FILE // 1024 // 1024)
    text = _decode(data, name)
    if "\x00" in text or len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        raise DocumentError("binary", name=name)
    return text


def _decode(data: bytes, name: str) -> str:
    if data.startswith(_UTF_16_MARKS) and not data.startswith(_UTF_32_MARKS):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        raise DocumentError("binary", name=name)
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
    raise DocumentError("binary" if binary else "unknown_encoding", name=name)


def _is_chinese(text: str) -> bool:
    """Whether text that decoded as GB18030 was meant so."""
    wide = len(_WIDE.findall(text))
    if _STRANGE.search(text):
        return False
    return wide < _ENOUGH_TO_JUDGE or len(_COMMON.findall(text)) >= _LEAST_COMMON * wide
