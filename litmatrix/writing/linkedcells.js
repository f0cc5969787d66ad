// The source map: sources × themes, a table of buttons that shows so many sources at a time.

const lmSvg = "http://www.w3.org/2000/svg";

function lmMarkOf([, fill, stroke, path]) {
  const svg = document.createElementNS(lmSvg, "svg"), mark = document.createElementNS(lmSvg, "path");
  svg.setAttribute("viewBox", "-1.15 -1.15 2.3 2.3");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, value] of Object.entries({ d: path, fill, stroke, "stroke-width": "0.17" })) {
    mark.setAttribute(name, value);
  }
  svg.append(mark);
  return svg;
}

function lmPassages(texts, source, theme) {
  const [, passages] = texts[source + " " + theme] || ["", []];
  return passages.map(([text, quoted, cite, tags, note]) => ({ text, quoted, cite, tags, note }));
}

function lmCellPanel(data, texts, source, theme) {
  const [state] = texts[source + " " + theme] || [data.looks[data.cells[source][theme]][4]];
  const heading = data.sources[source][0] + " on " + data.themes[theme][1];
  return { heading, state, passages: lmPassages(texts, source, theme) };
}

function lmCell(data, source, theme) {
  const look = data.looks[data.cells[source][theme]];
  const number = parseInt(data.excerpts[source][theme], 36);
  const button = lmElement("button", "");
  const counted = number + (number === 35 ? " or more" : "") + (number === 1 ? " excerpt" : " excerpts");
  const said = data.sources[source][0] + ", " + data.themes[theme][1] + ": " + look[0];
  button.title = number ? said + ", " + counted : said;
  button.setAttribute("aria-label", button.title);
  button.type = "button";
  button.tabIndex = -1;
  button.dataset.source = source;
  button.dataset.theme = theme;
  button.append(lmMarkOf(look));
  if (number > 1) button.append(lmElement("span", "", String(number)));
  return button;
}

function lmTable(data, sources) {
  const table = lmElement("table", "lm-cells"), head = lmElement("tr", ""), body = lmElement("tbody", "");
  const thead = lmElement("thead", "");
  head.append(lmElement("td", ""));
  for (const [, name] of data.themes) {
    const cell = lmElement("th", "");
    cell.scope = "col";
    cell.append(lmElement("bdi", "", name));
    head.append(cell);
  }
  thead.append(head);
  for (const source of sources) {
    const row = lmElement("tr", ""), name = lmElement("th", "");
    name.scope = "row";
    name.append(lmElement("bdi", "", data.sources[source][0]));
    name.title = data.sources[source][1];
    row.append(name);
    data.themes.forEach((_, theme) => {
      const cell = lmElement("td", "");
      cell.append(lmCell(data, source, theme));
      row.append(cell);
    });
    body.append(row);
  }
  table.append(thead, body);
  return table;
}

function lmLooks(data, at) {
  const there = new Set(data.cells.join(""));
  data.looks.forEach((look, place) => {
    if (!there.has(String(place))) return;
    const item = lmElement("li", "");
    item.append(lmMarkOf(look), lmElement("span", "", look[0]));
    at("looks").append(item);
  });
}

function lmCells(data, texts, at, fill) {
  const source = at("source"), theme = at("theme"), panel = at("passages"), place = at("cells");
  const pages = Math.max(1, Math.ceil(data.order.length / data.page));
  let page = 0;
  lmPrepare(panel, "Excerpts of the chosen cell");
  fill(source, data.sources.map(([name], number) => [String(number), name]), "choose a source");
  fill(theme, data.themes.map(([, name], number) => [String(number), name]), "choose a theme");
  if (!data.themes.length || !data.order.length) {
    lmShow(panel, { heading: data.hints[1] });
    return;
  }
  lmLooks(data, at);

  const found = () => {
    const row = '[data-source="' + source.value + '"]';
    return place.querySelector(row + '[data-theme="' + theme.value + '"]');
  };
  const enter = (button) => {
    for (const other of place.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    button.tabIndex = 0;
  };
  const turn = (to) => {
    page = to;
    const first = page * data.page, shown = data.order.slice(first, first + data.page);
    place.replaceChildren(lmTable(data, shown));
    enter(place.querySelector("button"));
    const [from, last, of] = [first + 1, first + shown.length, data.order.length].map(lmCount);
    at("turning").querySelector("output").textContent = "Sources " + from + " to " + last + " of " + of;
    at("turning").firstChild.disabled = page === 0;
    at("turning").lastChild.disabled = page === pages - 1;
  };
  const show = () => {
    const chosen = source.value && theme.value;
    if (source.value) {
      const on = Math.floor(data.order.indexOf(Number(source.value)) / data.page);
      if (on !== page) turn(on);
    }
    const panelled = chosen ? lmCellPanel(data, texts(), Number(source.value), Number(theme.value)) : null;
    lmShow(panel, panelled || { heading: data.hints[1] });
    for (const other of place.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
    if (chosen) {
      found().setAttribute("aria-current", "true");
      enter(found());
    }
  };
  lmTurning(at("turning"), pages, (by) => turn(page + by));
  place.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    source.value = button.dataset.source;
    theme.value = button.dataset.theme;
    show();
  });
  place.addEventListener("keydown", (event) => lmStep(event, place, enter));
  source.addEventListener("change", show);
  theme.addEventListener("change", show);
  turn(0);
  show();
}

function lmTurning(place, pages, turn) {
  const words = lmElement("output", "");
  const [before, after] = [["‹ Previous", -1], ["Next ›", 1]].map(([text, by]) => {
    const button = lmElement("button", "lm-turn", text);
    button.type = "button";
    button.addEventListener("click", () => turn(by));
    return button;
  });
  place.replaceChildren(before, words, after);
  place.hidden = pages === 1;
}

// The arrow keys go from cell to cell: one of them is in the order of the Tab key.
function lmStep(event, place, enter) {
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const step = steps[event.key];
  const button = event.target.closest("button");
  if (!step || !button || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = button.closest("tr"), rows = [...row.parentNode.children];
  const cells = rows[rows.indexOf(row) + step[0]]?.children;
  const next = cells?.[button.parentNode.cellIndex + step[1]]?.querySelector("button");
  event.preventDefault();
  if (!next) return;
  enter(next);
  next.focus();
}
