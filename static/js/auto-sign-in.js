// Presses the page's one button for the person who has scripts.
document.querySelector("main form").requestSubmit();
