// A side of a sum is {kind, dtype}. The dtype of a number is its category.
const KINDS = ["number", "zero-dim", "tensor"];
const CATEGORIES = ["bool", "int", "float", "complex"];
const NUMBERS = ["bool", "int64", "float32", "complex64"];

// In order of size.
const DTYPES = `bool uint8 int8 int16 int32 int64 uint16 uint32 uint64 float8_e4m3fn float8_e5m2
  float16 bfloat16 float32 float64 complex32 complex64 complex128`.split(/\s+/);
const NAMES = `Bool Byte Char Short Int Long UInt16 UInt32 UInt64 Float8_e4m3fn Float8_e5m2
  Half BFloat16 Float Double ComplexHalf ComplexFloat ComplexDouble`.split(/\s+/);
const name = (dtype) => NAMES[DTYPES.indexOf(dtype)];
const category = (dtype) => CATEGORIES.findIndex((word) => dtype.includes(word));

// The dtype or a message, if one may count more.
const add = (one, other, more) => {
  const [a, b] = [one, other].map(category);
  if (one === other || (more && a >= b)) return one;
  const [low, high] = DTYPES.filter((dtype) => [one, other].includes(dtype));
  const both = low + high;
  const complex = { float16: "complex32", float64: "complex128" }[low] || "complex64";
  let types = /uint(?!8)/.test(both) && category(high) !== 2 && "uint16, uint32, uint64 types";
  if (/float8/.test(both)) types = "Float8 Types";
  if (more && b === 3) {
    if (a < 2) return other;
    return types ? `Unknown Complex ScalarType for ${name(one)}` : complex;
  }
  const names = `${name(one)} and ${name(other)}`;
  if (types) return `Promotion for ${types} is not supported, attempted to promote ${names}`;
  if (a + b === 5) return add(complex, high);
  return { uint8int8: "int16", float16bfloat16: "float32" }[both] || high;
};

// The dtype of one + other, or {error}. It depends on the stronger category, or within one category on
// the kind, or else on which dtype has room for both: why is "category", "kind" or "room".
export const promote = (one, other) => {
  const [[least, less], [most, more]] = [one, other]
    .map(Object)
    .map(({ kind, dtype }) => [
      KINDS.indexOf(kind),
      kind === "number" ? NUMBERS[CATEGORIES.indexOf(dtype)] : dtype,
    ])
    .sort(([a], [b]) => a - b);
  if (least < 0 || most < 1 || !name(less) || !name(more)) {
    return { error: "Choose a tensor and a dtype.", ours: true };
  }
  const dtype = least < most ? add(more, less, true) : add(less, more);
  if (!name(dtype)) return { error: dtype };
  if (/float8|uint(?!8)/.test(dtype)) {
    return { error: `"add_stub" not implemented for '${name(dtype)}'` };
  }
  const kinds = [less, more].map(category);
  const why = kinds[0] !== kinds[1] ? "category" : least < most ? "kind" : "room";
  return { dtype, why };
};
