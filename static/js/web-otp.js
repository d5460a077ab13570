// Fills in a texted code where the browser can read it from the message; sending it stays a press.

const field = document.querySelector("[autocomplete=one-time-code]");

if ("OTPCredential" in window) {
  const waiting = new AbortController();
  field.form.addEventListener("submit", () => waiting.abort());
  navigator.credentials
    .get({ otp: { transport: ["sms"] }, signal: waiting.signal })
    .then(({ code }) => {
      field.value ||= code;
    })
    // Refused, or sent before the message came: it can still be typed.
    .catch(() => {});
}
