// Where code can be run, load what runs it. No other page loads anything of this.
if (isLive) {
  document.addEventListener("DOMContentLoaded", () => {
    document.head.append(make("link", { rel: "stylesheet", href: new URL("_static/live.css", root) }), make("script", { src: new URL("_static/live.js", root) }));
  });
}
