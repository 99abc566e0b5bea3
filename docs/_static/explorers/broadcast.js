// Broadcast: two shapes, lined up from the right.
const linedUp = (a, b, result, dim) => {
  const rank = Math.max(a.length, b.length);
  const head = make("tr", {}, make("td", {}));
  for (let i = 0; i < rank; i++) head.append(make("th", { scope: "col" }, `dim ${i}`));
  const line = (name, sizes) => {
    const made = make("tr", {}, make("th", { scope: "row" }, name));
    for (let i = 0; i < rank; i++) {
      const size = sizes[i - rank + sizes.length];
      const isRepeated = result && size !== result[i];
      const shown = `${size ?? "missing"}${isRepeated ? ` → ${result[i]}` : ""}`;
      made.append(make("td", { class: i === dim ? "fails" : isRepeated ? "repeated" : "" }, shown));
    }
    return made;
  };
  const lines = [line("a", a), line("b", b)];
  if (result) lines.push(line("a + b", result));
  const made = make("table", { class: "lined-up" }, make("thead", {}, head), make("tbody", {}, ...lines));
  return make("div", { class: "tables", tabindex: "0", role: "group", "aria-label": "The shapes, lined up" }, made);
};

explorers.broadcast = {
  fields: { a: shape("Shape of a"), b: shape("Shape of b") },
  presets: {
    "a row and a column": "a=1,4&b=3,1",
    "a scalar": "a=2,3&b=",
    "a table and a row": "a=2,3&b=3",
    "one that doesn’t fit": "a=2,3&b=2",
    "a batch": "a=2,3,4&b=3,1",
    "a length of 0": "a=3,1&b=0",
  },
  answer({ a, b }) {
    const found = thinking.broadcast.broadcast(a, b);
    const written = `${filled(a, 10, 10)} + ${filled(b)}`;
    if (found.error && found.dim === undefined) return { code: written, says: found.ours ? found.error : REFUSED, error: found.ours ? "" : found.error };
    if (found.error) {
      const [one, other] = [a, b].map((sizes) => sizes[found.dim - Math.max(a.length, b.length) + sizes.length]);
      const says = `Lined up from the right, ${one} meets ${other} in dimension ${found.dim}. They aren’t equal and neither is 1, so PyTorch can’t repeat anything to make them fit.`;
      return { code: written, says, error: found.error, parts: [linedUp(a, b, null, found.dim)] };
    }
    const { shape: result, strides } = found;
    const repeated = [a, b].map((sizes) => result.map((size, i) => (sizes[i - result.length + sizes.length] === size ? -1 : i)).filter((i) => i >= 0));
    const words = repeated.flatMap((dims, i) => (dims.length ? [`${"ab"[i]} is repeated along dimension${dims.length > 1 ? "s" : ""} ${listed(dims)}`] : []));
    const says = words.length ? `They fit: ${words.join(", and ")}. The result has the shape ${named(result)}.` : `The shapes are equal, so nothing has to be repeated. The result has the shape ${named(result)}.`;
    const place = (flat, own) => {
      let at = 0;
      for (let i = result.length - 1; i >= 0; i--) {
        at += (flat % result[i]) * own[i];
        flat = Math.floor(flat / result[i]);
      }
      return at;
    };
    // An element is drawn as repeated where it stands for one that was there before it.
    const isFirst = (flat, i) => repeated[i].every((dim) => Math.floor(flat / product(result.slice(dim + 1))) % result[dim] === 0);
    const value = [(flat) => 10 * (place(flat, strides[0]) + 1), (flat) => place(flat, strides[1])];
    const drawn = [a, b].map((sizes, i) => {
      const caption = repeated[i].length ? `${tuple(sizes)} → ${tuple(result)}` : tuple(sizes);
      const cell = (flat) => (isFirst(flat, i) ? { text: value[i](flat) } : { text: value[i](flat), kind: "repeated", words: "repeated" });
      return tensor("ab"[i], result, cell, caption);
    });
    const note = product(result) && product(result) <= MOST ? make("p", { class: "made-of" }, "a counts in tens and b in ones, so you can find both in the sum.") : "";
    const sum = tensor("a + b", result, (flat) => ({ text: value[0](flat) + value[1](flat) }));
    return { code: written, says, parts: [linedUp(a, b, result), row(...drawn, sum), note] };
  },
};
