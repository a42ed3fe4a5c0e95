// The form to hand in: a file that is dropped, a field in which Tab indents, one click that sends once.
(() => {
  const form = document.querySelector("form.hand-in");
  if (!form) return;
  const zone = form.querySelector(".drop");
  const picker = zone.querySelector("input");
  const chosen = zone.querySelector("output");
  const editor = form.querySelector("textarea");
  const button = form.querySelector("button");

  const show = () => {
    const [file] = picker.files;
    chosen.textContent = file ? `${file.name}, ${Math.ceil(file.size / 1024)} KiB` : "";
  };
  picker.addEventListener("change", show);

  const hasFiles = (event) => event.dataTransfer.types.includes("Files");
  const over = (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    zone.classList.toggle("over", event.type !== "drop");
  };
  zone.addEventListener("dragenter", over);
  zone.addEventListener("dragover", over);
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    over(event);
    const { files } = event.dataTransfer;
    if (files.length === 1) {
      picker.files = files;
      show();
    } else if (files.length) chosen.textContent = "Drop one file: all your code belongs into it.";
  });

  const insert = (text) => document.execCommand("insertText", false, text); // the one way that undo knows of
  const indentLines = () => {
    const { value, selectionStart, selectionEnd } = editor;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const text = value.slice(start, selectionEnd).replace(/^(?=.)/gm, "    ");
    editor.setSelectionRange(start, selectionEnd);
    insert(text);
    editor.setSelectionRange(start, start + text.length);
  };
  const lineBefore = () => editor.value.slice(0, editor.selectionStart).split("\n").pop();
  let leaving = false;
  editor.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing) return;
    if (event.key === "Tab" && !leaving) {
      event.preventDefault();
      if (editor.value.slice(editor.selectionStart, editor.selectionEnd).includes("\n")) indentLines();
      else insert(" ".repeat(4 - (lineBefore().length % 4)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const line = lineBefore();
      insert("\n" + line.match(/^[ \t]*/)[0] + (/:\s*$/.test(line) ? "    " : ""));
    }
    leaving = event.key === "Escape";
  });

  let sent = false;
  const sending = (now) => {
    sent = now;
    button.setAttribute("aria-disabled", now); // not disabled: the focus stays where it is
    button.textContent = now ? "Handing in …" : "Hand in";
  };
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    else setTimeout(sending, 10_000, false); // it may have been stopped
    sending(true);
  });
  addEventListener("pageshow", () => { // also when one comes back to this page
    sending(false);
    show();
  });
})();
