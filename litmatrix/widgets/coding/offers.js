// A field with what it may hold listed below it: the arrows step through what fits, a click takes one, and
// anything else may be typed. What the field holds is what counts, so Enter needs no second key.

let offered = 0;

const plainly = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// `options` are pairs of a value and its words; `changed` hears each value, typed or taken.
const offerField = (value, options, changed, props = {}) => {
  const id = `lm-offer-${++offered}`;
  let typed = "";
  let stepped = value;
  const fitting = () =>
    options.filter(([one, words]) => !typed || plainly(`${one} ${words}`).includes(plainly(typed)));
  const list = el("ul", { id, class: "lm-offer-list", role: "listbox", hidden: true,
    "aria-label": props["aria-label"] });
  const draw = () => {
    const fit = fitting();
    list.replaceChildren(...fit.map(([one, words], at) => {
      const here = one === stepped;
      const about = { id: `${id}-${at}`, role: "option", "aria-selected": String(here), dir: "auto" };
      return el("li", { ...about, onmousedown: (event) => take(event, one) }, words || one);
    }));
    const at = fit.findIndex(([one]) => one === stepped);
    if (at >= 0) input.setAttribute("aria-activedescendant", `${id}-${at}`);
    else input.removeAttribute("aria-activedescendant");
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  };
  const show = (open) => {
    list.hidden = !open || !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (!list.hidden) draw();
  };
  const hold = (one) => {
    stepped = one;
    input.value = one;
    changed(one);
  };
  const take = (event, one) => {
    event.preventDefault();
    hold(one);
    show(false);
  };
  const type = () => {
    typed = input.value;
    stepped = input.value;
    changed(input.value);
    show(true);
  };
  const step = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    const fit = fitting();
    if (!fit.length) return;
    taken(event);
    const at = fit.findIndex(([one]) => one === stepped);
    hold(fit[(at + by + fit.length) % fit.length][0]);
    input.select();
    show(true);
  };
  const input = el("input", { type: "text", dir: "auto", role: "combobox", autocomplete: "off",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, ...props, value,
    oninput: type, onkeydown: step, onfocus: () => show(true), onblur: () => show(false) });
  return el("span", { class: "lm-offer" }, input, list);
};
