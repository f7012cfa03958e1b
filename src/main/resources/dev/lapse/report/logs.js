'use strict';
(() => {
const { logs, instant, wall, byId, element } = window.lapse;
const PAGE = 300;
const pane = byId('log-lines'), search = byId('log-search'), component = byId('log-component'), count = byId('log-count');
let at = 0;
const lines = [];
for (let i = 0, ms = 0; i < logs.text.length; i++) {
  ms += logs.after_ms[i];
  lines.push({ ms, file: logs.file[i], text: logs.text[i], low: null });
}
logs.files.forEach((file, i) => { element(component, 'option', file.name).value = i; });
let shown = lines, from = 0, to = 0;

function filter() {
  const words = search.value.trim().toLowerCase(), only = component.value;
  shown = lines.filter(line => (only === '' || line.file === +only) && (words === '' || (line.low ??= line.text.toLowerCase()).includes(words)));
  count.textContent = shown.length === lines.length ? lines.length + ' lines' : shown.length + ' of ' + lines.length + ' lines';
}
function row(line) {
  const box = document.createElement('div');
  box.className = 'log-line';
  const time = element(box, 'button', instant(line.ms), 'log-time');
  time.title = wall(line.ms, true) + ': show it on the axis';
  time.addEventListener('click', () => { const [a, b] = window.lapse.shown(), half = Math.min(b - a, 4000) / 2; window.lapse.zoomTo(line.ms - half, line.ms + half); });
  element(box, 'span', wall(line.ms, true), 'log-wall');
  element(box, 'span', logs.files[line.file].name, 'log-file');
  element(box, 'span', line.text, 'log-text');
  return box;
}
/** Shows the lines around an instant; the first one at or after it is marked. */
function show(ms) {
  at = ms;
  let first = shown.findIndex(line => line.ms >= ms);
  if (first < 0) first = shown.length;
  from = Math.max(0, first - PAGE);
  to = Math.min(shown.length, first + PAGE);
  pane.replaceChildren(...shown.slice(from, to).map(row));
  if (shown.length === 0) element(pane, 'p', lines.length === 0 ? 'No log was kept beside this run.' : 'No line has that.', 'note');
  const marked = pane.children[Math.min(first - from, pane.children.length - 1)];
  if (marked && shown.length > 0) {
    marked.classList.add('log-here');
    pane.scrollTop = marked.offsetTop - pane.clientHeight / 3;
  }
}
pane.addEventListener('scroll', () => {
  if (pane.scrollTop < 40 && from > 0) {
    const more = Math.max(0, from - PAGE), height = pane.scrollHeight;
    pane.prepend(...shown.slice(more, from).map(row));
    from = more;
    pane.scrollTop += pane.scrollHeight - height;
  }
  if (pane.scrollTop + pane.clientHeight > pane.scrollHeight - 40 && to < shown.length) {
    const more = Math.min(shown.length, to + PAGE);
    pane.append(...shown.slice(to, more).map(row));
    to = more;
  }
});
const again = () => { filter(); show(search.value.trim() === '' ? at : shown.length > 0 && !shown.some(line => line.ms >= at) ? shown[0].ms : at); };
search.addEventListener('input', again);
component.addEventListener('change', again);
window.lapse.openLog = ms => {
  byId('logs').open = true;
  show(ms);
  pane.scrollIntoView({ block: 'nearest' }); // as little as it takes: the axis above it stays in sight
};
byId('logs').addEventListener('toggle', () => { if (byId('logs').open && pane.children.length === 0) show(at); });
const cut = logs.files.filter(file => file.left_out > 0);
if (cut.length > 0) byId('log-note').textContent = 'Not in this page, since they are of before the run or there are too many: ' + cut.map(file => file.left_out + ' of ' + file.lines + ' lines of ' + file.name).join(', ') + '. They are in logs/ beside it. The lines around faults and outages are kept first.';
filter();
})();
