/* Reads a script from its input, as ES5, and tells what it uses; see acorn.py. */
"use strict";

const acorn = require(process.argv[2]);
const script = require("fs").readFileSync(0, "utf8");

const used = new Set();

/* The names that an expression looks for: `self.Intl`, `Intl.RelativeTimeFormat`, `workers`. */
function namesIn(node, names = new Set()) {
  each(node, child => {
    if (nameOf(child)) {
      names.add(nameOf(child));
    }
    namesIn(child, names);
  });
  if (nameOf(node)) {
    names.add(nameOf(node));
  }
  return names;
}

function nameOf(node) {
  if (node.type === "Identifier") {
    return node.name;
  }
  return node.type === "MemberExpression" && !node.computed ? node.property.name : "";
}

function each(node, act) {
  Object.values(node).flat().filter(child => child && child.type).forEach(act);
}

/* What a function tests somewhere may be used in it: it looked first. */
function tested(node, names = new Set()) {
  each(node, child => {
    if (/^(If|Conditional)/.test(child.type)) {
      namesIn(child.test, names);
    }
    if (child.type === "LogicalExpression") {
      namesIn(child.left, names);
    }
    if (!/^Function/.test(child.type)) {
      tested(child, names);
    }
  });
  return names;
}

function walk(node, known) {
  const here = /^(Program|Function)/.test(node.type) ? new Set([...known, ...tested(node)]) : known;
  const name = nameOf(node);
  if (name && !here.has(name)) {
    used.add(name);
  }
  if (node.type === "ObjectExpression") {
    node.properties.forEach(property => used.add(property.key.name || property.key.value));
  }
  if (node.type === "CallExpression") {
    tellCall(node);
  }
  each(node, child => walk(child, here));
}

/* `append(1)`: with one value; `querySelectorAll.forEach`: of what a call returned. */
function tellCall(node) {
  const called = node.callee;
  used.add(`${nameOf(called)}(${node.arguments.length})`);
  if (called.object && called.object.type === "CallExpression") {
    used.add(`${nameOf(called.object.callee)}.${nameOf(called)}`);
  }
}

function told() {
  try {
    walk(acorn.parse(script, { ecmaVersion: 5 }), new Set());
    return { problems: [], uses: [...used].sort() };
  } catch (problem) {
    return { problems: [problem.message], uses: [] };
  }
}

process.stdout.write(JSON.stringify(told()));
