'use strict';
(() => {
const { isSlow, result, picture, facts, TICK, length, instant, wall, percent, felt, byId, element, tableBehind } = window.lapse;
const OUTCOMES = [['O', 'ok', 'OK'], ['F', 'failed', 'failed'], ['I', 'indeterminate', 'indeterminate'], ['-', 'notsent', 'not sent']];
const TONES = ['node', 'primary', 'replica', 'up', 'changing', 'down', 'unseen', 'fault', 'blank'];
const NODES = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const SMALL = '11px system-ui, sans-serif', BOLD = '600 12px system-ui, sans-serif', TINY = '10px system-ui, sans-serif';
const PLOT = 46, RIBBON = 12, BAND = 15, MOST_SINGLE = 1500, LEAST_SPAN = 2;
const stage = byId('chart'), print = window.matchMedia('print');

// ---- data ------------------------------------------------------------------------------------------------------
if (result.dual_primary.windows.length > 0) {
  picture.bands.unshift({ group: '', label: 'dual primary', states: [...result.dual_primary.windows].sort((a, b) => a.from_ms - b.from_ms)
    .flatMap(w => [[w.from_ms / TICK, 7, w.nodes.join(' and ') + ', ' + length(w.duration_ms) + ' by ' + w.by], [w.to_ms / TICK, 8, '']]) });
}
const names = [...new Set([...picture.leaders.map(([, holder]) => holder).filter(Boolean), ...picture.bands.map(band => band.group).filter(Boolean)])].sort();
const summed = columns => { let sum = 0; return Float64Array.from(columns, one => (sum += one) * TICK); };
const filled = (columns, size) => columns.length > 0 ? columns : new Uint8Array(size);
/** Slices of time: counts by outcome, and the shortest and the longest that an attempt took, in ms. */
function slices(raw) {
  const n = raw.slices, counts = [raw.ok, raw.failed, raw.indeterminate, raw.not_sent].map(column => filled(column, n));
  return { n, width: raw.width * TICK, origin: raw.origin * TICK, counts, low: filled(raw.low, n), high: filled(raw.high, n), highNotOk: filled(raw.high_not_ok, n) };
}
function stretchesOf(raw) {
  const n = raw.after.length, from = new Float64Array(n), to = new Float64Array(n), lengths = filled(raw.length, n);
  let end = 0;
  for (let i = 0; i < n; i++) {
    from[i] = end + raw.after[i] * TICK;
    end = to[i] = from[i] + lengths[i] * TICK;
  }
  return { n, from, to, counts: [null, filled(raw.failed, n), filled(raw.indeterminate, n), filled(raw.not_sent, n)], okInside: filled(raw.ok_inside, n), error: filled(raw.error, n) };
}
/** The attempts that the page has one by one, in the order in which they were invoked. */
function singles(lane) {
  const n = lane.t.length, at = summed(lane.t), error = new Int16Array(n).fill(-1), errors = lane.e === '' ? [] : lane.e.split(',');
  let bad = 0;
  for (let i = 0; i < n; i++) if (lane.o[i] !== 'O') error[i] = +errors[bad++];
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => at[a] - at[b]);
  return { n, at: Float64Array.from(order, i => at[i]), took: Float32Array.from(order, i => lane.d[i] * TICK), kind: Uint8Array.from(order, i => 'OFI-'.indexOf(lane.o[i])),
    error: Int16Array.from(order, i => error[i]), node: Array.from(order, i => lane.nodes[NODES.indexOf(lane.n[i])]) };
}
const lanes = picture.lanes.map(lane => {
  const judged = result.lanes.find(other => other.lane === lane.name), from = summed(lane.outages.after);
  return { ...lane, period: lane.period * TICK, slices: slices(lane.buckets), stretches: stretchesOf(lane.stretches), singles: singles(lane), whole: lane.left_out === 0,
    kept: lane.kept.map(([a, b]) => [a * TICK, b * TICK]), outageFrom: from, outageTo: from.map((at, i) => at + lane.outages.length[i] * TICK),
    outages: judged ? judged.outages : [], degraded: judged ? judged.degraded : [] };
});
/** From when to when nobody could tell of the lock, and so of its lease neither. */
const unknownLock = picture.bands.filter(band => band.group === '' && band.label === 'leader lock').flatMap(({ states }) => states.map(([tick, tone], i) => [tick * TICK, (i + 1 < states.length ? states[i + 1][0] : picture.end) * TICK, tone]).filter(([, , tone]) => TONES[tone] === 'unseen'));
const leases = slices(picture.leases), loads = slices(picture.load);
const top10 = Math.ceil(Math.log10(Math.max(1000, ...lanes.map(lane => {
  let most = 0;
  for (let i = 0; i < lane.slices.n; i++) most = Math.max(most, lane.slices.high[i], lane.slices.highNotOk[i]);
  return most * TICK;
}))));
const whole = [Math.max(0, picture.begin * TICK), Math.max(picture.end * TICK, result.duration_ms, picture.begin * TICK + 1000)];
/** The first index whose value is not below. */
function lower(values, value) {
  let a = 0, b = values.length;
  while (a < b) { const middle = (a + b) >> 1; if (values[middle] < value) a = middle + 1; else b = middle; }
  return a;
}
/** The limit of a lane's outage in a step; what is said of that lane and that step comes before what is said of all. */
const limitOf = (kind, name, step) => {
  const check = kind + '_outage', all = picture.limits.filter(limit => limit.check === check && (!limit.lane || limit.lane === name) && (!limit.step || limit.step === step));
  return all.sort((a, b) => (b.lane ? 2 : 0) + (b.step ? 1 : 0) - (a.lane ? 2 : 0) - (a.step ? 1 : 0))[0];
};
const predictedOf = (lane, outage) => {
  const found = result.explained.find(one => one.lane === lane.name && one.outage_from_ms === outage.from_ms);
  return found && found.predicted_ms ? found.predicted_ms : null;
};

// ---- rows ------------------------------------------------------------------------------------------------------
const marks = [];
result.faults.forEach(f => {
  const name = f.fault + ' ' + (f.targets.join(', ') || f.role);
  if (isSlow(f)) marks.push({ at: f.requested_ms, words: name + ' requested ' + instant(f.requested_ms), paint: 'fault', dash: [2, 3] });
  if (f.injected_ms !== null) marks.push({ at: f.injected_ms, words: name + ' injected ' + instant(f.injected_ms), paint: 'fault' });
  else marks.push({ at: f.requested_ms, words: name + ' requested, never injected', paint: 'fault', dash: [2, 3] });
  if (f.proven_ms !== null) marks.push({ at: f.proven_ms, words: 'proven +' + length(f.proven_ms - (f.injected_ms ?? f.requested_ms)), paint: 'fault', dash: [2, 3] });
  if (f.healed_ms !== null) marks.push({ at: f.healed_ms, words: 'healed ' + instant(f.healed_ms), paint: 'heal' });
});
let lastHolder = null;
picture.leaders.forEach(([tick, holder]) => {
  if (holder !== null && lastHolder !== null && holder !== lastHolder) marks.push({ at: tick * TICK, words: 'leader ' + lastHolder + ' → ' + holder + ' ' + instant(tick * TICK), paint: 'leader', dash: [6, 3] });
  if (holder === null) marks.push({ at: tick * TICK, words: 'lock gone ' + instant(tick * TICK), paint: 'leader', dash: [1, 3] });
  lastHolder = holder ?? lastHolder;
});
marks.sort((a, b) => a.at - b.at);
const NAME_LINE = 13;
let rows = [], markLines = 0, bottom = 0, narrow = false;
/** Where it is narrow, a lane's name stands above its plot and not beside it. */
function layout() {
  let group = null;
  rows = [];
  bottom = 0;
  const put = (h, kind, what) => { rows.push({ y: bottom, h, kind, what }); bottom += h; };
  put(0, 'behind');
  put(6 + markLines * 15, 'marks');
  if (picture.steps.length > 0) put(20, 'steps');
  lanes.forEach(lane => put((narrow ? NAME_LINE : 0) + 22 + PLOT + RIBBON + 12, 'lane', lane));
  if (loads.n > 0) put(22 + PLOT, 'load');
  picture.bands.forEach(band => {
    if (band.group !== group) put(19, 'group', band.group || 'cluster');
    group = band.group;
    put(BAND, 'band', band);
    if (band.label === 'leader lock' && leases.n > 0) put(30, 'lease');
  });
}

// ---- paint -----------------------------------------------------------------------------------------------------
let style, view = [...whole], frame = { x: 0, y: 0, width: 1, height: 1 };
const colour = name => style.getPropertyValue('--' + name).trim();
const nodeColour = name => colour('node' + Math.max(0, names.indexOf(name)) % 6);
const ruler = document.createElement('canvas').getContext('2d');
const wide = (words, font) => { ruler.font = font; return ruler.measureText(words).width; };
const x = ms => frame.x + (ms - view[0]) / (view[1] - view[0]) * frame.width;
const ms = px => view[0] + (px - frame.x) / frame.width * (view[1] - view[0]);
const right = () => frame.x + frame.width;
const text = (words, px, y, fill, align, font) => ({ type: 'text', silent: true, style: { text: words, x: px, y, fill, align: align || 'left', verticalAlign: 'middle', font: font || SMALL } });
const line = (x0, y0, x1, y1, stroke, dash, thick) => ({ type: 'line', silent: true, shape: { x1: x0, y1: y0, x2: x1, y2: y1 }, style: { stroke, lineDash: dash, lineWidth: thick || 1 } });
/** Boxes of one colour, some hundred in a shape: one shape of thousands is slow to fill, and so are thousands of shapes. */
class Boxes {
  constructor() { this.parts = []; }
  add(x0, y, x1, h, least) {
    const a = Math.max(x0, frame.x), b = Math.min(Math.max(x1, x0 + (least ?? 0.75)), right());
    if (b > a) this.parts.push('M' + a.toFixed(1) + ' ' + y.toFixed(1) + 'h' + (b - a).toFixed(1) + 'v' + h.toFixed(1) + 'h' + (a - b).toFixed(1) + 'z');
    return this;
  }
  shape(fill, opacity) {
    const shapes = [];
    for (let i = 0; i < this.parts.length; i += 200) {
      shapes.push({ type: 'path', silent: true, shape: { pathData: this.parts.slice(i, i + 200).join('') }, style: { fill, opacity: opacity ?? 1 } });
    }
    return shapes;
  }
}
const vertical = (at, y0, y1, stroke, dash, thick) => at < view[0] || at > view[1] ? [] : [line(x(at), y0, x(at), y1, stroke, dash, thick)];

const faultFrom = fault => x(isSlow(fault) ? fault.requested_ms : fault.injected_ms ?? fault.requested_ms);
/** The areas of faults and the instants of {@link marks}, behind all rows. */
function drawBehind() {
  const areas = new Boxes(), y = frame.y + rows[1].h;
  result.faults.forEach(f => {
    areas.add(faultFrom(f), y, x(f.healed_ms ?? (f.heal_evidence ? f.proven_ms ?? f.requested_ms : whole[1])), frame.height - rows[1].h);
  });
  return [...areas.shape(colour('fault'), 0.07), ...marks.flatMap(mark => vertical(mark.at, frame.y, frame.y + frame.height, colour(mark.paint), mark.dash, 1.25))];
}
/** As many lines as the words of the marks need when the whole run is shown. */
function linesOfMarks(width) {
  const ends = [];
  marks.forEach(mark => {
    const size = wide(mark.words, SMALL) + 14, left = Math.max(0, Math.min((mark.at - whole[0]) / (whole[1] - whole[0]) * width, width - size)), at = ends.findIndex(end => end <= left);
    ends[at < 0 ? ends.length : at] = left + size;
  });
  return Math.min(6, ends.length);
}
function drawMarks(y) {
  const ends = new Array(markLines).fill(-Infinity), drawn = [];
  marks.filter(mark => mark.at >= view[0] && mark.at <= view[1]).forEach(mark => {
    const size = wide(mark.words, SMALL) + 14, left = Math.max(frame.x, Math.min(x(mark.at), right() - size)), at = ends.findIndex(end => end <= left);
    if (at < 0) return; // no room: the table of faults has it
    ends[at] = left + size;
    drawn.push({ type: 'rect', silent: true, shape: { x: left, y: y + 2 + at * 15, width: 3, height: 13 }, style: { fill: colour(mark.paint) } }, text(mark.words, left + 7, y + 9 + at * 15, colour(mark.paint)));
  });
  return drawn;
}
function drawSteps(y) {
  const boxes = [new Boxes(), new Boxes()], words = [];
  picture.steps.forEach(([a, b, name], i) => {
    const x0 = Math.max(x(a * TICK), frame.x), x1 = Math.min(x(b * TICK), right());
    boxes[i % 2].add(x0, y, x1, 15);
    if (wide(name, SMALL) + 8 < x1 - x0) words.push(text(name, x0 + 4, y + 8, colour('ink')));
  });
  return [...boxes[0].shape(colour('soft'), 0.24), ...boxes[1].shape(colour('soft'), 0.12), ...words];
}
function free(labels, a, b) {
  const clear = a >= frame.x - 4 && b <= right() + 4 && labels.every(([from, to]) => b < from || a > to);
  if (clear) labels.push([a, b]);
  return clear;
}
/** Every outage, however short, is at least three pixels wide; the longest get their words first. */
function drawOutages(lane, y, labels) {
  const bars = new Boxes(), areas = new Boxes(), edges = new Boxes(), drawn = [], first = lower(lane.outageTo, view[0]);
  let end = -Infinity, count = 0;
  for (let i = first; i < lane.outageFrom.length && lane.outageFrom[i] <= view[1]; i++, count++) {
    const a = x(lane.outageFrom[i]), b = x(lane.outageTo[i]);
    if (Math.max(b, a + 3) <= end + 0.2) continue;
    end = Math.max(b, a + 3);
    bars.add(a, y + 3, b, 15, 3);
    areas.add(a, y + 20, b, PLOT);
    if (b - a > 4) edges.add(a - 0.5, y + 18, a + 0.5, PLOT + RIBBON + 6).add(b - 0.5, y + 18, b + 0.5, PLOT + RIBBON + 6);
  }
  drawn.push(...areas.shape(colour('fault'), count > 400 ? 0.06 : 0.12), ...edges.shape(colour('fault'), 0.8), ...bars.shape(colour('fault')));
  const seen = lane.outages.filter(outage => outage.to_ms >= view[0] && outage.from_ms <= view[1]).sort((a, b) => b.duration_ms - a.duration_ms).slice(0, 40);
  const barOf = outage => [Math.max(x(outage.from_ms), frame.x), Math.min(Math.max(x(outage.to_ms), x(outage.from_ms) + 3), right())];
  seen.forEach(outage => labels.push(barOf(outage)));
  seen.forEach((outage, i) => {
    const a = Math.max(x(outage.from_ms), frame.x), b = Math.min(Math.max(x(outage.to_ms), a + 3), right());
    const words = (outage.stall ? 'stall ' : '') + felt(outage) + (narrow ? '' : ' (at least ' + length(outage.at_least_ms) + ')');
    const size = wide(words, '600 ' + SMALL);
    if (size + 10 < b - a) {
      drawn.push(text(words, (a + b) / 2, y + 11, colour('onfault'), 'center', '600 ' + SMALL));
    } else {
      const left = b + size + 6 < right() ? b + 5 : a - 5 - size;
      if (free(labels, left, left + size)) drawn.push(text(words, left, y + 11, colour('fault'), 'left', '600 ' + SMALL));
    }
    if (i < 6) drawn.push(...bound(lane, outage, y, labels));
  });
  return drawn;
}
/** Where the outage would have had to end: by its limit, and by what the configuration predicts. */
function bound(lane, outage, y, labels) {
  const limit = limitOf(lane.kind, lane.name, outage.step), predicted = predictedOf(lane, outage), drawn = [], told = [];
  const mark = (after, words, paint, dash, low) => {
    const at = outage.from_ms + after, px = x(at);
    if (at < view[0] || at > view[1] || px - x(outage.from_ms) < 6) return;
    drawn.push(line(px, y + 1, px, y + 22 + PLOT + RIBBON, colour(paint), dash, 2));
    const size = wide(words, TINY), left = px + 4 + size < right() ? px + 4 : px - 4 - size, dy = free(labels, left - 2, left + size + 2) ? 11 : low;
    told.push({ type: 'text', silent: true, style: { text: words, x: left, y: y + dy, fill: colour(paint), font: TINY, verticalAlign: 'middle', backgroundColor: colour('paper'), padding: [0, 2] } });
  };
  if (predicted) mark(predicted[1], 'predicted ≤ ' + length(predicted[1]), 'predicted', [2, 2], 42);
  if (limit) mark(limit.max_ms, 'limit ' + length(limit.max_ms), 'limit', [7, 3], 27);
  return [...drawn, ...told];
}
/** Shares and stretches in which attempts failed though there was no outage. */
function drawDegraded(lane, y, labels) {
  const boxes = new Boxes(), drawn = [];
  lane.degraded.filter(part => part.to_ms >= view[0] && part.from_ms <= view[1] && !lane.outages.some(outage => outage.from_ms <= part.from_ms + lane.period && outage.to_ms >= part.to_ms - lane.period)).slice(0, 40).forEach(part => {
    const words = part.to_ms > part.from_ms ? percent(part.share) + ' of ' + length(part.to_ms - part.from_ms) + ' not OK' : '1 attempt not OK', b = Math.max(x(part.to_ms), frame.x);
    boxes.add(x(part.from_ms), y + 17, b, 3, 2);
    if (free(labels, b + 5, b + 5 + wide(words, SMALL))) drawn.push(text(words, b + 5, y + 11, colour('unknown')));
  });
  return [...boxes.shape(colour('indeterminate')), ...drawn];
}
const scale = value => Math.max(1, (Math.log10(Math.max(value, 0.1)) + 1) / (top10 + 1) * PLOT);
const within = lane => lane.whole || lane.kept.some(([a, b]) => a <= view[0] && view[1] <= b);
/** One by one where the page has them all and they fit, else in slices of time. */
function isSingle(lane) {
  return within(lane) && lower(lane.singles.at, view[1]) - lower(lane.singles.at, view[0]) <= MOST_SINGLE;
}
function drawAttempts(lane, y) {
  const base = y + 22 + PLOT, pale = new Boxes(), solid = new Boxes(), bad = [null, new Boxes(), new Boxes(), null];
  if (isSingle(lane)) {
    const { at, took, kind } = lane.singles, size = Math.min(9, Math.max(1, (x(view[0] + lane.period) - frame.x) * 0.7));
    for (let i = lower(at, view[0]); i < at.length && at[i] <= view[1]; i++) {
      const h = scale(took[i]), into = kind[i] === 0 ? solid : bad[kind[i]];
      if (into) into.add(x(at[i]), base - h, x(at[i]) + size, h);
    }
    return [...solid.shape(colour('ok'), 0.75), ...bad[2].shape(colour('indeterminate'), 0.9), ...bad[1].shape(colour('failed'), 0.9)];
  }
  const { n, width, origin, counts, low, high, highNotOk } = lane.slices;
  const columns = Math.ceil(frame.width) + 1, each = Math.max(1, Math.round(width / (view[1] - view[0]) * frame.width));
  const tall = new Float32Array(columns), short = new Float32Array(columns).fill(Infinity), tallBad = new Float32Array(columns), kindBad = new Uint8Array(columns);
  for (let i = Math.max(0, Math.floor((view[0] - origin) / width) - 1); i < n && origin + i * width <= view[1]; i++) {
    const px = Math.max(0, Math.floor(x(origin + i * width) - frame.x));
    if (px >= columns) continue;
    if (counts[0][i] > 0) { tall[px] = Math.max(tall[px], high[i]); short[px] = Math.min(short[px], low[i]); }
    if (counts[1][i] + counts[2][i] > 0) { tallBad[px] = Math.max(tallBad[px], highNotOk[i], 1); kindBad[px] |= (counts[1][i] > 0 ? 1 : 0) + (counts[2][i] > 0 ? 2 : 0); }
  }
  for (let px = 0; px < columns; px++) {
    const at = frame.x + px;
    if (tall[px] > 0) {
      pale.add(at, base - scale(tall[px] * TICK), at + each, scale(tall[px] * TICK));
      solid.add(at, base - scale(short[px] * TICK), at + each, scale(short[px] * TICK));
    }
    if (kindBad[px] > 0) bad[kindBad[px] & 1 ? 1 : 2].add(at, base - scale(tallBad[px] * TICK), at + each, scale(tallBad[px] * TICK));
  }
  return [...pale.shape(colour('ok'), 0.4), ...solid.shape(colour('ok'), 0.9), ...bad[2].shape(colour('indeterminate'), 0.85), ...bad[1].shape(colour('failed'), 0.85)];
}
/** Below the plot a line for each outcome that is not OK, so that colours need not tell them apart. */
function drawRibbon(lane, y) {
  const rowsOf = [null, new Boxes(), new Boxes(), new Boxes()], top = y + 24 + PLOT, { from, to, counts } = lane.stretches, ends = [0, -Infinity, -Infinity, -Infinity];
  for (let i = lower(to, view[0]); i < from.length && from[i] <= view[1]; i++) {
    const a = x(from[i]), b = Math.max(x(to[i] + lane.period * 0.7), a + 1.5);
    for (let kind = 1; kind < 4; kind++) {
      if (counts[kind][i] === 0 || b <= ends[kind] + 0.2) continue;
      ends[kind] = b;
      rowsOf[kind].add(a, top + (kind - 1) * 4, b, 3.4, 1.5);
    }
  }
  return [line(frame.x, top + RIBBON + 0.5, right(), top + RIBBON + 0.5, colour('grid')), ...[1, 2, 3].flatMap(kind => rowsOf[kind].shape(colour(OUTCOMES[kind][1])))];
}
/** A wedge at each lost row, when it was acknowledged. */
function drawLost(lane, y) {
  const wedges = [];
  let end = -Infinity;
  facts.lost.forEach(row => {
    const px = x(row.acknowledged_ms);
    if (row.lane !== lane.name || px < frame.x || px > right() || px < end + 1) return;
    end = px;
    wedges.push('M' + (px - 4).toFixed(1) + ' ' + (y + 20) + 'h8l-4 8z');
  });
  return wedges.length === 0 ? [] : [{ type: 'path', silent: true, shape: { pathData: wedges.join('') }, style: { fill: colour('lost'), stroke: colour('paper'), lineWidth: 0.5 } }];
}
function drawLane(lane, top) {
  const drawn = [], labels = [], y = top + (narrow ? NAME_LINE : 0), base = y + 22 + PLOT;
  drawn.push(text(lane.name, 8, narrow ? top + 8 : y + 32, colour('ink'), 'left', BOLD));
  if (!narrow) drawn.push(text(lane.vantage, 8, y + 47, colour('soft')), text(lane.period ? 'every ' + length(lane.period) : '', 8, y + 61, colour('soft')));
  for (let power = 0; power <= top10; power++) {
    const at = base - scale(10 ** power);
    drawn.push(line(frame.x, at, right(), at, colour('grid')));
    if (power % 2 === 1 || power === top10) drawn.push(text(power < 3 ? 10 ** power + ' ms' : 10 ** (power - 3) + ' s', frame.x - 4, at, colour('soft'), 'right', '9px system-ui, sans-serif'));
  }
  return [...drawn, ...drawAttempts(lane, y), ...drawRibbon(lane, y), ...drawOutages(lane, y, labels), ...drawDegraded(lane, y, labels), ...drawLost(lane, y)];
}
function drawBand(band, y) {
  const drawn = [text(band.label, frame.x - 6, y + BAND / 2, colour('soft'), 'right', narrow ? TINY : SMALL)], boxes = {};
  let end = -Infinity;
  for (let i = 0; i < band.states.length; i++) {
    const [tick, tone, words] = band.states[i], a = Math.max(x(tick * TICK), frame.x), b = Math.min(x((i + 1 < band.states.length ? band.states[i + 1][0] : picture.end) * TICK), right());
    if (TONES[tone] === 'blank' || b < a || a > right() || Math.max(b, a + 1) <= end + 0.2) continue;
    end = Math.max(b, a + 1);
    const key = tone === 0 ? nodeColour(words) : TONES[tone], into = boxes[key] ??= new Boxes();
    if (key === 'unseen') into.add(a, y + BAND / 2 - 1, b, 2, 1);
    else if (key === 'down') into.add(a, y + 8, b, 4, 1);
    else into.add(a, y + 1, b, BAND - 3, 1);
    if (key !== 'unseen' && key !== 'down' && wide(words, TINY) + 8 < b - a) drawn.push(text(words, a + 4, y + BAND / 2, colour(tone <= 1 || tone === 7 ? 'ondark' : 'onband'), 'left', TINY));
    if (key === 'down' && wide(words, TINY) + 8 < b - a) drawn.push({ type: 'text', silent: true, style: { text: words, x: a + 4, y: y + BAND / 2, fill: colour('ink'), font: TINY, verticalAlign: 'middle', backgroundColor: colour('paper'), padding: [0, 3] } });
  }
  return [...Object.entries(boxes).flatMap(([key, into]) => into.shape(key.startsWith('#') ? key : colour(key))), ...drawn];
}
function drawLease(y) {
  const most = Math.max(picture.granted_s, 1), parts = [[]], { n, width, origin, counts, low, high } = leases;
  let before = null, last = -Infinity;
  for (let i = Math.max(0, Math.floor((view[0] - origin) / width) - 20); i < n && origin + i * width <= view[1]; i++) {
    if (counts[0][i] === 0) continue;
    const since = origin + i * width, at = Math.min(Math.max(x(since), frame.x), right());
    const gap = unknownLock.find(([from, to]) => last < to && from < since);
    if (before !== null) parts[parts.length - 1].push([gap ? Math.min(Math.max(x(Math.max(gap[0], last)), frame.x), right()) : at, before]);
    if (gap) parts.push([]);
    parts[parts.length - 1].push([at, high[i]], [at, low[i]]);
    [before, last] = [low[i], since];
  }
  return [text('lease left', frame.x - 6, y + 13, colour('soft'), 'right', narrow ? TINY : SMALL), line(frame.x, y + 26, right(), y + 26, colour('grid')),
    ...parts.filter(part => part.length > 1).map(part => ({ type: 'polyline', silent: true, shape: { points: part.map(([px, left]) => [px, y + 26 - 24 * left / most]) }, style: { stroke: colour('leader'), fill: 'none', lineWidth: 1.3 } }))];
}
function drawLoad(y) {
  const { n, width, origin, counts } = loads, columns = Math.ceil(frame.width) + 1, ok = new Float32Array(columns), bad = new Float32Array(columns), unsent = new Float32Array(columns);
  const each = Math.max(1, width / (view[1] - view[0]) * frame.width);
  for (let i = Math.max(0, Math.floor((view[0] - origin) / width)); i < n && origin + i * width <= view[1]; i++) {
    const px = Math.floor(x(origin + i * width) - frame.x);
    if (px < 0 || px >= columns) continue;
    const per = 1000 / width * Math.min(1, each);
    ok[px] += counts[0][i] * per;
    bad[px] += (counts[1][i] + counts[2][i]) * per;
    unsent[px] += counts[3][i] * per;
  }
  const most = Math.max(1, ...ok, ...bad, ...unsent), base = y + 20 + PLOT, boxes = [new Boxes(), new Boxes(), new Boxes()];
  for (let px = 0; px < columns; px++) {
    let from = base;
    [ok, bad, unsent].forEach((column, i) => {
      const h = column[px] / most * (PLOT - 4) / (i === 0 ? 1 : 1);
      if (h > 0) boxes[i].add(frame.x + px, Math.max(y + 16, from - h), frame.x + px + Math.ceil(each), Math.min(h, from - y - 16));
      from -= h;
    });
  }
  return [text('load', narrow ? frame.x : 8, y + (narrow ? 8 : 30), colour('ink'), 'left', BOLD), ...(narrow ? [] : [text('writes a second', 8, y + 45, colour('soft'))]),
    text(Math.round(most) + '/s', frame.x - 4, y + 20, colour('soft'), 'right', '9px system-ui, sans-serif'), line(frame.x, base, right(), base, colour('grid')),
    ...boxes[0].shape(colour('ok'), 0.8), ...boxes[1].shape(colour('failed'), 0.9), ...boxes[2].shape(colour('notsent'), 0.9)];
}
function drawRow(row) {
  const y = frame.y + row.y;
  switch (row.kind) {
    case 'behind': return drawBehind();
    case 'marks': return drawMarks(y);
    case 'steps': return drawSteps(y);
    case 'lane': return drawLane(row.what, y);
    case 'load': return drawLoad(y);
    case 'lease': return drawLease(y);
    case 'band': return drawBand(row.what, y);
    default: return [text(row.what, narrow ? 2 : 8, y + 11, colour('ink'), 'left', BOLD)];
  }
}
function renderRow(params, api) {
  const zero = api.coord([0, 0])[0], one = api.coord([1, 0])[0] - zero;
  frame = params.coordSys;
  view = [(frame.x - zero) / one, (frame.x + frame.width - zero) / one];
  const row = rows[params.dataIndex];
  const hit = row.kind === 'behind' ? [] : [{ type: 'rect', shape: { x: frame.x, y: frame.y + row.y, width: frame.width, height: row.h }, style: { fill: 'transparent' } }];
  return { type: 'group', children: [...drawRow(row), ...hit] };
}

// ---- hover -----------------------------------------------------------------------------------------------------
function countsNear(lane, at, reach) {
  const counts = [0, 0, 0, 0];
  if (isSingle(lane)) {
    const { at: times, kind } = lane.singles;
    for (let i = lower(times, at - reach); i < times.length && times[i] <= at + reach; i++) counts[kind[i]]++;
  } else {
    const { n, width, origin, counts: columns } = lane.slices;
    for (let i = Math.max(0, Math.floor((at - reach - origin) / width)); i < n && origin + i * width <= at + reach; i++) columns.forEach((column, kind) => { counts[kind] += column[i]; });
  }
  return counts;
}
const told = counts => OUTCOMES.map(([, , word], kind) => counts[kind] ? counts[kind] + ' ' + word : '').filter(Boolean).join(', ');
function aboutLane(lane, at) {
  const reach = Math.max(3 * (view[1] - view[0]) / frame.width, lane.period / 2), words = [lane.name], { at: times, took, kind, error, node } = lane.singles;
  const after = lower(times, at), nearest = [after - 1, after].filter(i => i >= 0 && i < times.length).sort((a, b) => Math.abs(times[a] - at) - Math.abs(times[b] - at))[0];
  if (nearest !== undefined && Math.abs(times[nearest] - at) <= reach && isSingle(lane)) {
    words.push('invoked ' + (times[nearest] / 1000).toFixed(3) + ' s: ' + OUTCOMES[kind[nearest]][2] + (kind[nearest] < 3 ? ' after ' + length(took[nearest]) : '') + (node[nearest] ? ' from ' + node[nearest] : ''));
    if (error[nearest] >= 0 && lane.errors[error[nearest]]) words.push(lane.errors[error[nearest]]);
  }
  const counts = countsNear(lane, at, reach), sum = counts.reduce((a, b) => a + b);
  words.push(sum === 0 ? 'no attempt here' : 'within ' + length(reach) + (isSingle(lane) ? '' : ' (in slices of ' + length(lane.slices.width) + ')') + ': ' + told(counts));
  const s = lane.stretches, i = lower(s.to, at - reach);
  if (i < s.n && s.from[i] <= at + reach) {
    words.push((s.counts[1][i] + s.counts[2][i] > 0 ? 'not OK from ' : 'not sent from ') + instant(s.from[i]) + ' to ' + instant(s.to[i]) + ': ' + told([s.okInside[i], s.counts[1][i], s.counts[2][i], s.counts[3][i]]));
    if (lane.errors[s.error[i]]) words.push('first error: ' + lane.errors[s.error[i]]);
  }
  facts.lost.filter(row => row.lane === lane.name && Math.abs(row.acknowledged_ms - at) <= reach).slice(0, 3).forEach(row => words.push('lost row ' + row.seq + ', acknowledged at ' + instant(row.acknowledged_ms)));
  const here = [];
  for (let k = lower(lane.outageTo, at - reach); k < lane.outageFrom.length && lane.outageFrom[k] <= at + reach; k++) here.push(k);
  const known = here.map(k => lane.outages.find(o => Math.abs(o.from_ms - lane.outageFrom[k]) < 0.02)).filter(Boolean).slice(0, 3);
  known.forEach(o => words.push('outage ' + felt(o) + ' (at least ' + length(o.at_least_ms) + '), began in ' + o.step));
  if (here.length > known.length) words.push(here.length + ' outages here');
  return words.join('\n');
}
const rowAt = py => rows.find(row => row.y <= py - frame.y && py - frame.y < row.y + row.h);
function about(row, at) {
  if (!row) return '';
  if (row.kind === 'lane') return aboutLane(row.what, at);
  if (row.kind === 'steps') return picture.steps.filter(([a, b]) => a * TICK <= at && at <= b * TICK).map(([, , name, words]) => name + ': ' + words).join('\n');
  if (row.kind === 'load') {
    const i = Math.floor((at - loads.origin) / loads.width), counts = loads.counts.map(column => column[i] || 0);
    return 'load, in ' + length(loads.width) + ': ' + (told(counts) || 'no attempt');
  }
  if (row.kind === 'lease') {
    if (unknownLock.some(([from, to]) => from <= at && at < to)) return 'lease: not known, the store has no quorum';
    for (let i = Math.min(leases.n - 1, Math.floor((at - leases.origin) / leases.width)); i >= 0; i--) {
      if (leases.counts[0][i] > 0) return 'lease: ' + (leases.low[i] === leases.high[i] ? leases.low[i] : leases.low[i] + ' to ' + leases.high[i]) + ' s of ' + picture.granted_s + ' s left (in whole seconds)';
    }
    return '';
  }
  if (row.kind !== 'band') return '';
  const index = row.what.states.findLastIndex(([tick]) => tick * TICK <= at);
  if (index < 0) return '';
  const [tick, , words] = row.what.states[index], next = row.what.states[index + 1];
  return [row.what.group, row.what.label].filter(Boolean).join(' · ') + '\n' + words + '\nfrom ' + instant(tick * TICK) + (next ? ' to ' + instant(next[0] * TICK) : '');
}

// ---- chart -----------------------------------------------------------------------------------------------------
const chart = echarts.init(stage, null, { renderer: 'canvas' });
let pointer = [0, 0];
chart.getZr().on('mousemove', event => { pointer = [event.offsetX, event.offsetY]; });
const second = at => instant(at).replace(' s', '');
const precise = at => (at / 1000).toFixed(Math.max(0, Math.min(3, 1 - Math.floor(Math.log10((view[1] - view[0]) / 1000 / 8))))) + ' s';
function option() {
  style = getComputedStyle(document.documentElement);
  narrow = stage.clientWidth < 640;
  const gutter = narrow ? 72 : Math.ceil(Math.max(176, ...lanes.map(lane => 8 + wide(lane.name, BOLD) + 44))), top = 24;
  markLines = linesOfMarks(Math.max(1, stage.clientWidth - gutter - 14));
  layout();
  stage.style.height = top + bottom + 84 + 'px';
  const axis = (position, formatter) => ({ type: 'value', position, min: whole[0], max: whole[1], splitNumber: narrow ? 3 : 8, axisLine: { show: false }, axisTick: { show: true, lineStyle: { color: colour('rule') } },
    splitLine: { show: position === 'top', lineStyle: { color: colour('grid') } }, axisLabel: { color: colour('soft'), fontSize: 11, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter },
    axisPointer: { show: true, type: 'line', snap: false, triggerTooltip: false, lineStyle: { color: colour('soft') }, label: { show: true, color: colour('paper'), backgroundColor: colour('ink'), formatter: p => formatter(p.value, true) } } });
  return {
    animation: false, backgroundColor: colour('paper'), textStyle: { fontFamily: 'system-ui, sans-serif' },
    grid: { left: gutter, right: 14, top, height: bottom },
    xAxis: [axis('top', (at, exact) => exact === true ? (at / 1000).toFixed(3) + ' s' : precise(at)), { ...axis('bottom', (at, exact) => wall(at, exact === true || view[1] - view[0] < 8000)), gridIndex: 0 }],
    yAxis: { type: 'value', min: 0, max: 1, show: false },
    axisPointer: { link: [{ xAxisIndex: 'all' }], triggerOn: 'mousemove' },
    tooltip: { trigger: 'item', renderMode: 'richText', confine: true, transitionDuration: 0, backgroundColor: colour('paper'), borderColor: colour('rule'), padding: [6, 10], textStyle: { color: colour('ink'), fontSize: 12 },
      formatter: () => [instant(ms(pointer[0])) + '   ' + wall(ms(pointer[0]), true), about(rowAt(pointer[1]), ms(pointer[0]))].filter(Boolean).join('\n').replaceAll('{', '(').replaceAll('}', ')') },
    dataZoom: [
      { type: 'inside', xAxisIndex: [0, 1], filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: true, preventDefaultMouseMove: false, minValueSpan: LEAST_SPAN, throttle: 40 },
      { type: 'slider', xAxisIndex: [0, 1], filterMode: 'none', height: 22, bottom: 10, left: gutter, right: 14, minValueSpan: LEAST_SPAN, throttle: 40, showDetail: false, borderColor: colour('rule'), fillerColor: colour('filler'), textStyle: { color: colour('soft') } }],
    series: [
      { type: 'custom', xAxisIndex: 0, renderItem: renderRow, clip: false, z: 3, data: rows.map(() => [whole[0], whole[1]]), encode: { x: [0, 1] }, silent: false },
      { type: 'custom', xAxisIndex: 1, renderItem: () => null, data: [[whole[0], whole[1]]], encode: { x: [0, 1] }, silent: true }],
    graphic: rows.length > 2 || picture.end > 0 ? [] : [{ type: 'text', left: 'center', top: 'middle', style: { text: 'The history has no attempts and no observations.', fill: colour('soft') } }],
  };
}
const window_ = () => { const zoom = chart.getOption().dataZoom[0]; return [zoom.startValue, zoom.endValue]; };
function zoomTo(from, to) {
  const span = Math.max(LEAST_SPAN, Math.min(to - from, whole[1] - whole[0])), begin = Math.max(whole[0], Math.min(from, whole[1] - span));
  chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, startValue: begin, endValue: begin + span });
}
const zoomBy = (factor, at) => { const [a, b] = window_(), centre = at ?? (a + b) / 2; zoomTo(centre - (centre - a) * factor, centre + (b - centre) * factor); };
const panBy = share => { const [a, b] = window_(), by = (b - a) * share; zoomTo(a + by, b + by); };
const reset = () => zoomTo(...whole);
/** A click in an outage or a stretch shows that, any other one a fifth of what is shown. */
function showAt(at, row) {
  const [a, b] = window_();
  const outage = row && row.kind === 'lane' ? row.what.outages.find(o => o.from_ms <= at && at <= o.to_ms && (o.to_ms - o.from_ms) * 2 < b - a) : null;
  if (outage) zoomTo(outage.from_ms - (outage.to_ms - outage.from_ms) * 0.25, outage.to_ms + (outage.to_ms - outage.from_ms) * 0.25);
  else zoomBy(0.2, at);
  window.lapse.openLog(at);
}
let down = null;
chart.getZr().on('mousedown', event => { down = [event.offsetX, event.offsetY]; });
chart.getZr().on('click', event => {
  const moved = down === null ? 0 : Math.hypot(event.offsetX - down[0], event.offsetY - down[1]), bottomOf = frame.y + frame.height + 26;
  if (moved > 5 || event.offsetX < frame.x || event.offsetX > right() || event.offsetY > bottomOf) return;
  showAt(ms(event.offsetX), rowAt(event.offsetY));
});
const KEYS = { '+': () => zoomBy(0.5), '=': () => zoomBy(0.5), '-': () => zoomBy(2), ArrowLeft: () => panBy(-0.2), ArrowRight: () => panBy(0.2), Home: reset, 0: reset,
  Enter: () => { const [a, b] = window_(); window.lapse.openLog((a + b) / 2); } };
