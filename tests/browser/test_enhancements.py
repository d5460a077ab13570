"""Enhancements of the forms by scripts. test_journey.py shows that all forms work without."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from tests.browser.pages import Person
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD

pytestmark = pytest.mark.browser

EMAIL = "ada@example.com"
NUMBERS = count(10)
"""Last digits of phone numbers that no test has used."""


@contextmanager
def sign_up_page(chromium: Browser, address: str) -> Iterator[Page]:
    """Open the sign-up page, with scripts."""
    context = chromium.new_context(base_url=address)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/sign-up")
    yield page
    context.close()


@pytest.fixture
def page(chromium: Browser, shared_address: str) -> Iterator[Page]:
    """Return a fresh sign-up page."""
    with sign_up_page(chromium, shared_address) as page:
        yield page


@pytest.fixture(scope="module")
def page_with_clock(chromium: Browser, shared_address: str) -> Iterator[Page]:
    """Return the sign-up page, whose time the tests move on."""
    with sign_up_page(chromium, shared_address) as page:
        page.clock.install()
        yield page


@pytest.fixture
def page_to_type_in(page_with_clock: Page) -> Page:
    """Return the page of tests that only type, after what the test before may still announce."""
    page_with_clock.clock.run_for(2000)
    return page_with_clock


@pytest.fixture(scope="module")
def page_to_choose_in(chromium: Browser, shared_address: str) -> Iterator[Page]:
    """Return the sign-up page of tests that only choose a country, one after the other."""
    with sign_up_page(chromium, shared_address) as page:
        use_phone(page)
        page.goto("/sign-up")
        yield page


def use_phone(page: Page) -> None:
    """Use the pool whose users sign in with a telephone number."""
    page.goto("/scenarios")
    page.locator('input[value="phone"]').check()
    page.get_by_role("button", name="Use this scenario").click()
    page.wait_for_load_state()


@pytest.fixture
def password(page: Page) -> Locator:
    return page.get_by_label("Password", exact=True)


@pytest.fixture
def announced(page: Page) -> Locator:
    """Return the region that screen readers speak."""
    return page.locator("#announcer")


# Showing the password


def test_a_password_is_shown_and_hidden(page: Page, password: Locator, announced: Locator) -> None:
    password.fill(PASSWORD)
    page.get_by_role("button", name="Show password").click()
    expect(password).to_have_attribute("type", "text")
    expect(announced).to_have_text("Your password is visible")
    hide = page.get_by_role("button", name="Hide password")
    expect(hide).to_have_text("Hide")
    hide.click()
    expect(password).to_have_attribute("type", "password")
    expect(announced).to_have_text("Your password is hidden")
    expect(password).to_have_value(PASSWORD)


def test_the_name_of_the_button_begins_with_its_word(page: Page) -> None:
    button = page.locator("[data-password] button")
    for _ in range(2):
        word, name = button.inner_text().strip(), button.get_attribute("aria-label") or ""
        assert name.startswith(word)
        button.click()


def test_a_password_is_sent_hidden(page: Page, password: Locator) -> None:
    page.get_by_role("button", name="Show password").click()
    page.evaluate(
        "document.forms[0].addEventListener('submit', (event) => {"
        "event.preventDefault(); document.title = document.querySelector('#password').type})"
    )
    password.press("Enter")
    expect(page).to_have_title("password")


def test_a_password_is_hidden_on_the_way_back(page: Page, password: Locator) -> None:
    page.get_by_role("button", name="Show password").click()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(password).to_have_attribute("type", "password")
    expect(page.get_by_role("button", name="Show password")).to_be_visible()


def test_without_scripts_there_is_no_button_that_does_nothing(
    chromium: Browser, shared_address: str
) -> None:
    context = chromium.new_context(base_url=shared_address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-up")
    assert [b.inner_text() for b in page.get_by_role("button").all()] == ["Create account"]
    expect(page.locator(".checklist li")).to_have_count(5)
    expect(page.get_by_label("Password", exact=True)).to_have_accessible_description(
        re.compile(r"^Use at least 8 characters, including .* and one symbol")
    )
    context.close()


# Needs of a password


def test_the_list_ticks_what_is_there(page: Page, password: Locator) -> None:
    met = page.locator('.checklist [data-met="true"]')
    expect(met).to_have_count(0)
    password.fill("a")
    expect(met).to_have_text(["One lowercase letter"])
    password.fill("aA1")
    expect(met).to_have_count(3)
    password.fill(PASSWORD)
    expect(met).to_have_count(5)
    password.fill("")
    expect(met).to_have_count(0)


@pytest.mark.parametrize("other", ["é", "É", "٣", "€"])
def test_the_list_counts_what_cognito_counts(page_to_type_in: Page, other: str) -> None:
    met = page_to_type_in.locator('.checklist [data-met="true"]')
    password = page_to_type_in.get_by_label("Password", exact=True)
    password.fill("a")
    expect(met).to_have_count(1)
    password.fill(other)
    expect(met).to_have_count(0)


def test_the_list_counts_characters_not_code_units(page: Page, password: Locator) -> None:
    length = page.locator(".checklist li").first
    password.fill("😀" * 7)
    expect(length).to_have_attribute("data-met", "false")
    password.fill("😀" * 8)
    expect(length).to_have_attribute("data-met", "true")


def test_what_is_missing_is_said_after_a_pause(password: Locator, announced: Locator) -> None:
    password.press_sequentially("Correct-horse")
    expect(announced).to_have_text("")
    expect(announced).to_have_text("Still needed: One number")
    password.press_sequentially("7")
    expect(announced).to_have_text("Your password has everything on the list")


def test_typing_is_never_held_up(password: Locator) -> None:
    password.press_sequentially(" <&\" 'é😀" + "x" * 300)
    expect(password).to_have_value(" <&\" 'é😀" + "x" * 300)


# Guessable passwords

ADVICE = "Avoid common passwords and anything about you"
WARNING = "That's easy to guess. Try a longer one."


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", ADVICE),
        # What breaks a rule is for the list to speak of.
        ("Ab1!", ADVICE),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", ADVICE),
        ("Correct-h", ADVICE),
        # The server refuses these, or would with a longer list.
        ("Summer2024!", WARNING),
        ("P@ssw0rd2024", WARNING),
        ("Sunshine1!", WARNING),
        ("Password2026!", WARNING),
        ("Aaaaaaaaaaaaaaaa1!", WARNING),
        ("Ada.lovelace-ada.lovelace-7", WARNING),
        # What is not easy to guess is not praised: the server may know better.
        ("Kx7!mQ2w", ADVICE),
        (PASSWORD, ADVICE),
        ("Wooden bridge over 7 green waters", ADVICE),
    ],
)
def test_what_is_easy_to_guess_is_warned_of_and_nothing_is_praised(
    page_to_type_in: Page, typed: str, says: str
) -> None:
    page_to_type_in.get_by_label("Email address").fill("ada.lovelace@example.com")
    password = page_to_type_in.get_by_label("Password", exact=True)
    # The other one is said before, so that what is said is of what is typed now.
    password.fill("Summer2024!" if says == ADVICE else PASSWORD)
    expect(page_to_type_in.locator(".strength")).to_have_text(
        {ADVICE, WARNING}.difference({says}).pop()
    )
    password.fill(typed)
    expect(page_to_type_in.locator(".strength")).to_have_text(says)


# Caps Lock


def test_caps_lock_is_noticed(page: Page, password: Locator, announced: Locator) -> None:
    hint = page.get_by_text("Caps Lock is on").first
    expect(hint).to_be_hidden()
    password.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {modifierCapsLock: true}))"
    )
    expect(hint).to_be_visible()
    expect(announced).to_have_text("Caps Lock is on")
    password.evaluate("field => field.dispatchEvent(new Event('keydown'))")
    expect(hint).to_be_hidden()


# Slips in addresses

REAL_PROVIDERS = [
    *("hanmail.net", "foxmail.com", "vmail.me", "netmail.de", "dmail.ai", "email.com", "cloud.com"),
    *("gmx.com", "gmx.de", "gmail.de", "hushmail.com", "fastmail.com", "zmail.com", "tmail.com"),
    *("rocketmail.com", "hotmail.no", "outlook.ie", "proton.me", "pm.me", "mail.ru", "yahoo.co.in"),
    *("yandex.com", "inbox.com", "hey.com", "gmal.io", "gmali.de", "outlok.org", "iclou.dev"),
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ada@gmial.com", "ada@gmail.com"),
        ("ada@gmai.com", "ada@gmail.com"),
        ("Ada.B+c@gmail.con", "Ada.B+c@gmail.com"),
        ("ada@homtail.com", "ada@hotmail.com"),
        ("ada@yaho.co.uk", "ada@yahoo.co.uk"),
        ("ada@outlook.co", "ada@outlook.com"),
        ("ada@example.con", "ada@example.com"),
        ("ada@mgail.com", "ada@gmail.com"),
        ("ada@outlok.de", "ada@outlook.de"),
        ("ada@protonmial.com", "ada@protonmail.com"),
    ],
)
def test_a_slip_is_mended_by_a_press(page_to_type_in: Page, typed: str, meant: str) -> None:
    email = page_to_type_in.get_by_label("Email address")
    email.fill(typed)
    button = page_to_type_in.get_by_role("button", name=f"Use {meant}")
    button.click()
    expect(page_to_type_in.locator("#announcer")).to_have_text(f"Did you mean {meant}?")
    expect(email).to_have_value(meant)
    expect(email).to_be_focused()
    expect(button).to_be_hidden()


@pytest.mark.parametrize(
    "typed",
    [
        "ada@gmail.com",
        "ADA@GMAIL.COM",
        "ada@mail.com",
        "ada@ymail.com",
        # Services of their own.
        *(f"ada@{domain}" for domain in REAL_PROVIDERS),
        "ada@yahoo.ca",
        "ada@hotmail.fr",
        "ada@outlook.de",
        "ada@example.co",
        "ada@amazon.com",
        "ada@example.com",
        "ada@",
        "ada",
        "",
    ],
)
def test_what_may_be_right_is_left_alone(page_to_type_in: Page, typed: str) -> None:
    email, suggestion = (
        page_to_type_in.get_by_label("Email address"),
        page_to_type_in.locator(".suggestion"),
    )
    email.fill("ada@gmial.com")
    expect(suggestion).to_be_visible()
    email.fill(typed)
    page_to_type_in.clock.run_for(1000)
    expect(suggestion).to_be_hidden()


def test_a_slip_can_be_sent_as_it_is(page: Page, password: Locator) -> None:
    page.get_by_label("Email address").fill("ada@gmial.com")
    password.fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("ada@gmial.com")).to_be_visible()


# Errors


def test_the_summary_leads_to_a_label_that_can_be_seen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 300})
    page.get_by_role("button", name="Create account").click()
    page.locator(".error-summary").get_by_role("link").last.click()
    field = page.get_by_label("Password", exact=True)
    expect(field).to_be_focused()
    expect(page.locator("label[for=password]")).to_be_in_viewport()
    assert "#" not in page.url


def test_the_summary_leads_to_attributes_of_ones_own(page: Page) -> None:
    page.goto("/scenarios")
    page.locator('input[value="attributes"]').check()
    page.get_by_role("button", name="Use this scenario").click()
    page.goto("/sign-up")
    plan = page.get_by_label("Plan (optional)")
    plan.evaluate("select => select.add(new Option('other', 'other', true, true))")
    page.get_by_role("button", name="Create account").click()
    page.locator(".error-summary").get_by_role("link", name="Plan").click()
    expect(plan).to_be_focused()


# Texted codes

STUB = """
window.OTPCredential = class {};
navigator.credentials.get = (options) => new Promise((resolve, reject) => {
  window.asked = options;
  window.arrive = (code) => resolve({ code });
  options.signal.addEventListener("abort", () => {
    window.aborted = true;
    reject(options.signal.reason);
  });
});
"""


@pytest.fixture
def texted(page: Page) -> Page:
    """Return the page that waits for a texted code, in a browser that can read it."""
    page.add_init_script(STUB)
    use_phone(page)
    page.goto("/sign-up")
    page.locator('[name="phone_number"]').fill(f"+4416329601{next(NUMBERS)}")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/confirm-sign-up")
    return page


def test_a_texted_code_is_filled_in_and_not_sent(texted: Page) -> None:
    assert json.loads(texted.evaluate("JSON.stringify(asked.otp)")) == {"transport": ["sms"]}
    texted.evaluate("arrive('123456')")
    expect(texted.get_by_label("Code", exact=True)).to_have_value("123456")
    expect(texted.get_by_role("heading", level=1)).to_have_text("Confirm your phone number")
    expect(texted.locator(".error-summary")).to_have_count(0)


def test_the_message_is_one_that_a_browser_reads(texted: Page) -> None:
    """By the rule of Chromium's content/browser/sms/sms_parser.cc, for the page that waits."""
    headers = {"Accept": "application/json"}
    message = texted.request.get("/outbox", headers=headers).json()[0]
    found = re.search(r"(?:^|\s)@([a-zA-Z0-9.-]+) #([^#\s]+)", message["body"])
    assert found
    host, code = found.groups()
    assert host == texted.evaluate("location.hostname")
    texted.evaluate("arrive", code)
    expect(texted.get_by_label("Code", exact=True)).to_have_value(message["code"])
    texted.get_by_role("button", name="Confirm", exact=True).click()
    texted.wait_for_url(f"**{AFTER_SIGN_IN_URL}")


