// What a reader's code gave: text and pictures, never HTML.
const LONGEST = 20_000; // characters, which a phone shows without trouble
const MOST = 20; // pictures
const cut = (most, what) => `… The rest is cut, after ${most} ${what}.`;
const ESCAPES = /\x1b\[[\d;]*m/g; // colours of terminals
const CELL = /\b(Cell|Input) In ?\[\d+\]/g; // how IPython calls a reader's code in a traceback
const LIBRARY = /^ +File [^<\n]*\n {4}.*\n\n?/gm; // a step within a library in a traceback
const FENCES = /^\x60{3}.*\n?/gm; // around code in Markdown
const SENTENCES = {
  KeyboardInterrupt: "Stopped.",
  // What ipykernel raises for input(), because this page says that it doesn't offer that: a prompt would wait unseen, far from its block.
  StdinNotImplementedError: "A page can’t ask you for input. Write the value into the code instead of input().",
};

const picture = (type, data, words, theme) => {
  const coded = type === "image/png" ? `;base64,${data}` : `,${encodeURIComponent(data)}`;
  return make("img", { src: `data:${type}${coded}`, alt: words, class: `figure only-${theme}` });
};

class Output {
  constructor() {
    this.label = make("p", { class: "ran-on" });
    this.element = make("div", { class: "output yours" }, this.label);
    this.printed = "";
    this.kind = "stdout"; // what is printed is shown as
    this.room = LONGEST;
    this.drawn = []; // as SVG, or what else it was
  }

  // Text is shown where the text before it stands, unless something else came between.
  write(text, kind) {
    this.hasMore ||= kind !== "stdout";
    if (this.room < 0) return;
    this.room -= text.length;
    if (kind === "stdout") this.printed += text;
    kind = kind === "stdout" ? this.kind : kind;
    if (this.last?.dataset.kind !== kind) {
      this.last = make("pre", { "data-kind": kind });
      this.element.append(make("div", { class: "highlight" }, this.last));
    }
    this.last.append(this.room < 0 ? text.slice(0, this.room) : text);
    if (this.room < 0) this.say(cut(LONGEST, "characters"));
  }

  say(sentence) {
    this.last = undefined;
    this.element.append(make("p", { class: "says" }, sentence));
  }

  draw(data, words) {
    this.last = undefined;
    const [type, text] = Object.entries(data).find(([name]) => /^image\/(png|svg\+xml)$/.test(name));
    const count = this.drawn.push(text);
    if (count === MOST + 1) this.say(cut(MOST, "pictures"));
    if (count > MOST) return;
    const dark = data["image/svg+xml; dark"];
    this.element.append(picture(type, text, words, dark ? "light" : "both"));
    if (dark) this.element.append(picture(type, dark, words, "dark"));
  }

  // Take a message of the kernel.
  show(kind, { name, text, data, ename, traceback }) {
    if (kind === "stream" && /^IOPub \w+ rate exceeded/.test(text.trim())) {
      if (this.room >= 0) this.say(cut(LONGEST, "characters"));
      this.room = -1;
    } else if (kind === "stream") this.write(text, name);
    else if (kind === "error") {
      this.hasFailed = true;
      if (Object.hasOwn(SENTENCES, ename)) this.say(SENTENCES[ename]);
      else this.write(`${traceback.join("\n").replace(ESCAPES, "").replace(LIBRARY, "").replace(CELL, "Your code").trim()}\n`, "error");
    } else if (data) {
      const words = String(data["text/plain"] ?? "");
      if (data["image/png"] || data["image/svg+xml"]) this.draw(data, words);
      else if (data["text/markdown"]) this.write(`${data["text/markdown"].replace(FENCES, "").trim()}\n`, "code");
      else this.write(`${words}\n`, "value");
    }
  }
}
