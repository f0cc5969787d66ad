// What a text of Markdown prints, in simple elements; a text of the review is text and nothing else.

const MARKED = { b: "strong", i: "em" };

const piece = ([text, look, typed]) => {
  const lines = text.split("\n").flatMap((line, at) => (at ? [el("br"), line] : [line]));
  if (look === "n") return el("span", { class: "lm-number", title: typed }, lines);
  if (look === "c") return el("span", { class: "lm-cited", title: typed }, lines);
  if (look === "k") return el("code", {}, lines);
  return [...look].reduceRight((inner, mark) => el(MARKED[mark], {}, inner), lines);
};
const wordsOf = (words) => words.flatMap(piece);

// --- figures

// A chart is drawn when it is looked at, and kept as long as the review is the same.
const askPicture = (name, desk) => {
  const { ui, state } = desk;
  const place = `${state.mark} ${name}`;
  if (ui.pictures.has(place)) return ui.pictures.get(place);
  const picture = { name };
  ui.pictures.set(place, picture);
  desk.ask({ act: "picture", name }, ({ error, alt }, [data]) => {
    if (error) picture.error = error;
    else {
      picture.alt = alt;
      picture.address = URL.createObjectURL(new Blob([data], { type: "image/png" }));
    }
    for (const node of desk.root.querySelectorAll("[data-picture]"))
      if (node.dataset.picture === place) node.replaceChildren(...pictureView(picture));
  });
  return picture;
};
const pictureView = ({ address, alt, error }) => {
  if (error) return [quietLine(error)];
  return address ? [el("img", { src: address, alt })] : [quietLine("The figure is being drawn …")];
};
const leavePictures = (ui) => {
  for (const { address } of ui.pictures.values()) if (address) URL.revokeObjectURL(address);
};

const figureView = ({ name, path, caption, alt }, desk) =>
  el("figure", {},
    name
      ? el("div", { "data-picture": `${desk.state.mark} ${name}` }, pictureView(askPicture(name, desk)))
      : quietLine(`Picture ${path}${alt ? `: ${alt}` : ""}`),
    el("figcaption", { dir: "auto" }, wordsOf(caption)));

// --- tables

const tableView = ({ head, rows, right, caption, more }) => {
  const side = (at) => (right[at] ? "lm-right" : null);
  return el("div", { class: "lm-table", tabindex: "0", role: "group", "aria-label": "Table" },
    el("table", {},
      caption.length ? el("caption", { dir: "auto" }, wordsOf(caption)) : null,
      el("thead", {}, el("tr", {}, head.map((cell, at) =>
        el("th", { scope: "col", class: side(at), dir: "auto" }, wordsOf(cell))))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, at) =>
        el("td", { class: side(at), dir: "auto" }, wordsOf(cell))))))),
    more ? quietLine(`and ${many(more, "more row")}`) : null);
};

// --- all of them

const ELEMENTS = {
  heading: ({ words }) => el("p", { class: "lm-subheading", dir: "auto" }, wordsOf(words)),
  words: ({ words }) => el("p", { dir: "auto" }, wordsOf(words)),
  quote: ({ words }) => el("blockquote", { dir: "auto" }, wordsOf(words)),
  list: ({ ordered, items }) =>
    el(ordered ? "ol" : "ul", {}, items.map((item) => el("li", { dir: "auto" }, wordsOf(item)))),
  code: ({ text }) => el("pre", { dir: "auto" }, text),
  table: tableView,
  figure: figureView,
  more: ({ told }) => quietLine(told),
};
const elementsView = (elements, desk) => elements.map((one) => ELEMENTS[one.is](one, desk));