def test_a_code_typed_first_stays(texted: Page) -> None:
    texted.get_by_label("Code", exact=True).fill("654321")
    texted.evaluate("arrive('123456')")
    expect(texted.get_by_label("Code", exact=True)).to_have_value("654321")


def test_sending_a_typed_code_ends_the_wait(texted: Page) -> None:
    texted.evaluate("document.forms[0].addEventListener('submit', (e) => e.preventDefault())")
    texted.get_by_label("Code", exact=True).press("Enter")
    assert texted.evaluate("window.aborted") is True


@pytest.mark.parametrize("scripts", ["scripts"], indirect=True)
def test_six_digits_are_not_sent_by_themselves(person: Person) -> None:
    person.sign_up(EMAIL)
    person.page.get_by_label("Code", exact=True).press_sequentially("123456")
    person.page.wait_for_timeout(300)
    assert person.heading == "Confirm your email address"
    expect(person.page.locator(".error-summary")).to_have_count(0)


# Waiting


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {1: "Send a new code in 1 second", 2: "Send a new code in 2 seconds"}),
        (
            "ar",
            {
                1: "إرسال رمز جديد بعد ثانية واحدة",
                2: "إرسال رمز جديد بعد ثانيتين",
                3: "إرسال رمز جديد بعد 3 ثوانٍ",
                11: "إرسال رمز جديد بعد 11 ثانية",
            },
        ),
    ],
)
def test_a_button_that_waits_counts_down_in_its_label(
    chromium: Browser, shared_address: str, language: str, words: dict[int, str]
) -> None:
    context = chromium.new_context(base_url=shared_address, locale=language)
    page = context.new_page()
    page.clock.install()
    page.goto("/sign-up")
    page.locator("[name=email]").fill(f"countdown-{language}@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/confirm-sign-up")
    button = page.locator("[data-countdown]")
    labels = (button.get_attribute("data-countdown") or "").split("|")
    assert 11 <= len(labels) <= 30
    assert {left: labels[left - 1] for left in words} == words
    expect(button).to_have_attribute("aria-disabled", "true")
    assert button.inner_text() in labels
    expect(page.locator(".without-scripts")).to_be_hidden()
    button.click(force=True)
    before = button.inner_text()
    page.clock.run_for(5000)
    assert labels.index(button.inner_text()) <= labels.index(before) - 5
    assert page.url.endswith("/confirm-sign-up")
    page.clock.run_for(len(labels) * 1000)
    expect(button).not_to_have_attribute("aria-disabled", "true")
    expect(button).not_to_have_text(re.compile(r"\d"))
    expect(page.locator("#announcer")).not_to_have_text("")
    context.close()


