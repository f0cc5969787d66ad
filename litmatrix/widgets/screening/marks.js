// Words for and against, marked in the text of a record.

// Scripts that put no spaces between words: there a word is found wherever it stands.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

const pattern = (word) => {
  const prefix = word.endsWith("*");
  const body = (prefix ? word.slice(0, -1) : word).trim();
  if (!body) return null;
  const escaped = body.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&").replace(/(\s|\\-)+/g, "[\\s\\-‐‑–]+");
  if (UNSPACED.test(body)) return escaped;
  return `(?<![\\p{L}\\p{N}])${escaped}${prefix ? "[\\p{L}\\p{N}\\p{M}]*" : "(?![\\p{L}\\p{N}\\p{M}])"}`;
};

// One expression for all words, the longest first; null without any.
const wordsExpression = (words) => {
  const parts = ["include", "exclude"].flatMap((kind) => {
    const found = (words[kind] || []).map(pattern).filter(Boolean);
    return found.length ? [`(?<${kind}>${found.sort((a, b) => b.length - a.length).join("|")})`] : [];
  });
  return parts.length ? new RegExp(parts.join("|"), "giu") : null;
};

const marked = (text, expression) => {
  if (!expression) return [text];
  const nodes = [];
  let last = 0;
  for (const found of text.matchAll(expression)) {
    if (!found[0]) continue;
    const kind = found.groups.include !== undefined ? "include" : "exclude";
    nodes.push(text.slice(last, found.index), el("mark", { class: `lm-mark-${kind}` }, found[0]));
    last = found.index + found[0].length;
  }
  return [...nodes, text.slice(last)];
};
