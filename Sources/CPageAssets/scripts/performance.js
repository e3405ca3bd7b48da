// One metric over the windows: value and 95 % interval, reference, limits, and how many rows were labelled.

const SIGNS = ["circle", "diamond", "triangle", "rect"];

function performanceOption(data, metric) {
  const { labels, rows, labelled } = data.windows;
  const byWindow = new Map(metric.points.map((point) => [point[0], point]));
  const at = (place) => labels.map((_, window) => byWindow.get(window)?.[place] ?? null);
  const reference = metric.reference?.[0] ?? null;
  const hasLabels = labelled.some((count) => count !== null);

  return (colours) => {
    const limit = (name, place) => ({
      name, type: "line", step: "middle", data: at(place), symbol: "none", silent: true,
      lineStyle: { color: colours.warning, width: 1.25 },
    });
    const series = [
      {
        name: "reference", type: "line", data: labels.map(() => reference), symbol: "none", silent: true,
        lineStyle: { color: colours.reference, width: 1.5, type: "dashed" },
        markArea: metric.reference && metric.reference[1] !== null && metric.reference[2] !== null
          ? {
            silent: true, itemStyle: { color: colours.reference, opacity: 0.14 },
            data: [[{ yAxis: metric.reference[1] }, { yAxis: metric.reference[2] }]],
          } : undefined,
      },
      limit("lower limit", 5), limit("upper limit", 6),
      {
        name: "interval", type: "custom", clip: true, silent: true, encode: { x: 0, y: [1, 2] },
        data: metric.points.filter((point) => point[3] !== null && point[4] !== null)
          .map((point) => [point[0], point[3], point[4]]),
        renderItem: (_, api) => {
          const from = api.coord([api.value(0), api.value(1)]);
          const to = api.coord([api.value(0), api.value(2)]);
          const style = { stroke: colours.current, lineWidth: 1.25, opacity: labels.length > 120 ? 0.2 : 0.5 };
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
      },
      {
        name: metric.name, type: "line", z: 4,
        data: labels.map((_, window) => {
          const point = byWindow.get(window);
          if (!point || point[2] === null) return null;
          const severity = point[7];
          return {
            value: point[2], symbol: SIGNS[severity], symbolSize: severity > 1 ? 9 : labels.length > 120 ? 2 : 5,
            itemStyle: { color: severity > 1 ? colours.severity[severity] : colours.current },
          };
        }),
        showAllSymbol: true, lineStyle: { color: colours.current, width: 2 },
        markLine: data.onset === null ? undefined : {
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
        formatter: (items) => performanceTip(data, metric, byWindow, items[0].dataIndex),
      }),
    });
  };
}

function performanceTip(data, metric, byWindow, window) {
  const point = byWindow.get(window);
  const lines = [];
  if (point) {
    lines.push([metric.name, short(point[2])]);
    if (point[3] !== null) lines.push(["95 % interval", `${short(point[3])} to ${short(point[4])}`]);
    if (point[5] !== null) lines.push(["lower limit", short(point[5])]);
    if (point[6] !== null) lines.push(["upper limit", short(point[6])]);
    lines.push(["judged", SEVERITIES[point[7]]]);
  }
  if (metric.reference) lines.push(["reference", `${short(metric.reference[0])} (n = ${whole(metric.reference[3])})`]);
  const labelled = data.windows.labelled[window];
  if (labelled !== null) lines.push(["labelled", `${whole(labelled)} of ${whole(data.windows.rows[window])} rows`]);
  return tip(data.windows.labels[window], lines);
}

function performanceTable(data, metric) {
  return [
    ["Window", "Value", "95 % interval", "n", "Lower limit", "Upper limit", "Judged"],
    metric.points.map((point) => [
      data.windows.labels[point[0]], short(point[2]),
      point[3] === null ? "–" : `${short(point[3])} to ${short(point[4])}`, whole(point[1]), short(point[5]),
      short(point[6]), SEVERITIES[point[7]],
    ]),
  ];
}
