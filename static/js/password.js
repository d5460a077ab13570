// What scripts add to a password: showing it, ticks on the list of what it needs, a word on its
// strength, and a hint about Caps Lock. None of it holds up typing, pasting or sending.

// Milliseconds without typing, after which a screen reader is told more.
const PAUSE = 1500;
// Characters that are hard to guess.
const FAIR = 8;
const STRONG = 14;
// Characters of a name that is looked for in the password.
const PERSONAL = 4;

const announcer = document.querySelector("#announcer");

for (const box of document.querySelectorAll("[data-password]")) {
  const field = box.querySelector("input");
  addShowButton(field, box.querySelector("button"));
  addCapsLockHint(field, box.querySelector("[data-caps-lock]"));
  const checklist = box.querySelector(".checklist");
  if (checklist) {
    addChecklist(field, checklist);
    addStrength(field, box.querySelector(".strength"));
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

  // What is hidden already stays untouched: a change would be laid out and painted before it is sent.
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
      // What fills in passwords sends key events that know no modifiers.
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

// Length is what counts, less what guessing begins with. Whether many people use the password is
// for the server to say, which knows more of them.
function addStrength(field, element) {
  const advice = element.textContent;
  const words = JSON.parse(element.dataset.words);
  const guesses = JSON.parse(element.dataset.guesses);

  field.addEventListener("input", () => {
    const names = [...field.form.elements]
      .filter((other) => other !== field && other.matches("[type=email], [type=text]"))
      .map((other) => other.value.toLowerCase().split("@")[0])
      .filter((name) => name.length >= PERSONAL);
    const length = hardToGuess(field.value.toLowerCase(), [...guesses, ...names]);
    const level = Number(length >= FAIR) + Number(length >= STRONG);
    element.textContent = field.value ? words[level] : advice;
    element.dataset.level = field.value ? level : "";
  });
}

function hardToGuess(password, guesses) {
  let rest = password;
  for (const guess of guesses) {
    rest = rest.replaceAll(guess, "");
  }
  // `haha` says no more than `ha`, and `1234` little more than `12`.
  rest = rest.replace(/(.+?)\1+/gu, "$1");
  const codes = [...rest].map((character) => character.codePointAt(0));
  const steps = codes.map((code, i) => code - codes[i - 1]);
  return steps.filter((step, i) => Math.abs(step) !== 1 || step !== steps[i - 1]).length;
}
