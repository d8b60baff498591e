// How a chart looks: from the JSON that charts.js describes and a width to the options of ECharts. The page stays as it is.

const TEXT = 13;
const SMALL = 12; // pixels
const LINE = 28;
const ROW = 28; // pixels: a line of the legend, a row of cells or stacks
const BAR = 20;
const THICKEST = 44; // pixels: what a bar beside others takes, the thickest bar
const LONGEST = 110; // pixels of a turned label

// ● has none: five kinds of part stay apart without any colour.
const PATTERNS = {
  "■": { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 3], rotation: Math.PI / 4 },
  "▲": { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 9], rotation: -Math.PI / 4 },
  "◆": {
    symbol: "circle",
    dashArrayX: [
      [7, 7],
      [0, 7, 7, 0],
    ],
    dashArrayY: [7, 0],
    symbolSize: 0.7,
  },
  "○": { symbol: "rect", dashArrayX: [7, 4], dashArrayY: [2, 4] },
  "□": { symbol: "rect", dashArrayX: [2, 5], dashArrayY: [2, 5] },
};
const SYMBOLS = { "●": "circle", "▲": "triangle", "■": "rect", "◆": "diamond", "○": "emptyCircle", "□": "emptyRect" };

// What the style sheets say
function style(name) {
  return getComputedStyle(document.body).getPropertyValue(name).trim();
}
const font = style("font-family");
const ink = style("--ink");
const soft = style("--ink-soft");
const line = style("--line");

const ruler = document.createElement("canvas").getContext("2d");
function widthOf(text, size) {
  ruler.font = `${size || SMALL}px ${font}`;
  return ruler.measureText(text).width;
}
function widest(texts) {
  return Math.max.apply(
    null,
    texts.map((text) => widthOf(text)),
  );
}
function named(series) {
  return `${series.shape} ${series.name}`;
}
// Black reads better on it than white (relative luminance as WCAG 2 defines it).
function isLight(colour) {
  const parts = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return parts[0] * 0.2126 + parts[1] * 0.7152 + parts[2] * 0.0722 > 0.179;
}

// The axis of values ends at the next round number that nothing exceeds; second, the step of its ticks.
const ENDS = [
  [1, 0.2],
  [1.5, 0.5],
  [2, 0.5],
  [3, 1],
  [4, 1],
  [5, 1],
  [6, 2],
  [8, 2],
  [10, 2],
];
function scale(data) {
  const sums = data.categories.map((_, place) => {
    const values = data.series.map((series) => series.values[place] || 0);
    if (data.kind !== "stacked") return Math.max.apply(null, values);
    return values.reduce((sum, value) => sum + value, 0);
  });
  const highest = Math.max.apply(null, sums.concat(data.target ? data.target.value : 0));
  if (highest <= 0) return { end: 1, step: 1 };
  const power = 10 ** Math.floor(Math.log10(highest));
  const end = ENDS.find((one) => one[0] * power >= highest);
  const isWhole = data.series.every((series) => series.values.every(Number.isInteger));
  return { end: end[0] * power, step: Math.max(end[1] * power, isWhole ? 1 : 0) };
}

// Where what stands. Labels decide the margins; rows decide the height, else it is the given one.
export function frame(data, width, height, hasTitle) {
  const rows = data.kind === "heat" ? data.rows : data.horizontal ? data.categories : null;
  const columns = data.horizontal ? null : data.categories;
  const place = { width: width, rows: rows, right: 16, head: hasTitle ? 40 : 0 };
  place.scale = data.kind === "heat" ? null : scale(data);
  place.row = Math.max(ROW, data.kind === "bars" ? data.series.length * BAR + 12 : 0);
  // Values stand behind the bars and the unit behind the axis.
  if (data.horizontal) place.right = Math.max(widthOf(data.unit) + 16, 56);
  place.left = rows ? Math.min(widest(rows) + 14, width * 0.36) : Math.max(widthOf(String(place.scale.end)) + 14, 34);
  if (columns) {
    place.slot = (width - place.left - place.right) / columns.length;
    place.turned = widest(columns) + 6 > place.slot;
    if (place.turned) place.left = Math.max(place.left, Math.min(widest(columns), LONGEST) * 0.72 - place.slot / 2 + 4);
    place.slot = (width - place.left - place.right) / columns.length;
  }
  place.legend = legendLines(data, width) * LINE;
  place.top = place.head + place.legend + (rows ? 6 : 24);
  place.bottom = place.turned ? Math.min(widest(columns), LONGEST) * 0.72 + 20 : 30;
  place.height = rows ? place.top + rows.length * place.row + place.bottom : height;
  place.across = width - place.left - place.right;
  place.along = place.height - place.top - place.bottom;
  return place;
}
function legendLines(data, width) {
  let lines = 1;
  let used = 0;
  data.series.forEach((series) => {
    const entry = widthOf(named(series), TEXT) + 24 + 5 + 10; // its mark, the gap to its words, the gap to the next
    if (used > 0 && used + entry > width) {
      lines += 1;
      used = 0;
    }
    used += entry;
  });
  return lines;
}

