"""What a workbook keeps of itself in its hidden sheet: its form, its portal, what it is about, and what it said.

The mark over all of it is made with the portal's own key, so that neither another portal's workbook nor one whose
hidden sheet was changed passes for one of this portal.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.crypto import constant_time_compare, salted_hmac


@dataclass(frozen=True, kw_only=True)
class LineRecord:
    """A line as it was written: the version of what it is about, what its cells held.

    `base` is {name: text} of the cells that may be filled in, as the portal keeps them; `said` the digest of the
    locked ones that say what the line is about.
    """

    version: int
    base: dict[str, str]
    said: str


@dataclass(kw_only=True)
class Record:
    """The hidden sheet: `lines` {key: LineRecord}, `titles` and `heads` of the sheets, {name of a column: its head}.

    A subject's own record adds what its workbook is about, `salt` and the class of its lines.
    """

    salt: ClassVar[str]
    line: ClassVar[type[LineRecord]] = LineRecord

    on: str
    titles: dict[str, str] = field(default_factory=dict)
    heads: dict[str, dict[str, str]] = field(default_factory=dict)
    lines: dict[str, LineRecord] = field(default_factory=dict)

    def rows(self, form_mark):
        """The rows of the hidden sheet, texts each."""
        about = {name: value for name, value in vars(self).items() if name != "lines"}
        yield [form_mark, self._mark(), _text(about)]
        for key, line in self.lines.items():
            yield [key, _text(vars(line))]

    def _mark(self):
        told = vars(self) | {"lines": {key: vars(line) for key, line in self.lines.items()}}
        return salted_hmac(self.salt, _text(told), algorithm="sha256").hexdigest()

    @classmethod
    def read(cls, rows):
        """The record that the rows hold; None where they are none of this portal, or were changed."""
        try:
            (_form, mark, about), *lines = ([cell for cell in row if cell] for row in rows if any(row))
            record = cls(**json.loads(about))
            record.lines.update({key: cls.line(**json.loads(text)) for key, text in lines})
        except (ValueError, TypeError, AttributeError):
            return None
        return record if constant_time_compare(record._mark(), mark) else None


def _text(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(texts: Iterable[str]) -> str:
    """What tells the texts of some cells from others, whatever a program made of their blanks and line breaks."""
    bare = "\0".join("".join(text.split()) for text in texts)
    return hashlib.sha256(bare.encode()).hexdigest()[:20]
