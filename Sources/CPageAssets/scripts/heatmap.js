// Features by windows. A cell: [column, level, n, value, expected, limit, p, severity, and which of
// the column's windows it is, where a column stands for several].

const ROWS_SHOWN = 30;
const COLUMNS_SHOWN = 90;

function heatOption(data) {
  const { labels, rows } = data.heat;
  const names = data.features.map((feature) => feature.name);
  const cells = data.features.flatMap((feature, place) =>
    feature.cells.map((cell, index) => [cell[0], place, cell[1], index]));
  const shown = Math.min(names.length, ROWS_SHOWN);

  return (colours) => {
    const narrow = window.innerWidth < 640;
    const left = narrow ? 104 : 190;
    const right = names.length > shown ? 34 : 10;
    const zooms = [];
    const slider = {
      type: "slider", brushSelect: false, showDetail: false, showDataShadow: false, borderColor: colours.line,
      fillerColor: "transparent", backgroundColor: colours.grid, handleStyle: { color: colours.muted },
      moveHandleStyle: { color: colours.muted }, handleSize: "80%",
    };
    if (labels.length > COLUMNS_SHOWN || narrow && labels.length > 30) {
      zooms.push(Object.assign({
        xAxisIndex: [0, 1], left, right, bottom: 4, height: 14,
        start: labels.length > COLUMNS_SHOWN ? 0 : 100 - 3000 / labels.length, end: 100,
      }, slider));
    }
    if (names.length > shown) {
      zooms.push(Object.assign({
        yAxisIndex: 1, right: 6, top: 62, width: 14, startValue: 0, endValue: shown - 1, height: shown * 22,
      }, slider));
    }
    return Object.assign(base(colours), {
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      grid: [{ left, right, top: 10, height: 40 }, { left, right, top: 62, height: shown * 22 }],
      xAxis: [
        places(colours, labels, { axisLabel: { show: false }, axisLine: { show: false } }),
        places(colours, labels, { gridIndex: 1, splitArea: { show: false } }),
      ],
      yAxis: [
        axis(colours, {
          type: "value", name: "rows", nameLocation: "middle", nameRotate: 0, nameGap: 60, splitNumber: 1,
          axisLabel: { color: colours.muted, fontSize: 11, hideOverlap: true, formatter: (value) => whole(value) },
        }),
        places(colours, names, {
          gridIndex: 1, inverse: true, axisLine: { show: false },
          axisLabel: { color: colours.text, fontSize: 12, width: left - 14, overflow: "truncate", interval: 0 },
        }),
      ],
      dataZoom: zooms,
      visualMap: {
        show: false, type: "piecewise", seriesIndex: 1, dimension: 2,
        pieces: colours.heat.map((color, value) => ({ value, color })),
      },
      series: [
        {
          type: "bar", data: rows, itemStyle: { color: colours.quiet }, barCategoryGap: "15%",
          tooltip: { formatter: (item) => tip(labels[item.dataIndex], [["rows", whole(rows[item.dataIndex])]]) },
        },
        {
          type: "heatmap", xAxisIndex: 1, yAxisIndex: 1, data: cells, progressive: 0,
          itemStyle: { borderColor: colours.surface, borderWidth: labels.length > 120 ? 0.5 : 1.5 },
          emphasis: { itemStyle: { borderColor: colours.text, borderWidth: 1.5 } },
          tooltip: { formatter: (item) => heatTip(data, item.value[1], item.value[3]) },
        },
      ],
    });
  };
}

function heatTip(data, place, index) {
  const feature = data.features[place];
  const cell = feature.cells[index];
  const lines = [["window", data.heat.labels[cell[0]]]];
  if (cell.length > 8) {
    const window = cell[0] * data.heat.stride + cell[8];
    lines.push([`worst of ${data.heat.stride}`, data.heat.windows?.[window] ?? `window ${whole(window + 1)}`]);
  }
  lines.push([feature.signal, short(cell[3])]);
  if (cell[5] !== null) lines.push(["limit", short(cell[5])]);
  if (cell[4] !== null) lines.push(["by chance alone", short(cell[4])]);
  if (cell[6] !== null) lines.push(["p", probability(cell[6])]);
  lines.push(["n", whole(cell[2])], ["judged", SEVERITIES[cell[7]]]);
  return tip(feature.name, lines);
}

function heatTable(data) {
  const cell = (known) => (known ? `${short(known[3], 3)} ${["", "◆", "▲", "■"][known[7]]}`.trim() : "–");
  return [
    ["Feature", "Signal", ...data.heat.labels],
    data.features.map((feature) => {
      const byColumn = new Map(feature.cells.map((known) => [known[0], known]));
      return [feature.name, feature.signal, ...data.heat.labels.map((_, column) => cell(byColumn.get(column)))];
    }),
  ];
}
