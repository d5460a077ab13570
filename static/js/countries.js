// Replaces the list of countries by a combobox that searches names and codes.

// Milliseconds without input, after which the number of results is announced.
const PAUSE = 800;
// A number for each plural form, in the order of the page's texts.
const OF_EACH_FORM = [0, 1, 2, 3, 11, 100];

const announcer = document.querySelector("#announcer");
const rules = new Intl.PluralRules(document.documentElement.lang);

// Input for letters with an accent.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

for (const select of document.querySelectorAll("[autocomplete=tel-country-code]")) {
  const countries = [...select.options].map(({ text, value }) => {
    const [, name, code] = text.match(/^(.*) \((.*)\)$/);
    const words = plain(name).split(/[^\p{L}]+/u);
    const initials = words.map((word) => word[0]).join("");
    return { text, value, name, code, words, keys: [value.toLowerCase(), initials, plain(name)] };
  });
  const { listLabel, noneFound, found: countFound } = select.parentElement.dataset;
  const forms = countFound.split("|");

  const input = document.createElement("input");
  const popup = document.createElement("div");
  const list = popup.appendChild(document.createElement("ul"));
  const none = popup.appendChild(document.createElement("p"));
  let found = [];
  let active = 0;
  let timer;

  // The field hides the list, which is still sent and can be autofilled.
  const { id } = select;
  select.removeAttribute("id");
  const description = select.getAttribute("aria-describedby") ?? "";
  input.ariaInvalid = select.ariaInvalid;
  setAttributes(input, {
    "aria-describedby": `${id}-search ${description}`.trim(),
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-autocomplete": "list", "aria-controls": `${id}-list`, "aria-expanded": "false",
  });
  setAttributes(list, { id: `${id}-list`, role: "listbox", "aria-label": listLabel });
  setAttributes(select, { tabindex: "-1", "aria-hidden": "true", class: "visually-hidden" });
  popup.className = "popup";
  none.className = "hint";
  none.textContent = noneFound;
  popup.hidden = true;
  input.value = chosen().text;
  select.after(input, popup);

  function chosen() {
    return countries[select.selectedIndex];
  }

  function open(typed) {
    found = typed ? search(typed) : countries;
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    none.hidden = Boolean(found.length);
    popup.hidden = false;
    input.ariaExpanded = "true";
    activate(typed ? 0 : found.indexOf(chosen()));
    clearTimeout(timer);
    timer = setTimeout(announce, PAUSE);
  }

  function announce() {
    const { length } = found;
    const form = OF_EACH_FORM.findIndex((number) => rules.select(number) === rules.select(length));
    announcer.textContent = length ? forms[form].replace("…", length) : noneFound;
  }

  function close() {
    clearTimeout(timer);
    popup.hidden = true;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
    input.value = chosen().text;
  }

  function choose(country) {
    select.value = country.value;
    select.dispatchEvent(new Event("change"));
  }

  function activate(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = (index + found.length) % found.length;
    const element = list.children[active];
    element?.setAttribute("aria-selected", "true");
    element?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", element?.id ?? "");
  }

  function option({ name, code }, i) {
    const element = document.createElement("li");
    const digits = document.createElement("span");
    setAttributes(element, { id: `${id}-${i}`, role: "option", "aria-selected": "false" });
    setAttributes(digits, { class: "digits", dir: "ltr" });
    digits.textContent = code;
    element.append(name, digits);
    return element;
  }

  // Exact matches first (`uk`, `gb`), then names that start with the input, then words.
  function search(typed) {
    const query = plain(typed).trim();
    const digits = query.replace(/\D/g, "").replace(/^00/, "");
    if (digits) {
      return countries.filter(({ code }) => code.replace(/\D/g, "").startsWith(digits));
    }
    const ranks = [
      ({ keys }) => keys[0] === query,
      ({ keys }) => keys.includes(query),
      ({ keys }) => keys.some((key) => key.startsWith(query)),
      ({ words }) => words.some((word) => word.startsWith(query)),
      ({ keys }) => keys[2].includes(query),
    ];
    return [...new Set(ranks.flatMap((fits) => countries.filter(fits)))];
  }

  const keys = {
    ArrowDown: () => (popup.hidden ? open() : activate(active + 1)),
    ArrowUp: () => (popup.hidden ? open() : activate(active - 1)),
    Enter: () => found[active] && choose(found[active]),
    Escape: close,
  };
  input.addEventListener("keydown", (event) => {
    const isOpening = event.key.startsWith("Arrow");
    if (keys[event.key] && (isOpening || !popup.hidden)) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => popup.hidden && open());
  input.addEventListener("input", () => open(input.value));
  // Leaving the field selects the marked country.
  input.addEventListener("blur", () => {
    if (!popup.hidden && found[active]) {
      choose(found[active]);
    }
    close();
  });
  // A press on the list keeps the focus.
  popup.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    choose(found[[...list.children].indexOf(target.closest("li"))] ?? chosen());
  });
  select.addEventListener("change", close);
}

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
}
