// Shape and strides after PyTorch's methods for shapes, and whether the result is a view or a copy.
// Inside, a tensor is a list of dimensions, {size, stride}. Messages take it to be int64.
const LIMIT = 4096; // elements that are listed

const fail = (error, ours) => {
  throw ours ? { error, ours } : { error };
};
const refuse = () => {
  const names = Object.keys(methods).join(", ");
  fail(`This knows ${names}, and whole numbers, as in x.permute(1, 0).reshape(2, -1).`, true);
};
const attempt = (think) => {
  try {
    return think();
  } catch (problem) {
    if (problem instanceof Error) throw problem;
    return problem;
  }
};

const product = (sizes) => sizes.reduce((result, size) => result * size, 1);
const inBrackets = (sizes) => `[${sizes.join(", ")}]`;
const sizesOf = (x) => x.map(({ size }) => size);
const stridesOf = (x) => x.map(({ stride }) => stride);
const numelOf = (x) => product(sizesOf(x));
const integers = (list) =>
  Array.isArray(list) && list.length <= 64 && list.every(Number.isSafeInteger) ? list : refuse();
const makeTensor = (shape, strides) => {
  const all = [...integers(shape), ...integers(strides), product(shape.map((size) => size || 1))];
  if (shape.length !== strides.length || all.some((n) => n < 0 || n > 2 ** 53)) refuse();
  return shape.map((size, dim) => ({ size, stride: strides[dim] }));
};
const fresh = (shape) => {
  const stride = (dim) => product(shape.slice(dim + 1).map((size) => size || 1));
  return makeTensor(shape, integers(shape).map((_, dim) => stride(dim)));
};
const isOrdered = (x) => {
  const isNext = ({ size, stride }, dim) => size === 1 || x[dim].stride === stride;
  return !numelOf(x) || fresh(sizesOf(x)).every(isNext);
};
const positions = (x, offset = 0) => {
  const step = (starts, { size, stride }) =>
    starts.flatMap((start) => Array.from({ length: size }, (_, i) => start + i * stride));
  if (numelOf(x) > LIMIT) refuse();
  return numelOf(x) ? x.reduce(step, [offset]) : [];
};

// Dimensions, counted from the front
const wrap = (dims, rank, twice) => {
  const end = rank || 1;
  return integers(dims).reduce((found, dim) => {
    const place = dim < 0 ? dim + end : dim;
    if (place < 0 || place >= end) {
      const range = `[${-end}, ${end - 1}]`;
      fail(`Dimension out of range (expected to be in range of ${range}, but got ${dim})`);
    }
    if (twice && found.includes(place)) fail(twice(place));
    return [...found, place];
  }, []);
};

// x with another shape. Dimensions that follow each other evenly in memory form blocks. If sizes
// fill each of these exactly, it's a view, and otherwise a copy, which is {shape}.
const fit = (x, shape) => {
  if (!product(shape)) return `${shape}` === `${sizesOf(x)}` ? x : fresh(shape);
  const blocks = x.length ? [] : [{ size: 1, stride: 1 }];
  for (const { size, stride } of [...x].reverse()) {
    const block = blocks[blocks.length - 1];
    if (block && (size === 1 || stride === block.size * block.stride)) block.size *= size;
    else blocks.push({ size, stride });
  }
  const left = [...shape];
  const found = [];
  for (const block of blocks) {
    let filled = 1;
    while (left.length && (filled < block.size || left[left.length - 1] === 1)) {
      const size = left.pop();
      found.unshift({ size, stride: filled * block.stride });
      filled *= size;
    }
    if (filled !== block.size) return { shape };
  }
  return found;
};

