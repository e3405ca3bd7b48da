// A number over windows: value and 95 % interval, what it is held against, limits, and how many rows there were.

const SIGNS = ["circle", "diamond", "triangle", "rect"];

// Places in a point.
const COUNT = 1, VALUE = 2, LOWER = 3, UPPER = 4, LOWER_LIMIT = 5, UPPER_LIMIT = 6, SEVERITY = 7, EXPECTED = 8, BY_LABELS = 9, DOUBT = 10;

function windowOption(data, item) {
  const own = item.labels !== null;
  const labels = item.labels ?? data.windows.labels;
  const byWindow = new Map(item.points.map((point) => [point[0], point]));
  const at = (place) => labels.map((_, window) => byWindow.get(window)?.[place] ?? null);
  const reference = item.reference?.[0] ?? null;
  const rows = own ? at(COUNT) : data.windows.rows;
  const labelled = own ? rows : data.windows.labelled;
  const hasLabels = labelled.some((count) => count !== null);

  return (colours) => {
    const line = (name, values, style, more) => Object.assign(
      { name, type: "line", data: values, symbol: "none", silent: true, lineStyle: style }, more);
    const limit = (name, place) => line(name, at(place), { color: colours.warning, width: 1.25 }, { step: "middle" });
    const dashed = { color: colours.reference, width: 1.5, type: "dashed" };
    const series = [
      line("reference", labels.map(() => reference), dashed, {
        markArea: item.reference && item.reference[1] !== null && item.reference[2] !== null
          ? {
            silent: true, itemStyle: { color: colours.reference, opacity: 0.14 },
            data: [[{ yAxis: item.reference[1] }, { yAxis: item.reference[2] }]],
          } : undefined,
      }),
      line("expected", at(EXPECTED), dashed),
      limit("lower limit", LOWER_LIMIT), limit("upper limit", UPPER_LIMIT),
      ...item.others.map((other) => {
        const values = new Map(other.points);
        return line(other.name, labels.map((_, window) => values.get(window) ?? null), { color: colours.quiet, width: 1.5 });
      }),
      intervals(colours, item.points, labels.length),
      {
        name: "by labels", type: "scatter", silent: true, symbol: "diamond", symbolSize: 7, z: 5,
        data: at(BY_LABELS), itemStyle: { color: colours.text },
      },
      {
        name: item.name, type: "line", z: 4,
        data: labels.map((_, window) => mark(colours, byWindow.get(window), labels.length)),
        showAllSymbol: true, lineStyle: { color: colours.current, width: 2 },
        markLine: own || data.onset === null ? undefined : {
          silent: true, symbol: "none", label: { show: false },
          lineStyle: { color: colours.error, type: "dotted", width: 1.5 }, data: [{ xAxis: data.onset }],
        },
      },
    ];
    const known = hasLabels ? labelled.map((count) => count ?? 0) : rows;
    const bar = (name, values, color, opacity) => ({
      name, type: "bar", stack: "rows", xAxisIndex: 1, yAxisIndex: 1, data: values, barCategoryGap: "20%",
      itemStyle: { color, opacity },
    });
    series.push(bar("labelled", known, colours.current, 0.6));
    series.push(bar("not labelled yet", rows.map((count, window) => Math.max(0, count - known[window])), colours.quiet, 1));

    return Object.assign(base(colours), {
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      grid: [{ left: 56, right: 14, top: 14, height: 226 }, { left: 56, right: 14, top: 262, height: 62 }],
      xAxis: [
        places(colours, labels, { axisLabel: { show: false } }),
        places(colours, labels, { gridIndex: 1 }),
      ],
      yAxis: [
        axis(colours, { type: "value", scale: true, axisLabel: { color: colours.muted, fontSize: 11, formatter: (value) => short(value) } }),
        axis(colours, {
          type: "value", gridIndex: 1, splitNumber: 2,
          axisLabel: { color: colours.muted, fontSize: 11, formatter: (value) => whole(value), hideOverlap: true },
        }),
      ],
      series,
      tooltip: Object.assign(base(colours).tooltip, {
        trigger: "axis", axisPointer: { type: "line", lineStyle: { color: colours.muted } },
        formatter: (items) => windowTip(data, item, byWindow, items[0].dataIndex),
      }),
    });
  };
}

