/* What is kept on the device: for each programme and language one bundle, which is always one release. */

var KEPT = "convenor-programmes-1";
var CACHES = [KEPT];
var PARTS = ["head", "frame", "people", "compendium"];
var AT_ONCE = 6; // parts that are fetched together
var WORTH_IT = 0.8; // of the whole: what parts may cost before the whole is fetched instead
var A_KILOBYTE = 1000;
var BESIDE = 10000; // bytes, at most, of what is kept beside a bundle
var MOST_KEPT = 6; // programmes, each in a language: those that were read last
var HALF_A_YEAR = 183 * 864e5;
var inMemory = {};
var atWork = {};
var isAlone = false; // the last look found no network

function inCache(act) {
  return caches.open(KEPT).then(act);
}

function read(address) {
  return inCache(function (cache) {
    return cache.match(address);
  }).then(function (answer) {
    return answer ? answer.json() : null;
  });
}

function write(address, value) {
  var answer = new Response(JSON.stringify(value), { headers: { "Content-Type": "application/json; charset=utf-8" } });
  return inCache(function (cache) {
    return cache.put(address, answer);
  });
}

/* `base` is the address of a programme: /en/mlw/2027/programme/ */
function bundleOf(base) {
  if (inMemory[base]) {
    return Promise.resolve(inMemory[base]);
  }
  return read(base + "offline.json").then(function (bundle) {
    if (bundle) {
      inMemory[base] = bundle;
    }
    return bundle;
  });
}

function stateOf(base) {
  return read(base + "offline-state").then(function (state) {
    return state || { looked: 0, isNewer: false };
  });
}

/* What was learnt of a kept programme, which is being read. */
function note(base, learnt) {
  return stateOf(base).then(function (state) {
    Object.keys(learnt).forEach(function (name) {
      state[name] = learnt[name];
    });
    state.read = Date.now();
    return write(base + "offline-state", state);
  });
}

function ask(address) {
  return fetch(address, { credentials: "omit" }).then(function (answer) {
    if (!answer.ok) {
      throw new Error(address + ": " + answer.status);
    }
    return answer.json();
  });
}

function keepAnswer(address) {
  return fetch(address, { credentials: "omit" }).then(function (answer) {
    return answer.ok && inCache(function (cache) {
      return cache.put(address, answer);
    });
  }).catch(function () {
    return null; // the pages read without it
  });
}

/* What has to be fetched: nothing, the whole, or the parts whose names are not known. */
function planFor(index, names) {
  var parts = [];
  var bytes = 0;
  function add(name, size) {
    parts.push(name);
    bytes += size;
  }
  if (!names) {
    return { bytes: index.bytes.whole + BESIDE, isFirst: true };
  }
  PARTS.forEach(function (part) {
    if (names[part] !== index[part]) {
      add(index[part], index.bytes[part]);
    }
  });
  Object.keys(index.sessions).forEach(function (code) {
    if (names.sessions[code] !== index.sessions[code]) {
      add(index.sessions[code], index.bytes.session);
    }
  });
  if (!parts.length && names.version === index.version) {
    return null;
  }
  return bytes < index.bytes.whole * WORTH_IT ? { bytes: bytes, parts: parts } : { bytes: index.bytes.whole };
}

function fetchParts(base, names) {
  var parts = {};
  function some(from) {
    var batch = names.slice(from, from + AT_ONCE);
    return batch.length ? Promise.all(batch.map(function (name) {
      return ask(base + "offline/" + name + ".json").then(function (part) {
        parts[name] = part;
      });
    })).then(function () {
      return some(from + AT_ONCE);
    }) : parts;
  }
  return Promise.resolve(some(0));
}

function putTogether(index, before, parts, names) {
  var bundle = { format: before.format, language: before.language, version: index.version, sessions: {} };
  PARTS.forEach(function (part) {
    bundle[part] = names[part] === index[part] ? before[part] : parts[index[part]];
  });
  Object.keys(index.sessions).forEach(function (code) {
    var name = index.sessions[code];
    bundle.sessions[code] = names.sessions[code] === name ? before.sessions[code] : parts[name];
  });
  return bundle;
}

/* The bundle that `index` names. Where the site turned to another release meanwhile, there is none. */
function fetchBundle(base, index, plan, names) {
  if (!plan.parts) {
    return ask(base + "offline.json").then(function (bundle) {
      if (bundle.version !== index.version) {
        throw new Error("another release");
      }
      return bundle;
    });
  }
  return Promise.all([read(base + "offline.json"), fetchParts(base, plan.parts)]).then(function (both) {
    return putTogether(index, both[0], both[1], names);
  });
}

