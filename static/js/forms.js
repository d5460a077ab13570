// Enhancements of all forms, which work without scripts.

const announcer = document.querySelector("#announcer");

// Shows a press at once, announces a slow response, and prevents sending twice.

// Milliseconds until it is said that a page is busy, and that it takes longer than usual.
const WHILE = 1000;
const LONG = 10_000;
let timers = [];
const labels = new Map();

announcer.parentElement.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter ?? form.querySelector("[type=submit]");
  if (form.dataset.submitted || button.ariaDisabled) {
    event.preventDefault();
  }
  if (!event.defaultPrevented) {
    form.dataset.submitted = "true";
    button.ariaBusy = "true";
    labels.set(button, [...button.childNodes]);
    button.textContent = button.dataset.busy ?? button.textContent;
    timers = [[button.textContent, WHILE], [announcer.dataset.slow, LONG]].map(([words, time]) =>
      setTimeout(() => (announcer.textContent = words), time),
    );
  }
});

// The page may return from history and be sent again.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) {
    timers.forEach(clearTimeout);
    for (const form of document.forms) {
      delete form.dataset.submitted;
    }
    for (const [button, label] of labels) {
      button.ariaBusy = null;
      button.replaceChildren(...label);
    }
  }
});

// Drawing a glide takes a slow processor longer than the page that it leads to. In milliseconds.
const SLOW = 50;
addEventListener("pageswap", ({ viewTransition }) => {
  const [{ responseEnd, domContentLoadedEventEnd }] = performance.getEntriesByType("navigation");
  if (domContentLoadedEventEnd - responseEnd > SLOW) {
    viewTransition?.skipTransition();
  }
});
