// Fills in a code from a text message, without sending the form.

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
