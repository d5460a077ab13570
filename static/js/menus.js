// Closes menus with Escape and a press elsewhere.

for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("click", ({ target }) => {
    menu.open &&= menu.contains(target);
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
