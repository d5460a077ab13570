// Suggests a correction of a mistyped email address: `gmial.com`, `gmail.con`.

// Milliseconds without input.
const PAUSE = 400;
// Mail services and their top-level domains. Only typing errors in one of the two are corrected, because
// `vmail.me` and `netmail.de` are different services.
const WORLDWIDE = ["com", "co.uk", "co.jp", "com.au", "com.br", "ca", "de", "es", "fr", "it"];
const SERVICES = new Map([
  ["gmail", ["com"]],
  ["googlemail", ["com"]],
  ["hotmail", WORLDWIDE],
  ["icloud", ["com"]],
  ["outlook", WORLDWIDE],
  ["protonmail", ["com", "ch"]],
  ["yahoo", WORLDWIDE],
]);
// Domains that do not exist.
const ENDINGS = /^(con|cim|vom|xom|comm|ocm|cmo)$/;
// Countries' domains that these services do not use.
const SHORT_ENDINGS = /^(co|cm|om)$/;

const announcer = document.querySelector("#announcer");

for (const field of document.querySelectorAll("input[type=email]")) {
  const button = field.parentElement.querySelector(".suggestion");
  let timer;
  let address;

  field.addEventListener("input", () => {
    clearTimeout(timer);
    button.hidden = true;
    timer = setTimeout(() => {
      address = suggestion(field.value.trim());
      if (address) {
        button.textContent = button.dataset.text.replace("…", address);
        button.hidden = false;
        announcer.textContent = button.dataset.question.replace("…", address);
      }
    }, PAUSE);
  });
  button.addEventListener("click", () => {
    field.value = address;
    field.focus();
    button.hidden = true;
  });
}

// Returns the corrected address, or undefined.
function suggestion(address) {
  const [, local, name, ending] = address.match(/^(.+@)([^@.]+)\.([^@]+)$/) ?? [];
  if (!local) {
    return undefined;
  }
  const [plain, tld] = [name.toLowerCase(), ending.toLowerCase()];
  const known = [...SERVICES.keys()].find((other) => isNear(plain, other));
  const mended = ENDINGS.test(tld) || (known && SHORT_ENDINGS.test(tld)) ? "com" : ending;
  const service = SERVICES.get(known)?.includes(mended.toLowerCase()) ? known : name;
  const meant = `${local}${service}.${mended}`;
  return meant.toLowerCase() === address.toLowerCase() ? undefined : meant;
}

// Whether two words differ by one typing error. Services differ in their first letters (`foxmail`,
// `ymail`), where errors are rare, so those must match, in any order.
function isNear(one, other) {
  const beginsAlike = one[0] === other[0] || (one[0] === other[1] && one[1] === other[0]);
  return beginsAlike && distance(one, other) <= 1;
}

// Counts inserted, missing, wrong and swapped letters.
function distance(one, other) {
  const rows = [...Array(one.length + 1)].map((_, i) => [i]);
  rows[0] = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    for (let j = 1; j <= other.length; j++) {
      const wrong = Number(one[i - 1] !== other[j - 1]);
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + wrong);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
  }
  return rows[one.length][other.length];
}
