// Opens the browser's dialog for a passkey before a form is sent.

// A form has the ceremony in `data-passkey` and the pool's options in `data-options`. It stays hidden in
// browsers that cannot parse them, and sends `credential` as JSON, or the name of an `error`.

const { PublicKeyCredential: passkeys } = globalThis;
const ceremonies = {
  create: (options) =>
    navigator.credentials.create({ publicKey: passkeys.parseCreationOptionsFromJSON(options) }),
  get: (options) =>
    navigator.credentials.get({ publicKey: passkeys.parseRequestOptionsFromJSON(options) }),
};

if (
  passkeys?.parseCreationOptionsFromJSON &&
  passkeys.parseRequestOptionsFromJSON &&
  passkeys.prototype.toJSON
) {
  for (const element of document.querySelectorAll("[data-passkey], [data-needs-passkeys]")) {
    element.hidden = false;
  }
  document.querySelector("[data-without-passkeys]")?.remove();
  // A page before them says that passkeys can be offered.
  for (const field of document.querySelectorAll("[name=passkeys]")) {
    field.value = "supported";
  }
}

// A passkey that the pool refused, or has deleted, disappears from the browser's list.
for (const { dataset } of document.querySelectorAll("[data-unknown-passkey]")) {
  passkeys?.signalUnknownCredential?.(JSON.parse(dataset.unknownPasskey)).catch(() => {});
}

// After every listener of the form: a press that they stopped, such as a second one, opens no dialog.
addEventListener("submit", async (event) => {
  const form = event.target;
  const ceremony = ceremonies[form.dataset.passkey];
  if (!ceremony || event.defaultPrevented) {
    return;
  }
  event.preventDefault();
  const { credential, error } = form.elements;
  [credential.value, error.value] = ["", ""];
  try {
    credential.value = JSON.stringify(await ceremony(JSON.parse(form.dataset.options)));
  } catch ({ name }) {
    error.value = name;
  }
  form.submit();
});
