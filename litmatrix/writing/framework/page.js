// What is shown of the matrix: groups, themes, cells in a state, rows with hits; and the keys of the page.

const rows = [...table.querySelectorAll("tr.r")];
const boxes = [...document.querySelectorAll(".menu input")];
const sheet = document.head.appendChild(document.createElement("style")).sheet;
const hiddenColumns = new Set();

function isShown(cell) {
  return !hiddenColumns.has(cell.cellIndex - 1);
}

function showColumns() {
  hiddenColumns.clear();
  for (const one of boxes) if (!one.checked) hiddenColumns.add(Number(one.value));
  while (sheet.cssRules.length) sheet.deleteRule(0);
  for (const place of hiddenColumns) {
    sheet.insertRule(`.box tr > :nth-child(${place + 2}) { display: none !important; }`);
  }
  const number = boxes.length - hiddenColumns.size;
  table.style.setProperty("--n", number);
  const alone = number === 1 && boxes.find((one) => one.checked);
  at("theme").value = alone ? alone.value : number === boxes.length ? "" : at("theme").value;
  if (number > 1 && number < boxes.length) at("theme").selectedIndex = -1;
  show();
}

function chooseTheme(value) {
  for (const one of boxes) one.checked = value === "" || one.value === value;
  showColumns();
}

function show() {
  const group = at("group").value, state = at("state").value;
  const found = search(at("search").value, rows);
  const asked = at("search").value.trim() !== "";
  for (const cell of table.querySelectorAll("td.is")) cell.classList.remove("is");
  const visible = rows.filter((row) => {
    const inGroup = group === "" || row.parentElement.dataset.group === group;
    const isOfState = (cell) => state !== "" && cell.classList.contains(state) && isShown(cell);
    const matching = [...row.cells].filter(isOfState);
    for (const cell of matching) cell.classList.add("is");
    row.hidden = !inGroup || (state !== "" && !matching.length) || (asked && !found.has(row));
    return !row.hidden;
  });
  for (const body of table.tBodies) {
    const isGroup = body.dataset.group !== undefined;
    body.hidden = isGroup ? !body.querySelector(".r:not([hidden])") : asked || state !== "" || group !== "";
  }
  mark(found, visible);
  tellHits();
  const themes = boxes.length - hiddenColumns.size;
  const said = [`${visible.length} of ${rows.length} sources`, `${themes} of ${boxes.length} themes`];
  at("count").textContent = said.join(", ");
}

function unfoldAll(open) {
  at("unfold").setAttribute("aria-pressed", String(open));
  at("unfold").textContent = open ? "Fold all" : "Unfold all";
  for (const one of table.querySelectorAll("details")) {
    one.open = open;
    delete one.dataset.found;
  }
  if (!open) show();
}

let waiting = 0;
at("search").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 120);
});
at("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter") stepTo(event.shiftKey ? -1 : 1);
  if (event.key === "Escape") {
    at("search").value = "";
    show();
  }
});
at("next").addEventListener("click", () => stepTo(1));
at("previous").addEventListener("click", () => stepTo(-1));
at("group").addEventListener("change", show);
at("state").addEventListener("change", show);
at("theme").addEventListener("change", () => chooseTheme(at("theme").value));
for (const one of boxes) one.addEventListener("change", showColumns);
at("every").addEventListener("click", () => chooseTheme(""));
at("no-column").addEventListener("click", () => chooseTheme("none"));
at("unfold").addEventListener("click", () => unfoldAll(at("unfold").getAttribute("aria-pressed") !== "true"));

const KEYS = {
  "/": () => at("search").focus(),
  u: () => at("unfold").click(),
  "[": () => nextTheme(-1),
  "]": () => nextTheme(1),
};

function nextTheme(by) {
  const number = boxes.length + 1, choice = at("theme");
  choice.selectedIndex = (Math.max(choice.selectedIndex, 0) + by + number) % number;
  chooseTheme(choice.value);
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select");
  if (event.key === "Escape") for (const menu of document.querySelectorAll(".menu[open]")) menu.open = false;
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  KEYS[event.key]();
  event.preventDefault();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) menu.open = menu.contains(event.target);
});

const measured = () => table.style.setProperty("--head", `${table.tHead.offsetHeight}px`);
new ResizeObserver(measured).observe(table.tHead);
document.querySelector(".tools").hidden = false;
// A phone shows one theme at a time.
if (matchMedia("(max-width: 46rem)").matches && boxes.length > 1) chooseTheme("0");
else show();
