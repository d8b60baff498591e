"""Charts in a real browser: drawn under the content security policy, told apart without colour, with a table."""

import base64
import itertools
import struct

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils.translation import gettext
from playwright.sync_api import expect

pytestmark = pytest.mark.once

PAGE = Template(
    """{% load static %}<!doctype html><html lang="zh-CN"><head><title>Charts</title>
<link rel="stylesheet" href="{% static "vendor/bootstrap/bootstrap.min.css" %}">
<link rel="stylesheet" href="{% static "css/portal.css" %}"><link rel="stylesheet" href="{% static "css/charts.css" %}">
</head><body><main class="page"><h1>Charts</h1>{% include "includes/_chart.html" %}</main>
{% include "includes/_chart_scripts.html" %}</body></html>"""
)
TABLE = Template("<table><tbody><tr><th scope='row'>市教育局</th><td>20</td></tr></tbody></table>")
LIGHTS = [
    {"key": "green", "name": "正常", "shape": "●", "colour": "#1e6b3a"},
    {"key": "yellow", "name": "滞后", "shape": "▲", "colour": "#e0a100"},
    {"key": "red", "name": "严重滞后", "shape": "■", "colour": "#b3261e"},
    {"key": "blue", "name": "已完成", "shape": "◆", "colour": "#1f4e79"},
    {"key": "grey", "name": "未启动", "shape": "○", "colour": "#8a94a0"},
]
COMMON = {"title": "办理状态", "date": "2011-12-31", "unit": "项", "categories": ["市教育局", "市水利局"]}
STACKED = COMMON | {
    "kind": "stacked",
    "horizontal": True,
    "series": [light | {"values": [20, 20], "urls": [f"/list/{light['key']}", None]} for light in LIGHTS],
}
BARS = STACKED | {"kind": "bars", "horizontal": False}
CURVE = COMMON | {
    "kind": "curve",
    "target": {"name": "全年目标", "value": 9},
    "series": [
        LIGHTS[4] | {"dashed": True, "values": [4.5, 9]},
        LIGHTS[3] | {"values": [3, None]},
    ],
}
HEAT = COMMON | {
    "kind": "heat",
    "rows": [light["name"] for light in LIGHTS],
    "series": LIGHTS,
    "cells": [
        {"x": x, "y": y, "key": light["key"], "text": f"{light['shape']} 3", "url": None}
        for y, light in enumerate(LIGHTS)
        for x in (0, 1)
    ],
}

# The colours of the drawing that cover more than a few points, as #rrggbb.
COLOURS = """canvas => {
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data, counts = {};
  for (let at = 0; at < data.length; at += 4) {
    const colour = "#" + [0, 1, 2].map(i => data[at + i].toString(16).padStart(2, "0")).join("");
    counts[colour] = (counts[colour] || 0) + 1;
  }
  return Object.keys(counts).filter(colour => counts[colour] > 50);
}"""

# The points of boxes [x, y, width, height] of a PNG in base64, as rows of grey values from 0 to 255.
GREYS = """async ([png, boxes]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return boxes.map(([x, y, width, height]) => {
    const data = context.getImageData(x, y, width, height).data;
    const grey = at => data[at] * 0.299 + data[at + 1] * 0.587 + data[at + 2] * 0.114;
    const greys = [...Array(width * height).keys()].map(point => grey(point * 4));
    return [...Array(height).keys()].map(row => greys.slice(row * width, (row + 1) * width));
  });
}"""

# Where a value on the axis and a row of a horizontal chart are, in pixels of the drawing.
PLACE = """(area, [value, row]) => echarts.getInstanceByDom(area).convertToPixel("grid", [value, row])"""


@pytest.fixture
def show(page, client):
    """Opens a page with one chart, under the policy of the portal's own pages: show(data), show(data, status=500)."""
    policy = client.get(reverse("sign_in")).headers["Content-Security-Policy"]
    chart = {"key": "lights", "title": "办理状态", "hint": "每一段为一种状态的事项数。", "url": "/chart.json"}
    body = PAGE.render(Context({"chart": chart, "level": 2, "table_template": TABLE}))

    def go(data, status=200, page=page):
        page.route("**/chart.json", lambda route: route.fulfill(json=data, status=status))
        page.route("**/list/*", lambda route: route.fulfill(body="<title>List</title>", content_type="text/html"))
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
        page.route("**/charts/", lambda route: route.fulfill(body=body, headers=headers))
        page.goto("/charts/")
        return page.locator("figure.chart")

    return go


