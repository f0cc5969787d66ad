// The outline of a full text: its parts, each leading to its page.

const textOutline = (outline, isPdf, reader) => {
  const { texts, body } = reader;
  const lines = outline.map(([level, title, page, offset]) => {
    const go = () => reader.turn(page, () => showOffset(body, isPdf ? 0 : offset));
    const line = button(title, "", go, { class: "lm-outline-line", dir: "auto", disabled: page < 0 });
    line.style.paddingInlineStart = `${6 + 12 * Math.min(level - 1, 6)}px`;
    return line;
  });
  const about = { class: "lm-outline", "aria-label": "Outline", "data-scroll": "outline" };
  const node = el("nav", about, lines);
  const current = () => lines.find((line) => line.hasAttribute("aria-current"));
  const mark = () => {
    const here = outline.findLastIndex(([, , page]) => page >= 0 && page <= texts.page);
    current()?.removeAttribute("aria-current");
    lines[here]?.setAttribute("aria-current", "true");
  };
  const open = (wanted) => {
    if (wanted && !lines.length) return;
    texts.outline = wanted;
    node.hidden = !wanted;
    opener.setAttribute("aria-expanded", String(wanted));
    if (wanted) (current() ?? lines[0]).focus();
    else body.focus({ preventScroll: true });
  };
  const toggle = () => open(node.hidden);
  node.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by && event.key !== "Escape") return;
    taken(event);
    if (!by) return open(false);
    const able = lines.filter((line) => !line.disabled);
    able[clampedPage(able.indexOf(document.activeElement) + by, able.length - 1)]?.focus();
  });
  node.hidden = !texts.outline || !lines.length;
  const opener = button("Outline", "o", toggle, {
    class: "lm-mini", disabled: !lines.length, "aria-expanded": String(!node.hidden),
    "data-focus": "text outline", title: lines.length ? "The parts of the text" : "This file has no outline",
  });
  return { node, opener, mark, toggle };
};

// Scroll a text to a place in it.
const showOffset = (body, offset) => {
  if (!offset) return;
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (offset < before + node.length) {
      const range = document.createRange();
      range.setStart(node, offset - before);
      range.setEnd(node, offset - before + 1);
      body.scrollTop += range.getBoundingClientRect().top - body.getBoundingClientRect().top - 8;
      return;
    }
    before += node.length;
  }
};
