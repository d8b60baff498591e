"""The cast: the same few people and units in every test.

Civil affairs (市民政局) leads item 1 and supports item 2; health (市卫生局) supports item 1 and leads
item 2; education (市教育局) stands on item 3 without a lead, beside a collective of two districts.
"""

from dataclasses import dataclass

from departments.models import Department, Membership, User
from items.issue.issuing import issue
from items.models import WorkItem, WorkReport

from . import factories

Role = Membership.Role


@dataclass
class Cast:
    civil_affairs: Department
    health: Department
    education: Department
    office: Department
    districts: Department
    east: Department
    west: Department
    liaison: User
    head: User
    health_liaison: User
    east_liaison: User
    supervisor: User
    leader: User
    observer: User
    administrator: User
    newcomer: User
    report: WorkReport
    led: WorkItem
    supported: WorkItem
    open_lead: WorkItem

    @classmethod
    def build(cls):
        make = factories
        civil, health = make.department("市民政局"), make.department("市卫生局", short_name="卫生局")
        education, office = make.department("市教育局"), make.department("市政府办公室")
        east, west = make.department("东城区人民政府"), make.department("西城区人民政府")
        districts = make.collective("各区人民政府", [east, west])
        report = make.report(title="2011年任务分解", text="1、甲。2、乙。3、丙。")
        led = make.item(report, 1, "加强养老服务", leads=[civil], supports=[health])
        supported = make.item(report, 2, "完善医疗救助", leads=[health], supports=[civil])
        open_lead = make.item(report, 3, "发展学前教育", responsible=[districts, education])
        issue(report, by=None, on=make.day("2011-02-01"))
        return cls(
            civil_affairs=civil,
            health=health,
            education=education,
            office=office,
            districts=districts,
            east=east,
            west=west,
            liaison=make.person("liaison", role=Role.LIAISON, department=civil, name="李联络"),
            head=make.person("head", role=Role.HEAD, department=civil, name="赵局长"),
            health_liaison=make.person("health", role=Role.LIAISON, department=health, name="王卫生"),
            east_liaison=make.person("east", role=Role.LIAISON, department=east, name="周东城"),
            supervisor=make.person("supervisor", role=Role.SUPERVISION, department=office, name="钱督查"),
            leader=make.person("leader", role=Role.LEADER, name="孙市长"),
            observer=make.person("observer", role=Role.OBSERVER, name="吴观察"),
            administrator=make.person("administrator", role=Role.ADMINISTRATOR, name="郑管理"),
            newcomer=make.person("newcomer", name="新来"),
            report=report,
            led=led,
            supported=supported,
            open_lead=open_lead,
        )
