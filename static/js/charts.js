// Charts: every element with data-chart="<address>" is drawn by ECharts from the JSON at that address.
//
// One form for all kinds; no chart is sent without categories and series:
//   kind        "stacked": parts of a whole; "bars": side by side; "curve": lines; "heat": cells, rows by columns
//   title       heads the saved picture, and with the date names its file
//   date        the day the figures stand for, YYYY-MM-DD
//   unit        stands at the axis of values and behind each value: "项", "%", "" for none
//   categories  the labels along the chart; of "heat" those of the columns
//   horizontal  true where "stacked" or "bars" run from left to right, a row a category: for long names (default false)
//   series      list, in the order of stack and legend, of
//     key         as the portal calls it, unique
//     name        the word in the legend, without the shape
//     shape       ● ▲ ■ ◆ ○ □: written before the name; the pattern of a bar and the symbol of a curve follow from it
//     colour      #rrggbb
//     edge        #rrggbb around an area too pale to be told from white; may be left out
//     dashed      true for a curve that is a plan (default false)
//     values      one number a category, null where it is not known; not with "heat"
//     urls        the address behind each value, or null; may be left out
//   target      {name, value}: a line across a "curve"; may be left out
//   rows        of "heat": the labels of the rows, from the top
//   cells       of "heat": list of {x, y, key, text, hint, url}: column and row from 0; key of the series; text with the
//               shape first ("■ 3": where it is narrow the shape alone is written); hint, one sentence, and url may be
//               left out
// A click on a part with an address goes there; the table beside the chart has the same links for the keyboard.
// ECharts is loaded before as a classic script.

import { frame, option } from "./chart_options.js";

const PATIENCE = 30000; // milliseconds until a chart without answer counts as failed
const PICTURE = { width: 1000, height: 420, sharpness: 2 };

// A length from the style sheets, in pixels
function pixels(element, name) {
  const text = getComputedStyle(element).getPropertyValue(name).trim();
  return parseFloat(text) * (text.endsWith("mm") ? 96 / 25.4 : 1);
}

function init(element, place) {
  const sharpness = Math.max(PICTURE.sharpness, window.devicePixelRatio); // paper shows more than a screen
  return echarts.init(element, null, { width: place.width, height: place.height, devicePixelRatio: sharpness });
}
function draw(one, place) {
  one.area.style.height = `${place.height}px`;
  if (!one.chart) {
    one.chart = init(one.area, place);
    one.chart.on("click", (event) => {
      if (event.data?.url) location.assign(event.data.url);
    });
  }
  one.chart.resize({ width: place.width, height: place.height });
  one.chart.setOption(option(one.data, place), true);
  one.chart.getZr().flush(); // paper does not wait for the next frame
}
function drawOnScreen(one) {
  one.width = one.area.clientWidth;
  draw(one, frame(one.data, one.width, pixels(one.area, "--chart-height")));
}
function drawOnPaper(one) {
  draw(one, frame(one.data, pixels(one.area, "--paper-width"), pixels(one.area, "--paper-height")));
}

// The picture is the same from a phone and from a desk, and says what it is.
function save(data) {
  const place = frame(data, PICTURE.width, PICTURE.height, true);
  const chart = init(document.createElement("div"), place);
  chart.setOption(option(data, place));
  chart.renderToCanvas({ pixelRatio: PICTURE.sharpness, backgroundColor: "#fff" }).toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${data.title} ${data.date}.png`;
    link.click();
    setTimeout(() => {
      URL.revokeObjectURL(link.href);
    }, PATIENCE);
    chart.dispose();
  });
}

function ask(address) {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort();
  }, PATIENCE);
  return fetch(address, { headers: { Accept: "application/json" }, redirect: "error", signal: limit.signal })
    .then((answer) => {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    })
    .finally(() => {
      clearTimeout(timer);
    });
}
function load(one) {
  return ask(one.area.dataset.chart)
    .then((data) => {
      one.data = data;
      drawOnScreen(one);
      const button = one.figure.querySelector(".chart-save");
      button.addEventListener("click", () => {
        save(data);
      });
      button.hidden = false;
      one.figure.classList.add("chart-drawn");
      one.figure.classList.toggle("chart-cells", data.kind === "heat");
    })
    .catch((error) => {
      fail(one, error);
    })
    .finally(() => {
      one.area.removeAttribute("aria-busy");
    });
}
function fail(one, error) {
  console.error(error);
  const notice = document.createElement("p");
  notice.className = "notice notice-warning";
  notice.setAttribute("role", "status");
  notice.textContent = one.area.dataset.failed;
  one.chart = null; // it is not printed either
  one.area.hidden = true;
  one.figure.insertBefore(notice, one.area);
  one.figure.querySelector(".chart-table").open = true;
}

// One after the other in the order of the page: the first is seen at once, all are there to be printed.
let queue = Promise.resolve();
let printing = false;
const all = Array.from(document.querySelectorAll("[data-chart]")).map((area) => ({
  area: area,
  figure: area.closest("figure"),
  width: 0,
}));
const watcher = new ResizeObserver((entries) => {
  requestAnimationFrame(() => {
    entries.forEach((entry) => {
      fit(all.find((one) => one.area === entry.target));
    });
  });
});
function fit(one) {
  const width = one.area.clientWidth;
  if (printing || width === 0 || width === one.width) return; // folded away, or only its height has changed
  if (one.data) return drawOnScreen(one);
  if (one.width === 0) queue = queue.then(() => load(one));
  one.width = width;
}
all.forEach((one) => {
  one.figure.querySelector(".chart-table").open = false;
  one.area.setAttribute("aria-busy", "true");
  one.area.hidden = false;
  watcher.observe(one.area);
});

function redraw(how) {
  all.filter((one) => one.chart).forEach(how);
}
// Cells are printed as their table: black on white, a shape and a number in each.
function unfold(one) {
  const table = one.figure.querySelector(".chart-table");
  one.wasOpen = table.open;
  table.open = true;
}
function foldAgain(one) {
  one.figure.querySelector(".chart-table").open = one.wasOpen;
}
window.addEventListener("beforeprint", () => {
  printing = true;
  all.forEach(unfold);
  redraw(drawOnPaper);
});
window.addEventListener("afterprint", () => {
  printing = false;
  all.forEach(foldAgain);
  redraw(drawOnScreen);
});
