// What is chosen in the outline: the whole, a section or a block, with its problems and typed numbers.

const idle = ({ state, ui }) => !state.progress && !ui.busy;

// --- problems

const PROBLEM = { fatal: "Fatal", error: "Error", warning: "Warning" };
const problemView = ({ severity, line, message, fix, section, where }, desk) => {
  const title = desk.state.outline.find(({ id }) => id === section)?.title;
  const at = where || (title ? `Line ${counted(line)}, in “${title}”` : `Line ${counted(line)}`);
  return el("li", { class: "lm-problem" },
    el("strong", {}, PROBLEM[severity] ?? severity), " ",
    section && section !== desk.state.chosen
      ? button(at, "", () => choose(desk, section), { class: "lm-link" })
      : quiet(at),
    el("p", { dir: "auto" }, message),
    fix ? el("p", { dir: "auto" }, el("span", { class: "lm-quiet" }, "What to do: "), fix) : null);
};
const problemsView = ({ problems, problems_more: more }, desk) =>
  problems.length
    ? el("section", { "aria-label": "Problems" },
        el("h3", {}, "Problems"),
        el("ul", { class: "lm-problems" }, problems.map((one) => problemView(one, desk))),
        more ? quietLine(`and ${counted(more)} more`) : null)
    : null;

// --- typed numbers

const putNumber = (desk, start, name) => {
  if (idle(desk)) desk.send({ act: "number", seen: desk.state.version, start, name });
};
const offerView = ({ start, line, number, around, names }, desk) =>
  el("li", {},
    el("p", { dir: "auto" }, quiet(`Line ${counted(line)}: `), el("strong", {}, number), quiet(" in: "),
      `… ${around} …`),
    el("div", { class: "lm-acts" }, names.map(([name, value]) =>
      button(`Put {{${name}}}`, "", () => putNumber(desk, start, name),
        { "data-focus": `offer ${start} ${name}`, title: `It prints ${value}, and follows the review`,
          "aria-label": `Put {{${name}}}, which prints ${value}, in line ${line}` }))));
const offersView = ({ offers, offers_more: more }, desk) =>
  offers.length
    ? el("section", { "aria-label": "Typed numbers" },
        el("h3", {}, "Numbers typed by hand"),
        quietLine("Your review counts these too. A placeholder in the place of a number follows the review."),
        el("ul", { class: "lm-offers" }, offers.map((one) => offerView(one, desk))),
        more ? quietLine(`and ${counted(more)} more`) : null)
    : null;

// --- a block

const SIDES = { gone: ["In the manuscript only: ", "del"], new: ["In the review only: ", "ins"] };
const pieces = (parts, tag) => parts.map(([text, own]) => (own ? el(tag, {}, text) : text));
const sideView = (kind, parts, told = SIDES[kind][0]) =>
  el("p", { dir: "auto" }, el("span", { class: "lm-quiet" }, told), pieces(parts, SIDES[kind][1]));
const differenceView = ({ kind, old, new: fresh }) =>
  el("li", {},
    kind === "changed"
      ? [sideView("gone", old, "In the manuscript: "), sideView("new", fresh, "In the review: ")]
      : sideView(kind, kind === "gone" ? old : fresh));

const DIFFERS_NOT = "The words are the same; how they are set (widths of columns, marks) differs.";
const differencesView = ({ state, differs, more }) => {
  if (state !== "outdated" && state !== "edited") return null;
  return el("section", { "aria-label": "What differs" },
    el("h3", {}, "What differs"),
    differs.length ? el("ul", { class: "lm-differs" }, differs.map(differenceView)) : quietLine(DIFFERS_NOT),
    more ? quietLine(`and ${many(more, "more line")}`) : null);
};

const replace = (desk) => {
  const { state } = desk;
  if (idle(desk)) desk.send({ act: "replace", seen: state.version, number: state.shown.number });
};
const MOVE = "Renew the blocks never touches it. Move your words out of the block, below its last comment,"
  + " and then use the review's text; or leave it as it is.";
const editedView = (desk) => [
  quietLine(MOVE),
  el("p", {}, button("Use the review's text", "", () => replace(desk), { "data-focus": "replace" })),
];

const side = (title, elements, desk) =>
  el("section", { class: "lm-said", "aria-label": title },
    el("h3", {}, title),
    elements.length ? elementsView(elements, desk) : quietLine("Nothing stands here."));

const blockView = (shown, desk) => {
  const sides = [];
  if (shown.state !== "empty") sides.push(side("In the manuscript now", shown.there, desk));
  if (shown.new.length) sides.push(side("From the review now", shown.new, desk));
  return [
    el("h2", { dir: "auto" }, shown.told),
    el("p", {}, el("code", { dir: "auto" }, shown.said)),
    el("p", {}, stateView(shown.state), quiet(` · line ${counted(shown.line)} · `), STATES[shown.state][2]),
    shown.state === "edited" ? editedView(desk) : null,
    shown.state === "edited" ? null : problemsView(shown, desk),
    differencesView(shown),
    el("div", { class: "lm-sides" }, sides),
  ];
};

// --- a section, and the whole

const pieceView = (one, desk) =>
  one.block
    ? el("section", { class: "lm-made", "aria-label": one.told },
        el("p", { class: "lm-of" },
          button(one.told, "", () => choose(desk, one.block), { class: "lm-link", dir: "auto" }), " ",
          stateView(one.state)),
        elementsView(one.elements, desk))
    : elementsView(one.elements, desk);

const sectionView = (shown, desk) => [
  el("h2", { dir: "auto" }, shown.title),
  problemsView(shown, desk),
  offersView(shown, desk),
  el("div", { class: "lm-said" },
    shown.pieces.length ? shown.pieces.map((one) => pieceView(one, desk))
      : quietLine("Nothing is written below this heading yet.")),
];

const WELL = "Nothing is wrong: every block can be filled, and what you cite and quote is in the review.";
const KINDS = ["current", "outdated", "empty", "edited", "stuck"];
const wholeView = (shown, desk) => {
  const { counts } = desk.state;
  return [
    el("h2", {}, "The whole manuscript"),
    counts.blocks
      ? el("p", {}, `${many(counts.blocks, "block")}: `,
          KINDS.filter((kind) => counts.states[kind]).flatMap((kind, at) =>
            [at ? ", " : "", `${counted(counts.states[kind])} `, stateView(kind)]), ".")
      : el("p", {}, "No block yet. Insert a block puts findings, a table or a figure where you want it."),
    counts.problems ? null : el("p", {}, WELL),
    problemsView(shown, desk),
    offersView(shown, desk),
    counts.left
      ? quietLine(`“Yours to write” still stands in ${many(counts.left, "place")}.`)
      : null,
  ];
};

const SHOWN = { whole: wholeView, section: sectionView, block: blockView };
const shownView = (state, desk) =>
  el("div", { class: "lm-shown", role: "region", "aria-label": "Preview", tabindex: "0",
    "data-focus": "shown", "data-scroll": `shown ${state.chosen}` },
    SHOWN[state.shown.is](state.shown, desk));
