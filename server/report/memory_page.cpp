#include "server/report/memory_page.h"

#include <string_view>

namespace cairn::server {
namespace {

constexpr std::string_view kBeforeData = R"PAGE(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Cairn's memory</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; color: #222; }
h1 { font-size: 1.4em; } h2 { font-size: 1.1em; margin: 2em 0 .5em; }
table { border-collapse: collapse; } th, td { padding: .15em .8em; text-align: left; border-bottom: 1px solid #ddd; }
td[data-figure], .size { text-align: right; font-variant-numeric: tabular-nums; }
svg { width: 100%; display: block; background: #fafafa; border: 1px solid #ddd; } svg text { font-size: 11px; pointer-events: none; }
#errors { color: #b00; white-space: pre-wrap; } pre { white-space: pre-wrap; font-size: 12px; }
</style>
</head>
<body>
<h1>Cairn's memory</h1>
<p id="about"></p>
<p id="errors"></p>
<table id="figures"></table>
<h2>Since the start</h2><svg id="timeline" viewBox="0 0 1000 200" height="200"></svg><p id="legend"></p>
<h2>Components</h2><svg id="components" viewBox="0 0 1000 300" height="300"></svg>
<h2>Workers</h2><table id="workers"></table>
<h2>Leaks found</h2><div id="findings"></div>
<h2>Which code holds it</h2><svg id="flames" viewBox="0 0 1000 20"></svg><p id="flame-note"></p>
<script type="application/json" id="data">)PAGE";

constexpr std::string_view kAfterData = R"PAGE(</script>
<script>
'use strict';
window.addEventListener('error', event => { document.getElementById('errors').textContent += event.message + '\n'; });
const data = JSON.parse(document.getElementById('data').textContent);
const report = data.report;
const colours = ['#4e79a7', '#f28e2b', '#59a14f', '#e15759', '#76b7b2', '#edc948', '#b07aa1', '#9c755f', '#bab0ac', '#86bcb6'];
const byId = id => document.getElementById(id);

function size(bytes) {
  const units = ['B', 'KB', 'MB', 'GB'];
  let unit = 0, value = Math.abs(bytes);
  while (value >= 1024 && unit < 3) { value /= 1024; ++unit; }
  return (bytes < 0 ? '-' : '') + value.toFixed(unit === 0 ? 0 : 1) + ' ' + units[unit];
}
function element(parent, name, text, attributes) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const key in attributes || {}) made.setAttribute(key, attributes[key]);
  return parent.appendChild(made);
}
function drawn(parent, name, attributes, title) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (title !== undefined) {
    const shown = document.createElementNS('http://www.w3.org/2000/svg', 'title');
    shown.textContent = title;
    made.appendChild(shown);
  }
  return parent.appendChild(made);
}
function label(parent, x, y, width, text) {
  const fits = Math.floor((width - 6) / 6.2);
  if (fits < 3) return;
  drawn(parent, 'text', {x: x + 3, y: y}).textContent = text.length <= fits ? text : text.slice(0, fits - 1) + '…';
}
// Paths are JSON pointers (RFC 6901).
function at(path) { return path.split('/').slice(1).map(key => key.replace(/~1/g, '/').replace(/~0/g, '~')).reduce((value, key) => value === undefined || value === null ? undefined : value[key], data); }
function row(table, name, path) {
  const value = at(path);
  if (value === undefined) return;
  const line = element(table, 'tr');
  element(line, 'td', name);
  element(line, 'td', String(value), {'data-figure': path});
  element(line, 'td', size(value), {'class': 'size'});
}

