// Reshape and its family: where each element goes, and whether memory is shared.
explorers.reshape = {
  fields: { shape: shape("Shape of x"), code: text("What to do", "such as x.permute(1, 0).reshape(6)") },
  presets: {
    "a length to work out": "shape=2,6&code=x.reshape(3, -1)",
    "turned, not refilled": "shape=2,3&code=x.T",
    "refilled, not turned": "shape=2,3&code=x.reshape(3, 2)",
    "turned, then flat": "shape=2,3&code=x.T.flatten()",
    "a view that can’t be": "shape=2,3&code=x.T.view(6)",
    "channels last": "shape=2,2,3&code=x.permute(1, 2, 0)",
    "lengths of 1 away": "shape=1,3,1&code=x.squeeze()",
    "repeated": "shape=3,1&code=x.expand(3, 4)",
    "doesn’t fit": "shape=2,3&code=x.reshape(4, 2)",
  },
  answer({ shape: sizes, code: typed }) {
    const wrong = mistake(typed, /^\s*x\b/, "x.reshape(3, 2)");
    if (wrong) return { ours: true, says: wrong };
    const code = `x = ${filled(sizes)}\n${typed.trim()}`;
    const found = thinking.reshape.chain(sizes, typed);
    const drawn = (name, ownSizes, elements) => tensor(name, ownSizes, (flat) => ({ text: press(elements(flat), () => follow(elements(flat))) }));
    const input = drawn("x", sizes, (flat) => flat);
    if (found.ours) return { ours: true, says: found.error, parts: [input] };
    if (found.undefined) return { code, says: found.undefined, parts: [input] };
    const scattered = /^view size/.test(found.error ?? "") ? " A view needs numbers that lie in order in memory. reshape would make a copy." : "";
    if (found.error) return { code, says: `PyTorch can’t do ${found.at}.${scattered}`, error: found.error, parts: [input] };
    const says = `The shape is ${named(found.shape)}.`;
    const result = found.elements ? drawn(typed.trim(), found.shape, (flat) => found.elements[flat]) : "";
    const kind = found.shares ? "The result is a view: it shares the memory of x." : "The result is a copy: it has memory of its own.";
    let order = found.contiguous ? "" : " Its numbers don’t lie there in the order in which you read them, so it isn’t contiguous.";
    if (found.strides.some((stride, dim) => !stride && found.shape[dim] > 1)) order = " Each number lies there once, and is read several times.";
    const strides = make("p", {}, "Strides: x ", literal(tuple(thinking.reshape.contiguousStrides(sizes))), ", result ", literal(tuple(found.strides)));
    const memory = make("details", {}, make("summary", {}, "What happens in memory"), make("p", {}, kind, order), strides);
    const both = row(input, result);
    const hint = make("p", { class: "made-of" }, "Press a number to find it on both sides.");
    const follow = (number) => {
      for (const box of both.querySelectorAll("td")) box.classList.toggle("lit", box.textContent === `${number}`);
    };
    return { code, says, parts: [both, both.querySelector("button") ? hint : "", memory] };
  },
};
