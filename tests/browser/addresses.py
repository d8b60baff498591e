"""The addresses of every kind of page on the seeded portal."""

from django.urls import reverse

from departments.models import User
from items.imports import drafts
from items.imports.reading import begin_reading
from items.models import ProgressUpdate, ReportingPeriod, WorkReport
from items.rounds.running import run_due
from items.updates import drafting
from items.updates.reporting import send, send_back

from ..given.together import moment
from .seeded_portal import item, unit

PAGES = [
    "/",
    "/items/",
    "/items/?status=nonsense&page=x",
    "{item}",
    "{item}updates/",
    "{item}requests/",
    "{item}history/",
    "{item}edit/",
    "{item}units/",
    "{item}targets/",
    "/items/leads/",
    "/items/views/",
    "/items/views/add/?status=open",
    "{report}",
    "/departments/",
    "{department}",
    "{collective}",
    "{collective}members/",
    "/people/",
    "/people/demo/",
    "/password/",
    "/personal/",
    "/imports/",
    "{draft}",
    "{unread}",
    "/imports/columns/",
    "{correction}",
    "{failed}",
    "{item}related/",
    "/rounds/",
    "{period}",
    "{period}?group=unit",
    "{closed}",
    "{period}chase/",
    "/rounds/review/",
    "/rounds/sign-off/",
    "/rounds/own/",
    "/rounds/decisions/",
    "{settings}",
    "{draft_update}",
    "{waiting_update}",
    "/sign-for/",
    "/inbox/",
    "/messages/",
    "/posts/",
    "/nowhere/",
]
# Every kind of finding in one document.
UNCLEAR = """关于印发2012年《政府工作报告》重点任务分解的通知
一、产业发展
1、培育规模以上工业企业120家(责任单位:市经信委、市发展和改革局、市智慧办)。
2、建设数据中心,六月底前建成(责任单位:各县(市)区人民政府、市财政局等)。
2、建设中试基地(责任单位:市科技局。
为此要做到以下几点
5、加强城市管理,提高服务水平。
7、改造供水管网35公里(责任单位:市城建委)。"""
# A table of which no column is known, and text that nobody divides; two of its sentences are marked.
UNREAD = (
    "2012年任务\n甲栏\t乙栏\t丙栏\n1\t修路5公里\t市民政局\n2\t架桥6座\t市教育局\n\n种树要紧。看水要勤。防火要早。\n"
)
MARKED = UNREAD.index("种树")


def uploaded(text, **options):
    """The address of a draft of this text, read as far as it can be."""
    office = User.objects.get(username="supervision")
    draft = drafts.start_draft(
        by=office, name="方案.txt", data=text if isinstance(text, bytes) else text.encode(), **options
    )
    begin_reading(draft)
    return draft.get_absolute_url()


def rounds():
    """March is closed; in April the lead of item 191 has returned work to do, and the head of item 192 has reported."""
    supervision, head = User.objects.get(username="supervision"), User.objects.get(username="head")
    for day in ("2011-03-01", "2011-04-12"):
        run_due(moment(f"{day} 10:00"))
    updates = ProgressUpdate.objects.filter(period__closed_at=None, department__memberships__user=head)
    sent = []
    for number in (191, 192):
        update, at = updates.get(item__number=number), moment("2011-04-12 11:00")
        words = {
            "text": "新建服务站12个。",
            "problems": "资金未到位。",
            "next_steps": "5月验收。",
            "needs_decision": "on",
        }
        drafting.save(update, by=head, at=at, was={}, changes={**words, "needs_decision": "on"})
        update.refresh_from_db()
        sent.append(send(update, by=head, at=at, version=update.version))
    written = send_back(sent[0], by=supervision, at=at, version=sent[0].version, reason="请补充数据。")
    return written, sent[1]


def addresses():
    report = WorkReport.objects.get()
    written, waiting = rounds()
    places = {
        "period": waiting.period.get_absolute_url(),
        "closed": ReportingPeriod.objects.get(closed_at__isnull=False).get_absolute_url(),
        "settings": reverse("round_settings", args=[report.pk]),
        "draft_update": written.get_absolute_url(),
        "waiting_update": waiting.get_absolute_url(),
        "draft": uploaded(UNCLEAR),
        "unread": uploaded(UNREAD) + f"?starts={MARKED}&mark={MARKED}&mark={MARKED + 5}",
        "correction": uploaded(
            report.source.text.replace("200个", "220个").replace("188、", "1880、"), corrects=report
        ),
        "failed": uploaded(b"PK\x03\x04 no document"),
        "item": item(191).get_absolute_url(),
        "report": WorkReport.objects.get().get_absolute_url(),
        "department": reverse("department_detail", args=[unit("枣阳市人民政府").pk]),
        "collective": reverse("department_detail", args=[unit("各县(市)区人民政府").pk]),
    }
    return [page.format(**places) for page in PAGES]