def test_without_scripts_a_wait_is_explained_once(chromium: Browser, shared_address: str) -> None:
    context = chromium.new_context(base_url=shared_address, java_script_enabled=False)
    person = Person(context.new_page(), scripts=False)
    person.sign_up("waits@example.com")
    explained = person.page.get_by_text("You can send a new code in")
    expect(explained).to_have_count(1)
    person.press("Send a new code")
    expect(explained).to_have_count(1)
    context.close()


# Busy


@pytest.fixture
def slow(page: Page) -> Page:
    """Return the page in front of a server whose answer to the form leads nowhere."""
    page.clock.install()
    page.reload()

    def answer(route: Route) -> None:
        route.fulfill(status=204) if route.request.method == "POST" else route.continue_()

    page.route("**/sign-up", answer)
    return page


def test_a_press_shows_at_once_and_a_second_one_does_nothing(slow: Page) -> None:
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.is_navigation_request():  # and not for the icon
            sent.append(request.method)

    slow.on("request", note)
    button = slow.locator("main button[type=submit]")
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(button).to_have_text("Creating account…")
    button.click()
    slow.get_by_label("Email address").press("Enter")
    announced = slow.locator("#announcer")
    expect(announced).to_have_text("")
    slow.clock.run_for(1000)
    expect(announced).to_have_text("Creating account…")
    slow.clock.run_for(9000)
    expect(announced).to_have_text("Still working. This is taking longer than usual.")
    assert sent == ["POST"]


