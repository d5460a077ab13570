// Buttons that copy a code or a key, and say so for those who look and for those who listen.

const announcer = document.querySelector("#announcer");

// Absent over plain http, but for this machine.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      announcer.textContent = button.dataset.copied;
      button.lastChild.textContent = ` ${button.dataset.copied}`;
    });
  }
}
