/* Search in a kept programme. Words are folded as kernel/words.py folds them, and names sound as kernel/sounds.py
   has it: a test compares the two. */

var CJK = /([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)/;
var NO_WORD = new RegExp("[\\u0000-/:-@\\[-`{-\\u00a9\\u00ab-\\u00b1\\u00b4\\u00b6-\\u00b8\\u00bb\\u00bf\\u00d7\\u00f7\\u02c2-\\u02c5" +
  "\\u02d2-\\u02df\\u037e\\u0387\\u055a-\\u055f\\u0589\\u058a\\u05be\\u05c0\\u05c3\\u05f3\\u05f4\\u0606-\\u060f\\u061b-\\u061f\\u066a-\\u066d" +
  "\\u06d4\\u06dd\\u06de\\u06e9\\u2000-\\u206f\\u207a-\\u207e\\u208a-\\u208e\\u20a0-\\u20c0\\u2190-\\u245f\\u249c-\\u24e9\\u2500-\\u2775" +
  "\\u2794-\\u2bff\\u2e00-\\u2e5d\\u3001-\\u3004\\u3008-\\u3020\\u3030\\u303d-\\u303f\\u30a0\\u30fb\\ufe10-\\ufe6b\\uff01-\\uff0f\\uff1a-\\uff20" +
  "\\uff3b-\\uff40\\uff5b-\\uff65\\ufffd]+", "g");
var SAME = {
  "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ß": "ss", "ς": "σ",
  "ى": "ي", "ی": "ي", "ة": "ه", "ھ": "ه", "ہ": "ه", "ٱ": "ا", "ک": "ك", "ء": "", "ـ": ""
};
var ARTICLES = ["وال", "بال", "كال", "فال", "لل", "ال"];
var STEM = 3;
var LONGEST = 32;
var MOST_TERMS = 8;
var MOST_FOUND = 40;
var LATIN = {
  "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k", "л": "l", "м": "m",
  "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
  "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "є": "e", "ґ": "g", "ј": "j", "љ": "l", "њ": "n",
  "ћ": "c", "џ": "dz", "ђ": "d", "ѕ": "z"
};

var ARABIC = {
  "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh",
  "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h",
  "و": "w", "ي": "y", "پ": "p", "چ": "ch", "ژ": "zh", "ڤ": "v", "گ": "g"
};
var EXCHANGED = "tch ch sch sh ch sh c k q k x ks ph f v f p b zh j g j kh h dh d z d th s sh c".split(" ");
var LEAST = 2;
var LEAST_OF_LATIN = 3;

/* Accents and vowel signs that people leave out; й is a letter, not an и with an accent. */
function isLeftOut(mark, base) {
  if (base >= "\u0400" && base <= "\u052f") {
    return mark !== "\u0306";
  }
  return base < "\u0400" || (base >= "\u0590" && base <= "\u06ff") || (base >= "\u1e00" && base <= "\u1fff");
}

function isMark(sign) {
  return /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]/.test(sign);
}

function digit(sign) {
  var code = sign.charCodeAt(0);
  return code >= 0x660 && code <= 0x669 ? String(code - 0x660) : code >= 0x6f0 && code <= 0x6f9 ? String(code - 0x6f0) : sign;
}

function folded(text) {
  var base = "";
  var kept = "";
  text.normalize("NFKC").toLowerCase().normalize("NFD").split("").forEach(function (sign) {
    if (!isMark(sign)) {
      base = sign;
      kept += digit(sign);
    } else if (!isLeftOut(sign, base)) {
      kept += sign;
    }
  });
  return kept.split("").map(function (sign) {
    return SAME.hasOwnProperty(sign) ? SAME[sign] : sign;
  }).join("").normalize("NFC");
}

function runsOf(text) {
  var runs = [];
  folded(text).replace(NO_WORD, " ").split(" ").forEach(function (written) {
    written.split(CJK).forEach(function (part) {
      if (part.length > 1 || /^\d$/.test(part) || CJK.test(part)) {
        runs.push(part);
      }
    });
  });
  return runs;
}

function formsOf(word) {
  var forms = [word.slice(0, LONGEST)];
  var article = ARTICLES.filter(function (each) {
    return word.indexOf(each) === 0 && word.length >= each.length + STEM;
  })[0];
  if (article) {
    forms.push(word.slice(article.length).slice(0, LONGEST));
  }
  if (/^[\u0430-\u052f]/.test(word)) {
    forms.push(lettered(word, LATIN).slice(0, LONGEST) || word);
  }
  return forms;
}

function lettered(word, letters) {
  return word.split("").map(function (letter) {
    return letters.hasOwnProperty(letter) ? letters[letter] : letter;
  }).join("");
}

/* How a name sounds whose vowels everybody writes otherwise; names in other scripts come with their sounds. */
function heard(latin, least) {
  var start = latin.replace(/^(?:ou|u)(?=[aei])/, "w").replace(/^i(?=[aeou])/, "y");
  var sound = start.charAt(0).replace(/[eiou]/, "a") + start.slice(1).replace(/[aeiouwy]+/g, "");
  if (sound.length < least) {
    return "";
  }
  for (var place = 0; place < EXCHANGED.length; place += 2) {
    sound = sound.split(EXCHANGED[place]).join(EXCHANGED[place + 1]);
  }
  return sound;
}

