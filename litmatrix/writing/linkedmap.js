// The evidence map: a click on a circle, or the menus, list its sources with their excerpts.
// What stands behind it is worked out from the signs of cells: 0 to 3 mention the theme, 4 does not.

const lmMentioned = (sign) => sign < "4", lmNot = (sign) => sign === "4";

// The sources of a theme and a value, told apart as in the map.
function lmCrossed(data, theme, sources) {
  const sign = (source) => data.cells[source][theme];
  return {
    found: sources.filter((source) => lmMentioned(sign(source))),
    without: sources.filter((source) => lmNot(sign(source))),
    waiting: sources.filter((source) => sign(source) > "4"),
  };
}

function lmSources(data, sources) {
  return sources.map((source) => ({ text: data.sources[source][0], note: data.sources[source][1] }));
}

function lmCount(number) { return number.toLocaleString("en"); }

function lmMapPanel(data, texts, theme, value, sources) {
  const { found, without, waiting } = lmCrossed(data, theme, sources);
  const looked = found.length + without.length;
  const parts = found.map((source) => {
    const [heading, note] = data.sources[source];
    return { heading, note, passages: lmPassages(texts, source, theme) };
  });
  [without, waiting].forEach((listed, place) => {
    const heading = data.parts[place] + " (" + lmCount(listed.length) + ")";
    if (listed.length) parts.push({ heading, note: "", passages: lmSources(data, listed) });
  });
  const state = [
    looked ? lmCount(found.length) + " of " + lmCount(looked) + " sources looked at mention it" : "",
    waiting.length ? lmCount(waiting.length) + " not yet looked at" : "",
  ];
  return { heading: data.themes[theme][1] + ": " + value, state: state.filter(Boolean).join(", "), parts };
}

function lmMap(data, texts, at, fill, draw, mark) {
  const by = at("map-by"), theme = at("map-theme"), value = at("map-value"), panel = at("map-sources");
  if (!data.maps.length) {
    at("map-part").remove();
    return;
  }
  let view = null, part = null;
  lmPrepare(panel, "Sources of the chosen circle");
  fill(by, data.maps.map((one, number) => [String(number), one.across]));
  fill(theme, data.themes, "choose a theme");
  const show = () => {
    const row = data.themes.findIndex(([id]) => id === theme.value);
    const column = part.columns.find(([pick]) => pick === value.value);
    const chosen = row >= 0 && column;
    lmShow(panel, chosen ? lmMapPanel(data, texts(), row, column[1], column[2]) : { heading: data.hints[0] });
    mark(view, chosen ? theme.value + " " + value.value : "");
  };
  const choose = (pick) => {
    const cut = pick.indexOf(" ");
    theme.value = pick.slice(0, cut);
    value.value = pick.slice(cut + 1);
    show();
  };
  const change = () => {
    part = data.maps[Number(by.value)];
    view = null;
    const mine = part;
    fill(value, part.columns, "choose a value");
    show();
    draw("#map", part.spec, choose).then((made) => { if (part === mine) { view = made; show(); } })
      .catch(console.error);
  };
  by.addEventListener("change", change);
  theme.addEventListener("change", show);
  value.addEventListener("change", show);
  change();
}
