// What scripts add to every form; each form works without.

// A second press while the first is on its way would sign up twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.submitted) {
    event.preventDefault();
  }
  form.dataset.submitted = "true";
});

// The page may come back from history, ready for another try.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    for (const form of document.forms) {
      delete form.dataset.submitted;
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
for (const link of document.querySelectorAll(".error-summary a")) {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    event.preventDefault();
    (field.labels?.[0] ?? field).scrollIntoView();
    (field.matches("fieldset") ? field.querySelector("input") : field).focus({ preventScroll: true });
  });
}

// A waiting time that counts down.
for (const element of document.querySelectorAll("[data-countdown]")) {
  const words = element.textContent.trim();
  const end = Date.now() + Number(element.dataset.countdown) * 1000;
  const timer = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1000);
    element.textContent = words.replace(/\d+/, String(Math.max(left, 0)));
    if (left <= 0) {
      clearInterval(timer);
      element.hidden = true;
    }
  }, 1000);
}
