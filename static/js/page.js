/* On every page: the eye and the screen reader go to the error summary; a button pressed twice sends once. */
(function () {
  "use strict";

  var PAUSE = 3000;

  function focusSummary() {
    var summary = document.querySelector("[data-focus]");
    if (summary) {
      summary.focus();
    }
  }

  // After a pause the form may be sent again: its answer may have been a download, which leaves the page standing.
  function sendOnce(form) {
    var sentAt = 0;
    form.addEventListener("submit", function (event) {
      var now = new Date().getTime();
      if (now - sentAt < PAUSE) {
        event.preventDefault();
        return;
      }
      sentAt = now;
    });
  }

  var forms = document.querySelectorAll("form[data-once]");
  var i;
  for (i = 0; i < forms.length; i += 1) {
    sendOnce(forms[i]);
  }
  focusSummary();
}());
