// Shows the password, ticks the checklist, warns about guessable passwords and Caps Lock, without
// delaying typing, pasting or sending.

// Milliseconds without input, after which changes are announced.
const PAUSE = 1500;
// Characters that are hard to guess.
const FAIR = 8;
// Letters from which on a password may be several words.
const WORDS = 12;
// Common substitutions of letters.
const LETTERS = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t", "@": "a", $: "s", "!": "i" };
// Shortest personal word to look for in the password.
const PERSONAL = 4;

const announcer = document.querySelector("#announcer");

for (const box of document.querySelectorAll("[data-password]")) {
  const field = box.querySelector("input");
  addShowButton(field, box.querySelector("button"));
  addCapsLockHint(field, box.querySelector("[data-caps-lock]"));
  const checklist = box.querySelector(".checklist");
  if (checklist) {
    addChecklist(field, checklist);
    addWarning(field, box.querySelector(".strength"), checklist);
  }
}

function addShowButton(field, button) {
  const [word] = button.querySelectorAll("span");
  const { show, hide, isVisible, isHidden } = button.dataset;
  const [showWord, hideWord] = [word.textContent, word.dataset.other];

  function makeVisible(visible) {
    field.type = visible ? "text" : "password";
    word.textContent = visible ? hideWord : showWord;
    button.setAttribute("aria-label", visible ? hide : show);
  }

  // A field that is hidden already stays untouched: a change would be laid out and painted before it is sent.
  function makeHidden() {
    if (field.type === "text") {
      makeVisible(false);
    }
  }

  button.addEventListener("click", () => {
    makeVisible(field.type === "password");
    announcer.textContent = field.type === "text" ? isVisible : isHidden;
  });
  // Browsers offer to keep what a password field sends, and may keep what a text field sends.
  field.form.addEventListener("submit", makeHidden);
  addEventListener("pageshow", (event) => event.persisted && makeHidden());
  button.hidden = false;
}

function addCapsLockHint(field, hint) {
  for (const type of ["keydown", "keyup"]) {
    field.addEventListener(type, (event) => {
      // Password managers send key events without modifiers.
      const on = event.getModifierState?.("CapsLock") ?? false;
      if (on && hint.hidden) {
        announcer.textContent = hint.textContent;
      }
      hint.hidden = !on;
    });
  }
  field.addEventListener("blur", () => (hint.hidden = true));
}

function addChecklist(field, checklist) {
  const items = [...checklist.children];
  let timer;

  field.addEventListener("input", () => {
    const characters = [...field.value];
    for (const { dataset } of items) {
      const met = dataset.anyOf
        ? characters.some((character) => dataset.anyOf.includes(character))
        : characters.length >= Number(dataset.minimum);
      dataset.met = met;
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      const missing = items.filter((item) => item.dataset.met === "false");
      // Made when it is needed: it takes longer than everything else that scripts do at the start.
      const list = new Intl.ListFormat(document.documentElement.lang);
      const names = list.format(missing.map((item) => item.textContent.trim()));
      const { complete, incomplete } = checklist.dataset;
      announcer.textContent = names ? incomplete.replace("…", names) : complete;
    }, PAUSE);
  });
}

// Warns about guessable passwords and never calls one strong, because the server knows more common
// passwords. Violated rules are the checklist's.
function addWarning(field, element, checklist) {
  const advice = element.textContent;
  const guesses = element.dataset.guesses.split(" ");

  field.addEventListener("input", () => {
    const names = [...field.form.elements]
      .filter((other) => other !== field && other.matches("[type=email], [type=text]"))
      .map((other) => other.value.toLowerCase().split("@")[0])
      .filter((name) => name.length >= PERSONAL);
    const complete = !checklist.querySelector("[data-met=false]");
    const weak = complete && field.value && isGuessedFirst(field.value, [...guesses, ...names]);
    element.textContent = weak ? element.dataset.warning : advice;
    element.classList.toggle("weak", weak);
  });
}

// Whether little remains without known words and repetitions, or it is a word with substitutions.
function isGuessedFirst(password, guesses) {
  const plain = password
    .toLowerCase()
    .replace(/[\W\d_]+$|^[\W\d_]+/g, "")
    .replace(/[013457@$!]/g, (sign) => LETTERS[sign]);
  let rest = password.toLowerCase();
  for (const guess of guesses) {
    rest = rest.replaceAll(guess, "");
  }
  // `haha` says no more than `ha`.
  rest = rest.replace(/(.+?)\1+/gu, "$1");
  return rest.length < FAIR || (plain.length < WORDS && /^\p{L}*$/u.test(plain));
}