def test_whoever_comes_back_finds_the_button_as_it_was(slow: Page) -> None:
    button = slow.locator("main button[type=submit]")
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    slow.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(button).not_to_have_attribute("aria-busy", "true")
    expect(button).to_have_text("Create account")
    slow.clock.run_for(10_000)
    expect(slow.locator("#announcer")).to_have_text("")
    assert slow.evaluate("document.forms[0].dataset.submitted") is None


# Offline


@pytest.fixture
def elsewhere(page: Page, shared_address: str) -> Iterator[Page]:
    """Return the page as if it came from another machine."""

    def answer(route: Route) -> None:
        url = route.request.url.replace("http://sign-up.example", shared_address)
        route.fulfill(response=route.fetch(url=url))

    page.route("http://sign-up.example/**", answer)
    page.goto("http://sign-up.example/sign-up")
    yield page
    # An answer that is still on its way would be an error in the next test.
    page.unroute_all(behavior="wait")


def test_a_form_that_is_sent_offline_stays_with_what_was_typed(elsewhere: Page) -> None:
    email, password = (
        elsewhere.get_by_label("Email address"),
        elsewhere.get_by_label("Password", exact=True),
    )
    email.fill("offline@example.com")
    password.fill(PASSWORD)
    elsewhere.context.set_offline(True)
    button = elsewhere.get_by_role("button", name="Create account")
    for _ in range(2):  # each press says so once
        button.click()
        message = elsewhere.get_by_role("alert")
        expect(message).to_have_text("You're offline. Check your connection and try again.")
    expect(email).to_have_value("offline@example.com")
    expect(password).to_have_value(PASSWORD)
    expect(button).not_to_have_attribute("aria-busy", "true")
    elsewhere.context.set_offline(False)
    with elsewhere.expect_request(lambda request: request.method == "POST"):
        button.click()


