// A page has an output that differs by device once for each. Make tabs of them; one choice holds for the whole site.
const remember = (name) => {
  try {
    if (name) localStorage.setItem("device", name);
    return localStorage.getItem("device");
  } catch {
    return name; // the browser keeps nothing: the choice holds for this page
  }
};
const chooseDevice = (name) => {
  for (const group of document.querySelectorAll(".devices")) {
    const tabs = [...group.querySelectorAll("[role=tab]")];
    const chosen = tabs.find((tab) => tab.textContent === name) ?? tabs[0];
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      group.children[index + 1].hidden = tab !== chosen;
    });
  }
};
document.addEventListener("DOMContentLoaded", () => {
  for (const group of document.querySelectorAll(".devices")) {
    const list = document.createElement("div");
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", "Device");
    const labels = [...group.querySelectorAll(".ran-on")];
    const kinds = labels.map((label) => label.firstElementChild.textContent);
    labels.forEach((label, index) => {
      const tab = document.createElement("button");
      tab.setAttribute("role", "tab");
      const alone = kinds.filter((kind) => kind === kinds[index]).length === 1;
      tab.textContent = alone ? kinds[index] : label.textContent.split(" · ")[0];
      tab.addEventListener("click", () => {
        const before = tab.getBoundingClientRect().top;
        chooseDevice(remember(tab.textContent));
        scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: "instant" }); // outputs above may be longer now
      });
      label.parentElement.setAttribute("role", "tabpanel");
      label.parentElement.setAttribute("aria-label", label.textContent);
      list.append(tab);
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const tabs = [...list.children];
      const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
      next.click();
      next.focus();
    });
    group.prepend(list);
  }
  chooseDevice(remember());
});

// Code, output and tables that are wider than the page scroll sideways: let a keyboard do that too.
document.addEventListener("DOMContentLoaded", () => {
  const watcher = new ResizeObserver((entries) => {
    // All are measured before one is changed, or each would be laid out again.
    const measured = entries.map(({ target }) => [target, target.scrollWidth > target.clientWidth]);
    for (const [target, isWide] of measured) {
      if (isWide === target.hasAttribute("tabindex")) continue;
      for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
      if (!isWide) continue;
      target.tabIndex = 0;
      target.setAttribute("role", "group");
      target.setAttribute("aria-label", target.matches(".table-wrapper") ? "Table" : target.closest(".output") ? "Output" : "Code");
    }
  });
  for (const block of document.querySelectorAll("pre, .table-wrapper")) watcher.observe(block);
});

// The menu and the contents on a phone: Furo opens them with labels. A keyboard needs buttons.
document.addEventListener("DOMContentLoaded", () => {
  for (const [id, drawer] of [["__navigation", ".sidebar-drawer"], ["__toc", ".toc-drawer"]]) {
    const box = document.getElementById(id);
    const contents = document.querySelector(drawer);
    const buttons = [...document.querySelectorAll(`[class*=overlay-icon][for=${id}]`)].map((label) => {
      const button = document.createElement("button");
      button.className = label.className;
      button.setAttribute("aria-label", contents.getAttribute("aria-label"));
      button.append(...label.children);
      label.replaceWith(button);
      return button;
    });
    const set = (isOpen) => {
      box.checked = isOpen;
      for (const button of buttons) button.setAttribute("aria-expanded", isOpen);
    };
    for (const button of buttons) {
      button.addEventListener("click", () => {
        set(true);
        [...contents.querySelectorAll("a")].find((link) => link.checkVisibility()).focus();
      });
    }
    set(box.checked); // browsers keep it when they go back
    box.addEventListener("change", () => set(box.checked)); // what is beside it closes it
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.checked) return;
      set(false);
      buttons.find((button) => button.checkVisibility()).focus();
    });
    contents.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !contents.contains(relatedTarget)) set(false); // what has the focus mustn't lie under it
    });
    contents.addEventListener("click", (event) => event.target.closest('a[href^="#"]') && set(false));
  }
});

// Escape closes what one opened above a lesson, and the theme's switch says what it is at.
document.addEventListener("keydown", (event) => {
  const opened = document.querySelector("details.ways[open]");
  if (event.key !== "Escape" || !opened) return;
  opened.open = false;
  opened.firstElementChild.focus();
});
document.addEventListener("DOMContentLoaded", () => {
  const name = () => {
    const now = { light: "light", dark: "dark", auto: "as in the system" }[document.body.dataset.theme];
    for (const button of document.querySelectorAll(".theme-toggle")) button.setAttribute("aria-label", `Colours: ${now}. Change`);
  };
  new MutationObserver(name).observe(document.body, { attributeFilter: ["data-theme"] });
  name();
});

// "/" leads to the search, as on many sites.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || !recall("slash", true) || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  const fields = [...document.querySelectorAll(".find input, .sidebar-search")];
  const field = fields.find((each) => each.checkVisibility({ visibilityProperty: true }) && each.getBoundingClientRect().right > 0);
  if (field) field.select();
  else location.href = document.querySelector(".sidebar-search-container").action;
});

// ?project in the address of a page shows it for a projector, and so does each page that it links to, until Esc.
if (new URLSearchParams(location.search).has("project")) {
  const root = document.documentElement;
  const leave = () => {
    root.classList.remove("project");
    history.replaceState(null, "", location.pathname + location.hash);
  };
  root.classList.add("project");
  document.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.createElement("button");
    button.className = "leave";
    button.textContent = "Leave (Esc)";
    button.addEventListener("click", leave);
    document.body.append(button);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const leads = link && link.host === location.host && link.pathname.endsWith(".html") && !link.getAttribute("href").startsWith("#");
    if (leads && root.classList.contains("project")) link.search = "?project";
  });
}