function figures() {
  byId('about').textContent = 'Process ' + data.pid + (data.root ? ', workspace ' + data.root : '') + '. Bytes.';
  const table = byId('figures');
  row(table, 'only this process has them (anonymous)', '/report/process/anonymous');
  row(table, 'share of the memory in use (PSS)', '/report/process/pss');
  row(table, 'mapped files (resident)', '/report/process/fileBacked');
  row(table, 'highest ever (RSS)', '/report/process/peakRss');
  row(table, 'allocated', '/report/allocator/allocated');
  row(table, 'accounted for', '/report/components/_total');
  row(table, 'unaccounted', '/report/unaccounted');
  row(table, 'budget of all processes', '/report/budget/limit');
  row(table, 'used of it', '/report/budget/used');
}

function line(svg, points, colour, name, area) {
  if (points.length === 0) return;
  const x = time => (time - area.from) / Math.max(1, area.until - area.from) * 990 + 5;
  const y = bytes => 190 - bytes / Math.max(1, area.most) * 180;
  drawn(svg, 'polyline', {fill: 'none', stroke: colour, 'stroke-width': 1.5, 'data-line': name, 'data-points': points.length,
    points: points.map(each => x(each[0]).toFixed(1) + ',' + y(each[1]).toFixed(1)).join(' ')}, name);
}
function timeline() {
  const lines = [['anonymous', report.history.map(each => [each.time, each.anonymous])],
                 ['allocated', report.history.map(each => [each.time, each.allocated])]];
  for (const site of (data.leaks || {}).sites || []) {
    if (site.name.startsWith('worker of ') && site.series) lines.push([site.name, site.series.map(each => [each[0], each[2]])]);
  }
  const all = lines.flatMap(each => each[1]);
  const area = {from: Math.min(...all.map(p => p[0])), until: Math.max(...all.map(p => p[0])), most: Math.max(...all.map(p => p[1]))};
  lines.forEach(([name, points], index) => {
    const colour = colours[index % colours.length];
    line(byId('timeline'), points, colour, name, area);
    if (points.length !== 0) element(byId('legend'), 'span', '▬ ' + name + ' ' + size(points[points.length - 1][1]) + '   ', {style: 'color:' + colour});
  });
}

