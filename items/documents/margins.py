"""Heads and feet of pages: whether they hold more than the name of the document and the number of the page."""

import re

_NOTHING = re.compile(r"[\W\d_]+|[第共页頁]|page|of", re.I)
_LONGEST_NAME = 25
# What a task, a unit or a deadline begins with or is named by.
_PROMISE = re.compile(
    r"^\s*[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]|责任|牵头|配合|时限|完成|推进|新建|改造|报送|上报|务必|[月日]底?之?以?前|年底|截止|[\d一二三四五六七八九十]+(?:个|项|公里|户|所|座|万|亿|%)"
)


def holds_words(text: str, body: str = "") -> bool:
    """Whether the text of a head or foot may be words of the body `body`, in which it does not stand already."""
    bare = _NOTHING.sub("", text)
    if not bare or bare in _NOTHING.sub("", body):
        return False
    return len(bare) > _LONGEST_NAME or bool(_PROMISE.search(text))
