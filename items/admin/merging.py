"""The page "merge into…" of the department list.

A merger moves items, and `departments` knows nothing of items. So the list of departments is registered
once more here, with the action and its page; the import goes from items to departments only.
"""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from departments import clock
from departments.admin.units import DepartmentAdmin
from departments.models import Department

from .. import access, history
from ..forms.fields import DayField
from ..forms.keys import keys_of
from ..forms.secrets import AsksAboutSecrets
from ..steps.errors import WorkflowError
from ..units.merging import merge_all, preview_merge, rehearse
from .secrets import AsksInTheAdministration

MOST_AT_ONCE = 50
# So many reports that are kept aside are named, of all the number is told.
NAMED = 30


def _spell_kept(numbers, source, into):
    """[on how many items both stand, what stays beside the successor's reports, what is kept aside], in sentences.

    Only what there is.
    """
    found = []
    if numbers.shared:
        sentence = ngettext(
            "Both units stand on %(count)s of these items: one duty and one report a period remain.",
            "Both units stand on %(count)s of these items: one duty and one report a period remain of each.",
            numbers.shared,
        )
        found.append(sentence % {"count": numbers.shared})
    if numbers.beside:
        sentence = ngettext(
            "%(count)s report that has been handed in stays as it is under the name of “%(source)s” and "
            "remains valid: %(reports)s.",
            "%(count)s reports that have been handed in stay as they are under the name of “%(source)s” and "
            "remain valid: %(reports)s.",
            len(numbers.beside),
        )
        found.append(sentence % {"count": len(numbers.beside), "source": source, "reports": _named(numbers.beside)})
    if numbers.aside:
        sentence = ngettext(
            "A unit has one report on an item in a period: %(count)s report gives way to the other one, counts no more "
            "and is kept aside. The people of “%(into)s” read it from their report on the same item: %(reports)s.",
            "A unit has one report on an item in a period: %(count)s reports give way to the other one, count no more "
            "and are kept aside. The people of “%(into)s” read them from their report on the same item: %(reports)s.",
            len(numbers.aside),
        )
        found.append(sentence % {"count": len(numbers.aside), "into": into, "reports": _named(numbers.aside)})
    return found


def _named(reports):
    named = [
        gettext("%(unit)s, %(item)s, %(period)s (%(state)s)")
        % {"unit": one.unit, "item": one.item, "period": one.period.name, "state": one.update.get_state_display()}
        for one in reports[:NAMED]
    ]
    return "；".join([*named, *(["…"] if len(reports) > NAMED else [])])


def _may_take_over(merging):
    """The units that those of the keys `merging` may go into: of their kind, not merged, none of them itself."""
    units = Department.objects.unmerged().exclude(pk__in=merging)
    kinds = Department.objects.filter(pk__in=merging).order_by().values("is_collective").distinct()
    return units.filter(is_collective__in=kinds) if len(kinds) == 1 else units


class IntoSelect(AutocompleteSelect):
    """A unit found as one types, like everywhere in the administration; `merging` are the keys of those that go."""

    merging: tuple[int, ...] = ()

    def __init__(self):
        super().__init__(Department._meta.get_field("successor"), admin.site)

    def get_url(self):
        return f"{super().get_url()}?{urlencode({'merging': self.merging}, doseq=True)}"

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [str(key) for key in keys_of(value)], attr)