function children(node) { return Object.keys(node).filter(key => key !== '_self' && key !== '_total').map(key => [key, node[key]]); }
// Slices, in turns across and down; what a node has beside its children is a slice of its own.
function treemap(svg, node, path, x, y, width, height, depth, colour) {
  const parts = children(node).filter(each => each[1]._total > 0).sort((a, b) => b[1]._total - a[1]._total);
  const total = node._total;
  if (total <= 0) return;
  let done = 0;
  parts.forEach(([name, child], index) => {
    const share = child._total / total;
    const [cx, cy, cw, ch] = depth % 2 === 0 ? [x + done * width, y, share * width, height] : [x, y + done * height, width, share * height];
    done += share;
    const own = depth === 0 ? colours[index % colours.length] : colour;
    const here = path + '/' + name.replace(/~/g, '~0').replace(/\//g, '~1');
    drawn(svg, 'rect', {x: cx, y: cy, width: cw, height: ch, fill: own, 'fill-opacity': Math.max(.25, .9 - .2 * depth), stroke: '#fff',
      'data-figure': here + '/_total', 'data-bytes': child._total}, name + ': ' + size(child._total));
    treemap(svg, child, here, cx, cy, cw, ch, depth + 1, own);
    if (depth === 0 || children(child).length === 0) label(svg, cx, cy + 13 + 13 * depth, cw, name + ' ' + size(child._total));
  });
}

function table(id, names, rows) {
  const made = byId(id);
  if (rows.length === 0) { element(made, 'caption', 'none'); return; }
  const head = element(made, 'tr');
  names.forEach(name => element(head, 'th', name));
  rows.forEach(cells => {
    const line = element(made, 'tr');
    cells.forEach(cell => typeof cell === 'object' ? element(line, 'td', String(cell.value), {'data-figure': cell.path}) : element(line, 'td', cell));
  });
}
function workers() {
  table('workers', ['process', 'role', 'state', 'age', 'PSS', 'anonymous'], report.workers.map((each, index) => [
    String(each.pid), each.role, each.job || each.state, Math.round(each.ageMs / 1000) + ' s',
    {value: each.pss, path: '/report/workers/' + index + '/pss'}, {value: each.anonymous, path: '/report/workers/' + index + '/anonymous'}]));
}

function findings() {
  const found = (data.leaks || {}).findings || [];
  const scans = (data.leaks || {}).scans;
  element(byId('findings'), 'p', (found.length === 0 ? 'none' : String(found.length)) + (scans === undefined ? '' : ', after ' + scans + ' scans'));
  found.forEach((each, index) => {
    const part = element(byId('findings'), 'div');
    const line = element(part, 'p', each.site + (each.growing ? ' grows' : ' grew') + ': ' + each.unit + ' ');
    element(line, 'span', String(each.growth), {'data-figure': '/leaks/findings/' + index + '/growth'});
    element(line, 'span', ', ' + each.bytesPerWork.toFixed(1) + ' (' + each.bytesPerWorkLow.toFixed(1) + ' to ' + each.bytesPerWorkHigh.toFixed(1) +
      ') for each piece of work' + (each.work ? ', mostly ' + each.work : '') + ', since ' + new Date(each.since).toISOString());
    element(part, 'pre', (each.stacks || []).join('\n'));
  });
}

function flames() {
  const heap = data.heap || {text: '', sampling: false};
  const root = {name: 'all', bytes: 0, parts: new Map()};
  for (const text of heap.text.split('\n')) {
    const space = text.lastIndexOf(' ');
    if (space < 0) continue;
    const bytes = Number(text.slice(space + 1));
    root.bytes += bytes;
    let node = root;
    for (const name of text.slice(0, space).split(';')) {
      if (!node.parts.has(name)) node.parts.set(name, {name: name, bytes: 0, parts: new Map()});
      node = node.parts.get(name);
      node.bytes += bytes;
    }
  }
  const height = 16;
  let deepest = 0;
  const svg = byId('flames');
  function draw(node, x, width, depth) {
    if (width < .3) return;
    deepest = Math.max(deepest, depth);
    drawn(svg, 'rect', {x: x, y: depth * height, width: width, height: height - 1, fill: 'hsl(' + (20 + node.name.length * 7 % 40) + ',80%,65%)',
      'data-frame': node.name, 'data-bytes': node.bytes}, node.name + ': ' + size(node.bytes));
    label(svg, x, depth * height + 12, width, node.name);
    let from = x;
    for (const part of [...node.parts.values()].sort((a, b) => b.bytes - a.bytes)) {
      const share = part.bytes / node.bytes * width;
      draw(part, from, share, depth + 1);
      from += share;
    }
  }
  if (root.bytes > 0) draw(root, 0, 1000, 0);
  svg.setAttribute('viewBox', '0 0 1000 ' + (deepest + 1) * height);
  byId('flame-note').textContent = root.bytes > 0 ? 'What was allocated while the heap was sampled, estimated: ' + size(root.bytes) + '.' :
    'Nothing was sampled: $/heapSnapshot with "sampling": true begins it.';
}

for (const part of [figures, timeline, () => treemap(byId('components'), report.components, '/report/components', 0, 0, 1000, 300, 0, ''), workers, findings, flames]) {
  try { part(); } catch (problem) { console.error(problem); byId('errors').textContent += problem + '\n'; }
}
document.body.setAttribute('data-drawn', 'true');
</script>
</body>
</html>
)PAGE";

}  // namespace

std::string memory_page(const rpc::Json& server) {
  std::string page(kBeforeData);
  // Nothing in it may end the script.
  for (const char c : rpc::dump_json(server)) {
    if (c == '<') {
      page += "\\u003c";
    } else {
      page += c;
    }
  }
  page += kAfterData;
  return page;
}

}  // namespace cairn::server