def size(png):
    """Width and height of a PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("data", [STACKED, BARS, CURVE, HEAT], ids=lambda data: data["kind"])
def test_chart_is_drawn_in_the_colours_of_its_series(show, data):
    figure = show(data)
    figure.locator(".chart-save").wait_for()
    colours = figure.locator("canvas").evaluate(COLOURS)
    assert {series["colour"] for series in data["series"]} <= set(colours)
    figure.locator("canvas").hover()
    assert figure.locator(".chart-area").inner_text() == ""  # what appears is drawn: a name never becomes markup
    assert figure.locator("table").is_hidden()
    figure.locator("summary").click()
    assert figure.locator("table").is_visible()


@pytest.mark.parametrize("vision", ["none", "deuteranopia", "protanopia", "tritanopia", "achromatopsia"])
def test_parts_differ_by_their_pattern_whatever_colours_are_seen(show, page, vision):
    figure = show(STACKED)
    figure.locator(".chart-save").wait_for()
    page.context.new_cdp_session(page).send("Emulation.setEmulatedVisionDeficiency", {"type": vision})
    area = figure.locator(".chart-area")
    # A box of 40 × 14 points beside the label of every part, in both rows.
    corners = [area.evaluate(PLACE, [20 * part + 3, row]) for row in (0, 1) for part in range(5)]
    boxes = [[round(x), round(y) - 7, 40, 14] for x, y in corners]
    patches = page.evaluate(GREYS, [base64.b64encode(area.screenshot(scale="css")).decode(), boxes])
    upper, lower = patches[:5], patches[5:]
    assert [unlikeness(*pair) for pair in zip(upper, lower, strict=True)] == pytest.approx([0] * 5, abs=4)
    for first, second in itertools.combinations(upper, 2):  # a part without items lets others meet
        assert unlikeness(first, second) > 10


def unlikeness(one, other):
    """How far two patches (14 rows of 40 grey values, 0 to 255) differ in pattern.

    The mean difference from their own means where the middle of `one` fits best into `other`: colours alone give 0, a
    pattern that is only moved gives nearly 0.
    """
    middle = levelled([row[8:32] for row in one[3:11]])
    places = itertools.product(range(7), range(17))
    return min(distance(middle, levelled([row[x : x + 24] for row in other[y : y + 8]])) for y, x in places)


def levelled(rows):
    points = [point for row in rows for point in row]
    mean = sum(points) / len(points)
    return [point - mean for point in points]


def distance(some, others):
    return sum(abs(one - other) for one, other in zip(some, others, strict=True)) / len(some)


def test_part_leads_to_the_list_behind_it(show, page):
    figure = show(STACKED)
    figure.locator(".chart-save").wait_for()
    area = figure.locator(".chart-area")
    x, y = area.evaluate(PLACE, [50, 1])
    area.click(position={"x": x, "y": y})  # it has no address
    x, y = area.evaluate(PLACE, [50, 0])
    area.click(position={"x": x, "y": y})
    page.wait_for_url("**/list/red")


def test_picture_is_a_png_on_white_named_by_title_and_date(show, page):
    figure = show(STACKED)
    with page.expect_download() as download:
        figure.locator(".chart-save").click()
    assert download.value.suggested_filename == "办理状态 2011-12-31.png"
    png = download.value.path().read_bytes()
    width, height = size(png)
    assert width == 2000
    corners = [[x, y, 1, 1] for x in (0, width - 1) for y in (0, height - 1)]
    assert page.evaluate(GREYS, [base64.b64encode(png).decode(), corners]) == [[[255]]] * 4


def test_failing_answer_leaves_a_sentence_and_the_table(show, problems):
    figure = show({}, status=500)
    expect(figure.locator("[role=status]")).to_have_text(
        gettext("The chart could not be drawn; the table below has the same figures.")
    )
    assert figure.locator("table").is_visible()
    assert figure.locator(".chart-save").is_hidden()
    assert figure.locator(".chart-area").is_hidden()
    assert problems
    problems.clear()


def test_drawing_follows_the_window_and_the_paper(show, page):
    figure = show(STACKED)
    canvas = figure.locator("canvas")
    expect(canvas).to_have_css("width", "1395px")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert canvas.evaluate("canvas => canvas.clientWidth") == 703  # 186 mm
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert canvas.evaluate("canvas => canvas.clientWidth") == 1395
    page.set_viewport_size({"width": 390, "height": 800})
    expect(canvas).to_have_css("width", "360px")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_scripts_the_table_stands_alone(show, browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    figure = show(STACKED, page=context.new_page())
    assert figure.locator("table").is_visible()
    assert figure.locator(".chart-area").is_hidden()
    context.close()
