"""One month of a report, from liaison to office, and what each who takes a step is told comes next."""

from departments.models import User
from items.models import Responsibility
from items.workbench.page import workbench

from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import State
from ..updates.page_states import sound
from .conftest import NOW

TODAY = day("2011-03-20")


def bench(user):
    return workbench(User.objects.get(pk=user.pk), on=TODAY)


def counted(user):
    """{label: count} of all that the person's workbench says waits."""
    found = bench(user)
    cards = found.cards.counts if found.cards else []
    return {str(one.label): one.count for one in cards} | {
        str(one.title): one.count for one in [*found.first, *found.tasks]
    }


def line(box):
    return box.one("span", of="next-step")


def test_a_report_goes_from_liaison_to_head_to_office(cast, client, march, own, part, step, report):
    Responsibility.objects.filter(issued_on__isnull=False).update(signed_for_at=NOW, signed_for_by=cast.liaison)
    # Health contributes: the lead of the item has it now, and health has its own item to report on.
    told = line(report(cast.health_liaison, "update_send", part, **sound()))
    assert told.text == "下一步：由市民政局汇总。 您还有待填报 1 项，下一项：2 完善医疗救助。"
    assert counted(cast.health_liaison)["待填报"] == 1
    form = client.get(told.links()[1])
    assert form.status_code == 200 and parse(form).one("form", id="update-form")

    # The liaison of the lead writes: the head signs, by name and until the day; a part is left to write.
    told = line(report(cast.liaison, "update_send", own, **sound()))
    assert told.text == ("下一步：由赵局长审签（截止2011-03-25）。 您还有待填报 1 项，下一项：2 完善医疗救助。")
    assert counted(cast.liaison)["待填报"] == 1

    # The head signs: nothing else is to be signed, a part waits to be written.
    told = line(report(cast.head, "update_sign_off", own))
    assert told.text == "下一步：您还有待填报 1 项，下一项：2 完善医疗救助。"
    assert "待审签" not in counted(cast.head)

    # The office accepts: the next that waits is what the workbench has first.
    own.refresh_from_db()
    assert own.state == State.AWAITING_REVIEW
    told = line(report(cast.supervisor, "update_accept", own, note=""))
    silent = bench(cast.supervisor).tasks[0]
    assert told.text == f"下一步：还有{silent.title} {silent.count} 项。"
    assert told.links() == [silent.url]


def test_with_the_last_report_it_is_said_that_all_are_written(cast, march, report):
    Responsibility.objects.filter(issued_on__isnull=False).update(signed_for_at=NOW, signed_for_by=cast.liaison)
    own = march.updates.get(item=cast.open_lead, department=cast.east)
    told = line(report(cast.east_liaison, "update_send", own, **sound()))
    assert told.text == "您需填报的事项已全部填写。 暂无其他待办事项。"
    assert bench(cast.east_liaison).is_empty


def test_what_is_returned_goes_to_the_unit_and_comes_first_there(cast, march, own, report):
    report(cast.head, "update_send", own, **sound())
    told = line(report(cast.supervisor, "update_send_back", own, reason="请补充"))
    assert told.text.startswith("下一步：由市民政局联络员修改后重新提交（截止2011-03-25）。")
    other = march.updates.get(item=cast.supported, department=cast.civil_affairs)
    told = line(report(cast.liaison, "update_send", other, **sound()))
    assert told.text.endswith("您还有被退回 1 项，下一项：1 加强养老服务。")
    assert told.links() == ["/rounds/own/?what=returned", own.get_absolute_url()]


def test_what_is_still_in_ones_own_hands_is_the_next_thing_itself(cast, own, report):
    for name in ("update_save", "update_send", "update_take_back"):
        told = line(report(cast.liaison, name, own, **sound()))
        own.refresh_from_db()
        assert told.text.startswith("下一步：补全内容后提交（截止2011-03-25）。") == (own.state == State.DRAFT)
