// What all explorers are drawn with. Each file beside this one adds an explorer:
//
//   explorers.broadcast = {
//     fields: { a: shape("Shape of a"), ... },   what readers type or choose
//     presets: { "a row, a column": "a=3,1&b=4" },
//     answer: ({ a, b }) => ({ code, says, error, parts: [nodes] }),
//   };
//
// A field reads the text that was typed: read(text) returns the value, or throws a Sentence.
const explorers = {};
const MOST = 96; // numbers that are drawn
const LISTED = 1e6; // elements up to which code counts
const DTYPES = ["float32", "int64", "bool", "uint8", "float16", "bfloat16", "float64", "int32", "int16", "int8"];
const REFUSED = "PyTorch can’t do that, and says why:";
class Sentence extends Error {}

const product = (sizes) => sizes.reduce((all, size) => all * size, 1);
const tuple = (sizes) => `(${sizes.join(", ")}${sizes.length === 1 ? "," : ""})`;
const listed = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`);
const named = (sizes) => (sizes.length ? tuple(sizes) : "(), a scalar");
const literal = (text) => make("code", { class: "docutils literal" }, text);
const unseen = (text) => make("span", { class: "for-screen-readers" }, text);
const press = (shown, handler) => {
  const button = make("button", { type: "button" }, shown);
  button.addEventListener("click", () => {
    for (const other of button.closest(".drawn").querySelectorAll("[aria-pressed]")) other.removeAttribute("aria-pressed");
    button.setAttribute("aria-pressed", true);
    handler();
  });
  return button;
};

// The code of a tensor that counts, and of one with these numbers
const filled = (sizes, first = 0, step = 1) => {
  const count = product(sizes);
  if (count > LISTED) return `torch.zeros(${sizes.join(", ")})`;
  const numbers = [first, first + step * count, step].slice(0, step > 1 ? 3 : 2);
  const range = `torch.arange(${(first || step > 1 ? numbers : [count]).join(", ")})`;
  return sizes.length === 1 ? range : `${range}.reshape(${sizes.length ? sizes.join(", ") : "()"})`;
};
const nested = (sizes, numbers) => {
  if (!sizes.length) return `${numbers[0]}`;
  const size = product(sizes.slice(1));
  const parts = Array.from({ length: sizes[0] }, (_, i) => nested(sizes.slice(1), numbers.slice(i * size, (i + 1) * size)));
  return `[${parts.join(", ")}]`;
};

// Fields
const shape = (label) => ({
  label,
  hint: "empty: a scalar",
  read(text) {
    if (/]\s*,\s*\[/.test(text)) throw new Sentence(`${label}: these look like numbers of a tensor. Type its shape, such as 2, 3.`);
    const words = text.replace(/torch\.Size/g, "").replace(/[[\](),;x×]/gi, " ").trim().split(/\s+/).filter(Boolean);
    const wrong = words.find((word) => !/^\d+$/.test(word));
    if (wrong) throw new Sentence(`${label}: “${wrong.slice(0, 20)}” isn’t a length. Type whole numbers, such as 2, 3.`);
    if (words.some((word) => Number(word) > Number.MAX_SAFE_INTEGER)) throw new Sentence(`${label}: that’s more than this page can count. Try something smaller.`);
    if (words.length > 64) throw new Sentence(`${label}: a tensor has at most 64 dimensions.`);
    return words.map(Number);
  },
});
const text = (label, hint) => ({ label, hint, isWide: true, read: (typed) => typed });
const choice = (label, options) => ({ label, options, isWide: options.some((option) => option.length > 12), read: (chosen) => (options.includes(chosen) ? chosen : options[0]) });
const check = (label) => ({ label, isCheck: true, read: (typed) => typed === "1" });

// What is wrong with an expression that has to begin with x, or nothing
const mistake = (typed, begin, example) => {
  if (!begin.test(typed)) return `The tensor is called x here, so begin with x, such as ${example}.`;
  for (const [open, close] of ["[]", "()"]) {
    if (typed.split(open).length !== typed.split(close).length) return "Each bracket that you open has to be closed.";
  }
  return "";
};

// A tensor as a table, or as several tables where it has more than two dimensions. cell(flat index) returns
// { text, kind, words }: the text, a class, and what that class means in words.
const table = (sizes, cell, first, caption) => {
  const rows = sizes.length > 1 ? sizes[0] : 1;
  const columns = sizes.length ? sizes[sizes.length - 1] : 1;
  const body = make("tbody", {});
  for (let row = 0; row < rows; row++) {
    const line = make("tr", {});
    for (let column = 0; column < columns; column++) {
      const { text: shown, kind = "", words } = cell(first + row * columns + column);
      const box = make("td", { class: kind }, shown);
      if (words) box.append(unseen(` ${words}`));
      line.append(box);
    }
    body.append(line);
  }
  const made = make("table", {}, body);
  if (caption) made.prepend(make("caption", {}, caption));
  return made;
};
const tensor = (name, sizes, cell, caption = tuple(sizes)) => {
  const whole = make("figure", { class: "tensor" }, make("figcaption", {}, name, " ", literal(caption)));
  const count = product(sizes);
  const isDrawn = count && count <= MOST && sizes.length <= 5;
  if (!isDrawn) whole.append(make("p", {}, count ? `More than ${MOST} numbers aren’t drawn.` : "It has no elements."));
  if (!isDrawn) return whole;
  const inner = sizes.slice(-2);
  const outer = sizes.slice(0, -2);
  const tables = make("div", { class: "tables", tabindex: "0", role: "group", "aria-label": "Numbers" });
  for (let i = 0; i < product(outer); i++) {
    const place = outer.map((size, dim) => Math.floor(i / product(outer.slice(dim + 1))) % size);
    tables.append(table(inner, cell, i * product(inner), outer.length ? `[${place.join(", ")}]` : ""));
  }
  whole.append(tables);
  return whole;
};
const row = (...parts) => make("div", { class: "beside" }, ...parts);

// The page
const show = (place) => {
  const name = place.id.replace("explore-", "");
  const { fields, presets, answer } = explorers[name];
  const inputs = {};
  const form = make("form", { class: "fields" });
  for (const [key, { label, hint, options, isCheck, isWide }] of Object.entries(fields)) {
    const attributes = { id: `${place.id}-${key}`, autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false" };
    const input = options ? make("select", { id: attributes.id }) : make("input", { ...attributes, type: isCheck ? "checkbox" : "text", maxlength: 10000 });
    if (options) input.append(...options.map((option) => make("option", { value: option }, option)));
    if (hint) input.placeholder = hint;
    inputs[key] = input;
    form.append(make("p", { class: isCheck ? "check" : isWide ? "wide" : "" }, make("label", { for: attributes.id }, label), input));
  }
  const says = make("p", { class: "says", role: "status" });
  const line = make("code", {});
  const result = make("div", { class: "drawn" });
  const copies = { "Copy the code": () => line.textContent, "Copy a link": () => location.href.split("#")[0] + address() };
  const buttons = Object.entries(copies).map(([words, what]) => {
    const button = make("button", { type: "button" }, words);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(what());
        button.textContent = "Copied";
      } catch {
        button.textContent = "This browser doesn’t let pages copy";
      }
      setTimeout(() => { button.textContent = words; }, 2000);
    });
    return button;
  });
  const typed = (key) => (fields[key].isCheck ? (inputs[key].checked ? "1" : "") : inputs[key].value);
  const address = () => `#${place.id}?${new URLSearchParams(Object.keys(fields).map((key) => [key, typed(key)]))}`;
  const update = () => {
    let found;
    let wrong;
    const read = ([key, field]) => {
      wrong = key;
      return [key, field.read(typed(key))];
    };
    try {
      const values = Object.fromEntries(Object.entries(fields).map(read));
      found = answer(values);
      if (!found.ours) wrong = "";
    } catch (error) {
      if (!(error instanceof Sentence)) throw error;
      found = { says: error.message };
    }
    for (const [key, input] of Object.entries(inputs)) input.setAttribute("aria-invalid", key === wrong);
    says.classList.toggle("wrong", Boolean(wrong));
    const { code: written = "", error, parts = [] } = found;
    if (says.textContent !== found.says) says.textContent = found.says ?? "";
    line.textContent = written.replace(/[^\n]+$/, "print($&)");
    for (const part of [line.parentElement, buttons[0]]) part.hidden = !written;
    if (error) parts.unshift(make("pre", { class: "error", tabindex: "0", role: "group", "aria-label": "PyTorch’s message" }, error.replace(/:$/, ": …")));
    result.replaceChildren(...parts);
  };
  const set = (state) => {
    const given = new URLSearchParams(state);
    for (const [key, input] of Object.entries(inputs)) {
      if (fields[key].isCheck) input.checked = given.get(key) === "1";
      else input.value = given.get(key) ?? "";
      if (fields[key].options && input.selectedIndex < 0) input.selectedIndex = 0;
    }
    update();
  };
  const change = (pressed) => {
    for (const button of tries) button.setAttribute("aria-pressed", button === pressed);
    update();
    history.replaceState(history.state, "", address());
  };
  form.addEventListener("input", () => change());
  form.addEventListener("submit", (event) => event.preventDefault());
  const tries = Object.entries({ "the first case": place.dataset.state, ...presets }).map(([words, state]) => {
    const button = make("button", { type: "button" }, words);
    button.addEventListener("click", () => {
      set(state);
      change(button);
    });
    return button;
  });
  const asked = () => {
    const isAsked = location.hash.startsWith(`#${place.id}?`);
    set(isAsked ? location.hash.slice(place.id.length + 2) : place.dataset.state);
  };
  place.addEventListener("asked", asked);
  const written = make("pre", { class: "line", tabindex: "0", role: "group", "aria-label": "The same in PyTorch" }, line);
  place.lastElementChild.before(form, make("p", { class: "tries" }, "Try: ", ...tries), says, result, written, make("p", { class: "copies" }, ...buttons));
  asked();
};
// Once all explorers are here
Promise.resolve().then(() => document.querySelectorAll(".explorer").forEach(show));
