// The page: its cells, its kernel, and the panel above them.
const READY = `This page is live: change any code below, and run it with its button${matchMedia("(hover)").matches ? " or with Ctrl + Enter" : ""}.`;
const ENDED = "Python has ended, and what it had made is gone. Run the code again. A computer that runs out of memory does this, and so does exit().";
const MEMORY = "The computer ran out of memory, so Python has ended, and what it had made is gone. Make smaller tensors, and run the code again.";
const NEW = "What Python had made is gone. It starts again with the next run.";
const DEAF = "Python hasn’t started within a minute. Run this again: another one will start.";
const UNREADY = "Python was stopped before it was ready. Run this again.";
const BROKEN = "This page can’t go on. Load it again: what you wrote is kept.";
const UNKEPT = "This browser can’t keep what you write, for want of room or because it isn’t allowed to. Copy it before you leave.";
const UNDO = "Take back all that you’ve changed on this page?";

class LivePage {
  constructor(header) {
    this.key = `live ${thisPage}`;
    this.kept = recall(this.key, {});
    this.cells = [];
    this.next = []; // [cell, options] of those that wait for another to end
    const blocks = [...document.querySelectorAll(".block:not(.exercise *)")].filter((each) => each.querySelector(".highlight-python"));
    for (const block of blocks) this.cells.push(new Block(this, block, this.cells.length));
    for (const section of document.querySelectorAll("section.exercise")) this.cells.push(new Answer(this, section));
    this.status = make("p", { role: "status" }, "Connecting …");
    this.panel = make("div", { class: "live-panel", role: "group", "aria-label": "This page is live" }, this.status);
    if (blocks.length) this.panel.append(button("Run all", "", () => this.runAll()));
    this.panel.append(button("Reset all", "", () => this.reset()), button("Restart Python", "", () => this.restart()));
    const [version] = root.pathname.split("static/live/").slice(1);
    if (version) this.panel.append(make("a", { href: `${base}lab/tree/pages/live/${version}notebooks/${thisPage}.ipynb` }, "Open the notebook"));
    (header.querySelector(".make-live") ?? header.querySelector(".provenance")).before(this.panel);
    header.querySelector(".make-live")?.remove();
    ask("GET", "").then(() => this.say(READY), ({ message }) => this.say(message));
    addEventListener("pagehide", () => this.running?.lose(NEW)); // browsers may show the page again as it was
  }

  say(words) {
    this.status.textContent = words;
  }

  // Keep [the page's code, the reader's code] of a cell.
  keep(key, pair) {
    this.kept = recall(this.key, {}); // another tab may have changed it
    this.kept[key] = pair; // JSON leaves out what is undefined
    if (!keep(this.key, this.kept)) this.say(UNKEPT);
  }

  async start() {
    this.say("Starting Python …");
    const kernel = await Kernel.start((words) => this.lose(words));
    this.running = kernel; // so that it ends with the page, whatever comes
    // Where a program takes a port of a kernel before the kernel does, the server never opens the connection.
    const late = wait(60).then(() => Promise.reject(new Problem(DEAF)));
    await Promise.race([kernel.connect(), late]);
    for (const code of [await read("_static/live.py"), ...(await this.hidden())]) {
      const { status } = await kernel.execute(code);
      if (status !== "ok") throw new Problem(UNREADY);
    }
    const { user_expressions } = await kernel.execute("", undefined, { user_expressions: { killed: "__import__('course_live').killed()" } });
    this.killed = Number(user_expressions.killed?.data["text/plain"]);
    kernel.isReady = true;
    this.say(READY);
    return kernel;
  }

  // Return the kernel, which is started when there is none.
  ready() {
    if (this.kernel) return this.kernel;
    const starting = this.start().catch((problem) => {
      if (this.kernel === starting) this.forget()?.end();
      throw problem;
    });
    this.kernel = starting;
    return starting;
  }

  // What is run before a reader's code. Who stops an import leaves a library that is half there, so imports come first.
  // A page of exercises needs what its notebook hides: what is imported, and the checks.
  async hidden() {
    const imported = this.cells.flatMap(({ original }) => [...original.matchAll(/^(?:import|from) ([\w.]+)/gm)].map(([, name]) => name));
    if (!this.cells.some((cell) => cell instanceof Answer)) return [`__import__("course_live").load(${JSON.stringify(imported)})`];
    const notebook = JSON.parse(await read(`notebooks/${thisPage}.ipynb`));
    return notebook.cells.filter((cell) => cell.cell_type === "code").slice(0, 2).map((cell) => [cell.source].flat().join(""));
  }

