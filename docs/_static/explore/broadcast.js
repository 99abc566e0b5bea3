// Broadcasting. A function returns what PyTorch gives, or {error}: PyTorch's message, word for
// word, or with ours: true a sentence of this file.

// Let the function that is being answered return {error, ...more}.
export const fail = (error, more) => {
  throw { error, ...more };
};
export const refuse = (reason) => fail(reason, { ours: true });

// A function that returns what another returns or fails with.
export const answer = (think) => (...values) => {
  try {
    return think(...values);
  } catch (problem) {
    if (problem instanceof Error) throw problem;
    return problem;
  }
};

// How many elements a shape has, and whether computing with its sizes could be inexact.
export const count = (shape) => shape.reduce((total, size) => total * size, 1);
export const isHuge = (shape) => {
  const sizes = shape.filter((size) => size > 1);
  return sizes.length > 1 && count(sizes) > 2 ** 53;
};

// The strides of torch.zeros(shape).
export const allocate = (shape) => {
  const isSize = (size) =>
    Number.isInteger(size) && size < 2 ** 63 && `${BigInt(size)}` === `${size}`;
  if (!Array.isArray(shape) || shape.length > 999 || !shape.every(isSize)) {
    refuse("A shape is a list of whole numbers, not too long or large.");
  }
  if (shape.some((size) => size < 0)) fail("zeros: Dimension size must be non-negative.");
  if (count(shape) >= 2 ** 61) {
    fail(`Storage size calculation overflowed with sizes=[${shape.join(", ")}]`);
  }
  if (isHuge(shape)) refuse("This is too large.");
  return shape.map((_, dim) => count(shape.slice(dim + 1).filter((size) => size)));
};

// The shape that two shapes broadcast to.
export const match = (a, b) => {
  const rank = Math.max(a.length, b.length);
  const shape = [];
  for (let dim = rank - 1; dim >= 0; dim -= 1) {
    const [one = 1, other = 1] = [a, b].map((sizes) => sizes[dim + sizes.length - rank]);
    if (one !== other && one !== 1 && other !== 1) {
      const both = `tensor a (${one}) must match the size of tensor b (${other})`;
      fail(`The size of ${both} at non-singleton dimension ${dim}`, { dim });
    }
    shape.unshift(one === 1 ? other : one);
  }
  return shape;
};

// The strides of torch.zeros(sizes).expand(shape).
export const expand = (sizes, shape) => {
  const own = allocate(sizes);
  const strides = [];
  for (let dim = shape.length - 1; dim >= 0; dim -= 1) {
    const at = dim + sizes.length - shape.length;
    const [size = 1, stride = shape[dim + 1] * strides[0]] = [sizes[at], own[at]];
    strides.unshift(size === shape[dim] && sizes.length ? stride : 0);
  }
  return strides;
};

/**
 * torch.zeros(a) + torch.zeros(b): {shape, strides: [of a, of b]}, both strides in that shape, so 0
 * where a size is repeated. Or {error, dim}: the dimension of the result where sizes don't match.
 */
export const broadcast = answer((a, b) => {
  [a, b].forEach(allocate);
  const shape = match(a, b);
  allocate(shape);
  return { shape, strides: [a, b].map((sizes) => expand(sizes, shape)) };
});
