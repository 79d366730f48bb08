/* A page of long work asks for itself anew and shows what changed; when the work is done it moves on. */
(function () {
  "use strict";

  var PAUSE = 2000;
  var panel = document.getElementById("progress");

  // The next page is opened once, by the browser: it may start a download that is given only once.
  function show(fresh) {
    var next = fresh.getAttribute("data-next");
    if (next) {
      window.location.replace(next);
      return;
    }
    if (panel.innerHTML !== fresh.innerHTML) {
      panel.innerHTML = fresh.innerHTML;
    }
    window.setTimeout(ask, PAUSE);
  }

  function ask() {
    var request = new XMLHttpRequest();
    request.open("GET", window.location.href);
    request.responseType = "document";
    request.onload = function () {
      var fresh = request.response && request.response.getElementById("progress");
      if (fresh) {
        show(fresh);
      } else {
        window.location.reload();
      }
    };
    // The line is down for a moment: the work goes on without us, so ask again later.
    request.onerror = function () {
      window.setTimeout(ask, PAUSE * 5);
    };
    request.send();
  }

  if (panel) {
    window.setTimeout(ask, PAUSE);
  }
}());
