"use strict";
// Charts with uPlot, independent of runs.

const SYNC = uPlot.sync("training");

/** Returns a color of the style sheet, for the canvas. */
const styled = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Replaces NaN by null, which uPlot draws as a gap. */
const numbers = values => values.map(value => (Number.isFinite(value) ? value : null));

const short = value => new Intl.NumberFormat("en", { maximumSignificantDigits: 4 }).format(value);

/** Returns the index of the nearest point: lines of different runs have points at different x. */
function nearest(u, series, index) {
  const values = u.data[series];
  for (let away = 0; away < values.length; away++) {
    if (values[index - away] != null) return index - away;
    if (values[index + away] != null) return index + away;
  }
  return index;
}

/** Marks a chart without a cursor; its legend shows only names. */
const idle = chart => chart.root.classList.toggle("idle", chart.cursor.idx == null);

/** Returns a uPlot series for a line with label, color, x, y and optional width and dash; with markers, points only. */
function series(line, unit) {
  return {
    label: line.label,
    stroke: line.color,
    width: line.width ?? 2,
    dash: line.dash,
    spanGaps: true,
    value: (u, value) => (value == null ? "–" : short(value) + unit),
    points: line.markers
      ? { show: true, size: Math.max(3, Math.min(line.markers, 400 / line.x.length)), fill: line.color, stroke: line.color, width: 0 }
      : { show: line.x.length < 40 && !line.dash, size: 6, fill: line.color },
    paths: line.markers ? () => null : undefined,
  };
}

/** Draws a dashed vertical line for each mark, with its color and x. */
function drawMarks(u, marks) {
  const { left, top, width, height } = u.bbox;
  u.ctx.save();
  u.ctx.lineWidth = devicePixelRatio;
  u.ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const mark of marks) {
    const x = Math.round(u.valToPos(mark.x, "x", true));
    if (x < left || x > left + width) continue;
    u.ctx.strokeStyle = mark.color;
    u.ctx.beginPath();
    u.ctx.moveTo(x, top);
    u.ctx.lineTo(x, top + height);
    u.ctx.stroke();
  }
  u.ctx.restore();
}

/** Draws a chart that adapts to the width of its container; returns a function that removes it. */
function draw(container, lines, { x, unit = "", minY, marks }) {
  const axis = { stroke: styled("--quiet"), grid: { stroke: styled("--grid"), width: 1 }, ticks: { show: false } };
  const size = () => ({ width: container.clientWidth, height: container.clientWidth < 500 ? 220 : 280 });
  const chart = new uPlot(
    {
      ...size(),
      legend: { markers: { width: 0, fill: (u, index) => u.series[index].stroke(u, index) } },
      cursor: { sync: { key: SYNC.key }, dataIdx: nearest, points: { size: 7 } },
      // Without a cursor the legend shows neither values nor the x axis.
      hooks: { ready: [idle], setLegend: [idle], draw: [u => drawMarks(u, marks)] },
      scales: { x: { time: false }, y: minY === undefined ? {} : { range: (u, low, high) => [minY, high * 1.05 || 1] } },
      axes: [
        { ...axis, values: (u, ticks) => ticks.map(short), label: x, size: 32, labelSize: 16, labelGap: 0, labelFont: "12px system-ui" },
        { ...axis, values: (u, ticks) => ticks.map(tick => short(tick) + unit), size: 58 },
      ],
      series: [{ label: x, value: (u, value) => (value == null ? "–" : short(value)) }, ...lines.map(line => series(line, unit))],
    },
    uPlot.join(lines.map(line => [line.x, numbers(line.y)])),
    container,
  );
  const follow = new ResizeObserver(() => chart.setSize(size()));
  follow.observe(container);
  return () => {
    follow.disconnect();
    chart.destroy();
  };
}
