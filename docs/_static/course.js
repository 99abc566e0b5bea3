// Code and output that are wider than the page scroll sideways: let a keyboard do that too.
document.addEventListener("DOMContentLoaded", () => {
  for (const block of document.querySelectorAll("pre")) {
    if (block.scrollWidth > block.clientWidth) {
      block.tabIndex = 0;
      block.setAttribute("role", "region");
      block.setAttribute("aria-label", block.closest(".sphx-glr-script-out") ? "Output" : "Code");
    }
  }
});
