// The offline page of linked charts: a click on a mark, or the menus, choose what is listed.

const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);

// The passages are most of the page: they are read when the first is asked for.
let read = null;
function texts() {
  read ??= JSON.parse(at("texts").textContent);
  return read;
}

function fill(select, options, first) {
  const made = (first ? [["", first], ...options] : options).map(([value, text]) => {
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

// What stands further down is drawn when it comes into sight, or is printed.
function whenSeen(place, act) {
  let done = false;
  const once = () => {
    if (!done) act();
    done = true;
    seen.disconnect();
  };
  const seen = new IntersectionObserver((found) => { if (found.some((one) => one.isIntersecting)) once(); },
    { rootMargin: "600px" });
  seen.observe(place);
  addEventListener("beforeprint", once);
}

function bars(parts, sources, hint) {
  const chart = at("chart"), bar = at("bar"), panel = at("sources");
  let view = null, part = parts[0], near = false;
  lmPrepare(panel, "Sources of the chosen bar");
  fill(chart, parts.map((one, number) => [String(number), one.title]));
  const show = () => {
    const chosen = part.panels[bar.value];
    const listed = chosen && { ...chosen, passages: lmSources(data, chosen.sources) };
    lmShow(panel, listed || { heading: hint });
    mark(view, bar.value);
  };
  const choose = (pick) => { bar.value = pick; show(); };
  const change = () => {
    part = parts[Number(chart.value)];
    view = null;
    const mine = part;
    fill(bar, part.names, "choose a bar");
    show();
    if (!near) return;
    draw("#bars", part.spec, choose).then((made) => { if (part === mine) { view = made; show(); } })
      .catch(console.error);
  };
  chart.addEventListener("change", change);
  bar.addEventListener("change", show);
  change();
  whenSeen(at("bars"), () => { near = true; change(); });
}

lmMap(data, texts, at, fill, draw, mark);
lmCells(data, texts, at, fill);
bars(data.bars, data.sources, data.hints[2]);