// Bars
function bars(data, place) {
  const share = data.kind === "stacked" ? 1 : data.series.length;
  const slot = data.horizontal ? place.row : place.slot;
  const thick = Math.min(THICKEST, (slot * 0.7) / share);
  const one = (data.horizontal ? place.across : place.along) / place.scale.end;
  return data.series.map((series) => ({
    type: "bar",
    name: named(series),
    stack: data.kind === "stacked" ? "all" : undefined,
    barWidth: thick,
    itemStyle: filled(series),
    emphasis: { disabled: true },
    data: points(series, (value) => {
      const room = data.horizontal ? [value * one, thick] : [thick, value * one];
      if (data.kind === "stacked") return within(series.shape, value, room);
      return beside(value, data.horizontal ? "right" : "top");
    }),
  }));
}
function filled(series) {
  const pattern = PATTERNS[series.shape];
  const lines = isLight(series.colour) ? "rgba(0, 0, 0, .55)" : "rgba(255, 255, 255, .6)";
  const decal = pattern && Object.assign({ color: lines }, pattern);
  return { color: series.colour, decal: decal, borderColor: series.edge || "#fff", borderWidth: 1 };
}
function points(series, label) {
  return series.values.map((value, place) => {
    const url = series.urls ? series.urls[place] : null;
    return { value: value, url: url, cursor: url ? "pointer" : "default", label: label(value, place) };
  });
}
// A label lies on white, so that it can be read on any pattern; where there is no room for it there is none.
function within(shape, value, room) {
  const text = [`${shape} ${value}`, String(value)].find((words) => widthOf(words) + 8 <= room[0]);
  return {
    show: Boolean(value) && text !== undefined && room[1] >= 16,
    formatter: text,
    position: "inside",
    color: ink,
    fontSize: SMALL,
    backgroundColor: "#fff",
    borderRadius: 2,
    padding: [1, 3],
  };
}
function beside(value, position) {
  return { show: value !== null, formatter: String(value), position: position, color: ink, fontSize: SMALL };
}

// Curves
function curves(data, place) {
  return data.series.map((series, order) => ({
    type: "line",
    name: named(series),
    symbol: SYMBOLS[series.shape],
    symbolSize: 8,
    showAllSymbol: true,
    connectNulls: false,
    lineStyle: { width: 2, type: series.dashed ? "dashed" : "solid", color: series.colour },
    itemStyle: { color: series.colour, borderWidth: 2 },
    emphasis: { disabled: true },
    labelLayout: { hideOverlap: true },
    data: points(series, (value, at) => {
      const isBelow = data.series.some((other) => other.values[at] > value);
      const hasRoom = value > place.scale.end / 6; // else it would lie on the axis
      return series.dashed ? { show: false } : beside(value, isBelow && hasRoom ? "bottom" : "top");
    }),
    markLine: order === 0 && data.target ? aim(data) : undefined,
  }));
}
function aim(data) {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: ink, type: "dotted", width: 1.5 },
    label: {
      position: "insideStartTop",
      formatter: `${data.target.name} ${data.target.value}${data.unit}`,
      color: ink,
      fontSize: SMALL,
    },
    data: [{ yAxis: data.target.value }],
  };
}

