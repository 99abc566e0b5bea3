// Progress: lessons read, questions answered and exercises solved, as ticks in the menu and on cards.
const done = () => recall("progress", {});
const mark = (id, on) => {
  const marks = { ...done(), [id]: 1 };
  if (!on) delete marks[id];
  keep("progress", marks);
  document.dispatchEvent(new Event("progress"));
};
const drawTicks = () => {
  const marks = done();
  for (const link of document.querySelectorAll(".sidebar-tree a, .sphx-glr-thumbcontainer a")) {
    const isDone = marks[pageOf(new URL(link.href))] === 1;
    link.querySelector(".tick")?.remove();
    if (isDone) link.append(make("span", { class: "tick" }, " ✓", make("span", { class: "for-screen-readers" }, " done")));
  }
  for (const question of document.querySelectorAll(".question")) {
    question.classList.toggle("done", marks[question.id] === 1);
  }
};
// A box that marks something as done
const box = (id, words) => {
  const input = make("input", { type: "checkbox" });
  input.checked = done()[id] === 1;
  input.addEventListener("change", () => mark(id, input.checked));
  return make("label", { class: "mark" }, input, ` ${words}`);
};
document.addEventListener("DOMContentLoaded", () => {
  const exercises = [...document.querySelectorAll("section.exercise")];
  for (const exercise of exercises) exercise.append(box(`${thisPage}#${exercise.id}`, "I have solved this"));
  if (isLesson) {
    const end = document.querySelector(".look-up") ?? document.querySelector("article > section").lastElementChild;
    end.before(box(thisPage, "I have read this lesson"));
  }
  document.addEventListener("progress", () => {
    const solved = exercises.filter((exercise) => done()[`${thisPage}#${exercise.id}`] === 1);
    const all = exercises.length > 0 && solved.length === exercises.length;
    if (exercises.length && all !== (done()[thisPage] === 1)) mark(thisPage, all);
    drawTicks();
  });
  drawTicks();
});
addEventListener("storage", drawTicks); // another tab has marked something

// The page that shows, exports, imports and clears it
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector(".your-progress");
  if (!place) return;
  const list = make("ul", {});
  const status = make("p", { role: "status" });
  const show = () => {
    const ids = Object.keys(done());
    const of = (words, pattern) => make("li", {}, `${words}: ${ids.filter((id) => pattern.test(id)).length}`);
    list.replaceChildren(of("Lessons read", /^lessons\//), of("Questions answered", /^question-/), of("Exercises solved", /#/));
  };
  const button = (words, act) => {
    const made = make("button", { type: "button" }, words);
    made.addEventListener("click", act);
    return made;
  };
  const save = button("Save to a file", () => {
    const file = new Blob([JSON.stringify(done(), null, 1)], { type: "application/json" });
    const link = make("a", { href: URL.createObjectURL(file), download: "progress.json" });
    link.click();
    status.textContent = "Your progress is in the file progress.json.";
  });
  const input = make("input", { type: "file", accept: ".json,application/json" });
  input.addEventListener("change", async () => {
    try {
      const read = JSON.parse(await input.files[0].text());
      const ids = Object.keys(read).filter((id) => /^(lessons\/|practice\/|question-)/.test(id) && read[id] === 1);
      if (!ids.length) throw new Error();
      const isKept = keep("progress", { ...done(), ...Object.fromEntries(ids.map((id) => [id, 1])) });
      status.textContent = isKept ? "Your progress has been added." : "This browser can't keep it: its storage is full or switched off.";
    } catch {
      status.textContent = "This file holds no progress. Choose one that was saved here.";
    }
    input.value = "";
    document.dispatchEvent(new Event("progress"));
  });
  const clear = button("Clear", () => {
    if (clear.textContent === "Clear") {
      clear.textContent = "Clear everything? Press again";
      return;
    }
    clear.textContent = "Clear";
    keep("progress", {});
    status.textContent = "Your progress is cleared.";
    document.dispatchEvent(new Event("progress"));
  });
  document.addEventListener("progress", show);
  place.replaceChildren(list, make("p", {}, save, " ", clear), make("p", {}, make("label", {}, "Read it from a file: ", input)), status);
  show();
});
