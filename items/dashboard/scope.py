"""What a dashboard is about: the items of a report, or of one unit, chapter or leader of it, with those in charge."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.models import User

from ..access import STEERING_ROLES
from ..lights.records import end_of
from ..models import Chapter, Responsibility, WorkItem, WorkReport
from ..models.querysets import live, standing
from ..pages.addresses import address, list_url
from ..pages.reports import ALL
from ..rules.asking import with_asking
from ..rules.belonging import former_leaders, former_units, keys_then
from ..rules.portfolio import in_charge


@dataclass(frozen=True)
class Unit:
    """A unit that stands on items: key, name, kind (`Department.Kind` value), its place among all units."""

    pk: int
    name: str
    kind: str
    position: int = 0

    @classmethod
    def of(cls, department):
        return cls(department.pk, department.name, department.kind, department.position)


@dataclass(frozen=True)
class Duty:
    """A unit's responsibility on an item: the item's key, the unit, whether it steers, whether the text names it."""

    item: int
    unit: Unit
    role: str
    is_direct: bool

    @property
    def is_steering(self):
        return self.role in STEERING_ROLES


@dataclass(frozen=True)
class Ground:
    """A report, or all of them, with all items and duties, and what can be chosen: reports, chapters, units, leaders.

    `report` is None for all reports together; then no chapter can be chosen.

    `items` are fetched as `lights.facts.lights_of` takes them, in the order of the report, with `asking_unit`,
    `asking_count` and `asking_words`. `chapters` are those with items in them or below them.

    Where past days are asked for, `former_units` and `former_leaders` stood on items once, perhaps on none today, and
    `chapters` are all of the report's.
    """

    report: WorkReport | None
    reports: list
    chapters: list
    items: list
    duties: list
    former_units: list = field(default_factory=list)
    former_leaders: list = field(default_factory=list)

    @cached_property
    def units(self):
        """The units in the order of their positions, each once."""
        return in_order([*(duty.unit for duty in self.duties), *self.former_units])

    @cached_property
    def leaders(self):
        """The names of the leaders in charge, in the order in which the report names them."""
        named = [name for item in self.items for name in item.leader_names]
        return list(dict.fromkeys([*named, *self.former_leaders]))

    @cached_property
    def steered(self):
        """{unit key: keys of the items that it leads or is responsible for}."""
        return self._steered(duty for duty in self.duties if duty.is_steering)

    @cached_property
    def steered_directly(self):
        """The same of the units that the text names."""
        return self._steered(duty for duty in self.duties if duty.is_steering and duty.is_direct)

    def _steered(self, duties):
        found = defaultdict(set)
        for duty in duties:
            found[duty.unit.pk].add(duty.item)
        return found

    @property
    def key(self):
        """The report in the addresses of pages that can show all of them."""
        return self.report.pk if self.report else ALL

    @property
    def keys(self):
        """The keys of the reports whose items these are."""
        return [self.report.pk] if self.report else [report.pk for report in self.reports]

    @property
    def title(self):
        return self.report.title if self.report else _("All reports")

    def as_of(self, on):
        """The day as of which it stands on the day `on`, which is today (`WorkReport.as_of`)."""
        return self.report.as_of(on) if self.report else on

    def year(self, on):
        """The year whose months are told; of all reports that of the day."""
        return self.report.year if self.report else on.year

    def whole(self):
        return Scope(ground=self, items=self.items)


@dataclass(frozen=True)
class Scope:
    """The items that the filters leave. `link` keeps these filters in the address of a list."""

    ground: Ground
    items: list
    unit: Unit | None = None
    chapter: Chapter | None = None
    leader: str = ""
    of_leader: User | None = None
    parameters: dict = field(default_factory=dict)

    def within(self, *, unit=None, chapter=None, leader="", of_leader=None):
        """The scope narrowed to a unit's items, in whatever role, a chapter's, a leader's by name.

        `of_leader` is the city leader who asks for what is in the own charge. At most three queries.
        """
        items = self.items
        if unit or chapter or leader or of_leader:
            asked = WorkItem.objects.within(
                report=self.report, leader=leader, department=unit and unit.pk, chapter=chapter
            )
            if of_leader:
                asked = in_charge(asked, of_leader)
            kept = set(asked.order_by().values_list("pk", flat=True))
            items = [item for item in items if item.pk in kept]
        chosen = {
            "mine": of_leader and "on",
            "department": unit and unit.pk,
            "chapter": chapter and chapter.pk,
            "leader": leader,
        }
        narrowed = {"unit": unit, "chapter": chapter, "leader": leader, "of_leader": of_leader}
        return replace(self, items=items, **narrowed, parameters=chosen)

    @property
    def is_of_units(self):
        """Whether pages that know units, but neither chapters nor leaders, list the same."""
        return not (self.chapter or self.leader or self.of_leader)

    @property
    def report(self):
        return self.ground.report

    def link(self, **filters):
        """Address of the list of the items of this scope that fit the filters."""
        return list_url(**{"report": self.report and self.report.pk, **self.parameters, **filters})

    def layouts_url(self, **filters):
        """Address of the layouts in which the items of this scope are exported."""
        return address("layout_choose", **{"report": self.report and self.report.pk, **self.parameters, **filters})

    def address(self, name, *args, **filters):
        """Address of another page for the same scope."""
        return address(name, *args, **{"report": self.ground.key, **self.parameters, **filters})

    @cached_property
    def steered(self):
        """{unit key: keys of the items of this scope that it leads or is responsible for}."""
        shown = {item.pk for item in self.items}
        found = {unit: items & shown for unit, items in self.ground.steered.items()}
        return defaultdict(set, {unit: items for unit, items in found.items() if items})

    @cached_property
    def steering_units(self):
        """The units with a line of their own: those that the text names, or the one chosen, with items they steer.

        Members of a collective that are named nowhere else share all their items, and stand in the collective's line.
        """
        if self.unit:
            return [self.unit] if self.steered[self.unit.pk] else []
        direct = self.ground.steered_directly
        return [unit for unit in self.ground.units if unit.pk in direct and self.steered[unit.pk]]

    def then(self, days):
        """{day: keys of the items that the filters left at the end of the day}, by the units and words of then."""
        ends = {day: end_of(day) for day in days}
        found = self.at(ends.values())
        return {day: found[end] for day, end in ends.items()}

    def at(self, moments):
        """The same of moments."""
        if not moments:
            return {}
        return keys_then(
            WorkItem.objects.filter(report__in=self.ground.keys),
            moments,
            leader=self.leader,
            department=self.unit and self.unit.pk,
            chapter=self.chapter,
            of_leader=self.of_leader,
        )

    @cached_property
    def leads(self):
        """{item key: names of the units in charge}: those that lead, else those responsible, as written."""
        named = defaultdict(lambda: defaultdict(list))
        for duty in self.ground.duties:
            if duty.is_steering and duty.is_direct:
                named[duty.item][duty.role].append(duty.unit.name)
        lead, responsible = STEERING_ROLES
        return {item: "、".join(roles[lead] or roles[responsible]) for item, roles in named.items()}


def in_order(units):
    """The units in the order of their positions, each once."""
    return sorted({unit.pk: unit for unit in units}.values(), key=lambda unit: (unit.position, unit.pk))


def ground(asked, *, with_former=False):
    """The `Ground` of a report, or of `ALL`, as `pages.reports.report_asked` gives it; None without reports.

    `with_former` it knows, too, who stood on items before. Three queries; then at most seven more.
    """
    if asked is None:
        return None
    report = None if asked == ALL else asked
    reports, chapters = _reports_and_chapters(report)
    items = WorkItem.objects.within(report=report).filter(live("report") if report is None else standing("report"))
    items = list(with_asking(items.for_lights().select_related("chapter")).in_order())
    used = {item.chapter_id: item.chapter for item in items if item.chapter}.values()
    offered = chapters[report.pk] if report else []
    found = Ground(
        report=report,
        reports=reports,
        chapters=offered if with_former else [one for one in offered if any(one.holds(chapter) for chapter in used)],
        items=items,
        duties=[],
    )
    found = replace(found, duties=_duties(found.keys))
    if not with_former:
        return found
    units = [Unit.of(unit) for unit in former_units(found.keys)]
    return replace(found, former_units=units, former_leaders=former_leaders(found.keys))


def _reports_and_chapters(asked):
    """([report], {report key: [chapter]}) of those under way and the one `asked`, in their orders; one query."""
    shown = live() | (standing() & Q(pk=asked.pk)) if asked else live()
    rows = (
        WorkReport.objects.filter(shown)
        .order_by("-year", "-pk", "chapters__position")
        .values_list("pk", "title", "year", "issued_on", "chapters", "chapters__literal", "chapters__path")
    )
    reports, chapters = {}, defaultdict(list)
    for pk, title, year, issued_on, chapter, literal, path in rows:
        reports.setdefault(pk, WorkReport(pk=pk, title=title, year=year, issued_on=issued_on))
        if chapter is not None:
            chapters[pk].append(Chapter(pk=chapter, report_id=pk, literal=literal, path=path))
    return list(reports.values()), chapters


def _duties(reports):
    """The duties of units that still stand, on items of the reports (keys), in the order of the units."""
    rows = Responsibility.objects.filter(item__report__in=reports, department__successor__isnull=True)
    fields = ("name", "kind", "position")
    rows = rows.order_by("department__position", "department", "item")
    units, found = {}, []
    for item, role, via, pk, *told in rows.values_list(
        "item", "role", "via", "department", *(f"department__{name}" for name in fields)
    ):
        unit = units.setdefault(pk, Unit(pk, *told))
        found.append(Duty(item, unit, role, via is None))
    return found