// Heat: a cell is a point as large as its place, one series a colour.
function heat(data, place) {
  return data.series.map((series) => ({
    type: "scatter",
    name: named(series),
    symbol: "rect",
    symbolSize: [place.slot - 2, ROW - 2],
    itemStyle: { color: series.colour, opacity: 1, borderColor: series.edge, borderWidth: series.edge ? 1 : 0 },
    emphasis: { disabled: true },
    data: data.cells
      .filter((cell) => cell.key === series.key)
      .map((cell) => ({
        value: [cell.x, cell.y],
        cell: cell,
        url: cell.url,
        cursor: cell.url ? "pointer" : "default",
        label: {
          show: true,
          formatter: widthOf(cell.text) <= place.slot - 6 ? cell.text : Array.from(cell.text)[0],
          color: isLight(series.colour) ? ink : "#fff",
          fontSize: SMALL,
        },
      })),
  }));
}

// What the pointer shows
function tooltip(data) {
  return {
    renderMode: "richText", // drawn: as HTML it would take a name for markup
    trigger: data.kind === "heat" ? "item" : "axis",
    axisPointer: { type: data.kind === "curve" ? "line" : "shadow" },
    confine: true,
    borderColor: line,
    textStyle: { color: ink, fontSize: TEXT, fontFamily: font },
    formatter: (shown) => {
      if (data.kind === "heat") return sayCell(data, shown.data.cell);
      const place = shown[0].dataIndex;
      return [data.categories[place]]
        .concat(
          data.series.map((series) => {
            const value = series.values[place];
            return `${named(series)}  ${value === null ? "—" : value + data.unit}`;
          }),
        )
        .join("\n");
    },
  };
}
function sayCell(data, cell) {
  const series = data.series.find((one) => one.key === cell.key);
  const first = `${data.rows[cell.y]} · ${data.categories[cell.x]}`;
  return [first, named(series), cell.text].concat(cell.hint || []).join("\n");
}

// Axes
function names(labels, place, isRow) {
  return {
    type: "category",
    data: labels,
    inverse: isRow,
    z: 3, // above the edges of the bars
    axisTick: { show: false },
    axisLine: { lineStyle: { color: soft } },
    axisLabel: {
      color: ink,
      fontSize: SMALL,
      interval: isRow || place.slot >= 16 ? 0 : "auto",
      rotate: !isRow && place.turned ? 45 : 0,
      width: isRow ? place.left - 12 : place.turned ? LONGEST : undefined,
      overflow: "truncate",
    },
  };
}
function values(data, place) {
  return {
    type: "value",
    max: place.scale.end,
    interval: place.scale.step,
    name: data.unit,
    nameGap: place.rows ? 8 : 10,
    nameTextStyle: { color: soft, fontSize: SMALL, align: place.rows ? "left" : "right" },
    splitLine: { lineStyle: { color: line } },
    axisLabel: { color: soft, fontSize: SMALL, hideOverlap: true, formatter: String },
  };
}

export function option(data, place) {
  const kinds = { stacked: bars, bars: bars, curve: curves, heat: heat };
  const columns = data.horizontal ? values(data, place) : names(data.categories, place, false);
  return {
    animation: false,
    backgroundColor: "#fff",
    textStyle: { fontFamily: font, fontSize: TEXT, color: ink },
    title: {
      show: place.head > 0,
      text: `${data.title}  ${data.date}`,
      left: 0,
      top: 8,
      textStyle: { fontSize: 16, color: ink },
    },
    legend: {
      top: place.head,
      left: 0,
      width: place.width,
      padding: 0,
      itemGap: LINE - TEXT - 5,
      itemWidth: 24,
      itemHeight: 13,
      textStyle: { fontSize: TEXT, color: ink, lineHeight: TEXT + 5 },
      icon: data.kind === "curve" ? undefined : "rect",
      data: data.series.map(named),
    },
    tooltip: tooltip(data),
    grid: { left: place.left, right: place.right, top: place.top, bottom: place.bottom },
    xAxis: columns,
    yAxis: place.rows ? names(place.rows, place, true) : values(data, place),
    series: kinds[data.kind](data, place),
  };
}
