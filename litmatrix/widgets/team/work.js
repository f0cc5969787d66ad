// Who did how much, and how far each stage is.

const partsBar = (parts, records) => {
  const told = parts.map(({ number, told }) => `${counted(number)} ${told}`);
  return el("div", { class: "lm-bar", role: "img", "aria-label": told.join("; ") },
    parts.map(({ name, number }) =>
      el("span", { class: `lm-part lm-${name}`, style: `flex-grow: ${number / records}` })));
};

const partsList = (parts) =>
  el("ul", { class: "lm-parts" },
    parts.map(({ name, number, told }) =>
      el("li", {},
        el("span", { class: `lm-part lm-${name}`, "aria-hidden": "true" }),
        el("strong", {}, counted(number)), " ", el("span", { dir: "auto" }, told))));

const personCells = ({ name, you, cells }) =>
  el("tr", {},
    el("th", { scope: "row", dir: "auto" }, name, you ? quiet(" (you)") : null),
    cells.map((cell) => el("td", {}, cell)));

const peopleTable = ({ title, columns, people }) =>
  el("div", { class: "lm-wide", tabindex: "0", role: "region", "aria-label": `Who did how much: ${title}` },
    el("table", { class: "lm-people" },
      el("thead", {}, el("tr", {}, ["Who", ...columns].map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, people.map(personCells))));

const conflictsLink = ({ stage, parts }, desk) => {
  const found = parts.find(({ name }) => name === "conflicts");
  if (!found) return null;
  const open = () => desk.send({ act: "tab", tab: "conflicts", stage });
  const label =
    found.number === 1 ? "Look at the conflict" : `Look at the ${counted(found.number)} conflicts`;
  return el("p", {}, button(label, "", open, { "data-focus": `open-${stage}` }));
};

const NOTHING = "No record yet. Import search results in 01-filter-sources; who screens them shows here.";
const PACE = "Pace: the median time between a person's own decisions; Time: these together. Pauses over five "
  + "minutes, and what was recorded many at once, are left out. Days are those of this computer.";

const workView = ({ work }, desk) => {
  if (!work.length) return [emptyView(NOTHING)];
  return [
    work.map((stage) =>
      el("section", { class: "lm-stage", "data-stage": stage.stage },
        el("h3", { dir: "auto" }, stage.title),
        stage.records ? partsBar(stage.parts, stage.records) : null,
        partsList(stage.parts),
        conflictsLink(stage, desk),
        stage.shown ? peopleTable(stage) : quietLine("Nobody has decided here yet."))),
    quietLine(PACE),
  ];
};
