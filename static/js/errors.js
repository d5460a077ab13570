// Additions to a form that was refused.

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
