/* Which requests are answered from the device. Nothing that is personal is ever kept here. */

var PROGRAMME = /^(\/(?:en|fr|es|ar|ru|zh)\/[\w-]+\/[\w-]+\/programme\/)(.*)$/;
var EDITION = /^(\/(?:en|fr|es|ar|ru|zh)\/[\w-]+\/[\w-]+\/)/;
var LIVE = /^(\/\w\w\/[\w-]+\/[\w-]+\/)(now\/)?$/; // the front of an edition, and what is on
var MY = /^\/\w\w\/[\w-]+\/[\w-]+\/my\/$/;
var SEARCH = /^\/\w\w\/search\/$/;
var KEPT_FILES = /^\/static\/(?:marks|device|offline)\.js$|^\/[\w-]+\/[\w-]+\/icon\.svg$/;
var A_DAY = 864e5;
var TYPED = /^application\/x-www-form-urlencoded/;

function isVisit(request) {
  return request.mode === "navigate" || (request.headers.get("Accept") || "").indexOf("text/html") === 0;
}

function html(bundle, page, inner, way, status) {
  return new Response(dressed(bundle, page, inner, way), {
    status: status || 200,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": bundle.frame.policy,
      "Referrer-Policy": "same-origin",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store"
    }
  });
}

/* How old the copy is, and that a newer one was taken. */
function told(bundle, base, page) {
  return stateOf(base).then(function (state) {
    var words = bundle.frame.words;
    var age = escaped(words.from_device.replace("{age}", ageOf(state.looked, bundle.language)));
    var isCutOff = isAlone || navigator.onLine === false;
    page.soft = isCutOff ? "" : "<li>" + age + "</li>";
    page.told = (isCutOff ? '<div class="change" role="status"><p>' + escaped(words.no_network) + " " + age + "</p></div>" : "") +
      (state.isNewer ? '<p class="done" role="status">' + escaped(words.newer) + "</p>" : "");
    return state.isNewer || !(Date.now() - state.read < A_DAY) ? note(base, { isNewer: false }) : null;
  }).then(function () {
    return page;
  });
}

function fromBundle(bundle, base, inner, url) {
  var question = /[?&]q=([^&]*)/.exec(url.search);
  var page = inner === "search/" ? searchPage(bundle, question ? typed(question[1]) : "") : programmePage(bundle, inner);
  return page && told(bundle, base, page).then(function () {
    return html(bundle, page, inner, wayUp(inner));
  });
}

function typed(encoded) {
  try {
    return decodeURIComponent(encoded.replace(/\+/g, " "));
  } catch (broken) {
    return "";
  }
}

/* Some kept programme, of the edition, of the language, or any: what a page without one is dressed in. */
function nearest(path) {
  var edition = EDITION.exec(path);
  return keptBases().then(function (bases) {
    function first(start) {
      return bases.filter(function (base) {
        return base.indexOf(start) === 0;
      })[0];
    }
    return (edition && first(edition[1])) || first(path.slice(0, 4)) || bases[0];
  });
}

function withoutNetwork(url) {
  isAlone = true;
  return nearest(url.pathname).then(function (base) {
    return base ? bundleOf(base).then(function (bundle) {
      return unreachable(url, base, bundle);
    }) : Response.error();
  });
}

/* What a device says of an edition instead of its live pages. */
function liveInstead(url, base, bundle) {
  var found = LIVE.exec(url.pathname);
  var page = found && found[1] + "programme/" === base &&
    (found[2] ? nowPage(bundle, Date.now()) : programmePage(bundle, "../"));
  return page && told(bundle, base, page).then(function () {
    return html(bundle, page, "../" + (found[2] || ""), base);
  });
}

