// Guess first: cover what each block of a lesson printed or drew until readers uncover it.
const isLesson = /^lessons\/.+\/(?!index$)/.test(thisPage);
const cover = (on) => document.documentElement.classList.toggle("guess", on && isLesson);
cover(recall("guess", false)); // before anything is shown
document.addEventListener("DOMContentLoaded", () => {
  const header = document.querySelector(".lesson-header");
  if (!isLesson || !header) return;
  const status = make("span", { role: "status", class: "for-screen-readers" });
  const results = [];
  for (const block of document.querySelectorAll(".block:not(:has(> details.setup))")) {
    const shown = block.querySelectorAll(":scope > .output, :scope > img.figure");
    if (!shown.length) continue;
    const words = shown[0].matches("img") ? "picture" : "output";
    const button = make("button", { type: "button", class: "cover" }, `Show the ${words}`);
    const result = make("div", { class: "result", tabindex: "-1" });
    shown[0].before(result);
    result.append(button, ...shown);
    button.addEventListener("click", () => {
      result.classList.add("shown");
      result.focus({ preventScroll: true });
      status.textContent = `The ${words} is shown.`;
    });
    results.push(result);
  }
  const showAll = make("button", { type: "button", class: "show-all" }, "Show all");
  showAll.addEventListener("click", () => {
    for (const result of results) result.classList.add("shown");
    status.textContent = "All outputs are shown.";
  });
  const turn = make("button", { type: "button", role: "switch", "aria-checked": recall("guess", false) }, "Guess first");
  turn.addEventListener("click", () => {
    const on = turn.getAttribute("aria-checked") !== "true";
    turn.setAttribute("aria-checked", on);
    for (const result of results) result.classList.remove("shown");
    cover(on);
    status.textContent = on ? "Outputs are covered." : "Outputs are shown.";
    keep("guess", on);
  });
  header.querySelector(".make-live, .provenance").before(make("div", { class: "guess-first" }, turn, showAll, status));
});
