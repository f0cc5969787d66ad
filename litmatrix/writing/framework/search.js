// Search in all that the matrix says: rows without a hit go, hits are marked, cells that hide one unfold.

const HIT = "hit", NOW = "now";
const marking = typeof Highlight === "function" && CSS.highlights;
let texts = null, hits = [], now = -1;

const counted = (number, one) => `${number.toLocaleString("en")} ${one}${number === 1 ? "" : "s"}`;
const plain = (text) => text.toLowerCase().replace(/[“”„]/g, '"').replace(/[‘’‚]/g, "'");

// Each text of a row, once: not what stands for a folded quotation, nor what only a screen reader says.
function textsOf(row) {
  const found = [];
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(".lead, .many, .vh, .n, .d")) continue;
    const text = plain(node.data);
    const cell = node.parentElement.closest("th, td");
    if (text.trim() && text.length === node.data.length) found.push({ node, text, cell });
  }
  return found;
}

function search(words, rows) {
  hits = [];
  now = -1;
  const found = new Map();
  const asked = plain(words.trim());
  if (!asked) return found;
  texts = texts || new Map(rows.map((row) => [row, textsOf(row)]));
  for (const row of rows) {
    for (const one of texts.get(row)) {
      if (!isShown(one.cell)) continue;
      let end = 0;
      for (let at = one.text.indexOf(asked); at >= 0; at = one.text.indexOf(asked, end)) {
        end = at + asked.length;
        const ends = { startContainer: one.node, startOffset: at, endContainer: one.node, endOffset: end };
        const range = new StaticRange(ends);
        if (!found.has(row)) found.set(row, []);
        found.get(row).push({ range, cell: one.cell, node: one.node });
      }
    }
  }
  return found;
}

function mark(found, visible) {
  hits = visible.flatMap((row) => found.get(row) || []);
  const holding = new Set(hits.map((hit) => hit.node.parentElement.closest("details")));
  for (const folded of table.querySelectorAll("details[data-found]")) {
    if (holding.has(folded)) continue;
    folded.open = false;
    delete folded.dataset.found;
  }
  for (const folded of holding) {
    if (!folded || folded.open) continue;
    folded.open = true;
    folded.dataset.found = "";
  }
  if (!marking) return;
  CSS.highlights.delete(NOW);
  CSS.highlights.set(HIT, new Highlight(...hits.map((hit) => hit.range)));
}

// Where the next hit from here stands: from the cell in which one was, on a second press the one behind it.
function stepTo(by) {
  if (!hits.length) return;
  now = (Math.max(now, by < 0 ? 0 : -1) + by + hits.length) % hits.length;
  const hit = hits[now];
  if (marking) {
    const range = new Highlight(hit.range);
    range.priority = 1;
    CSS.highlights.set(NOW, range);
  }
  makeCurrent(hit.cell);
  inSight(hit.node.parentElement);
  tellHits();
}

function tellHits() {
  const asked = at("search").value.trim();
  const cells = new Set(hits.map((hit) => hit.cell)).size;
  const place = now >= 0 ? `${now + 1} of ` : "";
  at("hits").textContent = !asked ? "" : hits.length
    ? `${place}${counted(hits.length, "hit")} in ${counted(cells, "cell")}` : "no hit";
  at("previous").disabled = at("next").disabled = !hits.length;
}
