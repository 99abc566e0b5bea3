// In the place of clipboard.js, as far as sphinx-copybutton needs it: a tenth of the weight.
// It calls new ClipboardJS(selector, { text: trigger => "..." }).on("success" or "error", event => ...).
window.ClipboardJS = class {
  constructor(selector, { text }) {
    this.handlers = {};
    document.addEventListener("click", async ({ target }) => {
      const trigger = target.closest(selector);
      if (!trigger) return;
      try {
        await navigator.clipboard.writeText(text(trigger)); // browsers have it over HTTPS, from files, and on the own machine
        this.handlers.success({ trigger });
      } catch {
        this.handlers.error({ trigger });
      }
    });
  }
  on(name, handler) {
    this.handlers[name] = handler;
  }
};
