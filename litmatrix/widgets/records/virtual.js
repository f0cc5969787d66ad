// A list of which only the rows in sight are drawn, so that one of a hundred thousand scrolls as one of ten.

// `high` is the height of a row, `head` of what stands above them within the scroll; `count()` says how many
// there are. `sign(at)` says all that a row shows: a row is drawn anew only where that changed. `make(at)`
// makes it; `kept()` is a row that is drawn wherever it is, for the focus stands on it. `want(first, last)`
// hears which rows are in sight, `back()` when the list stands on the page (anew).
const virtual = ({ node, space, high, head = 0, count, sign, make, kept = () => -1, want, back }) => {
  let drawn = new Map();

  const inSight = () => {
    const top = node.scrollTop - head;
    const first = Math.max(0, Math.floor(top / high) - 8);
    return [first, Math.min(count(), Math.ceil((top + node.clientHeight) / high) + 8)];
  };

  const places = (first, last) => {
    const found = [];
    for (let at = first; at < last; at++) found.push(at);
    const more = kept();
    if (more < 0 || more >= count() || (more >= first && more < last)) return found;
    return more < first ? [more, ...found] : [...found, more];
  };

  const paint = () => {
    if (!node.isConnected) return;
    const [first, last] = inSight();
    const next = new Map();
    for (const at of places(first, last)) {
      const signed = sign(at);
      const there = drawn.get(at);
      next.set(at, there?.signed === signed ? there : { signed, row: placed(make(at), at) });
    }
    let focused = null;
    for (const [at, { row }] of drawn) {
      if (next.get(at)?.row === row) continue;
      if (row.contains(document.activeElement)) focused = next.get(at)?.row ?? next.get(kept())?.row;
      row.remove();
    }
    drawn = next;
    // What stays is not moved: a row that is moved loses the focus.
    let before = space.firstChild;
    for (const { row } of next.values()) {
      if (row === before) before = before.nextSibling;
      else space.insertBefore(row, before);
    }
    focusOn(focused);
    want?.(first, last);
  };

  const placed = (row, at) => {
    row.style.transform = `translateY(${at * high}px)`;
    return row;
  };

  const fit = () => {
    space.style.height = `${count() * high}px`;
  };

  const reveal = (at) => {
    const top = at * high;
    const room = node.clientHeight - head;
    if (top < node.scrollTop) node.scrollTop = top;
    else if (top + high > node.scrollTop + room) node.scrollTop = top + high - room;
  };

  // A page may take a widget away and bring it back, or put it in its place only after it was drawn.
  new ResizeObserver(() => {
    back?.();
    paint();
  }).observe(node);
  return { paint, fit, reveal, row: (at) => drawn.get(at)?.row };
};
