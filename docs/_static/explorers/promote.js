// Promote: the dtype of the result where two dtypes meet.
const NUMBERS = { True: "bool", 10: "int", 0.5: "float", "2j": "complex" };
const OPERANDS = {};
const TENSORS = [...DTYPES, "complex64", "complex128"];
for (const dtype of TENSORS) OPERANDS[`a tensor of ${dtype}`] = [{ kind: "tensor", dtype }, `torch.ones(2, dtype=torch.${dtype})`];
for (const dtype of TENSORS) OPERANDS[`a scalar of ${dtype}`] = [{ kind: "zero-dim", dtype }, `torch.tensor(1, dtype=torch.${dtype})`];
for (const [number, dtype] of Object.entries(NUMBERS)) {
  OPERANDS[`the Python number ${number}`] = [{ kind: "number", dtype }, number];
}

const KINDS = ["bool", "int", "float", "complex"];
const kindOf = ({ dtype }) => KINDS.findIndex((kind) => dtype.includes(kind));
const ONES = ["a bool", "an int", "a float", "a complex number"];
const WORDS = { tensor: "a tensor", "zero-dim": "a scalar", number: "a Python number" };

const capital = (words) => words[0].toUpperCase() + words.slice(1);

// Why a sum has its dtype, in a sentence or two
const reason = ({ dtype, why }, ...sides) => {
  const ranks = Object.keys(WORDS);
  const [strong, weak] = sides.sort((one, other) => ranks.indexOf(one.kind) - ranks.indexOf(other.kind));
  if (why === "kind") return `${capital(WORDS[strong.kind])} decides over ${WORDS[weak.kind]}, unless the ${weak.kind === "number" ? "number" : "scalar"} is of a stronger kind. From weak to strong, these are bool, int, float and complex.`;
  if (strong.dtype === weak.dtype) return "Both sides have that dtype already.";
  const isNew = strong.kind === weak.kind && ![strong.dtype, weak.dtype].includes(dtype);
  if (why === "room" || isNew) return "It is the smallest dtype with room for both.";
  const [low, high] = sides.map(kindOf).sort();
  const order = `${capital(ONES[high])} wins over ${ONES[low]}`;
  if (strong.kind === weak.kind) return `${order}, however many bits they have.`;
  const isDefault = weak.kind === "number" && dtype === { float: "float32", complex: "complex64" }[weak.dtype];
  return `${order}.${isDefault ? ` A Python ${weak.dtype} counts as ${dtype} by default.` : ""}`;
};

explorers.promote = {
  fields: { one: choice("Add", Object.keys(OPERANDS)), other: choice("and", Object.keys(OPERANDS)) },
  presets: {
    "ints and 0.5": "one=a tensor of int64&other=the Python number 0.5",
    "float32 and float64": "one=a tensor of float32&other=a tensor of float64",
    "a tensor and a scalar": "one=a tensor of float32&other=a scalar of float64",
    "float16 and bfloat16": "one=a tensor of float16&other=a tensor of bfloat16",
    "int64 and float16": "one=a tensor of int64&other=a tensor of float16",
    "uint8 and int8": "one=a tensor of uint8&other=a tensor of int8",
    "two bools": "one=a tensor of bool&other=a tensor of bool",
  },
  answer(chosen) {
    const [[one, left], [other, right]] = [OPERANDS[chosen.one], OPERANDS[chosen.other]];
    const found = thinking.promote.promote(one, other);
    const code = `(${left} + ${right}).dtype`;
    if (found.ours) return { ours: true, says: "One of the two has to be a tensor." };
    if (found.error) return { code, says: REFUSED, error: found.error };
    return { code, says: `The result is ${found.dtype}. ${reason(found, one, other)}` };
  },
};
