'use strict';
(() => {
const { result, picture, TICK, length, instant, percent, felt, byId, element } = window.lapse;
const OUTCOMES = [['O', 'ok', 'OK'], ['F', 'failed', 'failed'], ['I', 'indeterminate', 'indeterminate'], ['-', 'notsent', 'not sent']];
const TONES = ['node', 'primary', 'replica', 'up', 'changing', 'down', 'unseen', 'fault', 'blank'];
const RIGHT = 16, PLOT = 46, RIBBON = 9, BAND = 13, NAME = '600 12px system-ui, sans-serif';
const canvas = byId('chart'), stage = byId('stage'), pen = canvas.getContext('2d');
pen.font = NAME;
/** Where the plots begin, in whole pixels: the longest name of a lane has room beside the labels of its axis. */
const LEFT = Math.ceil(Math.max(172, ...picture.lanes.map(lane => 10 + pen.measureText(lane.name).width + 40)));
const names = [...new Set([...picture.leaders.map(([, holder]) => holder).filter(Boolean), ...picture.bands.map(band => band.group).filter(Boolean)])].sort();

// ---- data ------------------------------------------------------------------------------------------------------
if (result.dual_primary.windows.length > 0) {
  picture.bands.unshift({ group: '', label: 'two primaries', states: [...result.dual_primary.windows].sort((a, b) => a.from_ms - b.from_ms)
    .flatMap(w => [[w.from_ms / TICK, 7, w.nodes.join(' and ') + ', ' + length(w.duration_ms) + ' by ' + w.by], [w.to_ms / TICK, 8, '']]) });
}
const lanes = picture.lanes.map(lane => {
  const n = lane.t.length, at = new Float64Array(n), error = new Int16Array(n).fill(-1);
  const errors = lane.e === '' ? [] : lane.e.split(',');
  let sum = 0, bad = 0;
  for (let i = 0; i < n; i++) {
    sum += lane.t[i];
    at[i] = sum * TICK;
    if (lane.o[i] !== 'O') error[i] = +errors[bad++];
  }
  const judged = result.lanes.find(other => other.lane === lane.name);
  return { ...lane, at, error, took: Float32Array.from(lane.d, d => d * TICK), kind4: Uint8Array.from(lane.o, o => 'OFI-'.indexOf(o)),
    outages: judged ? judged.outages : [], degraded: judged ? judged.degraded : [], period: lane.period * TICK };
});
const top10 = Math.ceil(Math.log10(Math.max(1000, ...lanes.map(lane => lane.took.reduce((a, b) => Math.max(a, b), 0)))));
const whole = [Math.max(0, picture.begin * TICK), Math.max(picture.end * TICK, result.duration_ms, picture.begin * TICK + 1000)];
let [from, to] = whole, width = 0, height = 0, rows = [];
const x = ms => LEFT + (ms - from) / (to - from) * (width - LEFT - RIGHT);
const ms = px => from + (px - LEFT) / (width - LEFT - RIGHT) * (to - from);

// ---- paint -----------------------------------------------------------------------------------------------------
let style;
const colour = name => style.getPropertyValue('--' + name).trim();
const nodeColour = name => colour('node' + Math.max(0, names.indexOf(name)) % 6);
function box(x0, y, x1, h, fill, alpha) {
  const a = Math.max(x0, LEFT), b = Math.min(x1, width - RIGHT);
  if (b < a) return;
  pen.globalAlpha = alpha ?? 1;
  pen.fillStyle = fill;
  pen.fillRect(a, y, Math.max(b - a, 0.75), h);
  pen.globalAlpha = 1;
}
function text(words, px, y, fill, align, font) {
  pen.font = font || '11px system-ui, sans-serif';
  pen.fillStyle = fill;
  pen.textAlign = align || 'left';
  pen.textBaseline = 'middle';
  pen.fillText(words, px, y);
}
function vertical(at, y0, y1, stroke, dash, thick) {
  const px = x(at);
  if (px < LEFT || px > width - RIGHT) return;
  pen.strokeStyle = stroke;
  pen.lineWidth = thick || 1;
  pen.setLineDash(dash || []);
  pen.beginPath();
  pen.moveTo(px, y0);
  pen.lineTo(px, y1);
  pen.stroke();
  pen.setLineDash([]);
}
function grid(y0, y1) {
  const rough = (to - from) / Math.max(2, (width - LEFT - RIGHT) / 90), power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(k => k * power).find(s => s >= rough);
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    vertical(at, y0, y1, colour('grid'));
    const words = step >= 1000 ? Math.round(at / 1000) + ' s' : (at / 1000).toFixed(Math.max(1, Math.ceil(-Math.log10(step / 1000)))) + ' s';
    [y0 - 9, y1 + 11].forEach(y => text(words, x(at), y, colour('soft'), 'center'));
  }
}

/** Fault, heal and leader instants with their labels, in as many lines as it takes for none to cover another. */
function marks() {
  const all = [];
  result.faults.forEach(f => {
    const name = f.fault + ' ' + (f.targets.join(', ') || f.role);
    if (f.injected_ms !== null) all.push({ at: f.injected_ms, words: name + ' injected ' + instant(f.injected_ms), paint: 'fault' });
    else all.push({ at: f.requested_ms, words: name + ' requested, never injected', paint: 'fault', dash: [2, 3] });
    if (f.proven_ms !== null) all.push({ at: f.proven_ms, words: 'proven +' + length(f.proven_ms - f.injected_ms), paint: 'fault', dash: [2, 3] });
    if (f.healed_ms !== null) all.push({ at: f.healed_ms, words: 'healed ' + instant(f.healed_ms), paint: 'heal' });
  });
  let last = null;
  picture.leaders.forEach(([tick, holder]) => {
    if (holder !== null && last !== null && holder !== last) all.push({ at: tick * TICK, words: 'leader ' + last + ' → ' + holder + ' ' + instant(tick * TICK), paint: 'leader', dash: [6, 3] });
    if (holder === null) all.push({ at: tick * TICK, words: 'lock gone ' + instant(tick * TICK), paint: 'leader', dash: [1, 3] });
    last = holder ?? last;
  });
  const ends = [];
  pen.font = '11px system-ui, sans-serif';
  return all.filter(mark => mark.at >= from && mark.at <= to).sort((a, b) => a.at - b.at).map(mark => {
    const wide = pen.measureText(mark.words).width + 14;
    const left = Math.min(x(mark.at), width - RIGHT - wide);
    let line = ends.findIndex(end => end <= left);
    if (line < 0) line = ends.push(0) - 1;
    ends[line] = left + wide;
    return { ...mark, left, line };
  });
}

function drawLane(lane, y) {
  const columns = width - LEFT - RIGHT + 1, high = new Float32Array(columns * 3), low = new Float32Array(columns).fill(Infinity), count = new Uint32Array(columns * 4);
  const bottom = y + 20 + PLOT, scale = value => Math.max(1, (Math.log10(Math.max(value, 0.1)) + 1) / (top10 + 1) * PLOT);
  for (let i = 0; i < lane.at.length; i++) {
    const px = Math.floor(x(lane.at[i])) - LEFT;
    if (px < 0 || px >= columns) continue;
    const kind = lane.kind4[i];
    count[px * 4 + kind]++;
    if (kind < 3) high[px * 3 + kind] = Math.max(high[px * 3 + kind], lane.took[i]);
    if (kind === 0) low[px] = Math.min(low[px], lane.took[i]);
  }
  const wide = Math.min(8, Math.max(1, (x(from + lane.period) - LEFT) * 0.7));
  text(lane.name, 10, y + 28, colour('ink'), 'left', NAME);
  text(lane.vantage, 10, y + 43, colour('soft'));
  if (lane.period) text('every ' + length(lane.period), 10, y + 57, colour('soft'));
  for (let power = 0; power <= top10; power++) {
    const line = bottom - scale(10 ** power);
    box(LEFT, line, width - RIGHT, 0.75, colour('grid'));
    if (power % 2 === 1 || power === top10) text(power < 3 ? 10 ** power + ' ms' : 10 ** (power - 3) + ' s', LEFT - 5, line, colour('soft'), 'right', '9px system-ui, sans-serif');
  }
  lane.outages.forEach(outage => box(x(outage.from_ms), y + 18, x(outage.to_ms), PLOT + 2, colour('fault'), 0.08));
  for (let px = 0; px < columns; px++) {
    if (high[px * 3] > 0 || low[px] < Infinity) {
      box(LEFT + px, bottom - scale(high[px * 3]), LEFT + px + wide, scale(high[px * 3]), colourOf[0], 0.45);
      box(LEFT + px, bottom - scale(low[px]), LEFT + px + wide, scale(low[px]), colourOf[0]);
    }
    for (const kind of [2, 1]) {
      if (count[px * 4 + kind] > 0) box(LEFT + px, bottom - scale(high[px * 3 + kind]), LEFT + px + wide, scale(high[px * 3 + kind]), colourOf[kind], 0.9);
    }
    const sum = count[px * 4] + count[px * 4 + 1] + count[px * 4 + 2] + count[px * 4 + 3];
    for (let kind = 3, base = bottom + 3 + RIBBON; kind >= 0 && sum > 0; kind--) {
      const part = count[px * 4 + kind] / sum * RIBBON;
      base -= part;
      if (part > 0) box(LEFT + px, base, LEFT + px + wide, part, colourOf[kind]);
    }
  }
  const labels = [];
  [...lane.outages].sort((a, b) => b.duration_ms - a.duration_ms).forEach(outage => drawOutage(outage, y, labels));
  const told = part => lane.outages.some(outage => outage.from_ms <= part.from_ms + lane.period && outage.to_ms >= part.to_ms - lane.period);
  lane.degraded.filter(part => !told(part)).forEach(part => drawDegraded(part, y, labels));
}
let colourOf = [];
function drawDegraded(part, y, labels) {
  const a = x(part.from_ms), b = x(part.to_ms), words = part.to_ms > part.from_ms ? percent(part.share) + ' of ' + length(part.to_ms - part.from_ms) + ' not OK' : '1 attempt not OK';
  box(a, y + 15, b, 3, colour('indeterminate'));
  pen.font = '11px system-ui, sans-serif';
  const wide = pen.measureText(words).width;
  if (b > LEFT && b + wide + 8 < width - RIGHT && free(labels, b + 5, b + 5 + wide)) text(words, b + 5, y + 11, colour('unknown'));
}
function free(labels, a, b) {
  const clear = labels.every(([from, to]) => b < from || a > to);
  if (clear) labels.push([a, b]);
  return clear;
}
/** Labels never cover one another: the longest outage comes first, and what has no room is in the tooltip and the table. */
function drawOutage(outage, y, labels) {
  const a = Math.max(x(outage.from_ms), LEFT), b = Math.min(x(outage.to_ms), width - RIGHT);
  if (b < LEFT || a > width - RIGHT) return;
  const paint = outage.trusted ? colour('fault') : colour('unknown');
  const words = (outage.stall ? 'stall ' : '') + felt(outage) + ' (at least ' + length(outage.at_least_ms) + ')';
  pen.font = '600 11px system-ui, sans-serif';
  const wide = pen.measureText(words).width, inside = wide + 12 < b - a;
  box(a, y + 2, b, 15, paint, inside ? 1 : 0.85);
  if (inside) {
    labels.push([a, b]);
    text(words, (a + b) / 2, y + 10, colour('ondark'), 'center', pen.font);
  } else {
    const left = b + wide + 8 < width - RIGHT ? b + 5 : a - 5 - wide;
    if (free(labels, left, left + wide)) text(words, left, y + 10, paint, 'left', pen.font);
  }
}

function drawBand(band, y) {
  text(band.label, LEFT - 8, y + BAND / 2, colour('soft'), 'right');
  band.states.forEach(([tick, tone, words], i) => {
    const a = Math.max(x(tick * TICK), LEFT), b = Math.min(x(i + 1 < band.states.length ? band.states[i + 1][0] * TICK : picture.end * TICK), width - RIGHT);
    if (b <= a) return;
    const dark = tone <= 1 || tone === 7;
    if (TONES[tone] === 'blank') return;
    if (TONES[tone] === 'unseen') {
      box(a, y + BAND / 2 - 1, b, 2, colour('unseen'), 0.7);
    } else {
      box(a, y, b, BAND - 2, tone === 0 ? nodeColour(words) : colour(TONES[tone]));
    }
    pen.font = '10px system-ui, sans-serif';
    if (TONES[tone] !== 'unseen' && pen.measureText(words).width + 8 < b - a) text(words, a + 4, y + BAND / 2 - 0.5, dark ? colour('ondark') : colour('onband'), 'left', pen.font);
  });
}
function drawLeases(y) {
  text('lease left', LEFT - 8, y + 11, colour('soft'), 'right');
  const most = Math.max(...picture.leases.map(([, , granted]) => granted), 1);
  picture.leases.forEach(([tick, left], i) => {
    const next = i + 1 < picture.leases.length ? picture.leases[i + 1][0] * TICK : picture.end * TICK;
    box(x(tick * TICK), y + 22 - 22 * left / most, x(next), 22 * left / most, colour('leader'), 0.35);
  });
}

function draw() {
  style = getComputedStyle(document.documentElement);
  colourOf = OUTCOMES.map(([, name]) => colour(name));
  width = Math.max(480, stage.clientWidth);
  const labels = marks(), head = 12 + (labels.length === 0 ? 0 : 1 + Math.max(...labels.map(mark => mark.line))) * 15;
  rows = [];
  let y = head + 20;
  const put = (h, kind, what) => { rows.push({ y, h, kind, what }); y += h; };
  if (picture.steps.length > 0) put(22, 'steps');
  lanes.forEach(lane => put(20 + PLOT + RIBBON + 14, 'lane', lane));
  let group = null;
  picture.bands.forEach(band => {
    if (band.group !== group) put(18, 'group', band.group || 'cluster');
    group = band.group;
    put(BAND, 'band', band);
    if (band.label === 'leader lock' && picture.leases.length > 0) put(26, 'lease');
  });
  height = y + 26;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = width + 'px';
  canvas.style.height = height + 'px';
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = colour('paper');
  pen.fillRect(0, 0, width, height);
  if (rows.length === 0) {
    text('The history has no attempts and no observations.', 16, height / 2, colour('soft'));
    return;
  }
  grid(head + 18, y);
  result.faults.forEach(f => {
    const begin = f.injected_ms ?? f.requested_ms;
    box(x(begin), head + 18, x(f.healed_ms ?? (f.heal_evidence ? f.proven_ms ?? begin : whole[1])), y - head - 18, colour('fault'), 0.05);
  });
  rows.forEach(row => {
    if (row.kind === 'lane') drawLane(row.what, row.y);
    if (row.kind === 'band') drawBand(row.what, row.y);
    if (row.kind === 'lease') drawLeases(row.y);
    if (row.kind === 'group') text(row.what, 10, row.y + 18 + BAND / 2, colour('ink'), 'left', NAME);
    if (row.kind === 'steps') picture.steps.forEach(([a, b, name], i) => {
      const x0 = Math.max(x(a * TICK), LEFT), x1 = Math.min(x(b * TICK), width - RIGHT);
      box(x0, row.y, x1, 16, colour('soft'), i % 2 ? 0.10 : 0.20);
      pen.font = '11px system-ui, sans-serif';
      if (pen.measureText(name).width + 8 < x1 - x0) text(name, x0 + 4, row.y + 8, colour('ink'));
    });
  });
  labels.forEach(mark => {
    const line = 10 + mark.line * 15;
    vertical(mark.at, line, y, colour(mark.paint), mark.dash, 1.25);
    box(mark.left, line - 7, mark.left + 3, 14, colour(mark.paint));
    text(mark.words, mark.left + 7, line, colour(mark.paint));
  });
}

// ---- mouse -----------------------------------------------------------------------------------------------------
function aboutLane(lane, at) {
  const reach = Math.max(3 * (to - from) / (width - LEFT - RIGHT), lane.period / 2), counts = [0, 0, 0, 0];
  let nearest = -1;
  for (let i = 0; i < lane.at.length; i++) {
    const gap = Math.abs(lane.at[i] - at);
    if (gap <= reach) counts[lane.kind4[i]]++;
    if (gap <= reach && (nearest < 0 || gap < Math.abs(lane.at[nearest] - at))) nearest = i;
  }
  if (nearest < 0) return lane.name + '\nno attempt here';
  const node = lane.nodes['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'.indexOf(lane.n[nearest])];
  const words = [lane.name, 'invoked ' + (lane.at[nearest] / 1000).toFixed(3) + ' s: ' + OUTCOMES[lane.kind4[nearest]][2] + (lane.kind4[nearest] < 3 ? ' after ' + length(lane.took[nearest]) : '') + (node ? ' from ' + node : '')];
  if (lane.error[nearest] >= 0 && lane.errors[lane.error[nearest]]) words.push(lane.errors[lane.error[nearest]]);
  const sum = counts.reduce((a, b) => a + b);
  if (sum > 1) words.push('here: ' + OUTCOMES.map(([, , word], k) => counts[k] ? counts[k] + ' ' + word : '').filter(Boolean).join(', '));
  lane.outages.filter(o => o.from_ms <= at && at <= o.to_ms).forEach(o => words.push('outage ' + felt(o) + ' (at least ' + length(o.at_least_ms) + '), began in ' + o.step));
  return words.join('\n');
}
function about(row, at) {
  if (!row) return '';
  if (row.kind === 'lane') return aboutLane(row.what, at);
  if (row.kind === 'steps') return picture.steps.filter(([a, b]) => a * TICK <= at && at <= b * TICK).map(([, , name, words]) => name + ': ' + words).join('\n');
  if (row.kind === 'lease') return picture.leases.filter(([tick]) => tick * TICK <= at).slice(-1).map(([, left, granted]) => 'lease: ' + left + ' s of ' + granted + ' s left (in whole seconds)').join('');
  if (row.kind !== 'band') return '';
  const index = row.what.states.findLastIndex(([tick]) => tick * TICK <= at);
  if (index < 0) return '';
  const [tick, , words] = row.what.states[index], next = row.what.states[index + 1];
  return [row.what.group, row.what.label].filter(Boolean).join(' · ') + '\n' + words + '\nfrom ' + instant(tick * TICK) + (next ? ' to ' + instant(next[0] * TICK) : '');
}
let pressed = null;
const inside = px => Math.min(Math.max(px, LEFT), width - RIGHT);
function place(event) {
  const frame = canvas.getBoundingClientRect();
  return [event.clientX - frame.left, event.clientY - frame.top];
}
function hide() { ['tip', 'cross'].forEach(id => { byId(id).style.display = 'none'; }); }
canvas.addEventListener('mousedown', event => { pressed = inside(place(event)[0]); event.preventDefault(); });
window.addEventListener('mousemove', event => {
  const [px, py] = place(event), brush = byId('brush').style;
  if (pressed !== null) {
    brush.display = 'block';
    brush.left = Math.min(pressed, inside(px)) + 'px';
    brush.width = Math.abs(inside(px) - pressed) + 'px';
  }
  if (event.target !== canvas || px < LEFT || px > width - RIGHT) { hide(); return; }
  const words = [instant(ms(px)), about(rows.find(row => row.y <= py && py < row.y + row.h), ms(px))].filter(Boolean);
  const tip = byId('tip');
  tip.textContent = words.join('\n');
  tip.style.display = byId('cross').style.display = 'block';
  byId('cross').style.left = px + 'px';
  tip.style.left = Math.max(0, px + 14 + tip.offsetWidth > width ? px - 14 - tip.offsetWidth : px + 14) + 'px';
  tip.style.top = Math.max(0, Math.min(py + 14, height - tip.offsetHeight - 4)) + 'px';
});
window.addEventListener('mouseup', event => {
  if (pressed === null) return;
  const [a, b] = [pressed, inside(place(event)[0])].sort((p, q) => p - q);
  pressed = null;
  byId('brush').style.display = 'none';
  if (b - a > 4 && ms(b) - ms(a) > 1) { [from, to] = [ms(a), ms(b)]; draw(); }
});
canvas.addEventListener('dblclick', () => { [from, to] = whole; draw(); });
window.addEventListener('resize', draw);
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
window.addEventListener('beforeprint', () => { document.documentElement.classList.add('light'); draw(); });
window.addEventListener('afterprint', () => { document.documentElement.classList.remove('light'); draw(); });

[...OUTCOMES.map(([, name, word]) => [name, word]), ['primary', 'primary, writable'], ['replica', 'replica, read-only'], ['up', 'server up'], ['changing', 'changing'], ['down', 'down'], ['unseen', 'not seen']]
  .forEach(([name, word]) => { const chip = element(byId('legend'), 'span'); element(chip, 'i').style.background = 'var(--' + name + ')'; chip.append(word); });
element(byId('legend'), 'span', 'height: latency, log scale  ·  drag to zoom, double-click to reset', 'hint');
draw();
})();
