// A Jupyter server that can run the code of this course serves it below static/live/: start.py says so, and .binder/. No other page loads anything of this.
if (location.pathname.includes("/static/live/")) {
  document.addEventListener("DOMContentLoaded", () => {
    document.head.append(make("link", { rel: "stylesheet", href: new URL("_static/live.css", root) }), make("script", { src: new URL("_static/live.js", root) }));
  });
}