class MergeForm(AsksAboutSecrets, forms.Form):
    """Which of the chosen units go into which other one, since when and on what ground."""

    sources = forms.ModelMultipleChoiceField(
        label=_("Departments to merge"),
        queryset=Department.objects.none(),
        error_messages={"required": _("Tick at least one department to merge.")},
    )
    into = forms.ModelChoiceField(
        label=_("Into"),
        queryset=Department.objects.all(),
        error_messages={"required": _("Choose the department that takes over.")},
        widget=IntoSelect,
    )
    on = DayField(label=_("As of"), help_text=_("The last day of the merged departments."))
    reason = forms.CharField(
        label=_("Ground"),
        required=False,
        max_length=500,
        help_text=_("E.g. the number of the reform document; kept in the history."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args, chosen, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sources"].queryset = chosen
        self.fields["into"].widget.merging = tuple(unit.pk for unit in chosen)
        self.fields["on"].initial = clock.today

    @property
    def mark(self):
        """What the question was about; whoever changes it is asked again."""
        data = self.cleaned_data
        keys = sorted(unit.pk for unit in data["sources"])
        return f"{'-'.join(map(str, keys))}:{data['into'].pk}:{data['on']:%Y-%m-%d}"

    def clean_on(self):
        if self.cleaned_data["on"] > clock.today():
            raise forms.ValidationError(_("A merger takes effect at once: choose today or an earlier day."))
        return self.cleaned_data["on"]


admin.site.unregister(Department)


@admin.register(Department)
class MergingDepartmentAdmin(AsksInTheAdministration, DepartmentAdmin):
    """The department list with mergers."""

    actions = ["merge_into"]

    def get_urls(self):
        page = path("merge/", self.admin_site.admin_view(self.merge_view), name="departments_department_merge")
        return [page, *super().get_urls()]

    def get_search_results(self, request, queryset, search_term):
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if merging := keys_of(request.GET.getlist("merging")):
            found = found.filter(pk__in=_may_take_over(merging).order_by().values("pk"))
        return found, may_repeat

    @admin.action(description=_("Merge into another department…"))
    def merge_into(self, request, queryset):
        chosen = list(queryset.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(chosen) > MOST_AT_ONCE:
            sentence = gettext("At most %(limit)s departments are merged at once; choose fewer.")
            self.message_user(request, sentence % {"limit": MOST_AT_ONCE}, messages.ERROR)
            return None
        query = urlencode({"source": chosen}, doseq=True)
        return HttpResponseRedirect(f"{reverse('admin:departments_department_merge')}?{query}")

    def merge_view(self, request):
        """Shows what goes along and asks for the target; a POST is asked about once, then merges all or none."""
        access.require(access.can_keep_people(request.user))
        asked = keys_of(request.GET.getlist("source"))
        chosen = Department.objects.filter(pk__in=asked[:MOST_AT_ONCE])
        if not chosen:
            self.message_user(request, gettext("Choose the departments to merge from the list first."), messages.ERROR)
            return self._to_list()
        posted = request.method == "POST"
        form = MergeForm(request.POST if posted else None, chosen=chosen)
        if posted and form.is_valid():
            if request.POST.get("sure") == form.mark:
                if self._merge(request, form):
                    return self._to_list()
            elif asked := self._rehearse(request, form):
                return self._show(request, form, chosen, status=200, asked=asked)
        return self._show(request, form, chosen, status=422 if posted else 200)

    def _rehearse(self, request, form):
        """What the question says will be done, {unit: MergeNumbers}; None where it would be refused."""
        data = form.cleaned_data
        try:
            return rehearse(data["sources"], into=data["into"], by=request.user, on=data["on"])
        except WorkflowError as error:
            form.add_error(None, str(error))
            return None

    def _merge(self, request, form):
        data = form.cleaned_data
        into = data["into"]
        try:
            with history.sent_anyway(form.sent_anyway):
                merged = merge_all(data["sources"], into=into, by=request.user, on=data["on"], reason=data["reason"])
        except WorkflowError as error:
            form.add_error(None, str(error))
            return False
        for source, numbers in merged.items():
            self.log_change(request, source, gettext("Merged into “%(name)s”.") % {"name": into})
            sentence = gettext(
                "“%(source)s” has been merged into “%(into)s”: "
                "%(items)s items, %(reports)s reports in open periods, %(posts)s posts and %(names)s names moved."
            )
            counts = {"items": numbers.items, "reports": numbers.reports}
            counts |= {"posts": numbers.posts, "names": len(numbers.names)}
            self.message_user(request, sentence % {"source": source, "into": into, **counts}, messages.SUCCESS)
            for told in _spell_kept(numbers, source, into):
                self.message_user(request, told, messages.WARNING)
        return True

    def _show(self, request, form, chosen, *, status, asked=None):
        """`asked` is what the question says, {unit: MergeNumbers}; without it nothing is asked yet."""
        today = clock.today()
        ticked = form.data.getlist("sources") if form.is_bound else [str(unit.pk) for unit in chosen]
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Merge departments"),
            "opts": self.opts,
            "form": form,
            "asks": [
                {"unit": unit, "numbers": numbers, "kept": _spell_kept(numbers, unit, form.cleaned_data["into"])}
                for unit, numbers in (asked or {}).items()
            ],
            "rows": [
                {
                    "unit": unit,
                    "ticked": str(unit.pk) in ticked,
                    "numbers": preview_merge(unit, on=today),
                    "items_url": f"{reverse('item_list')}?{urlencode({'department': unit.pk})}",
                }
                for unit in chosen.select_related("successor")
            ],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/departments/department/merge.html", context, status=status)

    def _to_list(self):
        return HttpResponseRedirect(reverse("admin:departments_department_changelist"))