stage.addEventListener('keydown', event => {
  const act = event.ctrlKey || event.metaKey || event.altKey ? null : KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});
[['zoom-in', () => zoomBy(0.5)], ['zoom-out', () => zoomBy(2)], ['pan-left', () => panBy(-0.5)], ['pan-right', () => panBy(0.5)], ['reset', reset]].forEach(([id, act]) => byId(id).addEventListener('click', act));

function redraw(size) {
  const kept = chart.getOption() ? window_() : whole;
  const next = option();
  chart.resize(size || { width: 'auto', height: 'auto' });
  chart.setOption(next, true);
  if (kept[0] !== undefined) zoomTo(...kept);
}
chart.setOption(option());
chart.resize();
let soon = 0, drawnWidth = stage.clientWidth;
/** The window may become narrower, and a scroll bar may come. */
new ResizeObserver(() => {
  if (stage.clientWidth === drawnWidth) return;
  drawnWidth = stage.clientWidth;
  clearTimeout(soon);
  soon = setTimeout(redraw, 60);
}).observe(stage);
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw());
/** On paper the picture fills a page of its own; before it stands what has room on the first one. */
let scenarioWasOpen = false;
window.addEventListener('beforeprint', () => {
  scenarioWasOpen = byId('scenario').open;
  byId('scenario').open = true; // how to reproduce it speaks of it
  document.documentElement.classList.add('light');
  byId('time').before(byId('seconds').hidden ? byId('found') : byId('seconds'));
  stage.style.width = '1000px';
  redraw();
});
window.addEventListener('afterprint', () => {
  byId('scenario').open = scenarioWasOpen;
  document.documentElement.classList.remove('light');
  byId('time').after(byId('seconds'));
  byId('seconds').after(byId('found'));
  stage.style.width = '';
  redraw();
});

