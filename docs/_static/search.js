// Ranks the passages of passages.js for what a reader types. Made for searching names, operators and
// error messages as well as words: BM25 over sections, with more weight where something is taught.
const WEIGHTS = { title: 8, skill: 12, page: 3, text: 1, code: 1.5 };
const KINDS = [ // path, weight, and what readers call it
  [/^lessons\/core\//, 1.3, "Lesson"],
  [/^lessons\/further\//, 1.15, "Further lesson"],
  [/glossary$/, .25, "Glossary"],
  [/errors$/, .3, "Error"],
  [/^reference\//, .95, "Reference"],
  [/^practice\/index$/, .9, "Page"],
  [/^practice\//, .3, "Exercises"],
  [/(how_this|make_it|what_changed)/, .2, "For maintainers"],
  [/^guide\//, .9, "Guide"],
  [/./, .7, "Page"],
];
const DEFINITION = /^\s*(what('s| is| are| does)|define|meaning of)\b(.*?)(\bmean)?[?\s]*$/i;
const ASIDES = /^(Aside:|Look back$|One answer$|Warm up$|Check yourself$)/;

// What readers call things that the course, or PyTorch, calls by other names
const SAME = {
  average: ["mean"], array: ["numpy"], axis: ["dim", "dimension"], boolean: ["bool"], concat: ["cat"],
  concatenate: ["cat"], convert: ["to"], cuda: ["gpu"], datatype: ["dtype"], equal: ["==", "same"], gpu: ["accelerator"],
  integer: ["int", "int64"], length: ["numel"], percent: ["accuracy"], quiz: ["exercise"], image: ["picture"], licence: ["license"], multiply: ["@"], offline: ["network"], multiplication: ["multiply"], matrices: ["matrix"], division: ["divide", "//"], teacher: ["teach"], type: ["dtype"], inplace: ["place"],
};

// A function that keeps its answers, since the same few thousand words come again and again
const keptAnswers = (answer, kept = new Map()) => (word) => {
  if (!kept.has(word)) kept.set(word, answer(word));
  return kept.get(word);
};
const stem = keptAnswers((word) => {
  if (word.length < 4 || word.endsWith("ss") || /[\d_.]/.test(word)) return word;
  const one = word.replace(/ies$/, "y").replace(/(?<=[sxz]|ch|sh)es$/, "").replace(/s$/, "");
  return one.replace(/(?<=..[^e])(ing|ed)$/, "").replace(/(?<=...)e$/, "");
});
const WORD = /[\p{L}_][\p{L}\d_]*(?:\.[\p{L}_][\p{L}\d_]*)*|\d+(?:\.\d+)?|\*\*|\/\/|[=!<>+\-*]=|\[:|\.\.\.|[@%&|~]/gu;
const words = (text) => [...text.toLowerCase().matchAll(WORD)].map(([word]) => word);
const parts = (word) => [...new Set([...word.split("."), ...word.split(/[._]+/)])].filter((part) => part && part !== word);

const STOP = new Set("a an and are as be by can do does each every for from get have how i if in is it know my not of on or should that the there this to want what when where which why with would you your use using vs".split(" ").map(stem));

const synonyms = new Map(Object.entries(SAME).map(([word, others]) => [stem(word), others.map(stem)]));

// Names whole and in parts, operators, and words without their endings
const tokensOf = keptAnswers((word) => [word, ...parts(word)].map(stem));
const tokens = (text) => words(text).flatMap(tokensOf);

// In pieces, between which the browser can answer its reader
const makeIndex = async (pages, passages) => {
  const terms = new Map();
  const taught = new Set(); // a skill's words count where they come first
  const spelt = new Map(); // a word as it is written, for each that has lost its ending
  for (const [number, [page, anchor, title, text, code, skill]] of passages.entries()) {
    if (number % 32 === 31) await new Promise((resolve) => setTimeout(resolve));
    const counts = new Map();
    const fields = { title, text, code, skill, page: anchor ? pages[page] : `${title} ${title}` };
    for (const [field, written] of Object.entries(fields)) {
      const seen = new Map();
      for (const token of tokens(written)) if (field === "code" || !STOP.has(token)) seen.set(token, (seen.get(token) ?? 0) + 1);
      for (const [token, times] of seen) {
        if (field === "skill" && taught.has(token)) continue;
        if (field === "skill") taught.add(token);
        counts.set(token, (counts.get(token) ?? 0) + WEIGHTS[field] * (times / (times + .5)));
      }
    }
    for (const word of words(`${title} ${text}`)) spelt.set(stem(word), word);
    for (const [token, weight] of counts) {
      if (!terms.has(token)) terms.set(token, new Map());
      terms.get(token).set(number, weight);
    }
  }
  return { pages, passages, terms, spelt };
};

const rarity = (index, token) => Math.log(1 + index.passages.length / (1 + (index.terms.get(token)?.size ?? 0)));

// The terms of the index that a token of the query may mean, each with how well it fits.
const meant = (index, token, isLast) => {
  const found = new Map();
  const add = (start, fit) => {
    for (const term of index.terms.keys()) if (term.startsWith(start)) found.set(term, Math.max(found.get(term) ?? 0, fit));
  };
  if (token.length > 2 && isLast) add(token, .4); // it may not be finished
  for (const other of synonyms.get(token) ?? []) if (index.terms.has(other)) found.set(other, .7);
  if (index.terms.has(token)) found.set(token, 1);
  const root = token.replace(/(ing|ed|ers?|ation|ions?)$/, "");
  if (!found.size && token.length > 2) add(token, .4);
  if (!found.size && root.length > 2) add(root, .4);
  return found;
};

// What is asked for: no words without meaning, and no parts of a name that the course knows.
const wantedOf = (index, query) => {
  const all = [...new Set(tokens(query))];
  const known = all.filter((token) => /[._]/.test(token) && index.terms.has(token));
  const asked = all.filter((token) => !STOP.has(token) && !known.some((name) => name !== token && tokens(name).includes(token)));
  const telling = asked.filter((token) => !/^(\p{L}|\d+(\.\d+)?)$/u.test(token)); // a single letter or a number tells little
  return [telling, asked, all].find((some) => some.length) ?? [];
};

// The share of neighbours in the query that are neighbours in the passage, too
const inOrder = (query, text) => {
  const asked = words(query).map(stem);
  if (asked.length < 2) return 0;
  const pairs = new Set();
  words(text).map(stem).forEach((word, place, all) => place && pairs.add(`${all[place - 1]} ${word}`));
  return asked.filter((word, place) => place && pairs.has(`${asked[place - 1]} ${word}`)).length / (asked.length - 1);
};

const search = (index, query) => {
  const definition = DEFINITION.exec(query);
  const defined = definition && wantedOf(index, definition[3]).join();
  const wanted = wantedOf(index, query);
  const scores = new Map();
  const possible = wanted.reduce((sum, token) => sum + rarity(index, token), 0);
  wanted.forEach((token, place) => {
    const best = new Map();
    for (const [term, fit] of meant(index, token, place === wanted.length - 1)) {
      for (const [number, weight] of index.terms.get(term)) {
        best.set(number, Math.max(best.get(number) ?? 0, fit * rarity(index, term) * (weight / (weight + 4))));
      }
    }
    for (const [number, gain] of best) {
      const score = scores.get(number) ?? { gain: 0, covered: 0 };
      scores.set(number, { gain: score.gain + gain, covered: score.covered + rarity(index, token) });
    }
  });
  const found = [...scores].map(([number, { gain, covered }]) => {
    const [page, anchor, title] = index.passages[number];
    const [, weight, kind] = KINDS.find(([path]) => path.test(page));
    const isWhole = kind !== "Glossary" && tokens(title).join() === tokens(query).join();
    let score = gain * (covered / possible) ** 2 * (ASIDES.test(title) ? .5 : 1) * (isWhole ? 1.5 : anchor ? 1 : 1.15);
    if (kind !== "Glossary" || !definition) score *= weight;
    else score *= wantedOf(index, title).join() === defined ? 12 : 3;
    return { number, score };
  });
  const onPage = {}; // how much a page as a whole is about it
  for (const { number, score } of found) onPage[index.passages[number][0]] = (onPage[index.passages[number][0]] ?? 0) + score;
  const most = Math.max(...Object.values(onPage));
  const byScore = (one, other) => other.score - one.score || one.number - other.number;
  const isError = ({ number }) => index.passages[number][0] === "reference/errors";
  const best = found.sort(byScore).filter((each, place) => place < 60 || isError(each));
  for (const each of best) {
    const [page, , title, ...written] = index.passages[each.number];
    const share = inOrder(query, [title, ...written].join("\n"));
    each.score *= (1 + share) * (1 + .25 * onPage[page] / most);
    if (isError(each) && wanted.length > 2) each.score *= inOrder(title, query) === 1 ? 150 : share > .4 ? 6 : 1;
  }
  return best.sort(byScore).slice(0, 20);
};

// The word of the course that a misspelt one is nearest to, if one is near.
const distance = (one, other) => {
  let row = [...Array(other.length + 1).keys()], before = row;
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
      if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[other.length];
};
const correct = (index, query) => {
  let changed = false;
  const corrected = query.split(/\s+/).map((word) => {
    const token = stem(word.toLowerCase());
    if (token.length < 4 || !/^\p{L}+$/u.test(token) || meant(index, token, true).size) return word;
    const most = token.length < 6 ? 1 : 2;
    const near = [...index.terms].filter(([term]) => Math.abs(term.length - token.length) <= most && term[0] === token[0] && /^[\p{L}_]+$/u.test(term))
      .map(([term, where]) => [distance(token, term), -where.size, term]).filter(([far]) => far <= most)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])[0];
    changed ||= Boolean(near);
    return near ? index.spelt.get(near[2]) ?? near[2] : word;
  });
  return changed ? corrected.join(" ") : null;
};

// The sentence or line of a passage with most of what was asked for.
const excerpt = (index, number, query) => {
  const [, , title, text, code] = index.passages[number];
  const asked = new Set(tokens(query).filter((token) => !STOP.has(token)));
  const lines = [...text.split("\n").flatMap((paragraph) => paragraph.match(/.+?[.?!:](?=\s|$)|.+$/g) ?? []), ...code.split("\n")].filter((line) => line.trim());
  const rank = (line) => [...new Set(tokens(line))].filter((token) => asked.has(token)).reduce((sum, token) => sum + rarity(index, token), 0);
  const [best] = lines.map((line, place) => [rank(line), -place, line]).sort((a, b) => b[0] - a[0] || b[1] - a[1]);
  return best ? best[2].trim() : title;
};

// The page
const element = (name, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
};
const marked = (text, query) => {
  const asked = new Set(tokens(query).filter((token) => !STOP.has(token)));
  return text.split(/([\p{L}\d_.]+|[@%&|~*/=<>!]+)/u).map((piece) => (tokens(piece).some((token) => asked.has(token)) ? element("mark", {}, piece) : piece));
};
const show = (index, query) => {
  const better = correct(index, query);
  const direct = search(index, query);
  const asked = !direct.length && better ? better : query;
  const found = search(index, asked);
  const summary = document.getElementById("search-summary");
  const hint = better ? [asked === better ? "These are for " : "Did you mean ", element("a", { href: `?q=${encodeURIComponent(better)}` }, better), asked === better ? "." : "?"]
    : found.length ? [] : ["Try one word, or a piece of the error message without its numbers."];
  const number = asked === better ? "Nothing was found. " : found.length ? `${found.length} ${found.length === 1 ? "result" : "results"}, best first. ` : "Nothing was found. ";
  summary.replaceChildren(...(query.trim() ? [number, ...hint] : []));
  document.getElementById("search-results").replaceChildren(...found.map(({ number }) => {
    const [page, anchor, title] = index.passages[number];
    const kind = KINDS.find(([path]) => path.test(page))[2];
    const link = element("a", { href: `${page}.html${anchor && `#${anchor}`}` }, ...marked(title, asked));
    const where = element("small", {}, anchor ? `${kind}: ${index.pages[page]}` : kind);
    return element("li", {}, link, where, element("p", {}, ...marked(excerpt(index, number, asked), asked)));
  }));
};
// A script can be loaded from file://, which data can't. The page is there before it, and the field can be used.
const loaded = new Promise((resolve, reject) => {
  const script = element("script", { src: document.currentScript.dataset.passages, onload: resolve, onerror: reject });
  document.head.append(script);
});
document.addEventListener("DOMContentLoaded", () => {
  const index = loaded.then(() => makeIndex(PAGES, PASSAGES));
  const field = document.querySelector(".find input");
  const asked = () => new URLSearchParams(location.search).get("q") ?? "";
  const answer = () => index.then((made) => show(made, field.value), () => {
    document.getElementById("search-summary").textContent = "The words to search couldn’t be loaded. Try again when there’s a network.";
  });
  const start = () => {
    field.value = asked();
    answer();
  };
  start();
  if (!asked()) field.focus();
  field.addEventListener("input", () => {
    history.replaceState(null, "", field.value ? `?q=${encodeURIComponent(field.value)}` : location.pathname);
    answer();
  });
  field.form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", start);
});
