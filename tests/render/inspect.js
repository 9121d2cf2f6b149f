// Draws the charts of all pages and leaves in #findings, as JSON, what became of pages, tables and charts.
const problems = [];
const complain = (text) => problems.push(String(text));
addEventListener("error", (event) => complain(event.message));
addEventListener("unhandledrejection", (event) => complain(event.reason));
console.error = (...words) => complain(words.join(" "));

const all = (root, selector) => [...root.querySelectorAll(selector)];

async function draw(pre) {
  try {
    await mermaid.run({ nodes: [pre] });
  } catch (error) {
    complain(`${pre.closest("section").id}: ${error.message ?? error}`);
  }
}

// What stands on a chart, and where; labels that show nothing are left out.
function texts(svg) {
  const frame = svg.getBoundingClientRect();
  const shown = all(svg, "text").filter((text) => /[^\s\u200b\u200c]/.test(text.textContent));
  return shown.map((text) => {
    const box = text.getBoundingClientRect();
    return {
      text: text.textContent,
      left: box.left - frame.left,
      right: box.right - frame.left,
      top: box.top - frame.top,
      bottom: box.bottom - frame.top,
    };
  });
}

function chart(pre) {
  const svg = pre.querySelector("svg");
  const kind = svg?.getAttribute("aria-roledescription") ?? "";
  if (!svg) return { kind, lines: 0, width: 0, height: 0, texts: [] };
  const { width, height } = svg.getBoundingClientRect();
  const lines = all(svg, ".plot path").filter((path) => path.getAttribute("d")).length;
  return { kind, lines, width, height, texts: texts(svg) };
}

const table = (table) => ({
  rows: all(table, "tr").map((row) => all(row, "th, td").map((cell) => cell.innerText.trim())),
  hidden: table.scrollWidth - table.clientWidth,
});

const page = (section) => ({
  name: section.id,
  text: section.innerText,
  height: section.offsetHeight,
  hidden: section.scrollWidth - section.clientWidth,
  tables: all(section, "table").map(table),
  charts: all(section, "pre.mermaid").map(chart),
});

addEventListener("load", async () => {
  mermaid.initialize({ startOnLoad: false, deterministicIds: true });
  all(document, "details").forEach((details) => (details.open = true));
  for (const pre of all(document, "pre.mermaid")) await draw(pre);
  const findings = { problems, pages: all(document, "section").map(page) };
  // The dump of the page is HTML: nothing in the text may end the element that carries it.
  document.getElementById("findings").textContent = JSON.stringify(findings).replaceAll("<", "\\u003c");
});
