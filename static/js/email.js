// Offers to mend a slip in an email address: `gmial.com`, `gmail.con`. The address as typed will do.

// Milliseconds without typing.
const PAUSE = 400;
// Mail services and the endings of their domains. Only a slip in one of these is mended: another name
// with another ending is somebody else's, such as `vmail.me` or `netmail.de`.
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
// No such domains.
const ENDINGS = /^(con|cim|vom|xom|comm|ocm|cmo)$/;
// Countries', but not of these services.
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

// Returns the address that was meant, or undefined.
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

// Whether two words are one slip apart. Services differ in their first letters (`foxmail`, `ymail`),
// where slips are rare, so those have to be right, if not in the right order.
function isNear(one, other) {
  const beginsAlike = one[0] === other[0] || (one[0] === other[1] && one[1] === other[0]);
  return beginsAlike && distance(one, other) <= 1;
}

// Counts letters too many, missing, wrong, or in each other's place.
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
