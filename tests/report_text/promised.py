"""Targets, milestones and doubts of one invented sentence."""

from items.report_text.parser import parse


def read(sentence):
    (item,) = parse(f"1、{sentence}(责任单位:市财政局)").items
    return item


def targets(sentence):
    return [(t.label, t.comparator, t.number, t.unit) for t in read(sentence).targets]


def milestones(sentence):
    return [milestone.title for milestone in read(sentence).milestones]


def unsure(sentence):
    report = parse(f"1、{sentence}(责任单位:市财政局)")
    return [report.source[p.start : p.end] for p in report.problems if p.code == "target_unsure"]
