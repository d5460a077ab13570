// Offers to mend a slip in an email address: `gmial.com`, `gmail.con`. The address as typed will do.

// Milliseconds without typing.
const PAUSE = 400;
const NAMES = ["gmail", "yahoo", "hotmail", "outlook", "icloud", "googlemail", "protonmail"];
// Services of their own, one letter from those above.
const LOOKALIKES = ["mail", "email", "ymail", "cloud"];
// No such domains.
const ENDINGS = /^(con|cim|vom|xom|comm|ocm|cmo)$/;
// Countries', but not of these services.
const SHORT_ENDINGS = /^(co|cm|om)$/;

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
        const question = button.dataset.announcement.replace("…", address);
        document.querySelector("#announcer").textContent = question;
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
  const plain = name.toLowerCase();
  const known = LOOKALIKES.includes(plain) ? undefined : NAMES.find((other) => isNear(plain, other));
  const tld = ending.toLowerCase();
  const mended = ENDINGS.test(tld) || (known && SHORT_ENDINGS.test(tld)) ? "com" : ending;
  const meant = `${local}${known ?? name}.${mended}`;
  return meant.toLowerCase() === address.toLowerCase() ? undefined : meant;
}

// Whether two words are one slip apart, or two where they are long.
function isNear(one, other) {
  return distance(one, other) <= (other.length > 6 ? 2 : 1);
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