  // Run all in a new Python, because this one may know names that the code doesn't make any more.
  runAll() {
    this.run(this.cells.at(-1), { anew: true });
  }

  // Run a cell, and before it, unless it's to run alone, what it needs and hasn't run as it stands. One waits for the other.
  async run(cell, how = {}) {
    if (this.isBusy) {
      if (cell.isBusy) return;
      this.next.push([cell, how]);
      cell.say("Waiting …", true);
      return;
    }
    this.isBusy = true;
    this.isStopped = false;
    if (how.anew && this.running?.isUsed) this.forget().end();
    const todo = [...cell.needed.filter((each) => !how.alone && each.ran !== each.code), cell];
    for (const each of todo) each.say("Waiting …", true);
    const seenAt = cell.isInView ? scrollY : undefined;
    let current, doing, began, failed;
    const begin = (each, what) => {
      [current, doing, began] = [each, what, Date.now()];
      each.say(`${what} …`, true);
    };
    const clock = setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      if (seconds >= 2) current.status.textContent = `${doing} … ${seconds} s`;
    }, 500);
    try {
      begin(cell, this.running ? "Waiting" : "Starting Python");
      const kernel = await this.ready();
      if (cell !== todo[0]) cell.say("Waiting …", true);
      for (const each of todo) {
        if (this.isStopped) break;
        begin(each, "Running");
        kernel.isUsed = true;
        const isFine = await each.run(kernel, how.checks);
        // Outputs above may have moved it down. Who has scrolled meanwhile is left in peace.
        if (each === cell && (scrollY === seenAt || (seenAt && each.isInView))) each.output.label.scrollIntoView({ block: "nearest" });
        if (isFine) continue;
        if (this.isStopped) break;
        failed = each;
        this.isStopped = true;
        if (each === cell) continue;
        cell.blame(each);
        this.say("A block ended with an error, so those below it haven’t run. ");
        this.status.append(each.link());
      }
      if (!this.isStopped) this.say(READY);
    } catch (problem) {
      this.isStopped = true;
      const words = problem instanceof Problem ? problem.message : BROKEN;
      current.say(words || "Python ended while this ran.");
      if (words) this.say(words);
      if (words === BROKEN) throw problem;
    } finally {
      clearInterval(clock);
      this.isBusy = false;
      for (const each of todo) if (each.isBusy) each.say("");
      for (const [each, how] of this.next.splice(0)) {
        if (!this.isStopped || (failed && !each.needed.includes(failed))) this.next.push([each, how]);
        else if (failed) each.blame(failed);
        else each.say("Not run.");
      }
    }
    const [waiting, options] = this.next.shift() ?? [];
    waiting?.say("");
    if (waiting) this.run(waiting, options);
  }

  // What blocks below have made is of before a change.
  ageBelow(cell) {
    for (const each of this.cells) if (each.needed.includes(cell)) each.age();
  }

  // Stop what runs, unless this cell only waits for its turn.
  async stop(cell) {
    if (this.next.some(([each]) => each === cell)) {
      this.next = this.next.filter(([each]) => each !== cell);
      return cell.say("Not run.");
    }
    this.isStopped = true;
    if (this.running && !this.running.isReady) return this.running.lose(UNREADY);
    await this.running?.interrupt().catch(({ message }) => this.say(message));
  }

  // Forget the kernel, and what has run in it. Returns it.
  forget() {
    const kernel = this.running;
    this.kernel = this.running = undefined;
    for (const cell of this.cells) cell.ran = undefined;
    return kernel;
  }

  // The kernel is gone. A new one knows whether memory was the reason.
  async lose(words) {
    const kernel = this.forget();
    this.say(words || ENDED);
    if (words || !kernel?.isReady) return;
    const before = this.killed;
    await this.ready().then(() => this.say(this.killed > before ? MEMORY : ENDED), ({ message }) => this.say(message));
  }

  restart() {
    if (this.running) this.running.lose(NEW);
    else this.say(NEW);
  }

  reset() {
    if (this.cells.some((cell) => cell.code !== cell.original) && !confirm(UNDO)) return;
    for (const cell of this.cells) cell.reset();
  }
}

const header = document.querySelector(".lesson-header");
if (header) new LivePage(header);
