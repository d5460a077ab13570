// The choice between a password and codes: a password that is not wanted is folded away and not sent.

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
// A browser that comes back from history restores the choice.
addEventListener("pageshow", show);
show();
