// What an index picks from x = torch.arange(...).reshape(shape). Its text is read by hand, into
// functions that return a value: a number, a boolean, null for None, "...", an array for a list,
// {tuple}, {bounds} for a slice, or a tensor, {dims: [{size, stride}], offset, isMask, read}, where
// read(position) is what stands in memory.
const LIMIT = 4096; // elements that are listed, or computed with
const TOKEN = /\.{3}|\d+|[a-z_][\w.]*|[<>=!]=|\/\/|[-+*%&|^~<>()[\]:,]/gi;
const NAMES = new Map([["True", true], ["False", false], ["None", null], ["...", "..."]]);
const COMPARISONS = ["<", "<=", ">", ">=", "==", "!="];
// What binds least comes first.
const LEVELS = [["or"], ["and"], COMPARISONS, ["|"], ["^"], ["&"], ["+", "-"], ["*", "//", "%"]];
const OPERATORS = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "&": (a, b) => a & b,
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "//": (a, b) => (b ? Math.floor(a / b) : fail("ZeroDivisionError")),
  "%": (a, b) => a - OPERATORS["//"](a, b) * b,
};

const fail = (error, ours) => {
  throw ours ? { error, ours } : { error };
};
const refuse = () =>
  fail(
    "Type an index such as x[1, :, ::2], x[..., None], x[[0, 2]], x[torch.tensor([0, 2])] or " +
      "x[(x > 2) & (x < 9)], with one ... at most and no large numbers.",
    true,
  );

const range = (length) => Array.from({ length }, (_, i) => i);
const product = (sizes) => sizes.reduce((result, size) => result * size, 1);
const inBrackets = (sizes) => `[${sizes.join(", ")}]`;
const shapeOf = ({ dims }) => dims.map(({ size }) => size);
const isTensor = (value) => Boolean(value && value.dims);

const makeTensor = (shape, values, isMask) => {
  const stride = (dim) => product(shape.slice(dim + 1).map((size) => size || 1));
  const dims = shape.map((size, dim) => ({ size, stride: stride(dim) }));
  return { dims, offset: 0, isMask, read: values && ((position) => values[position]) };
};
const positions = ({ dims, offset }) => {
  const step = (starts, { size, stride }) =>
    starts.flatMap((start) => range(size).map((i) => start + i * stride));
  return product(shapeOf({ dims })) ? dims.reduce(step, [offset]) : [];
};
const isShort = (x) => x.read && product(shapeOf(x)) <= LIMIT;
const valuesOf = (x) => (isShort(x) ? positions(x).map(x.read) : refuse());

const broadcast = (shapes, mismatch) => {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return range(rank).reduceRight((result, dim) => {
    const sizes = shapes.map((shape) => shape[dim - rank + shape.length] ?? 1);
    const size = sizes.find((one) => one !== 1) ?? 1;
    if (sizes.some((one) => one !== 1 && one !== size)) mismatch(sizes, dim);
    return [size, ...result];
  }, []);
};
const expandedValues = (x, shape) => {
  const dims = shape.map((size, place) => {
    const dim = x.dims[place - shape.length + x.dims.length];
    return dim && dim.size === size ? dim : { size, stride: 0 };
  });
  return valuesOf({ ...x, dims });
};

// A list, or a number, as a tensor
const toTensor = (list) => {
  const shape = [];
  for (let item = list; Array.isArray(item); [item] = item) shape.push(item.length);
  const values = [list].flat(Infinity);
  if (!values.every((value) => /number|boolean/.test(typeof value))) refuse();
  const check = (item, dim) => {
    if (Array.isArray(item) !== dim < shape.length) refuse();
    if (dim === shape.length) return;
    if (item.length !== shape[dim]) {
      fail(`expected sequence of length ${shape[dim]} at dim ${dim} (got ${item.length})`);
    }
    item.forEach((inner) => check(inner, dim + 1));
  };
  if (product(shape)) check(list, 0);
  const isMask = values.length > 0 && values.every((value) => typeof value === "boolean");
  return makeTensor(shape, isMask ? values : values.map(Number), isMask);
};

