// Hides the password field if codes are chosen, and does not send it.

const choice = document.querySelector("#first_factor");
const box = document.querySelector("[data-password]");
const field = box.querySelector("input");

function show() {
  box.hidden = !choice.querySelector("[value=PASSWORD]").checked;
  field.disabled = box.hidden;
}

const label = box.querySelector("label");
label.textContent = label.dataset.wanted;
choice.disabled = false;
choice.addEventListener("change", show);
// Browsers restore the choice when they return from history.
addEventListener("pageshow", show);
show();
