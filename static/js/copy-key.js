// Copies the key of an authenticator app, without the spaces that it is shown with.

const button = document.querySelector("[data-copy]");
const announcer = document.querySelector("#announcer");

if (navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    announcer.textContent = button.dataset.copied;
  });
}