const operate = (operator, ...operands) => {
  if (!operands.some(isTensor) || operands.some(Array.isArray)) refuse();
  const tensors = operands.map((value) => (isTensor(value) ? value : toTensor(value)));
  const masks = tensors.filter(({ isMask }) => isMask).length;
  const isComparison = COMPARISONS.includes(operator);
  if (masks && !isComparison && !/[&|^]/.test(operator)) refuse();
  const shape = broadcast(tensors.map(shapeOf), ([a, b], dim) => {
    const sizes = `tensor a (${a}) must match the size of tensor b (${b})`;
    fail(`The size of ${sizes} at non-singleton dimension ${dim}`);
  });
  const [left, right] = tensors.map((x) => expandedValues(x, shape).map(Number));
  const values = left.map((value, i) => OPERATORS[operator](value, right[i]));
  if ([...left, ...right, ...values].some((value) => Math.abs(value) >= 2 ** 31)) refuse();
  const isMask = isComparison || masks === 2;
  return makeTensor(shape, isMask ? values.map(Boolean) : values, isMask);
};
// What "and", "or", "not" and a < b < c ask for
const truth = (value) => {
  const numel = isTensor(value) ? product(shapeOf(value)) : 1;
  if (numel === 1) refuse();
  fail(`Boolean value of Tensor with ${numel ? "more than one value" : "no values"} is ambiguous`);
};

const locate = (index, size, place) => {
  if (index >= -size && index < size) return index < 0 ? index + size : index;
  return fail(`index ${index} is out of bounds for dimension ${place} with size ${size}`);
};
const cut = (bounds, { size, stride }) => {
  const [start, stop, step] = bounds.map((bound, i) => bound ?? [0, size, 1][i]);
  if (![start, stop, step, step * stride].every(Number.isSafeInteger)) refuse();
  if (step === 0) fail("slice step cannot be zero");
  if (step < 0) fail("step must be greater than zero");
  const place = (bound) => Math.min(Math.max(bound < 0 ? bound + size : bound, 0), size);
  const length = Math.max(Math.ceil((place(stop) - place(start)) / step), 0);
  return { skipped: place(start) * stride, dim: { size: length, stride: stride * step } };
};

// Turns masks into the places where they're true.
const findPlaces = (dims) => {
  const shape = shapeOf({ dims });
  return dims.map((dim, place) => {
    const { index, along } = dim;
    if (!index || !index.isMask) return dim;
    const sizes = shapeOf(index);
    sizes.forEach((size, i) => {
      const at = place - along + i;
      if (size === shape[at]) return;
      const mask = `mask ${inBrackets(sizes)} at index ${i}`;
      const tensor = `indexed tensor ${inBrackets(shape)} at index ${at}`;
      fail(`The shape of the ${mask} does not match the shape of the ${tensor}`);
    });
    const values = valuesOf(index);
    const found = range(values.length).filter((i) => values[i]);
    const { size, stride } = makeTensor(sizes).dims[along];
    const places = found.map((i) => Math.floor(i / stride) % size);
    return { ...dim, index: makeTensor([places.length], places) };
  });
};
// Copies what index tensors pick, each the index of one of dims.
const gather = ({ read, offset, isMask }, dims) => {
  const picked = dims.filter(({ index }) => index);
  const others = dims.filter(({ index }) => !index);
  const shapes = picked.map(({ index }) => shapeOf(index));
  const common = broadcast(shapes, () => {
    const listed = shapes.map(inBrackets).join(", ");
    fail(`shape mismatch: indexing tensors could not be broadcast together with shapes ${listed}`);
  });
  if (product(common) && picked.some(({ size }) => !size)) {
    fail("index is out of bounds for dimension with size 0");
  }
  // What they pick stands in the place of their dimensions or, if these aren't together, in front.
  const first = dims.indexOf(picked[0]);
  const isTogether = dims[first + picked.length - 1] === picked[picked.length - 1];
  const before = { dims: others.slice(0, isTogether ? first : 0), offset };
  const after = { dims: others.slice(before.dims.length), offset: 0 };
  const shape = [...shapeOf(before), ...common, ...shapeOf(after)];
  if (!product(shape)) return makeTensor(shape, [], isMask);
  const indices = picked.map(({ index }) => expandedValues(index, common));
  const outside = picked.map(
    ({ size }, n) => new Set(indices[n].filter((index) => index < -size || index >= size)).size,
  );
  if (product(shape) > 3000 && outside.reduce((sum, count) => sum + count) > 1) {
    throw { undefined: "Several indices are out of bounds. PyTorch names the one it finds first." };
  }
  const steps = range(product(common)).map((i) =>
    picked.reduce((sum, { size, stride }, n) => sum + locate(indices[n][i], size, n) * stride, 0),
  );
  if (product(shape) > LIMIT || !read) return makeTensor(shape, undefined, isMask);
  const ends = positions(after);
  const places = positions(before).flatMap((start) =>
    steps.flatMap((step) => ends.map((end) => start + step + end)),
  );
  return makeTensor(shape, places.map(read), isMask);
};