def test_a_server_on_this_machine_needs_no_connection(page: Page, password: Locator) -> None:
    page.get_by_label("Email address").fill("offline@example.com")
    password.fill(PASSWORD)
    page.evaluate("Object.defineProperty(navigator, 'onLine', {value: false})")
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/confirm-sign-up")


# Errors that clear


def test_a_field_that_was_mended_is_red_no_more_when_it_is_left(page: Page) -> None:
    email, password = page.get_by_label("Email address"), page.get_by_label("Password", exact=True)
    email.fill("ada@")
    page.get_by_role("button", name="Create account").click()
    for still_wrong in ("ada@", "", "ada"):
        email.fill(still_wrong)
        email.blur()
        expect(email).to_have_attribute("aria-invalid", "true")
    email.fill("ada@example.com")
    expect(email).to_have_attribute("aria-invalid", "true")
    email.blur()
    expect(email).not_to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description("We'll email you a code to confirm this address")
    password.fill("Correct-h")
    password.blur()
    expect(password).to_have_attribute("aria-invalid", "true")
    password.fill(PASSWORD)
    password.blur()
    expect(page.locator("[aria-invalid], .error-message")).to_have_count(0)
    expect(page.locator(".error-summary").get_by_role("link")).to_have_count(2)


def test_what_is_pressed_does_not_move_away_from_the_press(page: Page) -> None:
    """The message above it goes when the field is left, which is what a press does first."""
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Email address").fill("pressed@example.com")
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/confirm-sign-up")


