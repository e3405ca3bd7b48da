// Starts everything: draws what is in view, the rest when it comes near or is to be printed.

window.addEventListener("error", () => { errors += 1; publish(); });

const data = JSON.parse(document.getElementById("data").textContent);
const waiting = new Set(document.querySelectorAll(".chart"));
let selected = 0;

function appear(host) {
  if (!waiting.delete(host)) return;
  if (host.id === "performance-chart") {
    draw(host, performanceOption(data, data.metrics[selected]));
  } else if (host.id === "drift-chart") {
    draw(host, heatOption(data)).on("click", (item) => {
      if (item.seriesType === "heatmap") location.hash = `feature-${item.value[1]}`;
    });
  } else {
    const feature = data.features[host.dataset.feature];
    draw(host, distributionOption(data, feature, host.clientHeight, host.classList.contains("with-series")));
  }
}

function select(place) {
  selected = place;
  const metric = data.metrics[place];
  for (const button of document.querySelectorAll("[data-metric]")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.metric) === place));
  }
  document.getElementById("metric-title").textContent = metric.name;
  const host = document.getElementById("performance-chart");
  host.setAttribute("aria-label", `${metric.name} over ${data.windows.labels.length} windows; values in the table below`);
  waiting.delete(host);
  draw(host, performanceOption(data, metric));
  const details = document.querySelector('[data-table="metric"]');
  if (details.open) fillTable(details);
}

function fillTable(details) {
  switch (details.dataset.table) {
    case "metric": fill(details, ...performanceTable(data, data.metrics[selected])); break;
    case "drift": fill(details, ...heatTable(data)); break;
    default: fill(details, ...distributionTable(data.features[details.dataset.feature]));
  }
}

for (const button of document.querySelectorAll("[data-metric]")) {
  button.addEventListener("click", () => select(Number(button.dataset.metric)));
}
for (const details of document.querySelectorAll("[data-table]")) {
  details.addEventListener("toggle", () => { if (details.open) fillTable(details); });
}

// What can be seen at once is drawn at once; the observer would wait for the first frame and leave a blank in it.
for (const host of [...waiting]) {
  if (host.getBoundingClientRect().top < window.innerHeight) appear(host);
}
if (typeof IntersectionObserver === "function") {
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      observer.unobserve(entry.target);
      appear(entry.target);
    }
  }, { rootMargin: "400px" });
  for (const host of waiting) observer.observe(host);
} else {
  for (const host of [...waiting]) appear(host);
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAgain);
window.addEventListener("beforeprint", () => {
  document.documentElement.dataset.theme = "light";
  for (const host of [...waiting]) appear(host);
  drawAgain();
});
window.addEventListener("afterprint", () => {
  delete document.documentElement.dataset.theme;
  drawAgain();
});
publish();
