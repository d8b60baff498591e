"""Closing: who has reported an item as done asks for it, the office checks, a leader approves if the rules want it."""

from decimal import Decimal

from django.utils import timezone

from ..closing import closing
from ..models import Closing, ProgressUpdate, WorkItem
from ..rules import workdays
from .plot import sign, speaker

FULL = Decimal(100)
State = Closing.State
# Workdays from the acceptance of the last report to the request, and how many more before it is asked again.
TO_ASK, TO_ASK_AGAIN = (3, 9), 30
# Workdays from the request to each step.
AFTER = {State.ASKED: 2, State.WITH_LEADER: 4, State.APPROVED: 5}
TO_WITHDRAW = 1


class Closings:
    def __init__(self, chance, story):
        self.chance = chance
        self.words = story["text"]
        self.told = story["closings"]
        self._done_since = {}

    def play(self, day):
        for request in (
            Closing.objects.filter(state__in=Closing.UNSETTLED).select_related("item__report").order_by("pk")
        ):
            self._settle(day, request)
        done = WorkItem.objects.filter(status=WorkItem.Status.IN_PROGRESS, completion__gte=FULL)
        for item in done.select_related("report").order_by("position"):
            self._ask(day, item)

    def _ask(self, day, item):
        times = item.closings.count()
        since = self._done_since.setdefault((item.pk, times), day.on)
        waits = self.chance.of("closing", item.number).randint(*TO_ASK) + (TO_ASK_AGAIN if times else 0)
        person = speaker(day, item)
        if person is None or workdays.shifted(since, waits) > day.on:
            return
        accepted = item.updates.steering().filter(state=ProgressUpdate.State.ACCEPTED, completion__gte=FULL)
        last = accepted.order_by("period__end_on", "reviewed_at").last()
        values = {value.target: value.value for value in last.values.select_related("target") if value.target}
        with day.act(person) as at:
            result = self.words["closing"].format(text=last.text)
            about = {"by": person, "at": at, "version": item.version, "anyway": self.words["closing_anyway"]}
            asked = closing.ask_closing(item, **about, result=result, values=values)
        sign(day, asked, closing.sign_closing)

    def _settle(self, day, request):
        item, office, state = request.item, day.supervisor(), request.state
        asked_on, is_first = timezone.localdate(request.at), item.closings.count() == 1
        if is_first and item.number in self.told["withdraw_first"]:
            if workdays.shifted(asked_on, TO_WITHDRAW) <= day.on:
                self._withdraw(day, request)
        elif workdays.shifted(asked_on, AFTER[state]) > day.on:
            return
        elif is_first and item.number in self.told["return_first"]:
            with day.act(office) as at:
                reason = self.words["closing_returned"]
                closing.return_closing(request, by=office, at=at, version=item.version, reason=reason)
        elif state == State.WITH_LEADER:
            with day.act(day.leaders[0]) as at:
                closing.approve_closing(request, by=day.leaders[0], at=at, words=self.words["closing_approved"])
        elif state == State.ASKED and item.report.with_leader:
            with day.act(office) as at:
                closing.forward_closing(request, by=office, at=at)
        else:
            with day.act(office) as at:
                note = self.words["closing_note"]
                why = request.anyway or self.words["closing_anyway"]
                about = {"by": office, "at": at, "version": item.version}
                closing.close_item(request, **about, completed_on=asked_on, note=note, anyway=why)

    def _withdraw(self, day, request):
        person = speaker(day, request.item)
        with day.act(person) as at:
            reason = self.told["withdraw_reason"]
            closing.withdraw_closing(request, by=person, at=at, version=request.item.version, reason=reason)
