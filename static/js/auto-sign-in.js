// Presses the page's button.
document.querySelector("main form").requestSubmit();
