"""Fields that choose a row of a table: a page holds a few of the choices, the others are found by their names.

`static/js/found.js` asks the address of a kind for what is typed. Without it a field stands beside the select in which
the name is written; it is read here, with the same folding, and where several go by it the select offers these.
"""

import re

from django import forms
from django.db.models import Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.folding import folded
from departments.models import Department

from ..models import Chapter, ProgressUpdate, Responsibility, WorkReport
from ..models.querysets import live
from .fields import KeysField
from .keys import key_of

# Of units, reports and people so many stand in a page or in an answer: what can be read at a glance.
OFFERED = 20
# The parameter of the written name is the field's with this behind it.
NAMED = "-named"
BETWEEN_NAMES = re.compile(r"\s*[、，,；;\n]\s*")


class Unclear(str):
    """A written name that means no row or several: `choices` are the first of them, [(key, label)]."""

    def __new__(cls, words, choices, has_more):
        self = super().__new__(cls, words)
        self.choices, self.has_more = choices, has_more
        return self


class FoundSelect(forms.Select):
    """A select that holds what is chosen and at most `most` other choices.

    `address` is the name of the address that finds the others, with `args` and parameters `of`; `beside` names fields
    of the form whose values go along, `belongs` says that a choice is void once one of them changes. `offered` are the
    rows that are offered where the field takes more: an address that was kept may name one of the others. With
    `reaches_further` these can be found, too. `known` is {key: row} of what is chosen, where forms read it at once.
    """

    plain = forms.Select
    address = ""
    args: tuple[int, ...] = ()
    most = OFFERED
    beside: tuple[str, ...] = ()
    belongs = False
    reaches_further = False
    offered = None
    known: dict = {}
    of: dict = {}

    def offer(self, offered=None, *, of=None, beside=(), known=None, args=()):
        """Set what a form knows of them: the attributes of these names."""
        self.offered, self.of, self.beside = offered, of or {}, beside
        self.known, self.args = known or {}, args

    def matching(self, words):
        """The rows that go by the words, among all there are."""
        raise NotImplementedError

    def label(self, row):
        return str(row)

    def key(self, row):
        """What is sent of a row that is chosen."""
        return row.pk

    def pk_of(self, key):
        """The row's own key in what was sent; None if there is none."""
        return key_of(key)

    def value_from_datadict(self, data, files, name):
        words = data.get(name + NAMED, "").strip()
        return self._meant(words) if words else super().value_from_datadict(data, files, name)

    def _meant(self, words):
        """The key of the choice that goes by the words, as a text, or `Unclear`."""
        found, has_more = self._named(words)
        exact = [key for key, label in found if folded(str(label)) == folded(words)]
        keys = exact if len(exact) == 1 else [key for key, _label in found]
        return str(keys[0]) if len(keys) == 1 and not has_more else Unclear(words, found, has_more)

    def _named(self, words):
        """([(key, label)], whether there are more) of the choices that go by the words."""
        rows = self.matching(words)
        if isinstance(self.choices, ModelChoiceIterator):
            narrow = isinstance(self.offered, QuerySet) and not self.reaches_further
            allowed = self.offered if narrow else self.choices.queryset
            rows = list(rows.filter(pk__in=allowed.order_by().values("pk"))[: self.most + 1])
            found = [(self.key(row), self.label(row)) for row in rows]
        else:
            keys = {str(key) for key in rows.values_list("pk", flat=True)}
            found = [(key, label) for key, label in _flat(self.choices) if str(key) in keys]
        return found[: self.most], len(found) > self.most

    def _rows(self):
        return self.choices.queryset if self.offered is None else self.offered

    def _few(self, value):
        """([(key, label)] to write for the value that is chosen, whether more can be found)."""
        chosen = [str(one) for one in (value if isinstance(value, (list, tuple)) else [value]) if one]
        if isinstance(value, Unclear):
            return [*self._empty(), *value.choices], True
        if not isinstance(self.choices, ModelChoiceIterator):
            flat = _flat(self.choices)
            empty, known = [one for one in flat if one[0] == ""], [one for one in flat if one[0] != ""]
            few = known[: self.most]
            few += [one for one in known[self.most :] if str(one[0]) in chosen]
            return [*empty, *few], len(known) > self.most
        rows = list(self._rows()[: self.most + 1])
        few, known = rows[: self.most], {row.pk for row in rows[: self.most]}
        missing = [key for key in map(self.pk_of, chosen) if key is not None and key not in known]
        few += [self.known[key] for key in missing if key in self.known]
        if unknown := [key for key in missing if key not in self.known]:
            few += self.choices.queryset.filter(pk__in=unknown)
        is_cut = self.reaches_further or len(rows) > self.most
        return [*self._empty(), *((self.key(row), self.label(row)) for row in few)], is_cut

    def _empty(self):
        if not isinstance(self.choices, ModelChoiceIterator):
            return [one for one in _flat(self.choices) if one[0] == ""]
        empty = self.choices.field.empty_label
        return [] if empty is None else [("", empty)]

    def get_context(self, name, value, attrs):
        choices, is_cut = self._few(value)
        context = self.plain(self.attrs, choices).get_context(name, self._clear(value), attrs)
        if is_cut or self.beside:
            context["widget"]["attrs"] |= self._told(is_cut)
        context["widget"]["is_cut"] = is_cut
        return context

    def _clear(self, value):
        return "" if isinstance(value, Unclear) else value

    def _told(self, is_cut):
        """What the script reads."""
        url = reverse(self.address, args=self.args)
        told = {"data-found": f"{url}?{urlencode(self.of)}" if self.of else url}
        if self.beside:
            told["data-beside"] = " ".join(self.beside)
        return told | {key: True for key, holds in (("data-cut", is_cut), ("data-belongs", self.belongs)) if holds}

    def render(self, name, value, attrs=None, renderer=None):
        context = self.get_context(name, value, attrs)
        select = self._render(self.template_name, context, renderer)
        if not context["widget"]["is_cut"]:
            return select
        label = gettext("or write the name, a part of it, or its pinyin")
        own = format_html(
            '<input class="form-control" name="{}" aria-label="{}" placeholder="{}">', name + NAMED, label, label
        )
        return format_html("{}<noscript>{}</noscript>", select, own)

    def use_required_attribute(self, initial):
        return False  # the name may be written instead


