"""Pages as trees, so that tests ask for elements and not for strings."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """An element: its name, attributes, and children (elements and texts)."""

    tag: str
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)

    def __getitem__(self, name):
        return self.attributes[name]

    def get(self, name, default=None):
        return self.attributes.get(name, default)

    @property
    def classes(self):
        return (self.get("class") or "").split()

    @property
    def text(self):
        """All text inside, with every run of white space as one blank."""
        return " ".join(self.literal.split())

    @property
    def literal(self):
        """All text inside, white space as it is."""
        return "".join(self._texts())

    def _texts(self):
        left = [self]
        while left:
            node = left.pop()
            if isinstance(node, str):
                yield node
            else:
                left.extend(reversed(node.children))

    def walk(self):
        """This element and all below it, in the order of the page."""
        left = [self]
        while left:
            element = left.pop()
            yield element
            left.extend(child for child in reversed(element.children) if isinstance(child, Element))

    def all(self, tag=None, *, of=None, **attributes):
        """Elements by tag, class (`of`) and exact attributes; `name_` stands for an attribute that is a Python word."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.walk()
            if (tag is None or tag == element.tag)
            and element is not self
            and (of is None or of in element.classes)
            and (not wanted or all(element.get(name) == value for name, value in wanted.items()))
        ]

    def one(self, tag=None, **conditions):
        """The only such element."""
        found = self.all(tag, **conditions)
        assert len(found) == 1, f"{len(found)} elements for {tag} {conditions}"
        return found[0]

    def links(self):
        """All addresses that links lead to."""
        return [link["href"] for link in self.all("a") if link.get("href")]


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag, attributes):
        names = [name for name, _value in attributes]
        assert len(names) == len(set(names)), f"an attribute twice in <{tag}>: {names}"
        element = Element(tag, dict(attributes))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>, line {self.getpos()[0]}"
        self.open.pop()

    def handle_data(self, text):
        self.open[-1].children.append(text)


def parse(response):
    """The page of a response, or of a string, as a tree; fails where elements are not closed in order."""
    text = response if isinstance(response, str) else response.content.decode()
    builder = _Builder()
    builder.feed(text)
    builder.close()
    assert builder.open == [builder.root], f"not closed: {[element.tag for element in builder.open[1:]]}"
    return builder.root


def sentences(response):
    """The messages of an answer, as one text."""
    return " ".join(str(message) for message in response.context["messages"])
