// A form that is sent while the browser is offline stays, with what was typed: the browser's own page
// would take its place.

const { offline } = document.querySelector("#announcer").dataset;
const message = document.createElement("p");
message.className = "error-message";
message.role = "alert";

// Before the scripts that show a press.
document.addEventListener(
  "submit",
  (event) => {
    message.remove();
    if (!navigator.onLine) {
      event.preventDefault();
      message.textContent = offline;
      event.target.append(message);
    }
  },
  true,
);
