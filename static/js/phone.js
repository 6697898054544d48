// The simulator's phone asks for its messages every two seconds; what has not changed is left alone, so that a screen
// reader says only what is new and a link keeps its focus.

let last = "";

document.addEventListener("htmx:beforeSwap", (event) => {
  const came = event.detail.serverResponse;
  if (came === last) event.detail.shouldSwap = false;
  last = came;
});
