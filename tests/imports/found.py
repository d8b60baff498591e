"""Texts of numbered items, and what a plan finds in them."""


def codes(plan):
    return [found.code for found in plan.findings]


def one(plan, code):
    """The only finding of that code."""
    (found,) = [found for found in plan.findings if found.code == code]
    return found


def numbered(*lines):
    return "\n".join(f"{number}、{text}(责任单位:{units})。" for number, text, units in lines)