const methods = {
  view(x, sizes) {
    const result = methods.reshape(x, sizes);
    return result.error ? fail(result.error) : result;
  },
  reshape(x, sizes) {
    const numel = numelOf(x);
    const shape = inBrackets(integers(sizes));
    const unknown = sizes.indexOf(-1);
    const known = product(sizes.filter((_, dim) => dim !== unknown));
    sizes.forEach((size, dim) => {
      if (size === -1 && dim !== unknown) fail("only one dimension can be inferred");
      if (size < -1) fail(`invalid shape dimension ${size} at index ${dim} of shape ${shape}`);
    });
    if (known !== numel && (unknown < 0 || numel % known !== 0)) {
      fail(`shape '${shape}' is invalid for input of size ${numel}`);
    }
    if (unknown >= 0 && !known) {
      fail(
        `cannot reshape tensor of 0 elements into shape ${shape} because the unspecified ` +
          "dimension size -1 can be any value and is ambiguous",
      );
    }
    const result = fit(x, sizes.map((size) => (size < 0 ? numel / known : size)));
    if (result.shape) {
      result.error =
        "view size is not compatible with input tensor's size and stride (at least one dimension " +
        "spans across two contiguous subspaces). Use .reshape(...) instead.";
    }
    return result;
  },
  permute(x, dims) {
    if (integers(dims).length !== x.length) {
      fail(
        "permute(sparse_coo): number of dimensions in the tensor input does not match the length " +
          `of the desired ordering of dimensions i.e. input.dim() = ${x.length} is not equal to ` +
          `len(dims) = ${dims.length}`,
      );
    }
    const places = wrap(dims, x.length, () => "permute(): duplicate dims are not allowed.");
    return places.map((place) => x[place]);
  },
  transpose(x, dim0, dim1) {
    const [one, other] = wrap([dim0, dim1], x.length);
    return x.map((dim, place) => x[{ [one]: other, [other]: one }[place]] || dim);
  },
  flatten(x, start, end) {
    const [first, last] = wrap([start ?? 0, end ?? -1], x.length);
    if (first > last) fail("flatten() has invalid args: start_dim cannot come after end_dim");
    if (x.length && first === last) return x;
    const shape = sizesOf(x);
    const size = product(shape.slice(first, last + 1));
    return fit(x, [...shape.slice(0, first), size, ...shape.slice(last + 1)]);
  },
  squeeze(x, dims) {
    const twice = (place) => `dim ${place} appears multiple times in the list of dims`;
    const places = wrap([dims ?? [...x.keys()]].flat(), x.length, twice);
    return x.filter(({ size }, place) => size !== 1 || !places.includes(place));
  },
  unsqueeze(x, dim) {
    const [place] = wrap([dim], x.length + 1);
    const { size, stride } = x[place] || { size: 1, stride: 1 };
    return [...x.slice(0, place), { size: 1, stride: size * stride }, ...x.slice(place)];
  },
  expand(x, sizes) {
    const [shape, target] = [sizesOf(x), integers(sizes)].map(inBrackets);
    const added = sizes.length - x.length;
    if (added < 0) {
      fail(
        `expand(torch.LongTensor{${shape}}, size=${target}): the number of sizes provided ` +
          `(${sizes.length}) must be greater or equal to the number of dimensions in the tensor ` +
          `(${x.length})`,
      );
    }
    return sizes.reduceRight((found, size, dim) => {
      const start = `The expanded size of the tensor (${size})`;
      const [next = { size: 1, stride: 1 }] = found;
      const old = x[dim - added] || { size: 1, stride: next.size * next.stride };
      if (size === -1 && x.length && dim < added) {
        fail(`${start} isn't allowed in a leading, non-existing dimension ${dim}`);
      }
      if (x.length && (size === -1 || size === old.size)) return [old, ...found];
      if (old.size === 1) return [{ size, stride: 0 }, ...found];
      return fail(
        `${start} must match the existing size (${old.size}) at non-singleton dimension ${dim}.  ` +
          `Target sizes: ${target}.  Tensor sizes: ${shape}`,
      );
    }, []);
  },
  contiguous: (x) => (isOrdered(x) ? x : { shape: sizesOf(x) }),
  t(x) {
    if (x.length > 2) fail(`t() expects a tensor with <= 2 dimensions, but self is ${x.length}D`);
    return methods.T(x);
  },
  T: (x) => [...x].reverse(),
  mT(x) {
    if (x.length === 1) {
      fail("tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor.");
    }
    return [...x.slice(0, -2), ...x.slice(-2).reverse()];
  },
};

