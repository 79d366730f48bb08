/* The menu's headings open and close their panels; without this file they do so as links, by :target. */
(function () {
  "use strict";

  var menu = document.getElementById("menu");
  var heads;

  function panelOf(head) {
    return document.getElementById(head.getAttribute("aria-controls"));
  }

  function show(head, open) {
    head.setAttribute("aria-expanded", open ? "true" : "false");
    panelOf(head).className = open ? "menu__panel menu__panel--open" : "menu__panel";
  }

  function openOnly(chosen) {
    var i;
    for (i = 0; i < heads.length; i += 1) {
      show(heads[i], heads[i] === chosen);
    }
  }

  function opened() {
    return menu.querySelector("[aria-expanded='true']");
  }

  function toggle(event) {
    var head = event.currentTarget;
    event.preventDefault();
    openOnly(head.getAttribute("aria-expanded") === "true" ? null : head);
  }

  function onSpace(event) {
    if (event.keyCode === 32) {
      toggle(event);
    }
  }

  function closeAndReturn(event) {
    var head = opened();
    event.preventDefault();
    openOnly(null);
    if (head) {
      head.focus();
    }
  }

  function prepare(head) {
    head.setAttribute("role", "button");
    head.setAttribute("aria-controls", head.getAttribute("href").slice(1));
    show(head, false);
    head.addEventListener("click", toggle);
    head.addEventListener("keydown", onSpace);
    panelOf(head).querySelector(".menu__close a").addEventListener("click", closeAndReturn);
  }

  function start() {
    var i;
    menu.className = "menu menu--scripted";
    heads = menu.querySelectorAll(".menu__head");
    for (i = 0; i < heads.length; i += 1) {
      prepare(heads[i]);
    }
    document.addEventListener("keydown", function (event) {
      if (event.keyCode === 27 && opened()) {
        closeAndReturn(event);
      }
    });
    document.addEventListener("click", function (event) {
      if (!menu.contains(event.target)) {
        openOnly(null);
      }
    });
  }

  if (menu) {
    start();
  }
}());
