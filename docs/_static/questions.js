// Questions: a form of radio buttons or check boxes in the place of a list with folded answers.
document.addEventListener("DOMContentLoaded", () => {
  for (const question of document.querySelectorAll(".question")) {
    const several = "several" in question.dataset;
    const choices = question.querySelector(".choices");
    const answers = question.querySelector("details.answer");
    const said = [...answers.querySelector("ol").children];
    const inputs = [...choices.children].map((item) => {
      const input = make("input", { type: several ? "checkbox" : "radio", name: question.id });
      item.replaceChildren(make("label", {}, input, make("span", {}, ...(item.querySelector("p")?.childNodes ?? item.childNodes))));
      return input;
    });
    const status = make("div", { role: "status" });
    const button = make("button", { type: "button" }, "Check");
    const fieldset = make("fieldset", {}, make("legend", {}, ...question.firstElementChild.childNodes));
    question.firstElementChild.remove();
    fieldset.append(...question.childNodes);
    if (several) choices.before(make("p", { class: "how-many" }, "Choose all that are right."));
    choices.after(make("p", {}, button), status);
    answers.hidden = true;
    answers.querySelector("summary").textContent = "All answers";
    question.append(fieldset);
    button.addEventListener("click", () => {
      const chosen = said.filter((_, index) => inputs[index].checked);
      const wrong = chosen.filter((item) => !item.matches(".right"));
      const missing = said.filter((item) => item.matches(".right") && !chosen.includes(item));
      const isRight = !wrong.length && !missing.length;
      const shown = several && wrong.length ? wrong : chosen; // the right ones stay to be found
      status.replaceChildren(...shown.flatMap((item) => [...item.cloneNode(true).childNodes]));
      if (!chosen.length) status.textContent = "Choose an answer first.";
      else if (missing.length && !wrong.length) status.textContent = "So far, so good. There is more that is right.";
      answers.hidden &&= !chosen.length;
      if (isRight) mark(question.id, true);
    });
  }
});