function soundsOf(word, least) {
  var isArabic = /^[\u0620-\u06ff]/.test(word);
  var latin = isArabic ? lettered(word.split("لله").join("له"), ARABIC).replace(/[^\u0000-\u007f]/g, "") :
    lettered(word, LATIN).replace(/([a-z])\1+/g, "$1").split("dj").join("j");
  var ends = /ه$/.test(word) ? [latin, latin.slice(0, -1)] : [latin];
  return CJK.test(word) || !/^[a-z]+$/.test(latin) ? [] : ends.map(function (end) {
    return heard(end, least);
  }).filter(function (sound, place, all) {
    return sound && all.indexOf(sound) === place;
  }).map(function (sound) {
    return "~" + sound + "~";
  });
}

/* By what people are found besides the words of their names. */
function soundsOfPerson(guest) {
  return guest.sounds || runsOf(guest.name || "").reduce(function (sounds, run) {
    return sounds.concat(/^[a-z]+$/.test(run) ? soundsOf(run, LEAST_OF_LATIN) : []);
  }, []);
}

function pairsOf(run, isAsked) {
  var pairs = [];
  for (var start = 0; start < run.length - (isAsked ? 1 : 0); start += 1) {
    pairs.push(run.slice(start, start + 2));
  }
  return pairs;
}

function wordsIn(text) {
  var words = {};
  runsOf(text).forEach(function (run) {
    (CJK.test(run) ? pairsOf(run) : formsOf(run)).forEach(function (form) {
      words[form] = true;
    });
  });
  return Object.keys(words);
}

function termsOf(question) {
  var terms = [];
  runsOf(question).forEach(function (run) {
    if (CJK.test(run) && run.length > 1) {
      pairsOf(run, true).forEach(function (pair) {
        terms.push({ forms: [pair], isWhole: true });
      });
    } else {
      terms.push({ forms: CJK.test(run) ? [run] : formsOf(run).concat(soundsOf(run, LEAST)), isWhole: false });
    }
  });
  return terms.slice(0, MOST_TERMS);
}

function matches(term, words) {
  return words.some(function (word) {
    return term.forms.some(function (form) {
      return term.isWhole ? word === form : word.indexOf(form) === 0;
    });
  });
}

/* Everything that can be found, with its words: sessions in the order of the programme, then people. */
function findables(bundle) {
  var seen = {};
  if (!bundle.findables) {
    bundle.findables = known(bundle).slots.map(function (slot) {
      return slot.code;
    }).concat(Object.keys(bundle.sessions).sort()).filter(function (code) {
      return !seen[code] && (seen[code] = true);
    }).map(function (code) {
      return findableSession(bundle, code);
    }).concat((bundle.people || []).filter(function (guest) {
      return guest.name;
    }).map(function (guest) {
      return { guest: guest, title: wordsIn(guest.name), rest: wordsIn([guest.organization, guest.biography].join(" ")).concat(soundsOfPerson(guest)) };
    }));
  }
  return bundle.findables;
}

function findableSession(bundle, code) {
  var session = bundle.sessions[code];
  var people = (session.people || []).map(function (seat) {
    return known(bundle).people[seat.person] || {};
  });
  var names = people.map(function (guest) {
    return guest.name;
  });
  return {
    code: code,
    title: wordsIn(wordsOf(session.title)),
    rest: [].concat.apply(wordsIn(names.concat(wordsOf(session.abstract)).join(" ")), people.map(soundsOfPerson))
  };
}

function found(bundle, question) {
  var terms = termsOf(question);
  var hits = [];
  findables(bundle).forEach(function (each, place) {
    var inTitle = terms.filter(function (term) {
      return matches(term, each.title);
    });
    if (terms.length && terms.every(function (term) {
      return inTitle.indexOf(term) > -1 || matches(term, each.rest);
    })) {
      hits.push({ each: each, rank: -inTitle.length, place: place });
    }
  });
  return hits.sort(function (one, other) {
    return one.rank - other.rank || one.place - other.place;
  }).slice(0, MOST_FOUND).map(function (hit) {
    return hit.each;
  });
}

function hitInWords(bundle, hit) {
  var session = bundle.sessions[hit.code];
  if (hit.guest) {
    return '<span class="tag">' + bundle.frame.words.people + "</span> " + link("people/" + hit.guest.code + "/", "<strong>" + isolated(hit.guest.name) + "</strong>") +
      (hit.guest.organization ? " <br> " + isolated(hit.guest.organization) : "");
  }
  return '<span class="tag">' + escaped(session.label) + "</span> " + link("sessions/" + hit.code + "/", "<strong>" + plainly(bundle, session.title) + "</strong>") +
    ' <br> <span class="soft">' + ((session.placements || []).map(function (place) {
      return escaped(known(bundle).days[place.day].short) + (place.starts_at ? " " + isolated(place.starts_at.slice(11, 16)) : "");
    }).join(" · ") || bundle.frame.words.day_unknown) + "</span>";
}

function searchPage(bundle, question) {
  var words = bundle.frame.words;
  var hits = found(bundle, question);
  return {
    title: words.search,
    main: "<h1>" + words.search + '</h1><form method="get" role="search" class="search"><div class="field"><label for="q">' + words.wanted +
      '</label><input type="search" name="q" id="q" maxlength="200" value="' + escaped(question) + '"></div><p><button type="submit">' + words.search +
      '</button></p></form><div id="found" aria-live="polite">' + (hits.length ? listOf(hits.map(function (hit) {
        return hitInWords(bundle, hit);
      })) : question ? "<p>" + words.found_nothing + "</p>" : "") + "</div>",
    foot: ""
  };
}