const call = (name, x, ...values) => {
  const result = methods[name](x, ...values);
  const shape = result.shape || sizesOf(result);
  const numel = product(shape);
  if (numel >= 2 ** 63 || (numel && shape.some((size) => size < 0))) {
    fail("numel: integer multiplication overflow");
  }
  if (result.shape && numel > 2 ** 30) {
    throw { undefined: "Whether so large a copy fits depends on the computer's memory." };
  }
  const strides = stridesOf(result.shape ? fresh(shape) : result);
  makeTensor(shape, strides);
  const { error } = result;
  return { shape, strides, view: !result.shape, ...(error && { error }) };
};
const answer = (name) => (shape, strides, ...values) =>
  attempt(() => call(name, makeTensor(shape, strides), ...values));

// Each takes a shape, strides and what stands in the method's parentheses (sizes and dims as one
// list), and gives {shape, strides, view} or {error}. If reshape copies, error is what view raises.
export const reshape = answer("reshape");
export const permute = answer("permute");
export const transpose = answer("transpose");
export const flatten = answer("flatten");
export const squeeze = answer("squeeze");
export const unsqueeze = answer("unsqueeze");
export const expand = answer("expand");
// Whether elements lie in memory in reading order: true, false or {error}
export const isContiguous = (...tensor) => attempt(() => isOrdered(makeTensor(...tensor)));
// The strides of a new tensor, or {error}
export const contiguousStrides = (shape) => attempt(() => stridesOf(fresh(shape)));
// The positions of elements in memory, in reading order, or {error}
export const elements = (shape, strides, offset = 0) =>
  attempt(() => positions(makeTensor(shape, strides), ...integers([offset])));

const STEP = /\.([a-z]\w*)(?:\(([([]?)((?:-?(?:0|[1-9]\d*)(?:,|(?=[)\]])))*)([)\]],?)?\))?/gi;
const LISTS = ["reshape", "view", "permute", "expand", "squeeze"];
// One step of a chain, as STEP finds it
const take = (x, [, name, open, list]) => {
  const numbers = list ? list.split(",").filter(Boolean).map(Number) : [];
  const values = open || (list && LISTS.includes(name)) ? [numbers] : numbers;
  const isKnown = Object.keys(methods).includes(name) && values.length < methods[name].length;
  const isProperty = list === undefined;
  if (!isKnown || isProperty !== /T$/.test(name)) refuse();
  return call(name, x, ...values);
};
// Follows code such as "x.permute(1, 0).reshape(2, 3)" for x = torch.arange(...).reshape(shape).
// Gives {shape, strides, contiguous, shares: whether it's x's memory, elements: the numbers in it,
// steps: [{code, shape, strides, shares}]}, or {error, at: the step}.
export const chain = (shape, code) =>
  attempt(() => {
    let x = fresh(shape);
    let state = { shape, strides: stridesOf(x), shares: true };
    let held; // what memory holds if it was copied
    const list = () => positions(x).map((position) => (held ? held[position] : position));
    const text = String(code).replace(/\s/g, "");
    const parts = [...text.matchAll(STEP)];
    const isClosed = ([, , open = "", , close = ""]) => /^((\(\)|\[\]),?)?$/.test(open + close);
    const isWhole = `x${parts.map(([part]) => part).join("")}` === text && parts.every(isClosed);
    if (text.length > 999 || !isWhole || /\w\s+\w/.test(code)) refuse();
    const steps = [];
    for (const part of parts) {
      const at = part[0].replace(/,(?=[^)\]])/g, ", ");
      const { view, ...next } = attempt(() => take(x, part));
      if (!next.shape) return { ...next, at };
      if (!view && numelOf(x) <= LIMIT) held = list();
      x = makeTensor(next.shape, next.strides);
      state = { shape: next.shape, strides: next.strides, shares: state.shares && view };
      steps.push({ code: at, ...state });
    }
    const end = { ...state, contiguous: isOrdered(x), steps };
    return numelOf(x) > LIMIT ? end : { ...end, elements: list() };
  });