[...OUTCOMES.map(([, name, word]) => [name, word]), ['primary', 'primary, writable, carries'], ['replica', 'replica, read-only'], ['up', 'up'], ['changing', 'changing, "not now"'], ['down', 'down, none (low bar)'], ['unseen', 'not seen (thin line)'], ...(facts.lost.length > 0 ? [['lost', 'lost row (wedge)']] : [])]
  .forEach(([name, word]) => { const chip = element(byId('legend'), 'span'); element(chip, 'i').style.background = 'var(--' + name + ')'; chip.append(word); });
stage.setAttribute('aria-label', 'Time axis from ' + instant(whole[0]) + ' to ' + instant(whole[1]) + ' with ' + lanes.length + ' lanes and ' + picture.bands.length + ' rows of states; the tables below have the same.');

// ---- the same as tables ----------------------------------------------------------------------------------------
const MOST = 1000;
tableBehind('time-table', 'Lanes: what was not OK or not sent', () => [[['lane', 'w'], ['from', 'n'], ['to', 'n'], ['failed', 'n'], ['indeterminate', 'n'], ['not sent', 'n'], ['OK in between', 'n'], ['first error']],
  lanes.flatMap(({ name, stretches: s, errors }) => Array.from({ length: Math.min(s.n, MOST) }, (_, i) => [name, instant(s.from[i]), instant(s.to[i]), s.counts[1][i], s.counts[2][i], s.counts[3][i], s.okInside[i], errors[s.error[i]] || '–']))], 'Every attempt was sent and OK.');
