"""Titles of sheets, which are headings where the parser did not read them."""

from ..report_text.model import ParsedReport


def unread_headings(parsed: ParsedReport, spans: list[tuple[int, int]]) -> list[list[int]]:
    """[start, end] of those lines of `spans` that stand in the text unread, and with an item below before the next."""
    unread = {(problem.start, problem.end) for problem in parsed.problems if problem.code == "unread_text"}
    if not spans:
        return []
    ends = [start for start, _ in spans[1:]] + [len(parsed.source)]
    return [
        [start, end]
        for (start, end), until in zip(spans, ends, strict=True)
        if _bare(parsed.source, start, end) in unread and any(start < item.start < until for item in parsed.items)
    ]


def _bare(source: str, start: int, end: int) -> tuple[int, int]:
    words = source[start:end]
    return end - len(words.lstrip()), start + len(words.rstrip())