const getItem = (x, key) => {
  const rank = x.dims.length;
  if (!rank && key === 0) {
    fail(
      "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in " +
        "C++ to convert a 0-dim tensor to a number",
    );
  }
  if (!rank && typeof key === "number") locate(key, 0, 0);
  if (!rank && key && key.bounds) {
    cut(key.bounds, { size: 0, stride: 1 });
    fail("slice() cannot be applied to a 0-dim tensor.");
  }
  // PyTorch still reads a short list as a tuple if it holds more than numbers.
  const isPart = (item) => item === "..." || typeof item === "object";
  const isTuple = Array.isArray(key) && key.length < 32 && key.some(isPart);
  const given = isTuple ? key : (key && key.tuple) || [key];
  const isScalar = (item) => isTensor(item) && !item.dims.length;
  const items = given.map((item) => (isScalar(item) ? valuesOf(item)[0] : item));
  const counts = items.map((item) => {
    if (item && item.isMask) return item.dims.length;
    return item === null || item === "..." || typeof item === "boolean" ? 0 : 1;
  });
  const free = rank - counts.reduce((sum, count) => sum + count, 0);
  if (free < 0) fail(`too many indices for tensor of dimension ${rank}`);
  if (items.indexOf("...") !== items.lastIndexOf("...")) refuse();

  const left = [...x.dims];
  const dims = [];
  let { offset } = x;
  items.forEach((item, place) => {
    const [next = { size: 1, stride: 1 }] = left;
    if (typeof item === "number") {
      offset += locate(item, next.size, place) * next.stride;
      left.shift();
    } else if (item === "...") {
      dims.push(...left.splice(0, free));
    } else if (item === null) {
      dims.push({ size: 1, stride: next.size * next.stride });
    } else if (item.bounds) {
      const { skipped, dim } = cut(item.bounds, left.shift());
      offset += skipped;
      dims.push(dim);
    } else if (typeof item === "boolean") {
      dims.push({ size: 1, stride: 0, index: makeTensor([Number(item)], [0]) });
    } else {
      const index = isTensor(item) ? item : toTensor(item);
      if (index.isMask && index.dims.length > counts[place]) refuse();
      left.splice(0, counts[place]).forEach((dim, along) => dims.push({ ...dim, index, along }));
    }
  });
  dims.push(...left);
  return dims.some(({ index }) => index)
    ? gather({ ...x, offset }, findPlaces(dims))
    : { ...x, dims, offset };
};