// A value's sign: filled by its severity, hollow where it is not to be believed.
function mark(colours, point, windows) {
  if (!point || point[VALUE] === null) return null;
  const severity = point[SEVERITY];
  const colour = severity > 1 ? colours.severity[severity] : colours.current;
  return {
    value: point[VALUE], symbol: SIGNS[severity], symbolSize: severity > 1 ? 9 : windows > 120 ? 2 : 5,
    itemStyle: point[DOUBT] ? { color: colours.surface, borderColor: colour, borderWidth: 1.5 } : { color: colour },
  };
}

function intervals(colours, points, windows) {
  return {
    name: "interval", type: "custom", clip: true, silent: true, encode: { x: 0, y: [1, 2] },
    data: points.filter((point) => point[LOWER] !== null && point[UPPER] !== null)
      .map((point) => [point[0], point[LOWER], point[UPPER]]),
    renderItem: (_, api) => {
      const from = api.coord([api.value(0), api.value(1)]);
      const to = api.coord([api.value(0), api.value(2)]);
      const style = { stroke: colours.current, lineWidth: 1.25, opacity: windows > 120 ? 0.2 : 0.5 };
      const half = Math.min(4, api.size([1, 0])[0] / 4);
      const bar = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
      return {
        type: "group",
        children: [
          bar(from[0], from[1], to[0], to[1]), bar(from[0] - half, from[1], from[0] + half, from[1]),
          bar(to[0] - half, to[1], to[0] + half, to[1]),
        ],
      };
    },
  };
}

function windowTip(data, item, byWindow, window) {
  const point = byWindow.get(window);
  const lines = [];
  if (point) {
    lines.push([item.name, short(point[VALUE])]);
    if (point[LOWER] !== null) lines.push(["95 % interval", `${short(point[LOWER])} to ${short(point[UPPER])}`]);
    if (point[LOWER_LIMIT] !== null) lines.push(["lower limit", short(point[LOWER_LIMIT])]);
    if (point[UPPER_LIMIT] !== null) lines.push(["upper limit", short(point[UPPER_LIMIT])]);
    if (given(point[EXPECTED])) lines.push(["expected", short(point[EXPECTED])]);
    if (given(point[BY_LABELS])) lines.push(["by labels", short(point[BY_LABELS])]);
    if (point[DOUBT]) lines.push(["not to be believed", data.doubts[point[DOUBT]]]);
    lines.push(["judged", SEVERITIES[point[SEVERITY]]]);
  }
  for (const other of item.others) {
    const value = other.points.find((point) => point[0] === window)?.[1];
    if (given(value)) lines.push([other.name, short(value)]);
  }
  if (item.reference) {
    const count = item.reference[3];
    lines.push(["reference", short(item.reference[0]) + (count > 0 ? ` (n = ${whole(count)})` : "")]);
  }
  if (item.labels !== null) {
    if (point) lines.push(["n", whole(point[COUNT])]);
    return tip(item.labels[window], lines);
  }
  const labelled = data.windows.labelled[window];
  if (labelled !== null) lines.push(["labelled", `${whole(labelled)} of ${whole(data.windows.rows[window])} rows`]);
  return tip(data.windows.labels[window], lines);
}

function given(value) {
  return value !== null && value !== undefined;
}

// Columns that no window has a value for are left out.
function windowTable(data, item) {
  const labels = item.labels ?? data.windows.labels;
  const some = (place) => item.points.some((point) => given(point[place]) && (place !== DOUBT || point[place] > 0));
  const columns = [
    ["Window", (point) => labels[point[0]]],
    ["Value", (point) => short(point[VALUE])],
    ["95 % interval", (point) => (point[LOWER] === null ? "–" : `${short(point[LOWER])} to ${short(point[UPPER])}`), LOWER],
    ["n", (point) => whole(point[COUNT])],
    ["Lower limit", (point) => short(point[LOWER_LIMIT]), LOWER_LIMIT],
    ["Upper limit", (point) => short(point[UPPER_LIMIT]), UPPER_LIMIT],
    ["Expected", (point) => short(point[EXPECTED]), EXPECTED],
    ["By labels", (point) => short(point[BY_LABELS]), BY_LABELS],
    ...item.others.map((other) => {
      const values = new Map(other.points);
      return [other.name, (point) => short(values.get(point[0]))];
    }),
    ["Judged", (point) => SEVERITIES[point[SEVERITY]]],
    ["Not to be believed", (point) => data.doubts[point[DOUBT]] || "–", DOUBT],
  ].filter(([, , place]) => place === undefined || some(place));
  return [columns.map(([title]) => title), item.points.map((point) => columns.map(([, text]) => text(point)))];
}
