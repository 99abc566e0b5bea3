// Reductions.
import { allocate, answer, count, expand, fail, refuse } from "./broadcast.js";

/**
 * torch.zeros(shape).sum(dim=dims, keepdim=keepdim): {shape, gone: the dimensions summed} or
 * {error}. All are if dims is null or [].
 */
export const reduce = answer((shape, dims, keepdim) => {
  allocate(shape);
  const list = dims || [];
  if (!Array.isArray(list) || !list.every(Number.isSafeInteger)) refuse("A dim is a whole number.");
  const rank = shape.length || 1;
  for (const dim of list) {
    if (dim < -rank || dim >= rank) {
      const range = `expected to be in range of [${-rank}, ${rank - 1}], but got ${dim}`;
      fail(`Dimension out of range (${range})`);
    }
  }
  if (rank > 64 && (!dims || list.length)) fail("only tensors with up to 64 dims are supported");
  const given = list.map((dim) => (dim + rank) % rank);
  given.forEach((dim, i) => {
    if (given.indexOf(dim) < i) fail(`dim ${dim} appears multiple times in the list of dims`);
  });
  const gone = [...shape.keys()].filter((dim) => !list.length || given.includes(dim));
  const kept = shape.map((size, dim) => (gone.includes(dim) ? 1 : size));
  const result = kept.filter((_, dim) => keepdim || !gone.includes(dim));
  allocate(result);
  return { shape: result, gone };
});

// A float32 number as print shows it alone: with four digits, ties rounded to even.
const show = (number) => {
  if (number % 1 === 0) return `${number}.`;
  const shift = 3 * 2 ** 51; // to where numbers have no fraction
  return number ? ((number * 1e4 + shift - shift) / 1e4).toFixed(4) : "nan";
};
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const max = (numbers) => Math.max(...numbers);
const mean = (numbers) => show(Math.fround(sum(numbers) / numbers.length));
const argmax = (numbers) => numbers.indexOf(max(numbers)); // the first of several, as documented
const operations = { sum, mean, max, argmax };

/**
 * x.sum(), x.mean(), x.max() or x.argmax() for x = torch.tensor(values).reshape(shape), of float32
 * for the mean, because ints have none: {shape, gone, values, from} or {error}.
 *   values  as texts, each as print shows it alone
 *   from    for each of them, the flat indices of the elements it's made of
 * Both are left out where the result has more than 4096 elements. Messages are those of calls with
 * dim=0 or dim=(0, 1), with keepdim only if it's true, and then with dim=None for all dimensions.
 */
export const summarise = answer((values, shape, operation, dims, keepdim) => {
  allocate(shape);
  const isSmall = (value) => Number.isInteger(value) && Math.abs(value) <= 4096;
  const isKnown = Object.keys(operations).includes(operation) && Array.isArray(values);
  if (!isKnown || values.length > 4096 || !values.every(isSmall)) {
    refuse("This takes up to 4096 whole numbers from -4096 to 4096.");
  }
  if (values.length !== count(shape)) {
    fail(`shape '[${shape.join(", ")}]' is invalid for input of size ${values.length}`);
  }
  const list = dims || [];
  const picks = operation !== "sum" && operation !== "mean";
  if (picks) {
    const isMax = operation === "max";
    const wrong = (error) => fail(`${operation}()${error}`);
    const dim = list[0] < 0 ? list[0] + shape.length : list[0];
    if (isMax && !keepdim && list.length > 1) {
      const got = "got (dim=tuple, ), but expected one of:";
      wrong(` received an invalid combination of arguments - ${got}`);
    }
    if (list.length > 1) wrong(": argument 'dim' must be int, not tuple");
    if (isMax && keepdim && !list.length) wrong(": argument 'dim' must be int, not NoneType");
    if (!list.length && !values.length) {
      const hint = isMax ? " Specify the reduction dim with the 'dim' argument." : "";
      wrong(`: Expected reduction dim to be specified for input.numel() == 0.${hint}`);
    }
    if (shape[dim] === 0) wrong(`: Expected reduction dim ${dim} to have non-zero size.`);
  }
  const all = keepdim && !picks ? null : [];
  const result = reduce(shape, list.length === 0 ? all : dims, keepdim);
  if (result.error || count(result.shape) > 4096) return result;
  const from = Array.from({ length: count(result.shape) }, () => []);
  const strides = allocate(shape);
  const steps = expand(shape.map((size, dim) => (result.gone.includes(dim) ? 1 : size)), shape);
  values.forEach((_, i) => {
    const places = steps.map((step, dim) => (Math.floor(i / strides[dim]) % shape[dim]) * step);
    from[sum(places)].push(i);
  });
  const results = from.map((places) => operations[operation](places.map((i) => values[i])));
  return { ...result, values: results.map(String), from };
});
