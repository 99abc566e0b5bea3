// Matrix multiplication.
import { allocate, answer, count, expand, fail, isHuge, match, refuse } from "./broadcast.js";

/**
 * torch.zeros(a) @ torch.zeros(b): {shape, meets, batch, kind} or {error, meets, dim}.
 *   meets  [dim of a, dim of b], along which products are summed. In errors, if these don't fit.
 *   batch  the sizes before the last two
 *   kind   "dot", "vector", "matrix", or "batch" if a or b has more than two dimensions
 *   dim    of the result, if batches don't match
 */
export const matmul = answer((a, b) => {
  [a, b].forEach(allocate);
  if (!a.length || !b.length) {
    const ranks = `${a.length}D and ${b.length}D`;
    fail(`both arguments to matmul need to be at least 1D, but they are ${ranks}`);
  }
  const meets = [a.length - 1, Math.max(b.length - 2, 0)];
  const [m, k] = [a[meets[0]], b[meets[1]]];
  const batch = match(a.slice(0, -2), b.slice(0, -2));
  const shape = [...batch, ...a.slice(-2, -1), ...b.slice(1).slice(-1)];
  const kind = batch.length ? "batch" : ["dot", "vector", "matrix"][a.length + b.length - 2];
  if (kind !== "matrix" && isHuge([...shape, Math.max(m, k)])) refuse("This is too large.");
  if (m !== k) {
    const unfit = (error) => fail(error, { meets });
    if (kind === "dot") {
      const sizes = `expected tensor [${m}] and src [${k}] to have the same number of elements`;
      unfit(`inconsistent tensor size, ${sizes}, but got ${m} and ${k} elements respectively`);
    }
    // PyTorch folds a batch into rows if it can without a copy, as its messages show.
    const n = count(b.length === 2 ? shape.slice(0, -1) : shape);
    if (b.length === 2) {
      unfit(`mat1 and mat2 shapes cannot be multiplied (${n}x${m} and ${k}x${b[1]})`);
    }
    if (b.length === 1 || (a.length === 1 && (k === 1 || !count(b)))) {
      const [columns, size] = b.length === 1 ? [m, k] : [k, m];
      unfit(`size mismatch, got input (${n}), mat (${n}x${columns}), vec (${size})`);
    }
    const both = [m, k].map((size) => `[${count(batch)}, ${size}]`).join(" but got: ");
    unfit(`Expected size for first two dimensions of batch2 tensor to be: ${both}.`);
  }
  allocate(shape);
  return { shape, meets, batch, kind };
});

/** What (a @ b)[position] is made of: {row: up to 4096 flat indices of a, column: of b}. */
export const entry = answer((a, b, position) => {
  const product = matmul(a, b);
  if (product.error) return product;
  const { shape, meets, batch } = product;
  const isInside = (index, dim) => Number.isInteger(index) && index >= 0 && index < shape[dim];
  if (!Array.isArray(position) || position.length !== shape.length || !position.every(isInside)) {
    refuse("The result has no element there.");
  }
  if (a[meets[0]] > 4096) refuse("This is too large.");
  const at = [...position];
  const column = b.length > 1 ? at.pop() : 0;
  const row = a.length > 1 ? at.pop() : 0;
  const list = (sizes, dim, ...last) => {
    const strides = expand(sizes, match(sizes, [...batch, 1, 1]));
    const start = [...at, ...last].reduce((sum, index, i) => sum + index * strides[i], 0);
    return Array.from({ length: sizes[dim] }, (_, i) => start + i * allocate(sizes)[dim]);
  };
  return { row: list(a, meets[0], row, 0), column: list(b, meets[1], 0, column) };
});
