/* What is left of the time: warnings 10 minutes before time-out and closing, and countdowns to deadlines. */
(function () {
  "use strict";

  var WARNING_SECONDS = 600;
  var loadedAt = new Date().getTime();

  // Counted from the load of the page, so that a computer's wrong clock does no harm.
  function secondsSinceLoad() {
    return Math.floor((new Date().getTime() - loadedAt) / 1000);
  }

  function number(element, name) {
    return parseInt(element.getAttribute(name), 10);
  }

  function each(selector, action) {
    var found = document.querySelectorAll(selector);
    var i;
    for (i = 0; i < found.length; i += 1) {
      action(found[i]);
    }
  }

  function warn(notice) {
    var left = number(notice, "data-warn-before") - secondsSinceLoad();
    if (left > WARNING_SECONDS) {
      return;
    }
    notice.querySelector("[data-minutes-left]").textContent = String(Math.max(0, Math.ceil(left / 60)));
    notice.removeAttribute("hidden");
  }

  function inWords(seconds) {
    var days = Math.floor(seconds / 86400);
    var hours = Math.floor((seconds % 86400) / 3600);
    var minutes = Math.floor((seconds % 3600) / 60);
    if (days > 0) {
      return "あと" + days + "日と" + hours + "時間";
    }
    if (hours > 0) {
      return "あと" + hours + "時間" + minutes + "分";
    }
    return "あと" + minutes + "分";
  }

  function countDown(countdown) {
    var left = number(countdown, "data-until") - number(countdown, "data-now") - secondsSinceLoad();
    countdown.querySelector("[data-left]").textContent = left > 0 ? inWords(left) : "締切を過ぎました";
  }

  function tick() {
    each("[data-warn-before]", warn);
    each("[data-until]", countDown);
  }

  tick();
  window.setInterval(tick, 15000);
}());
