// A submission at the desk: keys for the neighbours, and a click on a line's number begins a comment on it.
(() => {
  const OFF = "keys-off";
  const LEADS = { "[": "prev", k: "prev", "]": "next", j: "next" };
  const note = document.querySelector(".keys");
  const toggle = note?.querySelector("[data-keys]");

  const areOn = () => localStorage.getItem(OFF) === null;
  const tell = () => {
    note.hidden = false;
    toggle.textContent = areOn() ? "Turn the keys off" : "Turn the keys on";
  };
  if (toggle) {
    tell();
    toggle.addEventListener("click", () => {
      if (areOn()) localStorage.setItem(OFF, "1");
      else localStorage.removeItem(OFF);
      tell();
    });
  }

  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
  document.addEventListener("keydown", (event) => {
    const rel = LEADS[event.key];
    if (!rel || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (isTyping(event.target) || !areOn()) return;
    document.querySelector(`.neighbours a[rel="${rel}"]`)?.click();
  });

  const field = document.querySelector(".comment-form [name=line]");
  const listing = document.querySelector(".listing");
  if (!field || !listing) return;
  listing.classList.add("pickable");
  listing.addEventListener("click", (event) => {
    const line = event.target.closest(".line");
    if (!line || event.target.closest("a")) return;
    const isNumber = event.clientX < line.getBoundingClientRect().left + parseFloat(getComputedStyle(line).paddingLeft);
    if (!isNumber) return;
    field.value = line.id.replace("line-", "");
    field.form.elements.text.focus();
  });
})();
