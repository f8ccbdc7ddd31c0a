/* Texts, days and hours as pages show them: what the template filters do on the server. */

function escaped(text) {
  return String(text === undefined ? "" : text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#x27;");
}

function isolated(text) {
  return "<bdi>" + escaped(text) + "</bdi>";
}

function directionOf(language) {
  return language === "ar" ? "rtl" : "ltr";
}

/* A text is a string, or an object where it is not in the reader's language or a machine's. */
function noteOn(bundle, text) {
  var words = bundle.frame.words;
  if (!text || !text.text) {
    return "";
  }
  return ' <small class="note">' + escaped(text.is_machine ? words.by_a_machine : words["in_" + text.language]) + "</small>";
}

function span(text) {
  return '<span lang="' + escaped(text.language) + '" dir="' + text.dir + '">' + escaped(text.text) + "</span>";
}

function said(bundle, text) {
  return text && text.text ? span(text) + noteOn(bundle, text) : escaped(text);
}

function plainly(bundle, text) {
  return text && text.text && text.language !== bundle.language ? span(text) : escaped(wordsOf(text));
}

function wordsOf(text) {
  return (text && text.text) || text || "";
}

function inParagraphs(text) {
  return text.split(/\n{2,}/).map(function (part) {
    return "<p>" + escaped(part).replace(/\n/g, "<br>") + "</p>";
  }).join("\n\n");
}

function paragraphs(bundle, text) {
  var language = (text && text.language) || bundle.language;
  return noteOn(bundle, text) + '<div lang="' + language + '" dir="' + directionOf(language) + '">' +
    inParagraphs(wordsOf(text)) + "</div>";
}

/* Days are counted as dates alone: no zone comes into it. */
function daysBetween(first, last) {
  return Math.round((Date.parse(last + "T00:00:00Z") - Date.parse(first + "T00:00:00Z")) / 864e5);
}

function daysLater(day, count) {
  return new Date(Date.parse(day + "T00:00:00Z") + count * 864e5).toISOString().slice(0, 10);
}

function hours(startsAt, endsAt) {
  var later = daysBetween(startsAt.slice(0, 10), endsAt.slice(0, 10));
  return isolated(startsAt.slice(11, 16) + "–" + endsAt.slice(11, 16) + (later ? " (+" + later + ")" : ""));
}

function ageOf(moment, language) {
  var minutes = Math.round((Date.now() - moment) / 6e4);
  var steps = [["day", 1440], ["hour", 60], ["minute", 1]];
  var step = steps.filter(function (each) {
    return minutes >= each[1];
  })[0] || steps[2];
  if (!self.Intl || !Intl.RelativeTimeFormat) {
    return new Date(moment).toLocaleString(language);
  }
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.floor(minutes / step[1]), step[0]);
}
