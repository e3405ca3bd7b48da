// The style sheet's colours, for the charts.

function palette() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue("--" + name).trim();
  return {
    text: colour("text"), muted: colour("muted"), line: colour("line"), grid: colour("grid"),
    surface: colour("surface"), reference: colour("reference"), current: colour("current"), quiet: colour("quiet"),
    focus: colour("focus"), warning: colour("warning"), error: colour("error"),
    severity: ["ok", "info", "warning", "error"].map(colour),
    heat: [0, 1, 2, 3, 4].map((level) => colour("heat-" + level)),
  };
}

// What all charts have in common.
function base(colours) {
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colours.text, fontSize: 12 },
    tooltip: {
      confine: true, transitionDuration: 0, backgroundColor: colours.surface, borderColor: colours.line,
      padding: [6, 10], textStyle: { color: colours.text, fontSize: 12 },
    },
  };
}

function axis(colours, more) {
  return Object.assign({
    axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false },
    axisLabel: { color: colours.muted, fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: colours.grid } },
    nameTextStyle: { color: colours.muted, fontSize: 11 },
  }, more);
}

// A category axis by place: names from data may be equal to one another.
function places(colours, labels, more) {
  const { axisLabel, ...rest } = more;
  const result = axis(colours, { type: "category", data: labels.map((_, place) => place), ...rest });
  Object.assign(result.axisLabel, { formatter: (place) => labels[place] ?? "" }, axisLabel);
  return result;
}

// A tooltip made of nodes, so that names from data stay text.
function tip(title, rows) {
  const box = document.createElement("div");
  box.className = "tip";
  box.appendChild(document.createElement("strong")).textContent = title;
  const list = box.appendChild(document.createElement("dl"));
  for (const [term, value] of rows) {
    list.appendChild(document.createElement("dt")).textContent = term;
    list.appendChild(document.createElement("dd")).textContent = value;
  }
  return box;
}
