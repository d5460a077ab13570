// Adds buttons that copy a code, and shows times in the reader's time zone.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    document.querySelector("#announcer").textContent = button.dataset.copied;
    button.lastChild.textContent = button.dataset.copied;
  });
}

for (const time of document.querySelectorAll("time")) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" });
  time.textContent = format.format(new Date(time.dateTime));
}
