// Matrix product: the inner lengths meet, and each entry is a row times a column.
explorers.matmul = {
  fields: { a: shape("Shape of a"), b: shape("Shape of b") },
  presets: {
    "one that doesn’t fit": "a=2,3&b=2,3",
    "a table and a vector": "a=2,3&b=3",
    "two vectors": "a=3&b=3",
    "a vector and a table": "a=2&b=2,3",
    "a batch of tables": "a=2,2,3&b=2,3,2",
    "a batch and one table": "a=2,2,3&b=3,2",
    "a scalar": "a=&b=3",
  },
  answer({ a, b }) {
    const found = thinking.matmul.matmul(a, b);
    const code = `${filled(a, 1)} @ ${filled(b, 1)}`;
    const inputs = [a, b].map((sizes, i) => tensor("ab"[i], sizes, (flat) => ({ text: flat + 1 })));
    if (found.ours) return { says: found.error };
    if (found.error) return { code, says: found.dim === undefined ? meet(a, b) : BATCHES, error: found.error, parts: [row(...inputs)] };
    const sizes = found.shape;
    const isShown = product(sizes) && product(sizes) <= MOST && a[a.length - 1] <= 4096;
    const hint = make("p", { role: "status", class: "made-of" }, "Press a number of the result to see what it’s made of.");
    const boxes = inputs.map((input) => [...input.querySelectorAll("td")]);
    const entry = (flat) => thinking.matmul.entry(a, b, sizes.map((size, dim) => Math.floor(flat / product(sizes.slice(dim + 1))) % size));
    const sum = ({ row: left, column: right }) => left.reduce((all, i, k) => all + (i + 1) * (right[k] + 1), 0);
    const light = (flat) => {
      const { row: left, column: right } = entry(flat);
      [left, right].forEach((from, which) => boxes[which].forEach((box, i) => box.classList.toggle("lit", from.includes(i))));
      hint.textContent = `${left.map((i, k) => `${i + 1} × ${right[k] + 1}`).join(" + ")} = ${sum({ row: left, column: right })}`;
    };
    const result = tensor("a @ b", sizes, (flat) => {
      return { text: isShown ? press(sum(entry(flat)), () => light(flat)) : "?" };
    });
    return { code, says: `${meet(a, b)} The result has the shape ${named(sizes)}.`, parts: [row(...inputs, result), isShown ? hint : ""] };
  },
};

const BATCHES = "The last two dimensions fit. Those in front of them are batches, and have to fit as in a + b. They don’t:";

// Which lengths meet, in words
const meet = (a, b) => {
  if (!a.length || !b.length) return "A scalar has no row and no column, so @ doesn’t take one. Multiply by it with *.";
  const [left, right] = [a[a.length - 1], b[Math.max(0, b.length - 2)]];
  if (left !== right) return `${left} meets ${right}: the last length of a, and the ${b.length > 1 ? "second-last" : "only"} length of b. They have to be equal.`;
  const [one, other] = [a.length > 1 ? "each row of a" : "a", b.length > 1 ? "each column of b" : "b"];
  const batch = a.length > 2 || b.length > 2 ? " The dimensions in front are batches, and fit as in a + b." : "";
  return `${left} meets ${right}, so ${one} can be multiplied by ${other}, number by number, and added up.${batch}`;
};