/* The names are taken away first and put last: a bundle is never taken for one that it is not. */
function keepBundle(base, index, bundle, isFirst) {
  return inCache(function (cache) {
    return cache.delete(base + "offline-index.json");
  }).then(function () {
    return write(base + "offline.json", bundle);
  }).then(function () {
    delete inMemory[base];
    return write(base + "offline-index.json", index);
  }).then(function () {
    return note(base, { looked: Date.now(), isNewer: !isFirst });
  });
}

function namesOf(base) {
  return Promise.all([read(base + "offline-index.json"), bundleOf(base)]).then(function (both) {
    var names = both[0] && both[1] && both[0].version === both[1].version ? both[0] : null;
    PARTS.forEach(function (part) {
      if (names && !both[1][part]) {
        delete names[part]; // a worker of before did not know this part
      }
    });
    return names;
  });
}

function beside(base) {
  var edition = base.replace(/programme\/$/, "");
  return [edition + "my/", "/static/marks.js", "/static/device.js", "/static/offline.js", edition.replace(/^\/\w\w/, "") + "icon.svg"];
}

function keptBases() {
  return inCache(function (cache) {
    return cache.keys();
  }).then(function (requests) {
    return requests.map(function (request) {
      return new URL(request.url).pathname;
    }).filter(function (address) {
      return /\/offline\.json$/.test(address);
    }).map(function (address) {
      return address.replace("offline.json", "");
    });
  });
}

/* Programmes that were not read for long make room, and so do more than a device needs. Marks and notes are
   elsewhere, and stay; `current` is being read. */
function tidy(current) {
  return keptBases().then(function (bases) {
    return Promise.all(bases.map(function (base) {
      return stateOf(base).then(function (state) {
        return { base: base, read: base === current ? Infinity : state.read || state.looked };
      });
    }));
  }).then(function (all) {
    return Promise.all(all.sort(function (one, other) {
      return one.read < other.read ? 1 : -1;
    }).filter(function (each, place) {
      return place >= MOST_KEPT || Date.now() - each.read > HALF_A_YEAR;
    }).map(function (each) {
      return drop(each.base);
    }));
  });
}

function drop(base) {
  var names = ["offline-index.json", "offline.json", "offline-state"];
  delete inMemory[base];
  return inCache(function (cache) {
    return Promise.all(names.map(function (name) {
      return base + name;
    }).concat(base.replace(/programme\/$/, "my/")).map(function (address) {
      return cache.delete(address);
    }));
  });
}

function sized(sentence, bytes) {
  return sentence.replace("{size}", Math.ceil(bytes / A_KILOBYTE));
}

/* Look whether there is another release. `tell` hears what is said before something is fetched, and after. */
function look(base, isAsked, tell) {
  if (!atWork[base]) {
    atWork[base] = lookOnce(base, isAsked, tell).then(function () {
      delete atWork[base];
    }, function () {
      delete atWork[base];
    });
  }
  return atWork[base];
}

function lookOnce(base, isAsked, tell) {
  return Promise.all([ask(base + "offline-index.json"), namesOf(base)]).then(function (both) {
    isAlone = false;
    return act(base, both[0], both[1], isAsked, tell);
  }, function (problem) {
    isAlone = !/\d$/.test(problem.message); // whoever answers with a number is there
    return isAlone && bundleOf(base).then(function (bundle) {
      tell({ told: bundle ? bundle.frame.words.no_network : "" });
    });
  });
}

function act(base, index, names, isAsked, tell) {
  var plan = planFor(index, names);
  var words = index.words;
  if (!plan) {
    return note(base, { looked: Date.now() }).then(function () {
      return tidy(base);
    });
  }
  if (!isAsked) {
    return tell({ offer: sized(plan.isFirst ? words.offer : words.offer_newer, plan.bytes) });
  }
  tell({ told: sized(plan.isFirst ? words.keeping : words.taking, plan.bytes) });
  return fetchBundle(base, index, plan, names).then(function (bundle) {
    return keepBundle(base, index, bundle, plan.isFirst);
  }).then(function () {
    return Promise.all(beside(base).map(keepAnswer).concat(tidy(base)));
  }).then(function () {
    tell({ told: plan.isFirst ? words.kept : words.taken, isKept: true });
  }, function () {
    tell({ told: words.failed });
  });
}
