// One piece of code that a reader can change and run: a block of a lesson, or the answer to an exercise.
const button = (words, name, act) => {
  const made = make("button", { type: "button", "aria-label": `${words} ${name}`.trim() }, words);
  made.addEventListener("click", act);
  return made;
};
const withoutEnd = (text) => text.replace(/\n+$/, "");
const textOf = (element) => withoutEnd(element.querySelector("pre").textContent); // innerText is empty in a fold

// Begin a line below the one that the cursor is in, as far to the right.
const addLine = (area) => {
  const line = area.value.slice(0, area.selectionStart).split("\n").pop();
  const more = line.trimEnd().endsWith(":") ? "    " : "";
  document.execCommand("insertText", false, `\n${/^ */.exec(line)[0]}${more}`); // the one way that can be undone
};

class Cell {
  // name: what it is called; key: what its text is kept under; shown: the element that shows its code
  constructor(page, name, key, shown) {
    Object.assign(this, { page, name, key, shown, original: textOf(shown) });
    this.runButton = button("Run", name, ({ detail }) => {
      if (!this.isBusy) page.run(this);
      else if (detail < 2) page.stop(this); // a double click isn't two
    });
    this.editButton = button("Edit", name, () => this.edit().focus());
    this.resetButton = button("Reset", name, () => this.reset());
    this.status = make("span", { role: "status" });
    this.bar = make("div", { class: "bar", role: "group", "aria-label": name }, this.runButton, this.editButton, this.resetButton, this.status);
  }

  // Show what was kept of the text.
  restore() {
    const kept = this.page.kept[this.key];
    if (Array.isArray(kept) && kept[0] === this.original) this.edit().value = kept[1];
    this.update();
  }

  // Keep the text, if it isn't the page's own.
  keep() {
    this.page.keep(this.key, this.code === this.original ? undefined : [this.original, this.code]);
    this.update();
  }

  get code() {
    return this.area ? withoutEnd(this.area.value) : this.original;
  }

  // Put a text field in the place of the code.
  edit() {
    if (this.area) return this.area;
    const area = make("textarea", { "aria-label": `Code of ${this.name}`, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off" });
    area.value = this.original;
    area.setSelectionRange(0, 0); // from its end, a phone would show the end of a long line
    area.addEventListener("input", () => this.keep());
    area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      if (event.ctrlKey || event.shiftKey || event.metaKey) this.page.run(this);
      else addLine(area);
    });
    this.area = area;
    this.shown.after(area);
    this.shown.hidden = true;
    const fold = this.shown.closest("details");
    if (fold) fold.open = true;
    this.update();
    return area;
  }

  // After each change, offer what can be done, and let no output seem to be that of other code.
  update() {
    const isChanged = this.code !== this.original;
    if (isChanged) this.coverBook();
    this.output?.element.classList.toggle("old", this.isOld || this.code !== this.shownFor);
    this.editButton.hidden = Boolean(this.area);
    this.resetButton.hidden = !isChanged && !this.output;
    if (this.area) this.area.rows = this.area.value.split("\n").length;
  }

  // Show the page's own code and output again.
  reset() {
    if (this.isBusy) return;
    const isChanged = this.code !== this.original;
    if (this.output && this.shownFor !== this.original) this.page.ageBelow(this);
    if (this.resetButton === document.activeElement) this.runButton.focus();
    this.area?.remove();
    this.output?.element.remove();
    this.area = this.output = undefined;
    this.shown.hidden = false;
    this.say("");
    isChanged ? this.keep() : this.update(); // another tab may have changed what this one hasn't
  }

  // Say how it is going. While it waits or runs, its first button stops it.
  say(words, isBusy = false) {
    this.isBusy = isBusy;
    this.bar.classList.toggle("busy", isBusy);
    const act = isBusy ? "Stop" : "Run";
    this.runButton.textContent = act;
    this.runButton.setAttribute("aria-label", `${act} ${this.name}`);
    this.status.textContent = words;
    this.status.className = "";
  }

  // Say what the label of the output says, to those who don't see it.
  finish(words) {
    this.say(words);
    this.status.className = "for-screen-readers";
  }

  // Say that it wasn't run because another cell failed.
  blame(other) {
    this.say("Not run, because a block above ended with an error. ");
    this.status.append(other.link(), " ", button("Run it anyway", "", () => this.page.run(this, { alone: true })));
    this.age();
  }

  // Let its output seem to be of before a change.
  age() {
    this.isOld = true;
    this.update();
  }

  // Return a button that leads here.
  link() {
    return button("Show it", "", () => {
      for (let fold = this.bar; (fold = fold.parentElement.closest("details")); ) fold.open = true; // an aside
      this.bar.scrollIntoView({ block: "center" });
    });
  }

  // Tell whether a reader sees the buttons.
  get isInView() {
    const { top } = this.bar.getBoundingClientRect();
    return top > 0 && top < innerHeight;
  }

