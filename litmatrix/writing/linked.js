// The offline page of linked charts: a click on a cell or a bar, or the menus, choose what is listed below.

const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);

function fill(select, options, first) {
  const made = [["", first], ...options].map(([value, text]) => {
    const option = lmElement("option", "", text);
    option.value = value;
    return option;
  });
  select.replaceChildren(...made);
}

async function draw(place, spec, choose) {
  const { view } = await vegaEmbed(place, spec, { mode: "vega-lite", renderer: "svg", actions: false });
  if (view.signal("chosen") === undefined) return null;
  view.addEventListener("click", (_, item) => {
    if (item && item.datum && item.datum.pick) choose(item.datum.pick);
  });
  return view;
}

function mark(view, pick) {
  if (view) view.signal("chosen", pick).runAsync();
}

// --- cells ---

function cells(part) {
  const source = at("source"), theme = at("theme"), panel = at("passages");
  let view = null;
  lmPrepare(panel, "Excerpts of the chosen cell");
  fill(source, part.sources, "choose a source");
  fill(theme, part.themes, "choose a theme");
  const show = () => {
    const pick = source.value && theme.value ? source.value + " " + theme.value : "";
    lmShow(panel, part.panels[pick] || { heading: part.hint });
    mark(view, pick);
  };
  const choose = (pick) => {
    const cut = pick.lastIndexOf(" ");
    source.value = pick.slice(0, cut);
    theme.value = pick.slice(cut + 1);
    show();
  };
  source.addEventListener("change", show);
  theme.addEventListener("change", show);
  show();
  draw("#heatmap", part.spec, choose).then((made) => { view = made; show(); }).catch(console.error);
}

// --- bars ---

function listed(panel, sources) {
  const passages = panel.sources.map((place) => ({ text: sources[place][0], note: sources[place][1] }));
  return { heading: panel.heading, state: panel.state, passages };
}

function bars(parts, sources, hint) {
  const chart = at("chart"), bar = at("bar"), panel = at("sources");
  let view = null, part = parts[0];
  lmPrepare(panel, "Sources of the chosen bar");
  fill(chart, parts.map((one, number) => [String(number), one.title]), "");
  chart.firstChild.remove();
  const show = () => {
    const chosen = part.panels[bar.value];
    lmShow(panel, chosen ? listed(chosen, sources) : { heading: hint });
    mark(view, bar.value);
  };
  const choose = (pick) => { bar.value = pick; show(); };
  const change = () => {
    part = parts[Number(chart.value)];
    view = null;
    const mine = part;
    fill(bar, part.names, "choose a bar");
    show();
    draw("#bars", part.spec, choose).then((made) => { if (part === mine) { view = made; show(); } }).catch(console.error);
  };
  chart.addEventListener("change", change);
  bar.addEventListener("change", show);
  change();
}

cells(data.cells);
bars(data.bars, data.sources, data.hint);
