// Index: what an expression in brackets picks.
explorers.index = {
  fields: { shape: shape("Shape of x"), expression: text("Your index", "such as x[1, :, ::2]") },
  presets: {
    "a column": "shape=3,4&expression=x[:, 1]",
    "from the end": "shape=3,4&expression=x[-1]",
    "every other column": "shape=3,4&expression=x[:, ::2]",
    "a slice of one row": "shape=3,4&expression=x[1:2]",
    "two rows": "shape=3,4&expression=x[[0, 2]]",
    "pairs": "shape=3,4&expression=x[[0, 2], [1, 3]]",
    "a mask": "shape=3,4&expression=x[x > 5]",
    "a new dimension": "shape=3,4&expression=x[..., None]",
    "too far": "shape=3,4&expression=x[3]",
  },
  answer({ shape: sizes, expression }) {
    const wrong = mistake(expression, /^\s*x\s*\[/, "x[0]");
    if (wrong) return { ours: true, says: wrong };
    const code = `x = ${filled(sizes)}\n${expression.trim()}`;
    const found = thinking.index.index(sizes, expression);
    const chosen = new Set(found.elements);
    const input = tensor("x", sizes, (flat) => (chosen.has(flat) ? { text: flat, kind: "lit", words: "chosen" } : { text: flat }));
    if (found.ours) return { ours: true, says: found.error, parts: [input] };
    if (found.undefined) return { code, says: found.undefined, parts: [input] };
    if (found.error) return { code, says: REFUSED, error: found.error, parts: [input] };
    const kind = found.view ? "It’s a view: change it, and x changes, too." : "It’s a copy: change it, and x stays as it is.";
    const says = `${expression.trim()} has the shape ${named(found.shape)}. ${kind}`;
    if (!found.elements) return { code, says, parts: [input] };
    const boxes = [...input.querySelectorAll("td")];
    const follow = (number) => boxes.forEach((box, i) => box.classList.toggle("found", i === number));
    const result = tensor(expression.trim(), found.shape, (flat) => ({ text: press(found.elements[flat], () => follow(found.elements[flat])) }));
    return { code, says, parts: [row(input, result)] };
  },
};
