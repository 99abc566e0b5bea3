// Lists the site's versions in the sidebar, and leads from an old page to the newest release.
//
// A released page never changes, but the site around it does. So this reads versions.json at
// the site's root, takes only what it can check, and leaves the page as it is where the file
// is missing or wrong. The file: [{version, url, name?, torch?, preferred?}], url from the root.
// A course on another library has its module in the place of torch.
(async () => {
  const place = document.querySelector(".versions");
  if (!place || !location.protocol.startsWith("http")) return;
  const home = new URL(document.documentElement.dataset.content_root, location.href);
  const root = new URL("../", home);
  const page = location.pathname.slice(home.pathname.length);
  const { version: own, library, module, number } = place.dataset;
  const front = isLive ? "index.html" : ""; // Jupyter's server shows no folders

  const isText = (value) => typeof value === "string" && value !== "";
  const read = (entry) => {
    if (!isText(entry?.version) || !isText(entry.url) || !URL.canParse(entry.url, root)) return [];
    const url = new URL(entry.url, root);
    if (url.search || url.hash || !url.href.startsWith(root.href) || !url.pathname.endsWith("/")) return [];
    const name = isText(entry.name) ? entry.name : entry.version;
    return [{ version: entry.version, url, name, number: entry[module], preferred: entry.preferred === true }];
  };
  const element = (tag, text, properties = {}) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.textContent = text;
    return made;
  };
  const has = async (url) => {
    try {
      return (await fetch(url, { method: "HEAD" })).ok;
    } catch {
      return false;
    }
  };

  let versions;
  try {
    versions = (await (await fetch(new URL("versions.json", root))).json()).flatMap(read);
  } catch {
    return;
  }
  if (!versions.length) return;

  const list = element("ul", "");
  const links = versions.map((entry) => {
    const link = element("a", entry.name, { href: new URL(front, entry.url) });
    const note = element("small", "opens its home page");
    const item = element("li", "");
    if (entry.version === own) link.setAttribute("aria-current", "true");
    if (isText(entry.number)) link.append(" ", element("small", `${library} ${entry.number}`));
    item.append(link, " ", note);
    list.append(item);
    return { ...entry, link, note };
  });
  const menu = element("details", "");
  menu.append(element("summary", place.textContent.trim()), list);
  if (versions.some((entry) => entry.preferred)) menu.append(element("a", "What changed in each", { href: new URL("changes.html", root) }));
  place.replaceChildren(menu);
  // Whether a version has this page is asked once a reader opens the list, and not before.
  menu.addEventListener("toggle", () => {
    for (const { url, link, note } of links) {
      has(new URL(`./${page}`, url)).then((found) => {
        note.textContent = found ? "" : "has no such page: opens its home page";
        if (found) link.href = new URL(`./${page}${location.hash}`, url);
      });
    }
  }, { once: true });

  const newest = versions.find((entry) => entry.preferred);
  if (!newest || newest.version === own) return;
  let bar = document.querySelector(".announcement-content");
  if (!bar) {
    bar = element("aside", `You are reading ${own}, for ${library} ${number}.`, { className: "announcement-content", ariaLabel: "Version" });
    const outer = element("div", "", { className: "announcement" });
    outer.append(bar);
    document.querySelector(".page").before(outer);
  }
  const same = await has(new URL(`./${page}`, newest.url));
  bar.append(" ", element("a", same ? `Read this page in ${newest.name}` : `Go to ${newest.name}`, { href: same ? new URL(`./${page}${location.hash}`, newest.url) : new URL(front, newest.url) }));
})();
