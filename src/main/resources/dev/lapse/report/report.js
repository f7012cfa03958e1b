'use strict';
(() => {
const { result, scenario, picture, logs, facts } = JSON.parse(document.getElementById('data').textContent);
const TICK = picture.tick_ms, MOST = 40;
const byId = id => document.getElementById(id);

// ---- words -----------------------------------------------------------------------------------------------------
function length(ms) {
  if (ms === null || ms === undefined) return '–';
  const size = Math.abs(ms);
  if (size < 10 && ms % 1 !== 0) return ms.toFixed(2) + ' ms';
  return size < 999.5 ? Math.round(ms) + ' ms' : (ms / 1000).toFixed(2) + ' s';
}
const instant = ms => ms === null ? '–' : (ms / 1000).toFixed(2) + ' s';
const START = Date.parse(result.started_at);
/** 22:47:31 or, exactly, 22:47:31.042, in UTC. */
const wall = (ms, exact) => { const text = new Date(START + ms).toISOString(); return text.slice(11, exact ? 23 : 19); };
const percent = share => share > 0 && share < 0.001 ? '<0.1%' : share > 0.999 && share < 1 ? '>99.9%' : (share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0) + '%';
const felt = outage => (outage.censored ? 'still open' : length(outage.duration_ms)) + (outage.trusted ? '' : ' ?');
function flags(outage) {
  const words = [];
  if (outage.stall) words.push('stall: late, but nothing failed');
  if (outage.censored) words.push('open when the lane ended');
  else if (outage.first_ok_ms < outage.duration_ms) words.push('a first OK after ' + length(outage.first_ok_ms) + ' did not last');
  if (!outage.trusted) words.push('?: the probe itself was late');
  return words.join('; ');
}

// ---- elements --------------------------------------------------------------------------------------------------
function element(parent, tag, text, className) {
  const child = document.createElement(tag);
  if (text !== undefined && text !== null) child.textContent = text;
  if (className) child.className = className;
  parent.append(child);
  return child;
}
/** Columns are [title, class]; a row is a list of texts, or of [text, class] where a cell has a class of its own. Where it is narrow a row is a card, and each cell says what it is. */
function table(id, columns, rows, empty) {
  const parent = byId(id);
  if (rows.length === 0) { element(parent, 'p', empty, 'note'); return; }
  const grid = element(parent, 'table', null, 'cards');
  const head = element(element(grid, 'thead'), 'tr');
  columns.forEach(([title, className]) => element(head, 'th', title, className));
  const body = element(grid, 'tbody');
  rows.forEach(row => {
    const line = element(body, 'tr');
    row.forEach((cell, i) => { (Array.isArray(cell) ? element(line, 'td', cell[0], cell[1]) : element(line, 'td', cell, columns[i][1])).dataset.what = columns[i][0]; });
  });
}
/** A table that is made when somebody opens it. */
function tableBehind(parent, title, make, empty) {
  const box = element(byId(parent), 'details');
  element(box, 'summary', title);
  const id = parent + '-' + byId(parent).children.length;
  element(box, 'div').id = id;
  box.addEventListener('toggle', () => { if (box.open && byId(id).children.length === 0) table(id, ...make(), empty); });
}
/** Whether its effect may come before it is injected: it has to be told from its request on. */
const isSlow = fault => fault.injected_ms !== null && fault.injected_ms - fault.requested_ms > facts.slow_fault_ms;
const clients = result.lanes.filter(lane => lane.vantage !== 'direct');

const SIGNS = { PASS: '✓', UNKNOWN: '?', FAIL: '✗' }, TONE = { PASS: 'good', UNKNOWN: 'unsure', FAIL: 'bad' };
const worst = result.findings.filter(finding => finding.verdict === result.verdict);
/** For one who does not know Lapse: what was done to what, and who looked. */
function done() {
  const periods = clients.map(lane => lane.period_ms), asked = [...new Set(clients.map(lane => lane.kind === 'write' ? 'wrote' : lane.kind === 'read' ? 'read' : 'called'))];
  const who = clients.length === 0 ? '' : ' while ' + (clients.length === 1 ? 'a test client ' : clients.length + ' test clients ') + asked.join(' and ') + ' every ' + length(Math.min(...periods));
  const faults = result.faults.slice(0, 3).map(f => f.fault + (f.targets.length > 0 || f.role ? ' of ' + (f.targets.join(', ') || f.role) + (f.role && f.targets.length > 0 && f.role !== f.targets.join(', ') ? ' (' + f.role + ')' : '') : '') +
    (f.injected_ms === null ? ', never injected' : (isSlow(f) ? ', asked for at ' + instant(f.requested_ms) + ' and injected at ' + instant(f.injected_ms) + ',' : f.healed_ms === null ? ' at ' + instant(f.injected_ms) : '') + (f.healed_ms === null ? '' : ' for ' + length(f.healed_ms - f.injected_ms))).replace(/,$/, ''));
  const more = result.faults.length > 3 ? ', and ' + (result.faults.length - 3) + ' more' : '';
  element(byId('decided'), 'p', 'A PostgreSQL cluster was put through ' + (faults.length === 0 ? 'no fault' : faults.join('; then ') + more) + who + '.', 'done');
}
const CHECKS = { write_outage: 'longest write outage', read_outage: 'longest read outage', call_outage: 'longest outage of own code', lost_writes: 'lost writes', dual_primary: 'two primaries at once', rejoined: 'nodes that came back', probe_healthy: 'whether the test clients were on time', steady_outage: 'outage before the first fault',
  faults_proven: 'whether each fault took effect', steady_before: 'whether the cluster was steady before the first fault', steady_after: 'whether the cluster was steady again', settings: 'settings that are not in effect', run_completed: 'whether the run came to its end',
  write_degraded: 'longest stretch of failing writes', read_degraded: 'longest stretch of failing reads', clients_behind: 'how much longer one client was out than another', last_writable: 'how long a node was still writable', failed_rejoins: 'ways back that failed', stale_read: 'age of the oldest read', backward_reads: 'reads that went back in time', dirty_reads: 'reads of rows that are gone', failovers: 'number of failovers', new_primary: 'who led afterwards' };
/** What Lapse asks of itself and of each run: that it is in order is within no limit of the reader's. */
const OWN = ['probe_healthy', 'faults_proven', 'steady_outage', 'steady_before', 'steady_after', 'settings', 'run_completed'];
const limitText = finding => (finding.limit === 'predicted' ? ': what the configuration predicts' : ' ' + finding.limit) + (finding.assumed ? ' (assumed)' : '');
/** The finding that decided: the first of the worst verdict; of a PASS, that none was worse. */
function decided() {
  const changed = (result.cluster && result.cluster.changed) || [];
  if (changed.length > 0) element(byId('decided'), 'p', 'Settings were changed while the run went on: ' + changed.map(({ name, before, after }) => name + ' ' + (before ?? 'not set') + ', at the end ' + (after ?? 'not set')).join('; ') + '.', 'unsure');
  const box = byId('decided'), [first, ...others] = worst;
  if (!first) { element(box, 'p', 'Nothing was judged.'); return; }
  if (result.verdict === 'PASS') {
    const asked = worst.filter(finding => finding.checker in CHECKS && finding.limit && finding.limit !== 'unchecked' && !OWN.includes(finding.checker));
    element(box, 'p', (result.findings.length === 1 ? 'The one check' : 'All ' + result.findings.length + ' checks') + ' passed' + (asked.length === 0 ? '. No limit was set for what was measured.'
      : asked.every(finding => finding.assumed) ? '. The scenario sets no limit; what was measured is within those that Lapse assumes.' : ': what was measured is within every limit.'));
    return;
  }
  const line = element(box, 'p', null, 'deciding');
  element(line, 'b', SIGNS[first.verdict] + ' ' + first.verdict + ', ' + (CHECKS[first.checker] ?? first.checker), TONE[first.verdict]);
  line.append(': measured ' + first.measured + (first.limit ? ', limit' + limitText(first) : '') + (others.length > 0 ? '. Also ' + first.verdict + ': ' + others.map(f => CHECKS[f.checker] ?? f.checker).join(', ') + '.' : '.'));
  element(box, 'p', first.text, 'lines soft');
}
/** The sentences of the longest explained outage of each kind of lane. */
function told() {
  const seen = new Set(), box = byId('told');
  const took = one => { const lane = result.lanes.find(l => l.lane === one.lane), outage = lane && lane.outages.find(o => o.from_ms === one.outage_from_ms); return { lane, length: outage ? outage.duration_ms : 0 }; };
  [...result.explained].map(one => ({ one, ...took(one) })).sort((a, b) => b.length - a.length).forEach(({ one, lane, length: ms }) => {
    const kind = lane ? lane.kind : '';
    if (seen.has(kind)) return;
    seen.add(kind);
    const line = element(box, 'p', null, 'story');
    element(line, 'b', one.lane + ': ');
    prose(line, one.sentence);
  });
  box.hidden = seen.size === 0;
}
/** What stands between backticks is code. */
function prose(parent, text) {
  const parts = text.split('`'), paired = parts.length % 2 === 1;
  if (!paired) parent.append(text);
  else parts.forEach((part, i) => i % 2 === 0 ? parent.append(part) : element(parent, 'code', part));
}
/** How a number stands to its limit: the worst finding of that check. */
function judged(check, fallback) {
  const findings = result.findings.filter(f => f.checker === check && f.limit && f.limit !== 'unchecked');
  const found = ['FAIL', 'UNKNOWN', 'PASS'].map(verdict => findings.find(f => f.verdict === verdict)).find(Boolean);
  return found ? { tone: TONE[found.verdict], limit: 'limit' + limitText(found) + ' ' + SIGNS[found.verdict] } : { tone: fallback || '', limit: '' };
}

function head() {
  element(byId('head'), 'div', SIGNS[result.verdict] + ' ' + result.verdict, 'verdict ' + result.verdict);
  const words = element(byId('head'), 'div');
  element(words, 'h1', result.scenario);
  const cluster = result.cluster ? result.cluster.topology + ' topology, ' + result.cluster.replication : 'the cluster never came up';
  element(words, 'div', [cluster, result.profile + ' profile', 'seed ' + result.seed, length(result.duration_ms),
    new Date(result.started_at).toISOString().replace('T', ' ').replace(/\.\d+Z|Z/, ' UTC')].join('  ·  '), 'sub');
}

function tile(what, number, more, tone, check) {
  const box = element(byId('tiles'), 'div', null, 'tile'), against = judged(check, tone);
  tone = against.tone;
  element(box, 'div', what, 'what');
  element(box, 'div', number, 'number ' + (tone || ''));
  [...[more].flat(), against.limit].filter(Boolean).forEach(line => element(box, 'div', line, 'more'));
}
function outageTile(kind, whose) {
  const lanes = clients.filter(lane => lane.kind === kind), what = 'longest ' + (whose || kind) + ' outage';
  if (lanes.length === 0) return;
  const never = lanes.filter(lane => lane.ok === 0);
  if (never.length > 0) {
    tile(what, 'never OK', never.map(lane => lane.lane).join(', '), 'bad', kind + '_outage');
    return;
  }
  const all = lanes.flatMap(lane => lane.outages.map(outage => ({ lane, outage })))
    .sort((a, b) => b.outage.censored - a.outage.censored || b.outage.duration_ms - a.outage.duration_ms);
  if (all.length === 0) {
    const sum = (...outcomes) => lanes.reduce((all, lane) => all + outcomes.reduce((one, outcome) => one + lane[outcome], 0), 0), bad = sum('failed', 'indeterminate'), unsent = sum('not_sent');
    tile(what, 'none', ['none longer than ' + length(facts.finest_ms[kind]), bad > 0 ? bad + ' of ' + (sum('attempts') - unsent) + ' attempts sent not OK' : '', unsent > 0 ? unsent + ' not sent' : ''], '', kind + '_outage');
    return;
  }
  const { lane, outage } = all[0];
  tile(what, felt(outage), ['at least ' + length(outage.at_least_ms) + (outage.trusted ? '' : '; ?: the probe was late'), lane.lane],
    outage.censored ? 'bad' : outage.trusted ? '' : 'unsure', kind + '_outage');
}
function lostClasses(writes) {
  return Object.entries(writes.lost_by_class).filter(([, count]) => count > 0).map(([name, count]) => count + ' ' + name.replaceAll('_', ' ')).join(', ');
}
function lostRow(row) {
  return 'row ' + row.seq + ' of ' + row.lane + ' at ' + instant(row.acknowledged_ms) + ' (' + row.acknowledged_at + '), by ' + (row.node ?? 'an unnamed node') +
    (row.timeline === null ? '' : ' on timeline ' + row.timeline);
}
function lostRows(writes) {
  if (!(writes.lost > 0)) return [];
  const deposed = writes.deposed;
  return [['lost, by class', [lostClasses(writes)]], ['first lost', [lostRow(writes.lost_first)]], ['last lost', [lostRow(writes.lost_last)]],
    ['acknowledged within', length(writes.lost_over_ms)], ['WAL of the lost rows, in bytes', writes.lost_wal_bytes ?? 'not known'],
    ['lost rows that are known to have been read before', writes.lost_and_read],
    ...deposed.map(d => ['lost rows found on ' + d.node + ' (' + d.how + ')', d.lost_there ?? ['not salvaged', 'v unsure']]),
    ...(deposed.length > 0 ? [] : [['deposed nodes', ['not looked at', 'v unsure']]]), ['all lost rows', writes.lost_rows]];
}
/** What each deposed node alone had, and what copying it took. */
function deposedRows(writes) {
  return writes.deposed.flatMap(d => [
    d.only_there !== null || d.salvaged ? ['rows of lanes that ' + d.node + ' alone had (' + d.how + (d.why_not ? '; ' + d.why_not : '') + ')', d.only_there ?? 'not known']
      : ['what ' + d.node + ' alone had: ' + d.why_not, d.how === 'follow' ? '–' : ['not salvaged', 'v unsure']],
    ...(d.tables_why_not ? [['other tables of ' + d.node + ': ' + d.tables_why_not, ['not compared', 'v unsure']]] : []),
    ...d.tables.filter(t => t.only_there === null).map(t => ['rows of ' + t.table + ' on ' + d.node + ' and on the survivor, not compared one by one', t.node_rows + ', ' + (t.survivor_rows ?? 'none')]),
    ...d.tables.filter(t => t.only_there > 0).map(t => ['rows of ' + t.table + ' that ' + d.node + ' alone had', [t.only_there, 'v bad']]),
    ...d.copies.map(c => [d.node + (c.copied ? ' copied ' + (c.bytes / 1e6).toFixed(1) + ' MB aside' : ' copied nothing: ' + c.why_not) + ', before ' + c.before, c.copied ? length(c.duration_ms) : '–'])]);
}
function loadRows(load) {
  return load === null ? [] : [['load, ' + load.clients + ' clients: asked', load.rate_per_s + '/s'], ['load: sent', load.sent_per_s + '/s'],
    ['load: shortfall, and how much of it while the cluster was out', percent(load.shortfall) + ', ' + percent(load.attempts > 0 ? load.not_sent_out / load.attempts : 0)]];
}
function tiles() {
  outageTile('write');
  outageTile('read');
  outageTile('call', 'own code');
  const writes = result.writes;
  if (writes.lost === null) tile('lost writes', 'not known', 'no final read', 'unsure', 'lost_writes');
  else tile('lost writes', String(writes.lost), ['of ' + writes.acknowledged + ' acknowledged', writes.lost > 0 ? lostClasses(writes) : ''], writes.lost > 0 ? 'bad' : 'good', 'lost_writes');
  const windows = result.dual_primary.windows;
  if (windows.length === 0) tile('dual primary', ...(result.dual_primary.observed ? ['none seen', '', 'good'] : ['not observed', 'no node could be asked', 'unsure']), 'dual_primary');
  else tile('dual primary', length(Math.max(...windows.map(window => window.duration_ms))), windows[0].nodes.join(' and '), 'bad', 'dual_primary');
  result.failovers.slice(0, 1).forEach(failover => tile('failover', (failover.from || '?') + ' → ' + failover.to,
    ['at ' + instant(failover.at_ms), failover.timeline_to ? 'timeline ' + (failover.timeline_from || '?') + ' → ' + failover.timeline_to : '']));
  const rejoin = result.rejoin.find(one => one.duration_ms === null) || result.rejoin[0];
  const unsure = result.findings.some(finding => finding.checker === 'rejoined' && finding.verdict !== 'PASS');
  const unknown = result.findings.some(finding => finding.checker === 'rejoined' && finding.verdict === 'UNKNOWN');
  if (!rejoin) tile('rejoin', unsure ? 'not observed' : 'no node had to', '', unsure ? 'unsure' : '', 'rejoined');
  else if (rejoin.duration_ms === null) tile('rejoin of ' + rejoin.node, ...(unknown ? ['not seen', 'it may have come later', 'unsure'] : ['did not', '', 'bad']), 'rejoined');
  else tile('rejoin of ' + rejoin.node, length(rejoin.duration_ms), 'by ' + rejoin.how, '', 'rejoined');
}

function phaseOf(fault) {
  if (!fault.phase) return '';
  return '; phase ' + fault.phase.asked + ' of the leader lease: ' + length(fault.phase.reached_ms) + ' after a renewal, asked for '
    + length(fault.phase.asked_ms) + (fault.phase.met ? '' : ': MISSED');
}

function tables() {
  table('findings', [['verdict', 'w'], ['question', 'w'], ['limit', 'w'], ['measured', 'm'], ['in words'], ['what would change it', 'm']],
    result.findings.map((f, i) => [[SIGNS[f.verdict] + ' ' + f.verdict, f.verdict + ' w'], f.checker, f.limit ? f.limit + (f.assumed ? ' (assumed)' : '') : '–', f.measured, [f.text, 'lines'], [facts.changes[i] || '–', 'soft m']]), 'Nothing was judged.');
  if (result.findings.some(f => f.assumed)) element(byId('findings'), 'p', '(assumed): the scenario says nothing of it, and Lapse asks it all the same. A limit of its own, or unchecked, takes its place.', 'note');
  table('faults', [['fault', 'w'], ['targets', 'w'], ['requested', 'n'], ['injected', 'n'], ['proven', 'n'], ['evidence'], ['healed', 'n'], ['evidence of healing']],
    result.faults.map(f => [f.fault + (f.flavour ? ' by ' + f.flavour : ''), f.targets.join(', ') + (f.role && f.role !== f.targets.join(', ') ? ' (' + f.role + ')' : ''),
      instant(f.requested_ms), f.injected_ms === null ? ['never', 'n bad'] : instant(f.injected_ms),
      f.proven_ms === null ? ['not proven', 'n unsure'] : '+' + length(f.proven_ms - (f.injected_ms ?? f.requested_ms)),
      (f.evidence || '–') + phaseOf(f), f.healed_ms !== null ? instant(f.healed_ms) : f.heal_evidence ? '–' : ['no', 'n unsure'],
      f.heal_evidence || (f.healed_ms !== null ? ['not proven', 'unsure'] : '–')]), 'No fault was injected.');
  const never = result.lanes.filter(lane => lane.ok === 0).map(lane => lane.lane);
  const outages = result.lanes.flatMap(lane => lane.outages.map(outage => ({ lane: lane.lane, ...outage })))
    .sort((a, b) => b.censored - a.censored || b.duration_ms - a.duration_ms);
  table('outages', [['lane', 'w'], ['began in', 'w'], ['from', 'n'], ['to', 'n'], ['felt', 'n'], ['at least', 'n'], ['second estimate', 'n'], ['remarks']],
    outages.slice(0, MOST).map(o => [o.lane, o.step, instant(o.from_ms), o.censored ? '–' : instant(o.to_ms), felt(o), length(o.at_least_ms), o.data_duration_ms === null ? '–' : [length(o.data_duration_ms), o.data === 'DISAGREES' ? 'n unsure' : 'n'], [flags(o), 'soft']]),
    never.length > 0 ? 'No other lane had one.' : 'No lane had one.');
  const cutOut = Object.entries(result.left_out).filter(([what]) => what.startsWith('outages of')).reduce((sum, [, n]) => sum + n, 0);
  if (outages.length + cutOut > MOST) element(byId('outages'), 'p', 'The longest ' + MOST + ' of ' + (outages.length + cutOut) + '; all are in result.json.', 'note');
  if (never.length > 0) element(byId('outages'), 'p', 'Never OK: ' + never.join(', ') + '.', 'note');
  table('lanes', [['lane', 'w'], ['via', 'w'], ['vantage', 'w'], ['every', 'n'], ['floor', 'n'], ['late p99', 'n'], ['attempts', 'n'], ['OK', 'n'],
    ['failed', 'n'], ['indeterminate', 'n'], ['not sent', 'n'], ['not OK of those sent, by step']],
    result.lanes.map(l => [l.lane, l.node || l.via, l.vantage, length(l.period_ms), length(l.floor_ms), length(l.lateness_p99_ms), l.attempts, l.ok,
      l.failed, l.indeterminate, l.not_sent,
      [l.degraded.map(d => d.step + ': ' + (d.to_ms > d.from_ms ? percent(d.share) + ' of ' + length(d.to_ms - d.from_ms) : '1 attempt')).join(', ') || '–', 'soft']]), 'There was no lane.');
  const pools = result.lanes.filter(lane => lane.pool);
  if (pools.length > 0) {
    element(byId('lanes'), 'h3', 'Pools');
    table('lanes', [['lane', 'w'], ['connections opened', 'n'], ['evicted', 'n'], ['timeouts', 'n'], ['settings']],
      pools.map(l => [l.lane, l.pool.opened, l.pool.evicted, l.pool.timeouts, [Object.entries(l.settings).map(([name, value]) => name + ' ' + value).join(', ') || '–', 'soft']]));
  }
  const codes = result.lanes.filter(lane => lane.errors && Object.keys(lane.errors).length > 0);
  if (codes.length > 0) {
    element(byId('lanes'), 'h3', 'Errors of own code');
    table('lanes', [['lane', 'w'], ['error', 'w'], ['calls', 'n']], codes.flatMap(l => Object.entries(l.errors).map(([kind, count]) => [l.lane, kind, count])));
  }
  const w = result.writes, last = result.last_writable, windows = result.dual_primary.windows, reads = result.reads;
  table('writes', [['what'], ['value', 'v']], [['writes acknowledged', w.acknowledged], ['lost: acknowledged, and not there at the end', w.lost ?? 'not known'],
    ['recovered: not known to the client, and there at the end', w.recovered ?? 'not known'], ['unexpected: there, and never attempted', w.unexpected ?? 'not known'],
    ['duplicate: there more than once', w.duplicate ?? 'not looked for'], ['indeterminate', w.indeterminate], ...lostRows(w), ...deposedRows(w), ...loadRows(result.load), ['oldest read', length(reads.stale_max_ms)], ['most rows that one read did not show', reads.stale_max_rows], ['reads that went back in time', reads.backward],
    ...(reads.backward === 0 ? [] : [['across two nodes, which asynchronous replication allows', reads.backward_across_nodes], ['on one node over a failover', reads.backward_over_failover],
      ['on one node without a failover', [reads.backward_on_one_node, reads.backward_on_one_node > 0 ? 'v bad' : 'v']]]),
    ...(reads.dirty === null || reads.dirty.rows === 0 ? [] : [['rows that were read and are gone, and whose writes are indeterminate', [reads.dirty.rows, 'v bad']]]),
    ...reads.visible.filter(v => v.whole.rows > 0).map(v => ['rows visible on ' + v.node + ' after their acknowledgement, at most: p50, p99, max (read every ' + length(v.whole.resolution_ms) + ')',
      (v.up.rows === 0 ? 'none while writes went on' : [v.up.p50_ms, v.up.p99_ms, v.up.max_ms].map(both => length(both[1])).join(', ') + ' (max at least ' + length(v.up.max_ms[0]) + ')') +
      (v.up.rows < v.whole.rows ? '; ' + (v.whole.rows - v.up.rows) + ' waited over an outage of the writes, at most ' + length(v.whole.max_ms[1]) : '')]),
    ...(result.dual_primary.observed ? [] : [['dual primary', windows.length === 0 ? 'not observed' : 'not observed all the time']]),
    ...windows.filter(d => !result.dual_primary.witnesses.some(one => one.by === d.by && one.windows.length > 0)).map(d => [d.nodes.join(' and ') + ' both writable (by ' + d.by + '), from ' + instant(d.from_ms), [length(d.duration_ms), 'v bad']]),
    ...result.dual_primary.witnesses.map(one => ['two at once, by ' + one.by + ': ' + one.text,
      one.looked ? [one.windows.length === 0 ? 'none seen' : length(one.duration_ms), 'v' + (one.windows.length === 0 || ['routers', 'vip'].includes(one.by) ? '' : ' bad')] : ['not observed', 'v unsure']]),
    ...(last === null || last.until_heal ? [] : [[(last.node === null ? 'no node was writable after the first fault' : 'last writable after the first fault: ' + last.node) +
      (last.observed ? '' : '; not all nodes could be asked after that'), length(last.duration_ms)]])]);
  table('rejoin', [['what', 'w'], ['of whom']], [
    ...result.failovers.map(f => ['failover', (f.from || 'unknown') + ' → ' + f.to + ' at ' + instant(f.at_ms) +
      (f.timeline_to === null ? '' : ', timeline ' + (f.timeline_from ?? '?') + ' → ' + f.timeline_to)]),
    ...result.rejoin.map(r => ['rejoin', r.duration_ms === null ? [r.node + ' did not come back', 'bad'] : r.node + ' in ' + length(r.duration_ms) + ' by ' + r.how]),
    ...result.failed_rejoins.map(f => ['rejoin', [f.node + ' failed: ' + f.how, 'bad']])],
    'No change of the leader lock was seen.');
  const cluster = result.cluster || { effective: {}, versions: {} };
  const differing = cluster.not_in_effect || [];
  byId('differing').hidden = differing.length === 0;
  table('not-in-effect', [['setting', 'w'], ['asked'], ['seen'], ['why']], differing.map(d => [d.name, d.asked, [d.seen, 'bad'], d.why]), '');
  settings();
  reproduce(cluster);
  rows();
  table('log', [['at', 'n'], ['of', 'w'], ['what']], picture.log.map(([at, kind, text]) => [instant(at * TICK), [kind, kind === 'trouble' ? 'w bad' : 'w soft'], text]), 'The history is empty.');
  element(byId('scenario'), 'pre', scenario);
  const trouble = picture.log.filter(([, kind]) => kind === 'trouble').length;
  if (trouble > 0) element(byId('log').querySelector('summary'), 'span', '  (' + trouble + ' times the harness itself had trouble)', 'bad');
}
function settings() {
  const { asked, differing, at_default: usual, unknown } = facts.settings, text = value => value === null ? '–' : value === '' ? 'set' : value, usualText = value => value === '' ? 'none' : text(value);
  const changed = (result.cluster && result.cluster.changed) || [];
  if (changed.length > 0) {
    element(byId('settings'), 'h3', 'Changed while the run went on');
    table('settings', [['setting', 'w'], ['in effect when the cluster was ready'], ['in effect at the end']], changed.map(({ name, before, after }) => [name, before ?? 'not set', [after ?? 'not set', 'unsure']]));
    element(byId('settings'), 'p', 'What is in effect below, and what the predictions rest on, was read when the cluster was ready.', 'note');
  }
  const columns = [['setting', 'w'], ['in effect'], ['default']], row = ([name, , effective, standard]) => [name, text(effective), usualText(standard)];
  if (asked.length + differing.length + usual.length + unknown.length > 0 && [...asked, ...differing, ...usual].every(one => one[3] === null)) element(byId('settings'), 'p', 'This recording does not tell the defaults, so it is not known what differs from them.', 'note');
  element(byId('settings'), 'h3', 'Asked for by the scenario, its topology and its profile');
  table('settings', [['setting', 'w'], ['asked'], ['in effect'], ['default']], asked.map(([name, value, effective, standard]) => [name, value, text(effective), usualText(standard)]), 'None.');
  if (differing.length > 0) {
    element(byId('settings'), 'h3', 'Not asked for, and not the default: set by Lapse or by its image');
    table('settings', columns, differing.map(row));
  }
  if (unknown.length > 0) tableBehind('settings', 'Not asked for, default not recorded: ' + unknown.length, () => [columns.slice(0, 2), unknown.map(one => row(one).slice(0, 2))], '');
  tableBehind('settings', 'At their defaults: ' + usual.length, () => [columns.slice(0, 2), usual.map(one => row(one).slice(0, 2))], 'None that was read back.');
}
function reproduce(cluster) {
  element(byId('reproduce'), 'p', 'Save the scenario below as ' + result.scenario + '.yaml, or take scenario.yaml beside this page. It is resolved: profile and overrides are in it.', 'note');
  element(byId('reproduce'), 'pre', './lapse run --seed ' + result.seed + ' ' + result.scenario + '.yaml\n./lapse check REPORT    # judges this recording again, without Docker');
  table('reproduce', [['what', 'w'], ['value']], [['seed', String(result.seed)], ['profile', result.profile], ['started', new Date(START).toISOString()], ['Lapse that recorded it', result.lapse ?? 'not recorded'], ['Lapse that made this page', facts.version],
    ...Object.entries(cluster.versions).map(([name, version]) => [name, version])], '');
}
function rows() {
  const doubtful = picture.doubtful, w = result.writes;
  byId('rows').hidden = facts.lost.length === 0 && doubtful.count === 0;
  if (facts.lost.length > 0) {
    element(byId('lost-rows'), 'h3', 'Lost: acknowledged, and not there at the end');
    table('lost-rows', [['row', 'n'], ['lane', 'w'], ['acknowledged', 'n'], ['wall clock', 'w'], ['by', 'w'], ['class', 'w'], ['read by'], ['still on']],
      facts.lost.map(r => [r.seq, r.lane, instant(r.acknowledged_ms), wall(r.acknowledged_ms, true), (r.node ?? '?') + (r.timeline === null ? '' : ', timeline ' + r.timeline), r.class, r.read_by ? r.read_by + (r.read_on ? ' on ' + r.read_on : '') + ' at ' + instant(r.read_at_ms) : '–', r.found_on.join(', ') || '–']));
    if (w.lost > facts.lost.length) element(byId('lost-rows'), 'p', 'The first ' + facts.lost.length + ' of ' + w.lost + '; all are in ' + w.lost_rows + '.', 'note');
  }
  if (doubtful.count > 0) {
    element(byId('lost-rows'), 'h3', 'Doubtful: the client does not know whether they were written');
    table('lost-rows', [['row', 'n'], ['lane', 'w'], ['sent', 'n'], ['wall clock', 'w'], ['given up', 'n'], ['why'], ['at the end']],
      doubtful.rows.map(r => [r.seq, r.lane, instant(r.invoked_ms), wall(r.invoked_ms, true), instant(r.known_ms), r.why || '–', r.found]));
    if (doubtful.count > doubtful.rows.length) element(byId('lost-rows'), 'p', 'The first ' + doubtful.rows.length + ' of ' + doubtful.count + '; all are in history.jsonl.gz.', 'note');
  }
}
head();
done();
decided();
told();
tiles();
tables();
window.lapse = { isSlow, result, picture, facts, logs, TICK, length, instant, wall, percent, felt, byId, element, table, tableBehind, prose };
})();