  // Make room for an output, in the place of the one before.
  begin() {
    this.output?.element.remove();
    this.output = new Output();
    if (this.shownFor && this.shownFor !== this.code) this.page.ageBelow(this);
    this.shownFor = this.code;
    this.isOld = false;
    this.coverBook();
    this.bar.after(this.output.element);
  }

  // Run code in a kernel, and show what comes of it. Returns the reply.
  async execute(kernel, code) {
    const reply = await kernel.execute(code, (...message) => this.output.show(...message), { store_history: true, user_expressions: { facts: "__import__('course_live').facts()" } });
    // Where much is printed, a server leaves out messages, but never the reply.
    if (reply.status === "error" && !this.output.hasFailed) this.output.show("error", reply);
    return reply;
  }

  // Run it in a kernel. Tells whether that went well.
  async run(kernel) {
    const { code } = this;
    this.begin();
    this.isAgain = this.ran === code;
    this.ran = undefined;
    const { status, user_expressions } = await this.execute(kernel, code);
    const isFine = status === "ok";
    if (isFine) this.ran = code;
    this.page.facts = user_expressions?.facts?.data?.["text/plain"].slice(1, -1) ?? this.page.facts; // not there after an error
    const verdict = await this.compare(isFine);
    const facts = this.page.facts ? `, on ${this.page.facts}` : "";
    this.output.label.append(make("span", {}, "Yours"), facts, verdict && ` · ${verdict}`);
    const end = this.page.isStopped ? "Stopped" : isFine ? "Done" : "It ended with an error";
    this.finish([end, verdict].filter(Boolean).join(", "));
    this.update();
    return isFine;
  }
}

// A block of a lesson, which uses what the blocks above it have made
class Block extends Cell {
  constructor(page, element, number) {
    const shown = element.querySelector(".highlight-python");
    super(page, `block ${number + 1}`, number, shown);
    this.recorded = [...element.querySelectorAll(":scope > :is(.output, img.figure, .result)")];
    this.texts = this.recorded.flatMap((each) => [...each.querySelectorAll("pre")].map((pre) => withoutEnd(pre.textContent)));
    this.pictures = [...element.querySelectorAll("img.only-light")];
    element.classList.add("live");
    (shown.closest("details.setup, details.drawing") ?? shown).after(this.bar);
    this.restore();
  }

  get needed() {
    return this.page.cells.slice(0, this.page.cells.indexOf(this));
  }

  // Fold what the page shows.
  coverBook() {
    if (this.book || !this.recorded.length) return;
    this.book = make("details", { class: "book" }, make("summary", {}, "In the book"));
    this.recorded[0].before(this.book);
    this.book.append(...this.recorded);
  }

  reset() {
    if (this.isBusy) return;
    this.book?.replaceWith(...this.recorded);
    this.book = undefined;
    super.reset();
  }

  // Say whether this is what the page shows. Other versions draw a picture a little differently, so only the same one is told.
  async compare(isFine) {
    const { printed, drawn, hasMore } = this.output;
    const isSame = isFine && !hasMore && (this.texts.length ? this.texts.includes(withoutEnd(printed)) : !printed);
    if (!isSame || this.pictures.length !== drawn.length) return `differs from the book${this.isAgain && this.code === this.original ? ", which runs it once" : ""}`;
    const recorded = await Promise.all(this.pictures.map(({ src }) => read(src)));
    return recorded.every((svg, number) => svg === drawn[number]) ? "as in the book" : "";
  }
}

// The answer to an exercise, with its check
class Answer extends Cell {
  constructor(page, section) {
    const place = section.querySelector(".begin");
    const name = `answer ${page.cells.length + 1}`;
    super(page, name, section.id, place.querySelector(".highlight-python"));
    this.section = section;
    this.needed = [];
    this.runButton.after(button("Check", name, () => page.run(this, { checks: true })));
    place.classList.add("block", "live");
    place.append(this.bar);
    this.edit();
    this.restore();
  }

  coverBook() {}

  reset() {
    super.reset();
    this.edit();
  }

  async run(kernel, checks) {
    // What an earlier answer has made, or another one, mustn't be taken for this one's.
    await kernel.execute(`[globals().pop(each, None) for each in checker.exercises["${this.key}"]["check"]]`);
    if (!(await super.run(kernel))) return false;
    if (!checks) return true;
    this.say("Checking …", true);
    this.output.kind = "told";
    this.output.room = LONGEST;
    const { printed } = this.output;
    await this.execute(kernel, `check("${this.key}")`);
    const told = this.output.printed.slice(printed.length);
    if (told.startsWith("Right")) this.section.querySelector(".mark input:not(:checked)")?.click();
    this.finish(told);
    return true;
  }

  compare() {
    return "";
  }
}
