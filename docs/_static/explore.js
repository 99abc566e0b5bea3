// An explorer is a fold. Its script is loaded when somebody opens one, or follows a link to a case: #explore-broadcast?a=3,1&b=4
document.addEventListener("DOMContentLoaded", () => {
  const places = [...document.querySelectorAll(".explorer")];
  const load = ({ dataset }) => {
    if (document.getElementById("explorers")) return;
    const script = make("script", { id: "explorers", src: new URL(dataset.script, root) });
    script.onerror = () => {
      script.remove();
      for (const place of places) place.open = false; // opened again, it tries again
    };
    document.head.append(make("link", { rel: "stylesheet", href: new URL(dataset.style, root) }), script);
  };
  const openAsked = () => {
    const asked = places.find((place) => location.hash.startsWith(`#${place.id}?`));
    if (!asked) return;
    asked.open = true;
    asked.dispatchEvent(new CustomEvent("asked"));
    asked.scrollIntoView();
  };
  for (const place of places) {
    place.hidden = false;
    place.addEventListener("toggle", () => place.open && load(place));
  }
  addEventListener("hashchange", openAsked);
  openAsked();
});
