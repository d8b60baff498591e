"""What a Word template may name: placeholders by themselves, and what of each loop, kind of template by kind."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models.bulletin import TemplateKind

# {placeholder: what it is} of all bulletins and letters.
PLACEHOLDERS = {
    "masthead": gettext_lazy("head of the document, e.g. 督查通报"),
    "number": gettext_lazy("number, e.g. 督查通报〔2011〕8号"),
    "issuer": gettext_lazy("who issues it"),
    "date": gettext_lazy("day of issue"),
    "title": gettext_lazy("title"),
    "recipients": gettext_lazy("whom it is addressed to"),
    "report": gettext_lazy("title of the work report"),
    "period": gettext_lazy("reporting period, may be empty"),
    "data_date": gettext_lazy("data date"),
    "answer_by": gettext_lazy("day by which the unit answers, of letters"),
    "unit": gettext_lazy("the unit that is written to, of letters"),
    "leader": gettext_lazy("the leader who is written to, of special reports"),
}
_LINE = {"": gettext_lazy("the paragraph itself")}
_ANNEX = {
    "label": gettext_lazy("e.g. 附件1"),
    "title": gettext_lazy("title of the annex"),
    "listed": gettext_lazy("its line below the text, e.g. 附件：1. …"),
}
_ITEM = {
    "place": gettext_lazy("running number"),
    "number": gettext_lazy("number of the item"),
    "text": gettext_lazy("text of the item"),
    "units": gettext_lazy("units in charge"),
    "due": gettext_lazy("deadline"),
    "completion": gettext_lazy("completion in percent"),
    "light": gettext_lazy("light in words"),
    "reason": gettext_lazy("reason of the light"),
}
_SILENT = {
    "place": gettext_lazy("running number"),
    "unit": gettext_lazy("name of the unit"),
    "silent": gettext_lazy("reports not handed in"),
    "asked": gettext_lazy("reports asked for, empty without a period"),
}
# {kind of thing: (its fields, {list: kind of what it holds})}; "" is the document.
LOOPS = {
    "": (
        PLACEHOLDERS,
        {"blocks": "block", "late": "late", "results": "results", "silent": "silent", "portfolio": "portfolio"},
    ),
    "block": ({"heading": gettext_lazy("heading of the block")}, {"lines": "line", "parts": "part"}),
    "part": ({"heading": gettext_lazy("heading of the second level")}, {"lines": "line"}),
    "line": (_LINE, {}),
    "late": (_ANNEX, {"rows": "item"}),
    "results": (_ANNEX, {"rows": "item"}),
    "portfolio": (_ANNEX, {"rows": "item"}),
    "silent": (_ANNEX, {"rows": "unit"}),
    "item": (_ITEM, {}),
    "unit": (_SILENT, {}),
}
# The same of the pack of a meeting.
PACK_LOOPS = {
    "": (
        {
            "title": gettext_lazy("title of the meeting"),
            "held_on": gettext_lazy("day of the meeting"),
            "report": gettext_lazy("title of the work report"),
            "about": gettext_lazy("what the meeting is about"),
            "data_date": gettext_lazy("data date"),
            "counts": gettext_lazy("lights of all its items in one sentence"),
            "last": gettext_lazy("the meeting before on the same, or that there was none"),
            "open": gettext_lazy("how many other instructions and decisions are open"),
        },
        {
            **{"agenda": "point", "matters": "matter", "before": "decisions", "others": "decisions"},
            "attendance": "seat",
        },
    ),
    "point": (
        {
            "number": gettext_lazy("number of the point"),
            "title": gettext_lazy("what the point is about"),
            "units": gettext_lazy("units in charge, in brackets; may be empty"),
        },
        {},
    ),
    "matter": (
        {
            "number": gettext_lazy("number of the point"),
            "group": gettext_lazy("why it is on the table: its light, or a decision that is asked for"),
            "item": gettext_lazy("number and text of the item"),
            "lead": gettext_lazy("units in charge"),
            "support": gettext_lazy("supporting units"),
            "due": gettext_lazy("deadline"),
            "completion": gettext_lazy("completion in percent"),
            "light": gettext_lazy("light in words"),
            "reason": gettext_lazy("reason of the light"),
        },
        {"figures": "figures", "said": "said", "instructions": "decisions", "decided": "decisions"},
    ),
    "figures": ({}, {"rows": "figure"}),
    "figure": (
        {
            "label": gettext_lazy("what the target counts"),
            "actual": gettext_lazy("last figure"),
            "target": gettext_lazy("target"),
            "percent": gettext_lazy("completion in percent"),
        },
        {},
    ),
    "said": (
        {"unit": gettext_lazy("name of the unit"), "period": gettext_lazy("period of its report")},
        {"lines": "line"},
    ),
    "line": ({"": gettext_lazy("problems, next steps, and whether a decision is asked for")}, {}),
    "decisions": ({}, {"rows": "decision"}),
    "decision": (
        {
            "about": gettext_lazy("number of the item"),
            "text": gettext_lazy("what was instructed or decided"),
            "given": gettext_lazy("who gave it, and when"),
            "due": gettext_lazy("day set for the answer"),
            "state": gettext_lazy("state in words"),
            "answer": gettext_lazy("last answer"),
        },
        {},
    ),
    "seat": (
        {"unit": gettext_lazy("name of the unit"), "points": gettext_lazy("points of the agenda that concern it")},
        {},
    ),
}


def loops_of(kind):
    """What a template of the kind may name, as `LOOPS` has it."""
    return PACK_LOOPS if kind == TemplateKind.MEETING else LOOPS


def example(kind):
    """A context in which every list has a row: what a template is tried with before it is taken."""
    return _example(loops_of(kind), "")


def _example(loops, kind):
    fields, lists = loops[kind]
    if "" in fields:
        return _("paragraph")
    return {
        **{name: str(words) for name, words in fields.items()},
        **{name: [_example(loops, one)] for name, one in lists.items()},
    }
