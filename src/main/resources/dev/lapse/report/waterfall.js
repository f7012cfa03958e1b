'use strict';
(() => {
const { result, length, instant, byId, element, prose, limitOf } = window.lapse;
const MOST = 40;
const FITS = { WITHIN: 'good', ABOVE: 'bad', BELOW: 'unsure', NO_FORMULA: 'soft' };

/** An explained outage with its lane, and with its length as the lanes have it. */
const outages = result.explained.map(explained => {
  const lane = result.lanes.find(other => other.lane === explained.lane);
  const measured = lane && lane.outages.find(other => other.from_ms === explained.outage_from_ms);
  const from = explained.outage_from_ms, last = explained.phases[explained.phases.length - 1];
  const to = measured ? measured.to_ms : last ? last.to_ms : from;
  const kind = lane ? lane.kind : '', limit = limitOf(kind, explained.lane, explained.step);
  return { ...explained, kindOfLane: kind, from, to, censored: Boolean(measured && measured.censored), limit: limit ? limit.max_ms : null };
}).sort((a, b) => b.censored - a.censored || (b.to - b.from) - (a.to - a.from));

/** Rounded outward, to 10 ms or, where it ends below a second, to the millisecond, as in the sentences. */
function interval(pair) {
  if (pair === null) return '–';
  const step = pair[1] < 1000 ? 1 : 10, from = length(Math.floor(pair[0] / step) * step), to = length(Math.ceil(pair[1] / step) * step);
  return from === to ? to : (pair[0] < step ? '0' : from) + ' to ' + to;
}
function verdict(fit, took, predicted) {
  if (fit === 'ABOVE' && predicted) return 'ABOVE by ' + length(took - predicted[1]);
  if (fit === 'BELOW' && predicted) return 'BELOW by ' + length(predicted[0] - took);
  return fit.replace('_', ' ');
}

/** Time runs from the fault, or from the last OK where nothing was served after the fault, to the last end of all. */
function scale(outage) {
  const served = outage.still_served_ms !== null && outage.injection !== null && outage.injection.startsWith(outage.step + '/') ? outage.still_served_ms[1] : 0;
  const begin = outage.from - served;
  const ends = outage.phases.filter(phase => phase.predicted_ms).map(phase => phase.from_ms + phase.predicted_ms[1]);
  const longest = Math.max(outage.to, outage.predicted_ms ? outage.from + outage.predicted_ms[1] : 0, ...ends, begin + 1);
  const fits = outage.limit !== null && outage.from + outage.limit - begin <= 2.5 * (longest - begin); // else the bars would be too short to see
  const end = fits ? Math.max(longest, outage.from + outage.limit + (longest - begin) * 0.02) : longest;
  const rough = (end - begin) / 8, power = 10 ** Math.floor(Math.log10(rough)), step = [1, 2, 5, 10].map(k => k * power).find(s => s >= rough);
  const ticks = [];
  for (let at = Math.ceil((begin - outage.from) / step) * step; outage.from + at <= end; at += step) ticks.push(at);
  return { served, ticks, step, fits, percent: ms => Math.min(100, Math.max(0, (ms - begin) / (end - begin) * 100)) };
}
function place(parent, className, axis, from, to, words) {
  const box = element(parent, 'div', null, className), left = axis.percent(from);
  box.style.left = left + '%';
  box.style.width = Math.max(0, axis.percent(to) - left) + '%';
  if (words) box.title = words;
  return box;
}
function track(cell, outage, axis, className) {
  const line = element(cell, 'div', null, 'track ' + (className || ''));
  axis.ticks.forEach(at => place(line, 'tick', axis, outage.from + at, outage.from + at));
  if (axis.ticks.length === 0) return line;
  if (outage.predicted_ms) place(line, 'worst', axis, outage.from + outage.predicted_ms[1], outage.from + outage.predicted_ms[1], 'predicted at most ' + length(outage.predicted_ms[1]));
  if (axis.fits) place(line, 'limit', axis, outage.from + outage.limit, outage.from + outage.limit, 'limit ' + length(outage.limit));
  return line;
}
function bar(line, axis, phase, name) {
  const words = phase.phase + ': ' + length(phase.to_ms - phase.from_ms) + ', until ' + instant(phase.to_ms) + ' or up to ' + length(phase.resolution_ms) + ' earlier';
  const sure = Math.max(phase.from_ms, phase.to_ms - phase.resolution_ms);
  const box = place(line, 'bar ' + phase.phase, axis, phase.from_ms, sure, words);
  if (phase.to_ms > sure) place(line, 'bar unsure-end ' + phase.phase, axis, sure, phase.to_ms, words);
  if (name && axis.percent(phase.to_ms) - axis.percent(phase.from_ms) > 12) box.textContent = phase.phase;
}
function expected(line, axis, from, pair) {
  if (pair !== null) place(line, 'expected', axis, from + pair[0], from + pair[1], 'predicted to end ' + interval(pair) + ' after it began');
}

/** Of an outage that nothing predicts, the two cells of the prediction are left out. */
const predicts = outage => outage.predicted_ms !== null || outage.phases.some(phase => phase.predicted_ms !== null);
function prediction(outage, fit, took, pair) {
  return predicts(outage) ? [[interval(pair), 'n'], [verdict(fit, took, pair), 'w ' + FITS[fit]]] : [];
}
/** Of the columns after the axis; where it is narrow they stand beside each value. */
const titlesOf = outage => [['took', 'n'], ['resolution', 'n'], ...(predicts(outage) ? [['predicted', 'n'], ['', 'w']] : []), ['ended by', 'm']];
function row(body, outage, axis, name, draw, cells) {
  const line = element(body, 'tr', null, name === 'all' ? 'all' : '');
  element(line, 'td', name, 'w name');
  draw(track(element(line, 'td', null, 'time'), outage, axis, name === 'all' ? 'high' : ''));
  const titles = titlesOf(outage), isPhase = name !== 'limit' && name !== 'worst case';
  cells.forEach(([text, className], i) => { element(line, 'td', text, className).dataset.what = isPhase ? titles[i][0] : ''; });
}
function waterfall(parent, outage) {
  const axis = scale(outage), grid = element(parent, 'table', null, 'waterfall'), head = element(element(grid, 'thead'), 'tr');
  element(head, 'th', 'phase', 'w');
  const axisLine = track(element(head, 'th', null, 'time'), outage, { ...axis, ticks: [] }, 'axis');
  axis.ticks.forEach(at => {
    const label = element(axisLine, 'span', axis.step < 1000 ? at / 1000 + ' s' : Math.round(at / 1000) + ' s');
    label.style.left = axis.percent(outage.from + at) + '%';
  });
  titlesOf(outage).forEach(([title, className]) => element(head, 'th', title, className));
  const body = element(grid, 'tbody'), took = outage.to - outage.from;
  row(body, outage, axis, 'all', line => {
    outage.phases.forEach(phase => bar(line, axis, phase, true));
    expected(line, axis, outage.from, outage.predicted_ms);
  }, [[(outage.censored ? '> ' : '') + length(took), 'n'], ['', 'n'], ...prediction(outage, outage.verdict, took, outage.predicted_ms),
    [outage.censored ? 'still open when the lane ended' : '', 'm']]);
  if (axis.served * 50 > took) {
    row(body, outage, axis, 'still served', line => {
      place(line, 'bar served', axis, outage.from - outage.still_served_ms[1], outage.from);
    }, [[interval(outage.still_served_ms), 'n'], ['', 'n'], ...(predicts(outage) ? [['–', 'n'], ['', 'w']] : []), ['last OK; no part of the outage', 'm soft']]);
  }
  outage.phases.forEach(phase => {
    const phaseTook = phase.to_ms - phase.from_ms;
    row(body, outage, axis, phase.phase, line => {
      bar(line, axis, phase);
      expected(line, axis, phase.from_ms, phase.predicted_ms);
    }, [[length(phaseTook), 'n'], [length(phase.resolution_ms), 'n soft'], ...prediction(outage, phase.verdict, phaseTook, phase.predicted_ms),
      [phase.ended_by, 'm']]);
  });
  bounds(body, outage, axis);
}

/** What the limit leaves, and what the configuration lets it be at worst: the two lines through all rows. */
function bounds(body, outage, axis) {
  const took = outage.to - outage.from, worst = outage.predicted_ms ? outage.predicted_ms[1] : null;
  const against = (of, most) => took > of ? ['over by ' + length(took - of), 'w ' + most] : [length(of - took) + ' left', 'w good'];
  const put = (name, value, cell, words) => row(body, outage, axis, name, () => {}, [[length(value), 'n'], ['', 'n'], ...(predicts(outage) ? [['', 'n'], cell] : []), [(predicts(outage) ? '' : cell[0] + '; ') + words, 'm soft']]);
  if (outage.limit !== null) put('limit', outage.limit, against(outage.limit, 'bad'), axis.fits ? 'the dashed line: what the scenario allows' : 'what the scenario allows; beyond the right edge');
  if (worst !== null) put('worst case', worst, against(worst, 'unsure'), 'the dotted line: the longest that the configuration predicts');
}

const told = new Set();
outages.slice(0, MOST).forEach(outage => {
  const box = element(byId('waterfalls'), 'details'), title = element(box, 'summary', outage.lane + ', ' +
    (outage.censored ? 'still open' : length(outage.to - outage.from)) + ' from ' + instant(outage.from) + ', ' + (outage.kind === 'unknown' ? 'of unknown kind' : outage.kind) + '  ');
  element(title, 'span', outage.verdict.replace('_', ' '), FITS[outage.verdict]);
  box.open = !told.has(outage.kindOfLane);
  told.add(outage.kindOfLane);
  prose(element(box, 'p', null, 'story'), outage.sentence);
  if (outage.phases.length > 0) waterfall(box, outage);
  [...outage.beside, ...outage.unbounded].forEach(text => element(box, 'p', text, 'note'));
});
byId('seconds').hidden = outages.length === 0;
if (outages.length > MOST) element(byId('waterfalls'), 'p', 'The longest ' + MOST + ' of ' + outages.length + '; all are in result.json.', 'note');
})();
