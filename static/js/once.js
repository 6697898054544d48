// A form that is sent once, however often its button is pressed: a second request would cut off the answer to the first.
const PATIENCE = 10_000; // milliseconds until the button may be tried again

for (const form of document.querySelectorAll("form[data-once]")) {
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    if (performance.now() - sentAt < PATIENCE) event.preventDefault();
    else sentAt = performance.now();
  });
  addEventListener("pageshow", () => {
    sentAt = -Infinity; // back from another page
  });
}
