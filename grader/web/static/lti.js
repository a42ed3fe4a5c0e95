// Sends at once what has to go back to the LMS, and closes what it opened for us; without scripts, there are buttons.
for (const form of document.querySelectorAll("form[data-send]")) form.submit();
for (const part of document.querySelectorAll("[data-origin]")) {
  const waiting = window.opener ?? (window.parent === window ? null : window.parent);
  waiting?.postMessage({ subject: "org.imsglobal.lti.close" }, part.dataset.origin);
}
