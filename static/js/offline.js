// A form that is sent while the browser is offline stays, with what was typed: the browser's own page
// would take its place.

const { offline } = document.querySelector("#announcer").dataset;
// A server on this machine is reached without a connection.
const isHere = /^(localhost|127(\.\d+){3}|\[::1])$/.test(location.hostname);
const message = document.createElement("p");
message.className = "error-message";
message.role = "alert";

// Before the scripts that show a press.
document.addEventListener(
  "submit",
  (event) => {
    message.remove();
    if (!navigator.onLine && !isHere) {
      event.preventDefault();
      message.textContent = offline;
      event.target.append(message);
    }
  },
  true,
);
