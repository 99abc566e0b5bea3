// Pages that were visited can be read without a network: worker.js, at the root of the version, keeps them.
// Browsers have this over HTTPS and on the reader's own machine.
// A live page needs its server anyway, and a worker would lose the request that ends its kernel when it is left.
const worker = !isLive && isSecureContext && location.protocol.startsWith("http") ? navigator.serviceWorker : undefined;
const keepPages = async () => {
  const isFirst = !worker.controller;
  await worker.register(new URL("worker.js", root));
  const { active } = await worker.ready;
  // What came before the worker has to be named to it.
  const loaded = [location.href.split("#")[0], ...performance.getEntriesByType("resource").map(({ name }) => name)];
  if (isFirst) active.postMessage([...new Set(loaded)].filter((url) => url.startsWith(root.href)));
};
const forgetPages = async () => {
  const registration = await worker.getRegistration(root);
  if (registration?.scope === root.href) await registration.unregister();
  for (const name of await caches.keys()) if (name.startsWith(`${root.href} `)) await caches.delete(name);
};
if (worker) addEventListener("load", () => (recall("offline", true) ? keepPages() : forgetPages()).catch(() => {})); // where storage is switched off
// Settings that are on until a reader switches them off, on the page "Your progress"
const offer = (name, words, act) => {
  const place = document.querySelector(`.${name}`);
  const input = make("input", { type: "checkbox" });
  const status = make("span", { role: "status" });
  input.checked = recall(name, true);
  input.addEventListener("change", async () => {
    keep(name, input.checked);
    status.textContent = ` ${await act(input.checked)}`;
  });
  place?.replaceChildren(make("label", {}, input, ` ${words}`), status);
};
document.addEventListener("DOMContentLoaded", () => {
  offer("slash", "The key / leads to the search.", (on) => (on ? "On." : "Off."));
  if (!worker) return;
  offer("offline", "Keep the pages that I open, so that I can read them without a network.", async (on) => {
    await (on ? keepPages() : forgetPages());
    return on ? "On." : "Off. The pages that were kept are deleted.";
  });
});
