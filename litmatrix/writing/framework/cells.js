// The cells of the matrix by keyboard: one of them is in the order of Tab, and the arrows go on from there.

const at = (id) => document.getElementById(id);
const box = document.querySelector(".box"), table = box.querySelector("table");
const head = table.tHead.rows[0];
const seen = (element) => element.offsetParent !== null;

let current = null;

function makeCurrent(cell) {
  if (current) current.tabIndex = -1;
  current = cell;
  cell.tabIndex = 0;
}

function goTo(cell) {
  if (!cell) return;
  makeCurrent(cell);
  cell.focus({ preventScroll: true });
  inSight(cell);
}

// Rows that were never in sight have a height that is guessed: once they are drawn, the place is another one.
function inSight(element) {
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
  requestAnimationFrame(() => element.scrollIntoView({ block: "nearest", inline: "nearest" }));
}

function rowsInSight() {
  return [...table.rows].filter(seen);
}

function beside(cell, rows, down, right) {
  const row = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(cell.parentElement) + down))];
  const places = [...row.cells].filter(seen);
  const place = [...cell.parentElement.cells].filter(seen).indexOf(cell) + right;
  return places[Math.max(0, Math.min(places.length - 1, place))];
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -1e6],
  End: [0, 1e6], PageUp: [-8, 0], PageDown: [8, 0] };
const FAR = { Home: [-1e6, -1e6], End: [1e6, 1e6] };

table.addEventListener("keydown", (event) => {
  const cell = event.target.closest("th, td");
  if (!cell || event.altKey || event.metaKey) return;
  const step = (event.ctrlKey ? FAR : STEPS)[event.key];
  if (step) {
    goTo(beside(cell, rowsInSight(), ...step));
    event.preventDefault();
    return;
  }
  const folded = cell.querySelector("details");
  if (folded && !event.ctrlKey && event.target === cell && (event.key === "Enter" || event.key === " ")) {
    folded.open = !folded.open;
    event.preventDefault();
  }
});
table.addEventListener("focusin", (event) => {
  const cell = event.target.closest("th, td");
  if (cell && cell !== current) makeCurrent(cell);
});
for (const cell of table.querySelectorAll("th, td")) cell.tabIndex = -1;
for (const line of table.querySelectorAll("summary")) line.tabIndex = -1;
makeCurrent(head.cells[0]);
