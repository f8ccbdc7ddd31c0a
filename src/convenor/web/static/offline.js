/* Has the programme that is read kept on the device. Released pages name this file for ever. */
(function () {
  "use strict";

  var workers = navigator.serviceWorker;
  var base = /^\/\w\w\/[\w-]+\/[\w-]+\/programme\//.exec(location.pathname);
  var line = navigator.connection || {};
  var isThrifty = Boolean(line.saveData) || /2g$/.test(line.effectiveType || "");
  var box;

  if (!workers || !base) {
    return;
  }

  function place() {
    if (!box) {
      box = document.createElement("p");
      box.setAttribute("role", "status");
      box.className = "kept";
      document.querySelector(".bottom").insertBefore(box, document.querySelector(".bottom").firstChild);
    }
    box.textContent = "";
    return box;
  }

  function look(isAsked) {
    workers.ready.then(function (registration) {
      registration.active.postMessage({ look: base[0], isAsked: isAsked });
    });
  }

  function offer(words) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = words;
    button.addEventListener("click", function () {
      look(true);
    });
    place().appendChild(button);
  }

  function searchAsTyped(field) {
    field.addEventListener("input", function () {
      var question = field.value;
      fetch(location.pathname + "?q=" + encodeURIComponent(question)).then(function (answer) {
        return answer.text();
      }).then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html");
        if (field.value === question) {
          document.getElementById("found").innerHTML = page.getElementById("found").innerHTML;
        }
      });
    });
  }

  workers.addEventListener("message", function (event) {
    if (event.data.offer) {
      offer(event.data.offer);
    } else if (event.data.told) {
      place().textContent = event.data.told;
    }
  });
  addEventListener("load", function () { // nothing of this is in the way of reading
    workers.register("/sw.js").then(function () {
      look(!isThrifty);
    }, function () {
      return null; // the pages read as they are
    });
  });
  if (document.getElementById("found")) {
    searchAsTyped(document.getElementById("q"));
  }
}());