const LINES = 200;
/** Slices in at most so many lines: [from, to, counts by outcome, least, most]. */
function linesOf({ n, width, origin, counts, low, high }) {
  const each = Math.max(1, Math.ceil(n / LINES)), lines = [];
  for (let i = 0; i < n; i += each) {
    const line = [origin + i * width, origin + Math.min(n, i + each) * width, [0, 0, 0, 0], Infinity, 0];
    for (let k = i; k < Math.min(n, i + each); k++) {
      counts.forEach((column, kind) => { line[2][kind] += column[k]; });
      if (counts[0][k] > 0) { line[3] = Math.min(line[3], low[k]); line[4] = Math.max(line[4], high[k]); }
    }
    if (line[2].some(count => count > 0)) lines.push(line);
  }
  return lines;
}
if (loads.n > 0) tableBehind('time-table', 'Load', () => [[['from', 'n'], ['to', 'n'], ['OK', 'n'], ['failed', 'n'], ['indeterminate', 'n'], ['not sent', 'n']],
  linesOf(loads).map(([a, b, counts]) => [instant(a), instant(b), ...counts])], 'Nothing was sent.');
if (leases.n > 0) tableBehind('time-table', 'Lease left, of ' + picture.granted_s + ' s', () => [[['from', 'n'], ['to', 'n'], ['least', 'n'], ['most', 'n']],
  linesOf(leases).map(([a, b, , least, most]) => [instant(a), instant(b), least + ' s', most + ' s'])], 'It was not looked at.');
tableBehind('time-table', 'States of the cluster', () => [[['of', 'w'], ['what', 'w'], ['from', 'n'], ['to', 'n'], ['state']],
  picture.bands.flatMap(band => band.states.slice(0, MOST).filter(([, tone]) => TONES[tone] !== 'blank').map(([tick, , words], i) => [band.group || 'cluster', band.label, instant(tick * TICK), instant((i + 1 < band.states.length ? band.states[i + 1][0] : picture.end) * TICK), words]))], 'Nothing was observed.');
tableBehind('time-table', 'Steps', () => [[['step', 'w'], ['from', 'n'], ['to', 'n'], ['what']], picture.steps.map(([a, b, name, words]) => [name, instant(a * TICK), instant(b * TICK), words])], 'There was no step.');
Object.assign(window.lapse, { chart, limitOf, zoomTo, showAt, shown: window_, rows: () => rows, about, faultFrom: i => faultFrom(result.faults[i]), place: at => x(at) });
})();
