// How far people agree: in words, with the figures and the table beside them.

const PARADOX =
  "Agreement is high and kappa low: nearly all is decided one way, and kappa then falls however well " +
  "people agree. Report the table and AC1 beside it.";
const RESTS =
  "Counted on the records that both decided on, before conflicts were resolved; intervals are 95 %. " +
  "Reasons do not count: two who exclude for different reasons agree.";
const MAYBE = " Maybe counts as include: both go on to full text.";

const crossTable = ({ first, second, kinds, table }) =>
  el("table", { class: "lm-cross" },
    el("thead", {},
      el("tr", {}, el("td", {}),
        kinds.map((kind) => el("th", { scope: "col", dir: "auto" }, `${second}: ${kind}`)))),
    el("tbody", {}, table.map((row, at) =>
      el("tr", {},
        el("th", { scope: "row", dir: "auto" }, `${first}: ${kinds[at]}`),
        row.map((number, to) => el("td", { class: at === to ? "lm-alike" : "" }, counted(number)))))));

const figures = (rows) =>
  el("dl", { class: "lm-figures" },
    rows.filter(([, value]) => value).map(([name, value]) =>
      [el("dt", {}, name), el("dd", { dir: "auto" }, value)]));

const differView = (pair, desk) => {
  if (!pair.differ) return null;
  const open = () => desk.send({ act: "compare", on: true });
  if (!desk.state.agreement.compared)
    return el("p", {}, `They differ on ${many(pair.differ, "record")}. `,
      button("Compare", "v", open, { "data-focus": `compare-${pair.first}-${pair.second}` }));
  return el("details", {},
    el("summary", {}, `The ${many(pair.differ, "record")} on which they differ`),
    pair.differing.map(({ told, number, records }) => [
      el("p", { dir: "auto" }, `${told} (${counted(number)})`),
      el("ul", {}, records.map(({ reference, title }) =>
        el("li", { dir: "auto" }, el("strong", {}, reference), title ? ` ${title}` : ""))),
      number > records.length ? quietLine(`and ${counted(number - records.length)} more`) : null]));
};

const pairView = (pair, desk) =>
  el("section", { class: "lm-pair" },
    el("h3", { dir: "auto" }, `${pair.first} and ${pair.second}`),
    el("p", { dir: "auto" }, pair.told),
    pair.paradox ? el("p", { class: "lm-warned" }, PARADOX) : null,
    pair.both
      ? el("div", { class: "lm-beside" },
          figures([
            ["Decided alike", pair.alike],
            ["Cohen's kappa", pair.kappa],
            ["Gwet's AC1", pair.ac1],
            ["Included", pair.included.join("; ")],
            ["Also decided", pair.seen],
          ]),
          crossTable(pair))
      : null,
    pair.needed ? quietLine(pair.needed) : null,
    differView(pair, desk));

const agreementView = (state, desk) => {
  const { alone, pairs, all, round, rounds } = state.agreement;
  const choose = (value) => desk.send({ act: "round", round: value });
  return [
    rounds.length > 1
      ? el("label", { class: "lm-line" }, "On ", menu(round, rounds, choose, { "data-focus": "round" }))
      : null,
    alone ? emptyView(alone) : null,
    all
      ? el("section", { class: "lm-pair" },
          el("h3", {}, all.told), figures([["Fleiss' kappa", all.kappa], ["Gwet's AC1", all.ac1]]))
      : null,
    pairs.map((pair) => pairView(pair, desk)),
    pairs.length ? quietLine(RESTS + (state.stage === "screening" ? MAYBE : "")) : null,
  ];
};
