// Counts down in the label of a disabled button, and announces when it can be pressed.

const announcer = document.querySelector("#announcer");

for (const button of document.querySelectorAll("[data-countdown]")) {
  const label = button.textContent;
  const labels = button.dataset.countdown.split("|");
  const end = Date.now() + labels.length * 1000;
  const show = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    button.textContent = labels[left - 1] ?? label;
    if (left <= 0) {
      clearInterval(timer);
      button.ariaDisabled = null;
      announcer.textContent = button.dataset.over;
    }
  };
  const timer = setInterval(show, 1000);
  button.ariaDisabled = "true";
  show();
}
