// Presses the page's button repeatedly, until the link has been opened.

// Milliseconds between presses, as in amplify-js.
const INTERVAL = 5000;
const form = document.querySelector("#wait-for-link");

async function ask() {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (new URL(answer.url).pathname !== new URL(form.action).pathname) {
    location.assign(answer.url);
  } else {
    setTimeout(ask, INTERVAL);
  }
}

setTimeout(ask, INTERVAL);
