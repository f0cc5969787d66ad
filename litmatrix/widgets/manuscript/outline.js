// The outline: headings with how much is written below them, and their blocks with how they stand.

// How a block stands: a sign, a word or two, and what that means.
const STATES = {
  current: ["✓", "up to date", "It says what the review says."],
  outdated: ["↻", "changed since", "The review, or what this block asks for, changed since this was written."
    + " Renew the blocks brings it up to date."],
  empty: ["○", "not filled yet", "Nothing stands here yet. Renew the blocks fills it."],
  edited: ["✎", "edited by hand", "Somebody changed by hand what litmatrix wrote here; it is left as it is."],
  stuck: ["!", "cannot be filled", "Nothing fills this block; what stands in it is left as it is."],
};

const stateView = (state) =>
  el("span", { class: `lm-state lm-is-${state}` },
    el("span", { "aria-hidden": "true" }, `${STATES[state][0]} `), STATES[state][1]);

// --- what is chosen

const places = ({ outline }) =>
  ["", ...outline.flatMap(({ id, blocks }) => [id, ...blocks.map((one) => one.id)])];

const choose = (desk, id) => {
  if (desk.send({ act: "choose", id })) desk.ui.follow = id;
};
const step = (desk, by) => {
  const { state } = desk;
  if (!state.outline) return;
  const all = places(state);
  const at = Math.min(all.length - 1, Math.max(0, all.indexOf(state.chosen) + by));
  if (all[at] !== state.chosen) choose(desk, all[at]);
};

// --- the list

const entry = (id, { chosen }, desk, props, ...children) =>
  el("button", { type: "button", "aria-current": id === chosen ? "true" : null, "data-focus": `at ${id}`,
    onclick: () => choose(desk, id), ...props }, children);

const LEFT = (number) => `${counted(number)} to write`;
const NUMBERS = (number) => `${counted(number)} number${number === 1 ? "" : "s"} typed`;

const sectionEntry = (one, state, desk) => {
  const told = [
    one.words ? many(one.words, "word") : null,
    one.placeholders ? many(one.placeholders, "placeholder") : null,
    one.left ? LEFT(one.left) : null,
    one.offers ? NUMBERS(one.offers) : null,
  ].filter(Boolean).join(" · ");
  return el("li", {},
    entry(one.id, state, desk, { class: `lm-heading lm-level-${Math.min(one.level, 4)}` },
      el("span", { class: "lm-title", dir: "auto" }, one.title),
      told ? quiet(told) : null,
      one.problems ? el("span", { class: "lm-wrong" }, many(one.problems, "problem")) : null),
    one.blocks.length
      ? el("ul", {}, one.blocks.map((block) =>
          el("li", {}, entry(block.id, state, desk, { class: `lm-block lm-level-${Math.min(one.level, 4)}` },
            el("span", { class: "lm-told-of", dir: "auto" }, block.told), stateView(block.state)))))
      : null);
};

const outlineView = (state, desk) => {
  const { counts } = state;
  const told = [
    many(counts.words, "word"),
    many(counts.blocks, "block"),
    counts.left ? LEFT(counts.left) : null,
    counts.offers ? NUMBERS(counts.offers) : null,
  ].filter(Boolean).join(" · ");
  return el("nav", { class: "lm-parts", "aria-label": "Outline", "data-scroll": "outline", tabindex: "-1" },
    el("ul", {},
      el("li", {},
        entry("", state, desk, { class: "lm-heading" },
          el("span", { class: "lm-title" }, "The whole manuscript"),
          quiet(told),
          counts.problems ? el("span", { class: "lm-wrong" }, many(counts.problems, "problem")) : null)),
      state.outline.map((one) => sectionEntry(one, state, desk))));
};
