// Where scripts run, nobody needs the links that stand in for them.
// What scrolls sideways can be reached by keyboard; what does not is no stop on the way.
(() => {
  document.documentElement.classList.add("with-script");
  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  const watch = (part) => {
    for (const box of part.querySelectorAll(".scroll, .math.block")) watcher.observe(box);
  };
  watch(document);
  document.addEventListener("htmx:load", (event) => watch(event.detail.elt)); // what comes later scrolls as well
})();
