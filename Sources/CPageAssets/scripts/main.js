// Starts everything: draws what is in view, the rest when it comes near or is to be printed.

window.addEventListener("error", () => { errors += 1; publish(); });

const data = JSON.parse(document.getElementById("data").textContent);
const waiting = new Set(document.querySelectorAll(".chart"));
// What the chart of each section with several numbers shows.
const chosen = {};

function series(section) {
  return data.series[section][chosen[section] ?? 0];
}

function appear(host) {
  if (!waiting.delete(host)) return;
  if (host.dataset.series) {
    draw(host, windowOption(data, series(host.dataset.series)));
  } else if (host.id === "drift-chart") {
    draw(host, heatOption(data)).on("click", (item) => {
      if (item.seriesType === "heatmap") location.hash = `feature-${item.value[1]}`;
    });
  } else {
    const feature = data.features[host.dataset.feature];
    draw(host, distributionOption(data, feature, host.clientHeight, host.classList.contains("with-series")));
  }
}

function choose(section, place) {
  chosen[section] = place;
  const item = series(section);
  for (const button of document.querySelectorAll(`[data-chooses="${section}"]`)) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.place) === place));
  }
  document.querySelector(`#${section}-chart-title bdi`).textContent = item.name;
  const host = document.getElementById(`${section}-chart`);
  host.setAttribute("aria-label", `${item.name} over ${whole(item.points.length)} windows; values in the table below`);
  waiting.delete(host);
  draw(host, windowOption(data, item));
  const details = document.querySelector(`[data-table="${section}"]`);
  if (details.open) fillTable(details);
}

function fillTable(details) {
  const table = details.dataset.table;
  if (table === "drift") fill(details, ...heatTable(data));
  else if (table in data.series) fill(details, ...windowTable(data, series(table)));
  else fill(details, ...distributionTable(data.features[details.dataset.feature]));
}

for (const button of document.querySelectorAll("[data-chooses]")) {
  button.addEventListener("click", () => choose(button.dataset.chooses, Number(button.dataset.place)));
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
