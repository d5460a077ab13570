// Shows times in the reader's time zone.

for (const time of document.querySelectorAll("time")) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" });
  time.textContent = format.format(new Date(time.dateTime));
}
