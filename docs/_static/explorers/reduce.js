// Reduce: the dimension that dim names disappears.
const integers = (label) => ({
  label,
  hint: "empty: all of them",
  read(typed) {
    const words = typed.replace(/[[\](),;]/g, " ").trim().split(/\s+/).filter(Boolean);
    const wrong = words.find((word) => !/^-?\d{1,15}$/.test(word));
    if (wrong) throw new Sentence(`${label}: “${wrong.slice(0, 20)}” isn’t the number of a dimension. Type 0, 1, -1 and so on.`);
    return words.map(Number);
  },
});

// Where there are too many numbers to draw, small ones of the same kind tell whether PyTorch would refuse.
const think = (numbers, sizes, ...asked) => {
  const isSmall = product(sizes) <= MOST;
  const probe = isSmall ? sizes : sizes.map((size) => Math.min(size, sizes.length > 5 ? 1 : 2));
  const values = isSmall ? numbers : Array(product(probe)).fill(0);
  const found = thinking.reduce.summarise(values, probe, ...asked);
  return isSmall || found.error ? found : thinking.reduce.reduce(sizes, ...asked.slice(1));
};

explorers.reduce = {
  fields: {
    shape: shape("Shape of x"),
    operation: choice("Function", ["sum", "mean", "max", "argmax"]),
    dims: integers("dim"),
    keepdim: check("keepdim=True"),
  },
  presets: {
    "dim=1": "shape=2,3&operation=sum&dims=1",
    "no dim": "shape=2,3&operation=sum&dims=",
    "mean with dim=-1": "shape=2,3&operation=mean&dims=-1",
    "keepdim": "shape=2,3&operation=sum&dims=0&keepdim=1",
    "argmax": "shape=2,3&operation=argmax&dims=1",
    "dim=(0, 2)": "shape=2,3,4&operation=sum&dims=0,2",
    "a dim that isn’t there": "shape=2,3&operation=sum&dims=2",
  },
  answer({ shape: sizes, operation, dims, keepdim }) {
    const count = product(sizes);
    const isMean = operation === "mean";
    const isShown = count <= MOST;
    // Different numbers, in no order, so that the largest is never first or last only.
    const numbers = Array.from({ length: isShown ? count : 0 }, (_, i) => (i * 37 + 3) % 97);
    const written = [];
    if (dims.length) written.push(`dim=${dims.length === 1 ? dims[0] : `(${dims.join(", ")})`}`);
    if (keepdim) written.push("keepdim=True");
    let x = isMean ? `torch.zeros(${sizes.join(", ")})` : filled(sizes);
    if (count && isShown) x = `torch.tensor(${nested(sizes, numbers)}${isMean ? ", dtype=torch.float32" : ""})`;
    if (keepdim && !dims.length) written.unshift("dim=None");
    const call = `x.${operation}(${written.join(", ")})${operation === "max" && dims.length ? ".values" : ""}`;
    const say = (number) => (isMean ? `${number}`.replace(/^(-?\d+)\.?$/, "$1.0") : `${number}`);
    const input = tensor("x", sizes, (flat) => ({ text: say(numbers[flat]) }));
    const found = think(numbers, sizes, operation, dims, keepdim);
    const answer = { code: `x = ${x}\n${call}` };
    if (found.undefined) return { ...answer, says: found.undefined, parts: [input] };
    const isOne = ["max", "argmax"].includes(operation) && dims.length > 1;
    if (found.error) return { ...answer, says: isOne ? `${operation} takes only one dim. ${REFUSED}` : REFUSED, error: found.error, parts: [input] };
    const gone = thinking.reduce.reduce(sizes, dims, keepdim).gone.map((dim) => `${dim} (length ${sizes[dim]})`);
    const verb = keepdim ? "stay" : "disappear";
    const fate = `${verb}${gone.length > 1 ? "" : "s"}${keepdim ? " with length 1" : ""}`;
    const says = gone.length
      ? `Dimension${gone.length > 1 ? "s" : ""} ${listed(gone)} ${fate}: ${tuple(sizes)} becomes ${named(found.shape)}.`
      : `There is no dimension to summarise, so the shape stays ${tuple(found.shape)}.`;
    const parts = [input];
    if (found.values) {
      const hint = make("p", { role: "status", class: "made-of" }, "Press a number of the result to see what went into it.");
      const boxes = [...input.querySelectorAll("td")];
      const light = (flat) => {
        const from = new Set(found.from[flat]);
        boxes.forEach((box, i) => box.classList.toggle("lit", from.has(i)));
        const all = listed(found.from[flat].map((i) => say(numbers[i])));
        const value = say(found.values[flat]);
        const largest = numbers[found.from[flat][value]];
        const through = dims.length ? "" : " through all rows";
        if (!all) hint.textContent = `Nothing went into it, and the ${operation} of nothing is ${value}.`;
        else if (operation === "argmax") hint.textContent = `${largest} is the largest of ${all}, and counted from 0${through} it’s number ${value}.`;
        else hint.textContent = `${value} is the ${operation === "max" ? "largest" : operation} of ${all}.`;
      };
      const result = tensor(call, found.shape, (flat) => ({ text: press(say(found.values[flat]), () => light(flat)) }));
      parts.push(result);
      return { ...answer, says, parts: [row(...parts), found.values.length ? hint : ""] };
    }
    return { ...answer, says, parts };
  },
};
