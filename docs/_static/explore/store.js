// What a tensor of one number keeps of it. Answers are {value, exact, bits, lost, overflow}:
//   value     what x.item() prints
//   exact     in decimal, or "≈ " and 20 digits if that's longer than 60 characters
//   bits      "0 10000000 1001…": sign, exponent and fraction of a float, else one group
//   lost      whether it isn't the number typed
//   overflow  whether a finite number became infinite
// or {error} with PyTorch's message (or with ours: true), or {undefined} where processors differ.

// Bits of the exponent and of the fraction.
const FLOATS = new Map([
  ["float64", [11, 52]],
  ["float32", [8, 23]],
  ["bfloat16", [8, 7]],
  ["float16", [5, 10]],
  ["float8_e5m2", [5, 2]],
  ["float8_e4m3fn", [4, 3, 0x7en]], // 448 instead of infinity
]);

// Other dtypes: their range and bits.
const range = (dtype) => {
  const match = /^(u?)int(8|16|32|64)$|^bool$/.exec(dtype);
  if (!match) return undefined;
  const [, unsigned = true, size = 1] = match;
  const most = 2n ** BigInt(unsigned ? size : size - 1) - 1n;
  return { least: unsigned ? 0n : -most - 1n, most, size: Number(size) };
};

// Numbers are {negative, special, m, s}: special is "inf" or "nan", or the number is m / 2 ** s.
const integer = (value) => {
  const negative = value < 0n;
  return { negative, special: "", m: negative ? -value : value, s: 0 };
};
const truncate = ({ negative, m, s }) => (negative ? -1n : 1n) * (m >> BigInt(s));

// The last bits of the whole part.
const wrap = (number, dtype) => {
  const { least, size } = range(dtype);
  const value = dtype !== "bool" ? truncate(number) : number.m ? 1n : 0n;
  const bits = BigInt.asUintN(size, value);
  return { ...integer(least ? BigInt.asIntN(size, value) : bits), bits };
};

// The nearest float, ties to even, and its bits.
const round = ({ negative, special, m, s }, dtype) => {
  const [exponent, fraction, finite] = FLOATS.get(dtype);
  const place = BigInt(fraction);
  const top = finite || (2n ** BigInt(exponent) - 1n) << place;
  if (special === "nan") {
    // PyTorch drops the sign in bfloat16.
    const bits = top | (fraction < 4 ? 3n : 1n << (place - 1n));
    return { negative: negative && dtype !== "bfloat16", special, m, s, bits };
  }
  const lowest = 2 - 2 ** (exponent - 1);
  const power = m ? Math.max(lowest, m.toString(2).length - 1 - s) : lowest;
  const extra = Math.max(1, power - fraction + s + 64); // bits to drop, after 64 more
  const drop = BigInt(extra);
  m <<= 64n;
  m = (m + (1n << (drop - 1n)) - 1n + ((m >> drop) & 1n)) >> drop;
  const bits = (BigInt(power - lowest) << place) + m;
  if (special || bits >= top) {
    return { negative, special: finite ? "" : "inf", m: 448n, s: 0, bits: top };
  }
  s += 64 - extra;
  return { negative, special, m: m << BigInt(Math.max(0, -s)), s: Math.max(0, s), bits };
};

// The magnitude in decimal.
const decimal = ({ special, m, s }) => {
  if (special || !s) return special || `${m}`;
  const digits = `${m * 5n ** BigInt(s)}`.padStart(s + 1, "0");
  return `${digits.slice(0, -s)}.${digits.slice(-s)}`.replace(/\.?0+$/, "");
};

// What Python prints for a float.
const repr = (x) => {
  if (x && (x < 1e-4 || x >= 1e16)) return x.toExponential().replace(/e-(?=\d$)/, "e-0");
  return x % 1 ? `${x}` : `${x}.0`;
};

// One text for each value: its digits without zeros around them, and their exponent.
const identify = (number) => {
  if (number.special && !number.text) return number.special;
  const [mantissa, power = 0] = (number.text || decimal(number)).split(/e/i);
  const [whole, part = ""] = mantissa.split(".");
  const digits = (whole + part).replace(/^0+/, "");
  const first = power - part.length + digits.length;
  return digits && `${number.negative}${digits.replace(/0+$/, "")}e${first}`;
};

