/* The compendium, and the programme on one page. Bundles of before know neither. */

function compendiumPage(bundle, inner) {
  var found = /^compendium\/(?:page-(\d+)\/|([\w-]+)\/)?$/.exec(inner);
  if (!found || !bundle.compendium || !bundle.frame.words.compendium) {
    return null;
  }
  return found[2] ? paperPage(bundle, found[2]) : papersPage(bundle, Number(found[1] || 1));
}

/* A paper says what it does not share with its session. */
function textOf(bundle, paper, name) {
  return paper[name] === undefined ? bundle.sessions[paper.session][name] : paper[name];
}

function papersPage(bundle, number) {
  var words = bundle.frame.words;
  var part = partOf(bundle, bundle.compendium, A_PAGE, "compendium/", number);
  return part && {
    title: words.compendium,
    main: "<h1>" + words.compendium + "</h1><p>" + words.about_compendium + "</p>" + listOf(part.items.length ? part.items.map(function (paper) {
      return link("compendium/" + paper.code + "/", plainly(bundle, textOf(bundle, paper, "title"))) + " <br> <small>" +
        (paper.people || []).map(function (code) {
          return isolated(nameOf(bundle, code)) + " · ";
        }).join("") + escaped(paper.licence) + "</small>";
    }) : [words.is_empty]) + part.links,
    foot: ""
  };
}

function paperPage(bundle, code) {
  var words = bundle.frame.words;
  var paper = bundle.compendium.filter(function (each) {
    return each.code === code;
  })[0];
  return paper && {
    title: escaped(wordsOf(textOf(bundle, paper, "title"))),
    main: '<p class="eyebrow">' + link("compendium/", words.compendium) + "</p><h1>" + said(bundle, textOf(bundle, paper, "title")) + "</h1><p>" +
      (paper.people || []).map(function (each) {
        var guest = known(bundle).people[each] || {};
        return isolated(nameOf(bundle, each)) + (guest.organization ? " <small>" + isolated(guest.organization) + "</small>" : "") + " <br> ";
      }).join("") + "</p>" + paragraphs(bundle, textOf(bundle, paper, "abstract")) + paperFacts(bundle, paper),
    foot: ""
  };
}

function paperFacts(bundle, paper) {
  var words = bundle.frame.words;
  var track = known(bundle).tracks[paper.track];
  var subtheme = known(bundle).subthemes[paper.subtheme];
  return '<dl class="facts">' + (track ? fact(words.track, plainly(bundle, track.name)) : "") +
    (subtheme ? fact(words.subtheme, plainly(bundle, subtheme.name)) : "") + fact(words.licence, escaped(paper.licence)) +
    (paper.session ? fact(words.session, link("sessions/" + paper.session + "/", paper.session)) : "") + "</dl>";
}

/* All days on one page, or a part of one day; the list of such parts is kept as it is. */
function printPage(bundle, inner) {
  var words = bundle.frame.words;
  var part = /^print\/(\d{4}-\d\d-\d\d)\/(?:page-(\d+)\/)?$/.exec(inner);
  var first = part ? (Number(part[2] || 1) - 1) * A_PAGE : 0;
  var days = bundle.frame.days.filter(function (day) {
    return !part || (day.day === part[1] && (!first || onThe(bundle, day.day).length > first));
  });
  return words.room && bundle.frame.when && (part ? days.length : inner === "print/") ? {
    title: words.programme,
    main: (part ? '<p class="eyebrow">' + link("print/", escaped(words.to_print)) + "</p>" : "") +
      "<h1>" + plainly(bundle, bundle.frame.name) + '</h1><p class="theme">' + plainly(bundle, bundle.frame.theme) + "</p><p>" +
      escaped(bundle.frame.when) + (bundle.frame.venue ? " · " + plainly(bundle, bundle.frame.venue) : "") + " · " + escaped(bundle.frame.zone_name) + "</p>" +
      days.map(function (day) {
        var slots = onThe(bundle, day.day);
        return "<h2>" + escaped(day.name) + "</h2>" + printedSlots(bundle, part ? slots.slice(first, first + A_PAGE) : slots);
      }).join(""),
    foot: ""
  } : null;
}

function onThe(bundle, day) {
  return known(bundle).slots.filter(function (slot) {
    return slot.day === day;
  });
}

function printedSlots(bundle, slots) {
  var words = bundle.frame.words;
  function head(name) {
    return '<th scope="col">' + name + "</th>";
  }
  return slots.length ? '<table class="list"><thead><tr>' + head(words.when) + head(words.session) + head(words.room) + "</tr></thead><tbody>" +
    slots.map(function (slot) {
      return printedSlot(bundle, slot);
    }).join("") + "</tbody></table>" : "<p>" + words.nothing_on_day + "</p>";
}

function printedSlot(bundle, slot) {
  var words = bundle.frame.words;
  var room = known(bundle).rooms[slot.place.room];
  function cell(name, content) {
    return '<td data-label="' + escaped(name) + '">' + content + "</td>";
  }
  return "<tr>" + cell(words.when, slot.startsAt ? hours(slot.startsAt, slot.endsAt) : "–") +
    cell(words.session, (slot.session.state ? "<strong>" + escaped(slot.session.state.label) + "</strong> " : "") + plainly(bundle, slot.session.title) +
      " <br> <small>" + (slot.session.people || []).map(function (seat) {
        return isolated(nameOf(bundle, seat.person));
      }).join(" · ") + "</small>") + cell(words.room, room ? plainly(bundle, room.name) : slot.session.is_online ? words.online : "") + "</tr>";
}
