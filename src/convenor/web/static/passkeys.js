/* Puts a form's question to the browser and sends its answer. Written for the oldest browsers that know passkeys. */
(function () {
  "use strict";

  if (!window.PublicKeyCredential || !navigator.credentials) {
    return;
  }

  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    var array = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i += 1) {
      array[i] = raw.charCodeAt(i);
    }
    return array.buffer;
  }

  function base64url(buffer) {
    var raw = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/[=]/g, "");
  }

  function prepared(question) {
    question.challenge = bytes(question.challenge);
    if (question.user) {
      question.user.id = bytes(question.user.id);
    }
    (question.excludeCredentials || []).concat(question.allowCredentials || []).forEach(function (each) {
      each.id = bytes(each.id);
    });
    return { publicKey: question };
  }

  function written(credential) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) {
        response[name] = base64url(credential.response[name]);
      }
    });
    return JSON.stringify({
      id: credential.id,
      rawId: base64url(credential.rawId),
      type: credential.type,
      response: response
    });
  }

  function show(selector, isShown) {
    document.querySelector(selector).hidden = !isShown;
  }

  var form = document.querySelector("form[data-passkey]");
  if (!form) {
    return;
  }
  show("[data-passkey-missing]", false);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    show("[data-passkey-failed]", false);
    var question = prepared(JSON.parse(form.getAttribute("data-question")));
    navigator.credentials[form.getAttribute("data-passkey")](question).then(
      function (credential) {
        form.elements.answer.value = written(credential);
        form.submit();
      },
      function () {
        show("[data-passkey-failed]", true);
      }
    );
  });
}());
