"""What a document says about itself: year, title, issuer, document number; suggestions for a person to correct."""

import re
from pathlib import PurePath

from ..report_text.folding import fold

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[〔\[(【]|年度)|[〔\[(【]((?:19|20)\d\d)[〕\])】]")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12} ?[〔\[(【](?:19|20)\d\d[〕\])】] ?(?:第 ?)?\d{1,4} ?号")
_ISSUER = re.compile(r"[\u4e00-\u9fff]{2,24}(?:人民政府办公[室厅]|人民政府|管理委员会|委员会|办公[室厅])")
_TITLE_LIMIT, _ISSUER_LIMIT = 200, 100


def describe(parsed, name):
    """{"year", "title", "issuer", "document_number"} as far as the text or the file's name tells; "" or None else."""
    head = fold(_head(parsed))
    title = " ".join(parsed.title.split()) or PurePath(name).stem
    found = next((match for text in (fold(title), head, fold(name)) for match in _YEAR.finditer(text)), None)
    number = _NUMBER.search(head)
    issuer = next((line for line in map(str.strip, head.split("\n")) if _ISSUER.fullmatch(line)), "")
    return {
        "year": int(found[1] or found[2]) if found else None,
        "title": title[:_TITLE_LIMIT],
        "issuer": issuer[:_ISSUER_LIMIT],
        "document_number": "".join(number.group().split()) if number else "",
    }


def _head(parsed):
    """The notice and whatever else stands before the first heading or item, else the first lines."""
    first = min([part.start for part in (*parsed.items[:1], *parsed.chapters[:1])], default=0)
    return parsed.source[: max(first, 400)][:4000]
