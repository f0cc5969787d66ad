// What is selected: by the numbers of the records, whatever is filtered or sorted.

const countSelected = (ui) => {
  let here = 0;
  if (ui.selected.size) for (const number of ui.order) if (ui.selected.has(number)) here += 1;
  ui.selectedHere = here;
};

// A change of what is selected shows at once; the desk is not drawn anew for it.
const select = (desk, selected, how = {}) => {
  const { ui } = desk;
  // A click takes the place of what was selected: what was many can be had again.
  if (how.instead && ui.selected.size > 1) ui.before = ui.selected;
  Object.assign(ui, { selected, single: Boolean(how.single) });
  if (!how.extends) ui.base = null;
  countSelected(ui);
  ui.list.rows.paint();
  sayNumbers(desk);
};

const toggle = (desk, at) => {
  const { ui } = desk;
  const number = ui.order[at];
  if (number === undefined) return;
  const selected = new Set(ui.selected);
  if (!selected.delete(number)) selected.add(number);
  ui.anchor = at;
  select(desk, selected);
};

const selectTo = (desk, at) => {
  const { ui } = desk;
  ui.base ??= ui.single ? new Set() : ui.selected;
  const selected = new Set(ui.base);
  const [first, last] = ui.anchor < at ? [ui.anchor, at] : [at, ui.anchor];
  for (let one = first; one <= last; one++) selected.add(ui.order[one]);
  select(desk, selected, { extends: true });
};

const selectAll = (desk) => select(desk, new Set([...desk.ui.selected, ...desk.ui.order]));
const selectNone = (desk) => {
  desk.ui.before = desk.ui.selected.size ? desk.ui.selected : null;
  select(desk, new Set());
};
const selectAgain = (desk) => {
  const { before } = desk.ui;
  desk.ui.before = null;
  if (before) select(desk, new Set(before));
};

const showOnly = (desk, on) => {
  const { ui } = desk;
  if (on && !ui.selected.size) return;
  ui.only = on ? new Set(ui.selected) : null;
  ui.toTop = true;
  askOrder(desk);
  desk.draw();
};

// What an act is for: what is selected, else the record where one stands.
const chosenOf = ({ selected, cursor }) => (selected.size ? [...selected] : cursor < 0 ? [] : [cursor]);
