// What scripts add to every form; each form works without.

const announcer = document.querySelector("#announcer");

// A press shows at once, and is spoken when it takes a while. A second one would sign up twice.

// Milliseconds until it is said that a page is busy, and that it takes longer than usual.
const WHILE = 1000;
const LONG = 10_000;
let timers = [];
const labels = new Map();

document.addEventListener("submit", (event) => {
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

// The page may come back from history, ready for another try.
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

// A line of the error summary leads to its field, and shows the label and the message above it.
for (const link of document.querySelectorAll(".error-summary a[href^='#']")) {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    event.preventDefault();
    (field.labels?.[0] ?? field).scrollIntoView();
    (field.matches("fieldset") ? field.querySelector("input") : field).focus({ preventScroll: true });
  });
}

// A field that was mended is red no more once it is left; its line in the summary stays. What is
// pressed meanwhile does not move away: the message goes when the press is over.
let pressing = false;
addEventListener("pointerdown", () => (pressing = true), true);
addEventListener("pointerup", () => setTimeout(() => (pressing = false)), true);

for (const field of document.querySelectorAll("[aria-invalid]")) {
  const box = field.closest(".field");
  const refused = field.value;

  function clear() {
    const changed = field.type === "checkbox" ? field.checked : field.value && field.value !== refused;
    if (changed && field.validity.valid && !box.querySelector("[data-met=false]")) {
      field.removeAttribute("aria-invalid");
      if (!box.querySelector("[aria-invalid]")) {
        box.querySelector("[id$='-error']").replaceChildren();
      }
    }
  }

  field.addEventListener("blur", () => {
    if (pressing) {
      addEventListener("pointerup", () => setTimeout(clear), { once: true });
    } else {
      clear();
    }
  });
}
