"""What is sent and pressed on the pages of an import, and what they say."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from items.imports import Decisions
from items.models import ImportDraft

from ..given.html import parse

LIST = "/imports/"
TEXT = """2012年任务分解
一、民生
1、修建道路30公里。架设桥梁。(责任单位:市民政局*、市气象局)
2、改造校舍20所(责任单位:市教育局、市卫生局)。
2、疏浚河道(责任单位:市粮食局)。
绿化荒山。
5、种树(责任单位:各区人民政府、市教育局)。
6、防汛
7、看天(责任单位:市民政局)。"""


def address(draft, name="detail"):
    return reverse(f"import_{name}", args=[draft.pk])


def press(client, draft, act, name="decide", **data):
    """Press a button of the draft's page as it is now."""
    version = ImportDraft.objects.get(pk=draft.pk).version
    return client.post(address(draft, name), {"version": version, "act": act, **data})


def decisions(draft):
    return Decisions(**ImportDraft.objects.get(pk=draft.pk).decisions)


def start_of(text, source=TEXT):
    return source.index(text)


def file(data, name="plan.txt"):
    return SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode())


def said(response):
    """What the page says is wrong, and what its messages say."""
    page = parse(response)
    return " ".join(element.text for element in [*page.all(role="alert"), *page.all(of="invalid-feedback")])


def many(count):
    return "\n".join(f"{n}、建设第{n}号工程{n}公里(责任单位:市民政局、市第{n}局)。" for n in range(1, count + 1))