const describe = (kept, given, dtype) => {
  const { negative, special, bits } = kept;
  const { size } = range(dtype) || {};
  const [exponent, fraction] = FLOATS.get(dtype) || [size, 0];
  const digits = bits.toString(2).padStart(exponent + fraction, "0");
  const plain = decimal(kept);
  const sign = negative && special !== "nan" ? "-" : "";
  const lost = identify(kept) !== identify(given);
  const value = sign + (special || size ? plain : repr(Number(plain)));
  return {
    value: dtype !== "bool" ? value : bits ? "True" : "False",
    exact: plain.length < 60 ? sign + plain : `≈ ${sign}${Number(plain).toPrecision(20)}`,
    bits: size ? digits : `${+negative} ${digits.slice(0, exponent)} ${digits.slice(exponent)}`,
    lost,
    overflow: lost && special === "inf",
  };
};

// A number typed as in Python, or nothing. Floats have x, a float64, and text, if in digits.
const read = (typed) => {
  const call = /(^|[-+\s])float\( *(["']) *([-+]?)(inf|nan) *\2 *\)/;
  const [, signs, body] = /^([-+\s]*)([^]*?)\s*$/.exec(typed.replace(call, "$1$3$4"));
  const negative = signs.split("-").length % 2 === 0;
  const text = body.replace(/^True$/, "1").replace(/^False$/, "0").replace(/(\d)_(?=\d)/g, "$1");
  const [, base = text, times = 1] = /^(\d{1,4}) *\*\* *(\d{1,4})$/.exec(text) || [];
  if (/^(0+|[1-9]\d*|0x[\da-f]+|0b[01]+)$/i.test(base)) {
    const value = BigInt(base) ** BigInt(times);
    return integer(negative ? -value : value);
  }
  const [, special] = /^(?:(?:math|torch)\.)?(inf|nan)$/.exec(text) || [];
  if (special) return { negative, special, m: 1n, s: 0, x: NaN };
  if (!/^(?=.*[.e])(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return undefined;
  let x = Number(text);
  const number = { negative, special: "", text, x: negative ? -x : x };
  if (x === Infinity) return { ...number, special: "inf", m: 1n, s: 0 };
  let s = 0;
  for (; x % 1; x *= 2) s += 1;
  return { ...number, m: BigInt(x), s };
};

// Why torch.tensor() refuses a number.
const refuse = ({ x, ...number }, dtype) => {
  const isFloat = x !== undefined;
  if (FLOATS.has(dtype)) {
    return !isFloat && round(number, "float64").special && "int too large to convert to float";
  }
  if (dtype === "bool") return "";
  const { least, most } = range(dtype);
  const value = truncate(number);
  if (dtype === "uint64") {
    if (isFloat) return "an integer is required";
    if (value < 0n) return "can't convert negative int to unsigned";
    return value > most && "int too big to convert";
  }
  if (!isFloat && value !== BigInt.asIntN(64, value)) return "Overflow when unpacking long long";
  // Negative integers wrap around in unsigned dtypes, if their magnitude fits.
  const fits = isFloat
    ? x >= Number(least) && x <= Number(most)
    : value >= (least || -most) && value <= most;
  return !fits && `value cannot be converted to type ${dtype} without overflow`;
};

// What .to(dtype) makes of a number, unless that's undefined.
const convert = (number, dtype, isFloat) => {
  if (dtype === "float64") return round(number, dtype);
  // PyTorch rounds twice if a dtype has 8 or 16 bits.
  if (FLOATS.has(dtype)) return round(round(number, "float32"), dtype);
  const { least, most } = range(dtype);
  const value = truncate(number);
  const fits = !number.special && value >= least && value <= most;
  return fits || dtype === "bool" || !isFloat ? wrap(number, dtype) : undefined;
};

// What torch.tensor(v, dtype=from).to(to) keeps of v, typed as in Python: the value of
// cast("300", "int64", "uint8") is "44". A NaN of another dtype has no bits, since PyTorch's depend
// on the number of elements.
export const cast = (text, from, to) => {
  const known = [from, to].every((dtype) => FLOATS.has(dtype) || range(dtype));
  if (!known) return { error: "There is no such dtype here.", ours: true };
  const given = typeof text === "string" && text.length <= 1000 && read(text);
  if (!given) {
    return { error: 'Type a number as in Python: 300, -0.5, 1e40 or float("inf").', ours: true };
  }
  const error = refuse(given, from);
  if (error) return { error };
  const double = FLOATS.has(from) ? round(given, "float64") : given;
  const first = convert(double, from, "x" in given);
  const last = first && convert(first, to, FLOATS.has(from));
  if (!last) {
    return { undefined: "This float is out of range, so what comes out depends on the processor." };
  }
  const answer = describe(last, given, to);
  if (last.special === "nan" && from !== to) delete answer.bits;
  return answer;
};

// What torch.tensor(v, dtype=dtype) keeps: the value of store("2.7", "int8") is "2".
export const store = (text, dtype) => cast(text, dtype, dtype);
