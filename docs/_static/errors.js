// Finds the entries of "Errors explained" that a pasted message, a whole traceback or a few words mean.
const plain = (text) => text.toLowerCase().replace(/\d+/g, " ").replace(/[^\p{L}_']+/gu, " ").trim();
const findErrors = (entries, asked) => {
  const text = plain(asked);
  const named = entries.filter(({ title }) => text.includes(title));
  const isPart = ({ title }) => named.some((other) => other.title !== title && other.title.includes(title));
  if (named.length) return named.filter((entry) => !isPart(entry));
  return entries.filter((entry) => text.split(" ").every((word) => entry.all.includes(word)));
};
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector(".find-error");
  const sections = [...document.querySelectorAll("article section section section, article section > ul > li")];
  const entries = sections.map((section) => {
    const [title, all] = [section.querySelector("code").textContent, section.textContent].map(plain);
    return { section, title, all };
  });
  const field = document.createElement("textarea");
  field.rows = 3;
  field.id = "message";
  const label = document.createElement("label");
  label.htmlFor = field.id;
  label.textContent = "Paste your error message, or type a few words of it. It stays in your browser.";
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  place.append(label, field, status);
  field.addEventListener("input", () => {
    const asked = plain(field.value);
    const found = asked ? findErrors(entries, field.value) : entries;
    for (const { section } of entries) section.hidden = !found.some((entry) => entry.section === section);
    for (const part of document.querySelectorAll("article > section > section")) {
      const own = entries.map(({ section }) => section).filter((section) => part.contains(section));
      part.hidden = own.length > 0 && own.every((section) => section.hidden);
    }
    status.textContent = !asked ? "" : found.length ? `${found.length} of ${entries.length} entries fit.` : "No entry fits. Try fewer words, or a piece of the message without names of your own.";
  });
});