// Reads text into a function without arguments that returns its value.
const parse = (text, x) => {
  const tokens = text.match(TOKEN) || [];
  const isRead = tokens.join("") === text.replace(/\s/g, "");
  if (text.length > 999 || !isRead || tokens[0] !== "x") refuse();
  let next = 0;
  let depth = 0;
  const take = (token) => tokens[next] === token && Boolean((next += 1));

  const sequence = (end, item) => {
    const list = [];
    let hasComma = true;
    while (!take(end)) {
      if (!hasComma) refuse();
      list.push(item());
      hasComma = take(",");
    }
    const all = () => list.map((value) => value()).map((value) => (value && value.tuple) || value);
    return { all, either: list.length === 1 && !hasComma ? list[0] : () => ({ tuple: all() }) };
  };
  const expression = () => operation(0);
  const entry = () => {
    const bound = () => (/^[:,\]]$/.test(tokens[next]) ? () => null : expression());
    const bounds = [tokens[next] === "," ? refuse() : bound()];
    if (!take(":")) return bounds[0];
    bounds.push(bound(), take(":") ? bound() : () => null);
    return () => ({ bounds: bounds.map((value) => value()) });
  };
  const primary = () => {
    const token = tokens[next];
    next += 1;
    if (token === "x") return () => x;
    if (NAMES.has(token)) return () => NAMES.get(token);
    if (token === "(") return sequence(")", expression).either;
    if (token === "[") return sequence("]", expression).all;
    if (/^(0|[1-9]\d{0,14})$/.test(token)) return () => Number(token);
    if (!/^torch\.(tensor|arange)$/.test(token) || !take("(")) refuse();
    const values = sequence(")", expression).all;
    return () => {
      const [value, ...rest] = values();
      const isRange = token === "torch.arange";
      if (rest.length || (isRange && !(value >= 0 && value <= LIMIT))) refuse();
      const tensor = toTensor(isRange ? range(value) : value);
      return isRange || product(shapeOf(tensor)) ? tensor : refuse(); // torch.tensor([]) has floats
    };
  };
  const operand = () => {
    depth += 1;
    if (depth > 40) refuse();
    const sign = ["-", "~"].find(take);
    let value = sign ? operand() : primary();
    while (!sign && take("[")) {
      const object = value;
      const key = tokens[next] === "]" ? refuse() : sequence("]", entry).either;
      value = () => {
        const tensor = object();
        return isTensor(tensor) ? getItem(tensor, key()) : refuse();
      };
    }
    depth -= 1;
    if (!sign) return value;
    return () => {
      const given = value();
      if (sign === "~") return operate("^", given, (given && given.isMask) || -1);
      return typeof given === "number" ? 0 - given : operate("-", 0, given);
    };
  };
  const operation = (level) => {
    if (level === LEVELS.length) return operand();
    if (level === 2 && take("not")) {
      const value = operation(level);
      return () => truth(value());
    }
    let value = operation(level + 1);
    for (let links = 0; LEVELS[level].includes(tokens[next]); links += 1) {
      const operator = tokens[next];
      next += 1;
      const [left, right] = [value, operation(level + 1)];
      const isLogic = level < 2 || (level === 2 && links);
      value = isLogic ? () => truth(left()) : () => operate(operator, left(), right());
    }
    return value;
  };

  const whole = operand();
  return next === tokens.length ? whole : refuse();
};

// What an expression such as "x[1, :, ::2]" picks: {shape, elements: the numbers in reading order,
// view: whether it shares memory with x}, with strides and offset if it does; or {error}.
export const index = (shape, expression) => {
  try {
    const isSize = (size) => Number.isSafeInteger(size) && size >= 0;
    if (!Array.isArray(shape) || shape.length > 64 || !shape.every(isSize)) refuse();
    if (product(shape.map((size) => size || 1)) > 2 ** 53) refuse();
    const x = { ...makeTensor(shape), read: (position) => position };
    const result = parse(String(expression), x)();
    const answer = { shape: shapeOf(result), view: result.read === x.read };
    if (isShort(result)) answer.elements = valuesOf(result);
    if (answer.view) {
      answer.strides = result.dims.map(({ stride }) => stride);
      answer.offset = result.offset;
    }
    return answer;
  } catch (problem) {
    if (problem instanceof Error) throw problem;
    return problem;
  }
};
