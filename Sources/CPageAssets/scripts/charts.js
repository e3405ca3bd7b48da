// Charts on the page, drawn again when the theme changes and fitted again when their place does.

const drawn = new Map();
let errors = 0;

function draw(host, option) {
  let entry = drawn.get(host);
  if (!entry) {
    entry = { chart: echarts.init(host, null, { renderer: "canvas" }), option };
    drawn.set(host, entry);
    if (typeof ResizeObserver === "function") {
      let width = host.clientWidth;
      new ResizeObserver(() => {
        if (host.clientWidth === width) return;
        width = host.clientWidth;
        entry.chart.resize();
      }).observe(host);
    }
  }
  entry.option = option;
  paint(entry, palette());
  publish();
  return entry.chart;
}

function drawAgain() {
  const colours = palette();
  for (const entry of drawn.values()) paint(entry, colours);
}

// At once, not with the next frame: there is none between "about to print" and the print.
function paint({ chart, option }, colours) {
  chart.setOption(option(colours), { notMerge: true });
  chart.getZr().flush();
}

// How far the page has come, for tests.
function publish() {
  document.documentElement.dataset.charts = String(drawn.size);
  document.documentElement.dataset.errors = String(errors);
}

// The chart's values as a table, made when somebody asks for it.
function fill(details, head, rows) {
  const scroll = document.createElement("div");
  scroll.className = "scroll";
  scroll.tabIndex = 0;
  const table = scroll.appendChild(document.createElement("table"));
  const line = (parent, cells, tag) => {
    const row = parent.appendChild(document.createElement("tr"));
    cells.forEach((cell, place) => {
      const item = row.appendChild(document.createElement(tag));
      item.textContent = cell;
      if (tag === "th") item.scope = "col";
      if (place > 0) item.className = "number";
    });
  };
  line(table.appendChild(document.createElement("thead")), head, "th");
  const body = table.appendChild(document.createElement("tbody"));
  for (const row of rows) line(body, row, "td");
  details.querySelector(".scroll")?.remove();
  details.appendChild(scroll);
}
