"""What tests ask of a parsed report."""

from items.report_text.parser import parse


def only_item(text, **options):
    report = parse(text, **options)
    assert len(report.items) == 1
    return report.items[0]


def roles(item):
    return [(unit.name, unit.role, unit.basis) for unit in item.responsibilities]


def names(item):
    return [unit.name for unit in item.responsibilities]


def steps(item):
    return [
        (step.title, step.deadline and step.deadline.date and step.deadline.date.isoformat())
        for step in item.milestones
    ]


def path(report, item):
    found, index = [], item.chapter
    while index is not None:
        found.insert(0, report.chapters[index].literal)
        index = report.chapters[index].parent
    return found


def codes(report):
    return [problem.code for problem in report.problems]


def clause(words, **options):
    """The one item of a document whose only clause is `words`."""
    return only_item(f"1.疏通河道。{words}\n", **options)


def rebuilt(report):
    return "".join(report.source[node.start : node.end] for node in report.nodes)