class FoundSelectMultiple(FoundSelect):
    """The same for several rows of a `ModelMultipleChoiceField`; written names are parted by “、” or a comma.

    It is always typed into: among many options nobody holds a key down while clicking.
    """

    allow_multiple_selected = True
    plain = forms.SelectMultiple

    def value_from_datadict(self, data, files, name):
        keys = forms.SelectMultiple().value_from_datadict(data, files, name) or []
        return [*keys, *(self._meant(words) for words in BETWEEN_NAMES.split(data.get(name + NAMED, "")) if words)]

    def value_omitted_from_data(self, data, files, name):
        return False

    def _few(self, value):
        few, _is_cut = super()._few(value)
        offered = {str(key) for key, _label in few}
        meant = [choice for one in value or [] if isinstance(one, Unclear) for choice in one.choices]
        return [*few, *((key, label) for key, label in meant if str(key) not in offered)], True

    def _clear(self, value):
        return [one for one in value or [] if not isinstance(one, Unclear)]


def _flat(choices):
    """[(key, label)] of choices that may stand in groups."""
    found = []
    for key, label in choices:
        found += label if isinstance(label, (list, tuple)) else [(key, label)]
    return found


class UnitSelect(FoundSelect):
    """One of many units."""

    address = "department_found"

    def matching(self, words):
        return Department.objects.unmerged().matching(words)


class UnitsSelect(FoundSelectMultiple, UnitSelect):
    """Some of many units."""


class ChapterSelect(FoundSelect):
    """One of the chapters of a report: a table of contents is read as a whole, unless it is a book's."""

    address = "chapter_found"
    most = 40
    belongs = True

    def matching(self, words):
        return Chapter.objects.filter(words__holds=folded(words)).select_related("report")

    def label(self, row):
        return chapter_label(row)


class ReportSelect(FoundSelect):
    """One of many reports."""

    address = "report_found"

    def matching(self, words):
        return WorkReport.objects.standing().called(words)


def chapter_label(chapter):
    """A chapter indented by its depth and short enough for a select."""
    return "\u3000" * chapter.depth + Truncator(chapter.literal).chars(24)


class FindsRows:
    """A field with a `FoundSelect`: what was written and means no choice, or several, is told so."""

    def clean(self, value):
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Unclear):
                sentence = _("Nothing to choose goes by “%(words)s”.")
                if one.choices:
                    sentence = _("Several go by “%(words)s”: choose one of those that the list offers now.")
                raise forms.ValidationError(sentence % {"words": one}, code="invalid_choice")
        return super().clean(value)


class UnitField(FindsRows, forms.ModelChoiceField):
    """One of the units of a queryset, in a form that changes something."""

    widget = UnitSelect


class ReportField(FindsRows, forms.ModelChoiceField):
    """One of the reports of a queryset, in a form that is not a list's."""

    widget = ReportSelect


class UnitsField(FindsRows, KeysField):
    """Some of the units of a queryset, in a form that changes something."""

    widget = UnitsSelect


def units_on(*, report=None, period=None, of_live=False):
    """The units to choose from: those on the items of a report (key), or of all reports under way `of_live`.

    Or those that a period (key) asks, as they stood in it; else all that were not merged into others.
    """
    if period is not None:
        asked = ProgressUpdate.objects.filter(period=period).order_by().values("department")
        return Department.objects.filter(pk__in=asked)
    units = Department.objects.unmerged()
    if report is None and not of_live:
        return units
    on_items = Responsibility.objects.order_by().filter(live("item__report") if of_live else Q(item__report=report))
    return units.filter(pk__in=on_items.values("department"))


def found_among(rows, words, select):
    """The answer to what is typed, from `rows` that are offered: {"found": [[key, label]], "more": bool}.

    Without words the first ones.
    """
    if words:
        rows = rows.filter(pk__in=select.matching(words).order_by().values("pk"))
    found = list(rows[: select.most + 1])
    return {
        "found": [[select.key(row), select.label(row)] for row in found[: select.most]],
        "more": len(found) > select.most,
    }
