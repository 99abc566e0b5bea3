// Store a number: what a dtype keeps of it.
const GROUPS = { 1: ["bits"], 3: ["sign", "exponent", "fraction"] };

// What an int holds, in a sentence
const range = (dtype) => {
  const bits = /int(\d+)$/.exec(dtype);
  if (!bits) return "";
  const [from, to] = /^u/.test(dtype) ? [0n, 2n ** BigInt(bits[1]) - 1n] : [-(2n ** BigInt(bits[1] - 1)), 2n ** BigInt(bits[1] - 1) - 1n];
  return `${dtype} holds whole numbers from ${from} to ${to}.`;
};

const wraps = (dtype) => {
  const bits = /^uint(\d+)$/.exec(dtype);
  return bits ? ` Only ints from ${1n - 2n ** BigInt(bits[1])} to -1, typed without a point, wrap around.` : "";
};

explorers.store = {
  fields: { number: text("Number", "such as 0.1, 300 or 1e40"), dtype: choice("dtype", DTYPES) },
  presets: {
    "0.1 in float32": "number=0.1&dtype=float32",
    "2.7 in int64": "number=2.7&dtype=int64",
    "-1 in uint8": "number=-1&dtype=uint8",
    "300 in uint8": "number=300&dtype=uint8",
    "70000 in float16": "number=70000&dtype=float16",
    "16777217 in float32": "number=16777217&dtype=float32",
    "inf in int64": "number=inf&dtype=int64",
    "0.5 in bool": "number=0.5&dtype=bool",
  },
  answer({ number: given, dtype }) {
    const number = given.replace("−", "-"); // as texts write it
    if (/^\s*-?\d+,\d+\s*$/.test(number)) return { ours: true, says: "Use a point for decimals, as in 0.1." };
    const found = thinking.store.store(number, dtype);
    if (found.ours) return { ours: true, says: found.error };
    const typed = number.trim().replace("math.", "torch.").replace(/^([+-]?)(inf|nan)$/, '$1float("$2")');
    const written = `torch.tensor(${typed}, dtype=torch.${dtype}).item()`;
    if (found.undefined) return { code: written, says: found.undefined };
    if (found.error) return { code: written, says: `${range(dtype)}${wraps(dtype)} PyTorch refuses this:`, error: found.error };
    const isCut = Math.trunc(Number(typed)) === Number(found.value);
    let says = `${dtype} keeps exactly that.`;
    if (found.overflow) says = `That’s more than ${dtype} can hold, so it becomes ${found.value}.`;
    else if (found.lost && dtype === "bool") says = "A bool is True or False, and everything but 0 becomes True.";
    else if (found.lost && /int/.test(dtype) && isCut) says = `${dtype} has no decimals. They’re cut off, and ${found.value} is left.`;
    else if (found.lost && /int/.test(dtype)) says = `${range(dtype)}${wraps(dtype)} So this becomes ${found.value}.`;
    else if (found.lost && /^-?0\.0$/.test(found.value)) says = `That’s too close to 0 for ${dtype}, so it becomes ${found.value}.`;
    else if (found.lost) says = `${dtype} keeps the nearest number that it has: ${found.exact.replace("≈", "about")}.`;
    const groups = found.bits.split(" ");
    const names = GROUPS[groups.length];
    const boxes = groups.map((bits, i) => make("span", { class: `bits part-${i}` }, literal(bits), make("span", {}, `${names[i]} (${bits.length})`)));
    return { code: written, says, parts: [make("p", { class: "kept" }, "Python prints it as ", literal(found.value)), make("div", { class: "all-bits" }, ...boxes)] };
  },
};