# Menus


@pytest.mark.parametrize("by", ["Escape", "a press elsewhere"])
def test_the_menu_of_languages_closes(page: Page, by: str) -> None:
    summary = page.locator(".languages summary")
    german = page.get_by_role("link", name="Deutsch", exact=True)
    summary.click()
    german.focus()
    if by == "Escape":
        page.keyboard.press("Escape")
        expect(summary).to_be_focused()
    else:
        page.get_by_role("heading", level=1).click()
    expect(german).to_be_hidden()
    summary.click()
    expect(german).to_be_visible()


# Countries


@pytest.fixture
def country(page: Page) -> Locator:
    """Return the field for the country of a telephone number."""
    use_phone(page)
    page.goto("/sign-up")
    return page.get_by_role("combobox", name="Country code")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("united k", "United Kingdom+44"),
        ("uk", "United Kingdom+44"),
        ("kingdom", "United Kingdom+44"),
        ("gb", "United Kingdom+44"),
        ("+49", "Germany+49"),
        ("0049", "Germany+49"),
        ("971", "United Arab Emirates+971"),
        ("aland", "Åland Islands+358"),
        ("CURACAO", "Curaçao+599"),
    ],
)
def test_a_country_is_found_by_name_and_code(
    page_to_choose_in: Page, typed: str, first: str
) -> None:
    page = page_to_choose_in
    country = page.get_by_role("combobox", name="Country code")
    country.fill(typed)
    option = page.get_by_role("option", selected=True)
    expect(option).to_have_text(first)
    country.press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()
    name, code = first.split("+")
    expect(country).to_have_value(f"{name} (+{code})")
    region = page.locator("[name=country_code]").input_value()
    assert page.locator(f"[name=country_code] option[value={region}]").inner_text() == (
        f"{name} (+{code})"
    )


def test_the_keyboard_goes_through_the_countries(page: Page, country: Locator) -> None:
    before = country.input_value()
    country.focus()
    expect(country).to_have_attribute("aria-expanded", "false")
    country.press("ArrowDown")
    expect(country).to_have_attribute("aria-expanded", "true")
    selected = page.get_by_role("option", selected=True)
    assert before.startswith((selected.inner_text()).partition("+")[0].strip())
    here = selected.get_attribute("id")
    expect(country).to_have_attribute("aria-activedescendant", here or "")
    country.press("ArrowDown")
    expect(country).not_to_have_attribute("aria-activedescendant", here or "")
    country.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(country).to_have_value(before)
    country.fill("nowhere")
    expect(page.locator("#announcer")).to_have_text(re.compile("^No country found"))
    country.press("Tab")
    expect(country).to_have_value(before)
    country.fill("swe")
    expect(page.locator("#announcer")).to_have_text("1 country found")
    country.fill("germ")
    expect(page.locator("#announcer")).to_have_text("1 country found")
    country.fill("united")
    expect(page.locator("#announcer")).to_have_text(re.compile(r"^\d countries found$"))
    country.press("Escape")
    country.fill("fran")
    country.press("Tab")
    expect(country).to_have_value("France (+33)")


def test_a_country_is_chosen_by_a_press_and_filled_in_by_a_browser(
    page: Page, country: Locator
) -> None:
    country.click()
    page.get_by_role("option", name="Albania").click()
    expect(country).to_have_value("Albania (+355)")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.locator("[name=country_code]").select_option("DE")
    expect(country).to_have_value("Germany (+49)")


# The outbox


def test_a_code_is_copied_and_the_way_back_is_short(page: Page, password: Locator) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("Email address").fill("copies@example.com")
    password.fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/confirm-sign-up")
    page.goto("/outbox")
    page.get_by_role("button", name="Copy code").first.click()
    expect(page.locator("#announcer")).to_have_text("Code copied")
    code = page.locator(".messages .digits").first.inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == code
    page.get_by_role("link", name="Back to the page that waits for it").click()
    page.wait_for_url("**/confirm-sign-up")