function unreachable(url, base, bundle) {
  var words = bundle.frame.words;
  var question = /[?&]q=([^&]*)/.exec(url.search);
  var page = {
    title: words.unknown,
    main: "<h1>" + words.unknown + "</h1><p>" + words.no_network + " " + words.unknown_why + '</p><p><a class="button" href="' +
      escaped(url.pathname + url.search) + '">' + words.again + '</a></p><p><a href="' + base + '">' + (words.programme || escaped(bundle.frame.path)) + "</a></p>",
    foot: ""
  };
  var live = liveInstead(url, base, bundle);
  if (live) {
    return live;
  }
  if (SEARCH.test(url.pathname)) {
    return html(bundle, searchPage(bundle, question ? typed(question[1]) : ""), "", base);
  }
  return inCache(function (cache) {
    return MY.test(url.pathname) ? cache.match(url.pathname, { ignoreVary: true }) : null;
  }).then(function (answer) {
    return answer || html(bundle, page, "", base, 503);
  });
}

function visited(request, url) {
  var found = PROGRAMME.exec(url.pathname);
  function overNetwork() {
    return fetch(request).catch(function () {
      return withoutNetwork(url);
    });
  }
  if (!found) {
    return overNetwork();
  }
  return bundleOf(found[1]).then(function (bundle) {
    return (bundle && fromBundle(bundle, found[1], found[2], url)) || overNetwork();
  }, overNetwork);
}

/* A form that could not be sent comes back as a page that holds what was typed, and sends it again. */
function sent(request, url) {
  var copy = TYPED.test(request.headers.get("Content-Type") || "") ? request.clone() : null;
  return fetch(request).catch(function () {
    return Promise.all([nearest(url.pathname), copy ? copy.text() : ""]).then(function (both) {
      return both[0] ? bundleOf(both[0]).then(function (bundle) {
        return html(bundle, unsentPage(bundle, url, both[1]), "", both[0], 503);
      }) : Response.error();
    });
  });
}

function unsentPage(bundle, url, fields) {
  var words = bundle.frame.words;
  var hidden = fields.split("&").filter(Boolean).map(function (field) {
    var halves = field.split("=");
    return '<input type="hidden" name="' + escaped(typed(halves[0])) + '" value="' + escaped(typed(halves[1] || "")) + '">';
  }).join("");
  return {
    title: words.unsent,
    main: "<h1>" + words.unsent + "</h1><p>" + (hidden ? words.unsent_why : words.unsent_files) + "</p>" +
      (hidden ? '<form method="post" action="' + escaped(url.pathname + url.search) + '">' + hidden + '<p><button type="submit">' + words.send + "</button></p></form>" : ""),
    foot: ""
  };
}

self.addEventListener("install", function () {
  self.skipWaiting(); // pages are whole in themselves: none depends on the worker that it came from
});

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) {
      return name.indexOf("convenor-") === 0 && CACHES.indexOf(name) < 0;
    }).map(function (name) {
      return caches.delete(name);
    }));
  }).then(function () {
    return self.clients.claim();
  }));
});

self.addEventListener("fetch", function (event) {
  var request = event.request;
  var url = new URL(request.url);
  if (url.origin !== self.location.origin) {
    return;
  }
  if (request.method === "GET" && (isVisit(request) || /\/programme\/search\/$/.test(url.pathname))) {
    event.respondWith(visited(request, url));
  } else if (request.method === "POST" && request.mode === "navigate") {
    event.respondWith(sent(request, url));
  } else if (request.method === "GET" && /\/programme\/offline\.json$/.test(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then(function (answer) {
      return answer || fetch(request);
    }));
  } else if (request.method === "GET" && KEPT_FILES.test(url.pathname)) {
    event.respondWith(fetch(request).catch(function () {
      return caches.match(url.pathname, { ignoreVary: true }).then(function (answer) {
        return answer || Response.error();
      });
    }));
  }
});

self.addEventListener("message", function (event) {
  var asked = event.data;
  var page = event.source;
  if (asked && PROGRAMME.test(asked.look)) {
    event.waitUntil(look(asked.look, asked.isAsked, function (said) {
      page.postMessage(said);
    }));
  }
});
