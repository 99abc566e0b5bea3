// What this browser keeps of its reader, for all versions of this course. Nothing is sent anywhere.
const root = new URL(document.documentElement.dataset.content_root, location);
const pageOf = (url) => (url.href.startsWith(root.href) ? url.pathname.slice(root.pathname.length).replace(/\.html$/, "") : "");
const thisPage = pageOf(location);
const isLive = root.pathname.includes("/static/live/"); // where a Jupyter server shows the site: start.py and .binder/ do so
const course = new URL("..", root).pathname; // other courses may have the same origin
const unkept = new Map(); // holds for this page where the browser keeps nothing
const keep = (name, value) => {
  try {
    localStorage.setItem(`${course} ${name}`, JSON.stringify(value));
    unkept.delete(name);
    return true;
  } catch {
    unkept.set(name, value);
    return false;
  }
};
const recall = (name, otherwise) => {
  if (unkept.has(name)) return unkept.get(name);
  try {
    const value = JSON.parse(localStorage.getItem(`${course} ${name}`));
    return typeof value === typeof otherwise && value !== null ? value : otherwise;
  } catch {
    return otherwise;
  }
};
// Make an element: make("button", { type: "button" }, "Check")
const make = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};
