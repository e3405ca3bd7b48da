// Numbers as the rest of the page writes them: four significant digits, commas, a real minus sign.

const SEVERITIES = ["OK", "Info", "Warning", "Error"];

function short(value, digits = 4) {
  if (value === null || value === undefined) return "–";
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e15)) {
    return value.toExponential(digits - 1).replace("e+", "e").replace("-", value < 0 ? "−" : "-");
  }
  const text = Math.abs(value).toLocaleString("en", { maximumSignificantDigits: digits });
  return value < 0 ? "−" + text : text;
}

function whole(value) {
  return value === null || value === undefined ? "–" : value.toLocaleString("en");
}

function percent(share) {
  if (share !== 0 && share < 0.0001) return "< 0.01 %";
  return short(share * 100, 3) + " %";
}

function probability(value) {
  if (value === null || value === undefined) return "–";
  return value < 0.0001 ? "< 0.0001" : short(value, 2);
}

// The range of a bin. The outer bins also hold what lies beyond them.
function range(edges, bin) {
  const last = edges.length - 2;
  const text = `${short(edges[bin])} to ${short(edges[bin + 1])}`;
  if (last === 0) return text;
  if (bin === 0) return `${text} and below`;
  if (bin === last) return `${text} and above`;
  return text;
}

function shares(counts) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total > 0 ? count / total : 0));
}
