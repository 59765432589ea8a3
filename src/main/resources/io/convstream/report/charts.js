"use strict";
// The charts: what the page draws with uPlot, and nothing that knows of runs.

const SYNC = uPlot.sync("training");

/** A color of the style sheet, as the canvas needs it. */
const styled = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** What is no number (JSON has no NaN) becomes a gap. */
const numbers = values => values.map(value => (Number.isFinite(value) ? value : null));

const short = value => new Intl.NumberFormat("en", { maximumSignificantDigits: 4 }).format(value);

/** Lines of different runs have points at different places: the legend shows the nearest of each. */
function nearest(u, series, index) {
  const values = u.data[series];
  for (let away = 0; away < values.length; away++) {
    if (values[index - away] != null) return index - away;
    if (values[index + away] != null) return index + away;
  }
  return index;
}

/** Marks a chart that no cursor is over: its legend shows names alone. */
const idle = chart => chart.root.classList.toggle("idle", chart.cursor.idx == null);

/** A line: label, color, x and y; optional width, dash, and points alone where it is a row of marks. */
function series(line, unit) {
  return {
    label: line.label,
    stroke: line.color,
    width: line.width ?? 2,
    dash: line.dash,
    spanGaps: true,
    value: (u, value) => (value == null ? "–" : short(value) + unit),
    points: line.marks
      ? { show: true, size: Math.max(3, Math.min(line.marks, 400 / line.x.length)), fill: line.color, stroke: line.color, width: 0 }
      : { show: line.x.length < 40 && !line.dash, size: 6, fill: line.color },
    paths: line.marks ? () => null : undefined,
  };
}

/** Draws a chart that follows the width of its place; returns how to remove it. */
function draw(place, lines, { x, unit = "", least }) {
  const axis = { stroke: styled("--quiet"), grid: { stroke: styled("--grid"), width: 1 }, ticks: { show: false } };
  const size = () => ({ width: place.clientWidth, height: place.clientWidth < 500 ? 220 : 280 });
  const chart = new uPlot(
    {
      ...size(),
      legend: { markers: { width: 0, fill: (u, index) => u.series[index].stroke(u, index) } },
      cursor: { sync: { key: SYNC.key }, dataIdx: nearest, points: { size: 7 } },
      // Without a cursor the legend has no values, and the x axis no place in it.
      hooks: { ready: [idle], setLegend: [idle] },
      scales: { x: { time: false }, y: least === undefined ? {} : { range: (u, low, high) => [least, high * 1.05 || 1] } },
      axes: [
        { ...axis, values: (u, ticks) => ticks.map(short), label: x, size: 32, labelSize: 16, labelGap: 0, labelFont: "12px system-ui" },
        { ...axis, values: (u, ticks) => ticks.map(tick => short(tick) + unit), size: 58 },
      ],
      series: [{ label: x, value: (u, value) => (value == null ? "–" : short(value)) }, ...lines.map(line => series(line, unit))],
    },
    uPlot.join(lines.map(line => [line.x, numbers(line.y)])),
    place,
  );
  const follow = new ResizeObserver(() => chart.setSize(size()));
  follow.observe(place);
  return () => {
    follow.disconnect();
    chart.destroy();
  };
}
