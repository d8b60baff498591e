"""The supervision office changes what the document says of an item: wording, number, chapter, leaders, groups."""

import re
from copy import copy
from functools import partial

from django.utils.translation import gettext as _

from .. import access
from ..models import HistoryEntry
from ..rules.published import present, published, said
from ..steps.changing import change, change_each
from ..steps.errors import WorkflowError

# Several names in one field, as people part them.
_BETWEEN_NAMES = re.compile(r"[、，,;；\n]")


def names(text):
    """Names as they are kept, each once, parted by “、”, whatever stood between them."""
    return "、".join(dict.fromkeys(name.strip() for name in _BETWEEN_NAMES.split(text) if name.strip()))


def require_own_chapter(report_id, chapter):
    """Refuses a chapter of another report than the one with the key; None is no chapter."""
    if chapter is not None and chapter.report_id != report_id:
        raise WorkflowError(_("This is a chapter of another report."))


def reword(item, *, by, version, text, number, clause, chapter, leaders, group, reason=""):
    """Set what the document says otherwise; returns the item as it is then.

    `chapter` is one of the report's, or None; `leaders` and `group` are names. Units, targets and everything reported
    stay; what the document said is kept in `WorkItem.published`.
    """
    wanted = _wanted(item, by, text, number, clause, chapter, leaders, group)
    return change(
        item,
        version=version,
        action=HistoryEntry.Action.ITEM_EDITED,
        by=by,
        reason=reason.strip(),
        beside=partial(_published, wanted=wanted),
        **wanted,
    )


def reword_each(chosen, *, by, reason=""):
    """The same on many items, [(item, version, {what `reword` takes})], of which text and number stay.

    Returns (keys of those changed, {key: why it is refused}) in a fixed number of queries.
    """
    wanted, refusals = [], {}
    for item, version, words in chosen:
        try:
            wanted.append((item, version, _wanted(item, by, **words)))
        except WorkflowError as error:
            refusals[item.pk] = str(error)
    changed, refused = change_each(
        wanted, action=HistoryEntry.Action.ITEM_EDITED, by=by, reason=reason.strip(), beside=_published
    )
    return changed, refusals | refused


def _wanted(item, by, text, number, clause, chapter, leaders, group):
    """{field: value} as they would be kept; refuses what cannot be."""
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_EDITS)
    wanted = {
        "text": text.strip(),
        "number": number,
        "clause": clause,
        "chapter": chapter,
        "leaders": names(leaders),
        "group": names(group),
    }
    if not wanted["text"]:
        raise WorkflowError(_("An item needs a text."))
    require_own_chapter(item.report_id, chapter)
    return wanted


def _published(item, wanted):
    """{"published": what the document says of what is changed}; nothing of an item that stands in none."""
    if item.is_by_hand:
        return {"published": {}}
    now, before = copy(item), said(item)
    for name, value in wanted.items():
        setattr(now, name, value)
    return {"published": published(before, present(now))}
