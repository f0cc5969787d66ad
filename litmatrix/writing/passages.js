// A panel of passages: a heading, what holds of them, and the passages. All text goes in as text, never as HTML.

function lmElement(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

function lmPassage(one) {
  const item = lmElement("li", "lm-passage");
  const words = lmElement("p", "lm-words");
  const text = lmElement("bdi", one.quoted ? "lm-quoted" : "", one.text);
  words.append(text);
  if (one.cite) words.append(" ", lmElement("cite", "", one.cite));
  for (const tag of one.tags || []) words.append(" ", lmElement("span", "lm-tag", tag));
  item.append(words);
  if (one.note) {
    const note = lmElement("p", "lm-note", one.note);
    note.dir = "auto";
    item.append(note);
  }
  return item;
}

function lmList(passages) {
  const list = lmElement("ul", "lm-list");
  for (const one of passages || []) list.append(lmPassage(one));
  return list;
}

// A part of a panel: what its passages belong to, such as a source.
function lmPart(one) {
  const part = lmElement("section", "lm-part"), heading = lmElement("h4", "", one.heading);
  heading.dir = "auto";
  part.append(heading);
  if (one.note) {
    const note = lmElement("p", "lm-note", one.note);
    note.dir = "auto";
    part.append(note);
  }
  part.append(lmList(one.passages));
  return part;
}

function lmShow(root, panel) {
  const heading = lmElement("h3", "lm-heading", panel.heading || "");
  heading.dir = "auto";
  root.replaceChildren(heading, lmElement("p", "lm-state", panel.state || ""));
  if (panel.parts) root.append(...panel.parts.map(lmPart));
  else root.append(lmList(panel.passages));
  root.scrollTop = 0;
}

function lmPrepare(root, label) {
  root.classList.add("lm-passages");
  root.tabIndex = 0;
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", label);
  root.setAttribute("aria-live", "polite");
}
