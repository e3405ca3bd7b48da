// Reference and current over the same bins, and below it how the feature's distance ran over the windows.

function distributionOption(data, feature, height, hasSeries) {
  const { edges, names, reference, current } = feature.distribution;
  const before = shares(reference);
  const now = shares(current);
  const room = hasSeries ? 104 : 0;

  return (colours) => {
    const option = edges
      ? numericOption(colours, edges, before, now)
      : categoricalOption(colours, names, before, now);
    option.grid[0].height = height - room - 8 - (edges ? 24 : 22);
    if (hasSeries) addSeries(option, colours, data, feature, height);
    return Object.assign(base(colours), option, {
      tooltip: Object.assign(base(colours).tooltip, {
        trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: colours.muted, opacity: 0.12 } },
        formatter: (items) => items[0].seriesName === "drift"
          ? seriesTip(data, feature, items[0].dataIndex)
          : binTip(feature.distribution, before, now, items[0].dataIndex),
      }),
    });
  };
}

// Bars touch, as bins do, and edges are written where bins meet.
function numericOption(colours, edges, before, now) {
  const bins = before.map((_, bin) => bin);
  return {
    grid: [{ left: 44, right: 12, top: 8 }],
    xAxis: [
      { type: "category", data: bins, show: false },
      axis(colours, {
        type: "value", min: 0, max: bins.length, minInterval: 1, splitNumber: 4, position: "bottom",
        splitLine: { show: false }, axisTick: { show: true, lineStyle: { color: colours.line } },
        axisPointer: { show: false },
        axisLabel: {
          color: colours.muted, fontSize: 11, hideOverlap: true,
          formatter: (edge) => (Number.isInteger(edge) ? short(edges[edge], 3) : ""),
        },
      }),
    ],
    yAxis: [shareAxis(colours)],
    series: [
      {
        name: "reference", type: "bar", data: before, barCategoryGap: "0%", barGap: "-100%",
        itemStyle: { color: colours.reference, opacity: 0.5 },
      },
      {
        name: "current", type: "bar", data: now, barCategoryGap: "0%", barGap: "-100%", z: 3,
        itemStyle: { color: "transparent", borderColor: colours.current, borderWidth: 1.75 },
      },
    ],
  };
}

function categoricalOption(colours, names, before, now) {
  return {
    grid: [{ left: 112, right: 16, top: 8 }],
    xAxis: [shareAxis(colours)],
    yAxis: [places(colours, names, {
      inverse: true,
      axisLabel: { color: colours.text, fontSize: 11, width: 100, overflow: "truncate", interval: 0 },
    })],
    series: [
      { name: "reference", type: "bar", data: before, barCategoryGap: "25%", barGap: "0%", itemStyle: { color: colours.reference, opacity: 0.6 } },
      { name: "current", type: "bar", data: now, barCategoryGap: "25%", barGap: "0%", itemStyle: { color: "transparent", borderColor: colours.current, borderWidth: 1.75 } },
    ],
  };
}

function shareAxis(colours) {
  return axis(colours, {
    type: "value", splitNumber: 3,
    axisLabel: { color: colours.muted, fontSize: 11, hideOverlap: true, formatter: (share) => percent(share) },
  });
}

function addSeries(option, colours, data, feature, height) {
  const grid = option.grid.length;
  const { labels } = data.heat;
  const byColumn = new Map(feature.cells.map((cell) => [cell[0], cell]));
  const at = (place) => labels.map((_, column) => byColumn.get(column)?.[place] ?? null);
  const line = (name, values, style) => ({
    name, type: "line", step: "middle", data: values, symbol: "none", silent: true, lineStyle: style,
    xAxisIndex: option.xAxis.length, yAxisIndex: option.yAxis.length,
  });
  option.title = {
    text: `${feature.signal} by window`, left: 0, top: height - 102, padding: 0,
    textStyle: { color: colours.muted, fontSize: 11, fontWeight: "normal" },
  };
  option.grid.push({ left: 44, right: 12, top: height - 82, height: 56 });
  option.series.push({
    name: "drift", type: "line", z: 4, xAxisIndex: option.xAxis.length, yAxisIndex: option.yAxis.length,
    showAllSymbol: true, lineStyle: { color: colours.current, width: 1.5 },
    data: labels.map((_, column) => {
      const cell = byColumn.get(column);
      if (!cell) return null;
      return {
        value: cell[3], symbol: SIGNS[cell[7]], symbolSize: cell[7] > 1 ? 5 : 0,
        itemStyle: { color: colours.severity[cell[7]] },
      };
    }),
  });
  option.series.push(line("limit", at(5), { color: colours.warning, width: 1 }));
  option.series.push(line("by chance", at(4), { color: colours.reference, width: 1, type: "dotted" }));
  option.xAxis.push(places(colours, labels, { gridIndex: grid, axisLabel: { fontSize: 10, color: colours.muted, hideOverlap: true } }));
  option.yAxis.push(axis(colours, {
    type: "value", gridIndex: grid, splitNumber: 2,
    axisLabel: { color: colours.muted, fontSize: 10, formatter: (value) => short(value, 3), hideOverlap: true },
  }));
}

function binTip(distribution, before, now, bin) {
  const { edges, names, reference, current } = distribution;
  return tip(edges ? range(edges, bin) : names[bin], [
    ["reference", `${percent(before[bin])} (${whole(reference[bin])})`],
    ["current", `${percent(now[bin])} (${whole(current[bin])})`],
  ]);
}

function seriesTip(data, feature, column) {
  const index = feature.cells.findIndex((cell) => cell[0] === column);
  return index < 0 ? tip(data.heat.labels[column], [["", "no value"]]) : heatTip(data, data.features.indexOf(feature), index);
}

function distributionTable(feature) {
  const { edges, names, reference, current } = feature.distribution;
  const before = shares(reference);
  const now = shares(current);
  return [
    [edges ? "Range" : "Value", "Reference", "n", "Current", "n"],
    reference.map((count, bin) => [
      edges ? range(edges, bin) : names[bin], percent(before[bin]), whole(count), percent(now[bin]), whole(current[bin]),
    ]),
  ];
}
