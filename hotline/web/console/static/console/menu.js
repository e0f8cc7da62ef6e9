// On narrow screens the menu at the side is folded until it is asked for.
(function () {
  const menu = document.querySelector("[data-menu-fold]");
  if (menu && window.matchMedia("(max-width: 991px)").matches) menu.open = false;
})();
