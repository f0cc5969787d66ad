// What was found in a full text, marked on its page. The words are levelled as Python counts them
// (coding/fulltext/finding.py): capitals, accents, line ends and broken words make no difference.

const TEXT_HYPHEN = /[-\u2010\u2011\u00ad]/;
const TEXT_UNSEEN = /[-\u2010\u2011\u00ad\u200b\u2060\ufeff]/;

// The signs of a text, levelled, each with its place in the text.
const textSigns = (text) => {
  const signs = [];
  let gap = true;
  for (let at = 0; at < text.length; ) {
    const one = String.fromCodePoint(text.codePointAt(at));
    const next = at + one.length;
    if (TEXT_UNSEEN.test(one)) {
      // A word that the end of a line broke goes on behind it.
      const broken = TEXT_HYPHEN.test(one) ? /^\s*\n\s*/.exec(text.slice(next, next + 200)) : null;
      at = next + (broken ? broken[0].length : 0);
      continue;
    }
    if (/\s/.test(one)) {
      if (!gap) signs.push([" ", at, next]);
      gap = true;
    } else {
      const plain = one.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ς/g, "σ");
      for (const sign of plain) signs.push([sign, at, next]);
      gap = gap && !plain;
    }
    at = next;
  }
  return signs;
};

// Where the words stand in a text: pairs of places, from and to.
const textHits = (text, sought) => {
  const needle = textSigns(sought).map(([sign]) => sign).join("").trim();
  if (!needle) return [];
  const signs = textSigns(text);
  const whole = signs.map(([sign]) => sign).join("");
  const places = signs.flatMap(([sign], at) => Array(sign.length).fill(at));
  const hits = [];
  for (let at = whole.indexOf(needle); at >= 0; at = whole.indexOf(needle, at + needle.length))
    hits.push([signs[places[at]][1], signs[places[at + needle.length - 1]][2]]);
  return hits;
};

// A text with marks in it.
const textMarked = (text, sought) => {
  const parts = [];
  let end = 0;
  for (const [from, to] of textHits(text, sought)) {
    parts.push(text.slice(end, from), el("mark", { class: "lm-hit-mark" }, text.slice(from, to)));
    end = to;
  }
  return [...parts, text.slice(end)];
};

// Marks over the words of a picture, placed in hundredths of the sheet, so that zoom leaves them right.
const markSheet = ({ sheet, spans, marks }, sought) => {
  marks.replaceChildren();
  const box = sheet.getBoundingClientRect();
  if (!sought || !box.width) return;
  const starts = [];
  let whole = "";
  for (const span of spans) {
    starts.push(whole.length);
    whole += span.textContent;
  }
  for (const [from, to] of textHits(whole, sought)) {
    const hit = el("div", { class: "lm-hit-mark" });
    spans.forEach((span, at) => {
      const begin = Math.max(from - starts[at], 0);
      const end = Math.min(to - starts[at], span.textContent.length - 1);
      if (begin >= end) return;
      const range = document.createRange();
      range.setStart(span.firstChild, begin);
      range.setEnd(span.firstChild, end);
      const { left, top, width, height } = range.getBoundingClientRect();
      const part = el("div", {});
      const share = (number, of) => `${(100 * number) / of}%`;
      Object.assign(part.style, {
        left: share(left - box.left, box.width), top: share(top - box.top, box.height),
        width: share(width, box.width), height: share(height, box.height),
      });
      hit.append(part);
    });
    if (hit.childNodes.length) marks.append(hit);
  }
};

// Let one of the marks stand out, and return it.
const pickMark = (body, ordinal) => {
  const found = [...body.querySelectorAll(".lm-hit-mark")];
  found.forEach((mark) => mark.classList.remove("lm-hit-here"));
  const mark = found[Math.min(ordinal, found.length - 1)];
  mark?.classList.add("lm-hit-here");
  return mark;
};

const revealMark = (body, mark) => {
  if (!mark) return;
  const box = (mark.firstElementChild ?? mark).getBoundingClientRect();
  const frame = body.getBoundingClientRect();
  if (box.top < frame.top + 20 || box.bottom > frame.bottom - 20)
    body.scrollTop += box.top - frame.top - frame.height / 3;
  if (box.left < frame.left + 20 || box.right > frame.right - 20)
    body.scrollLeft += box.left - frame.left - frame.width / 3;
};
