// On paper at most six themes stand beside each other: more are printed in parts, each with its sources.

const MOST = 6;

function copied(row, columns) {
  const made = row.cloneNode(false);
  for (const place of [0, ...columns]) made.append(row.cells[place].cloneNode(true));
  return made;
}

function part(columns) {
  const made = document.createElement("table");
  for (const section of [table.tHead, ...table.tBodies]) {
    const rows = [...section.rows].filter((row) => !row.hidden);
    if (section.hidden || !rows.length) continue;
    const copy = section.cloneNode(false);
    copy.append(...rows.map((row) => copied(row, columns)));
    made.append(copy);
  }
  return made;
}

addEventListener("beforeprint", () => {
  const shown = [...head.cells].slice(1).filter(isShown).map((cell) => cell.cellIndex);
  if (shown.length <= MOST) return;
  const size = Math.ceil(shown.length / Math.ceil(shown.length / MOST));
  const panels = document.createElement("div");
  panels.id = "panels";
  for (let first = 0; first < shown.length; first += size) {
    panels.append(part(shown.slice(first, first + size)));
  }
  box.after(panels);
  document.body.classList.add("panelled");
});
addEventListener("afterprint", () => {
  document.body.classList.remove("panelled");
  if (at("panels")) at("panels").remove();
});
