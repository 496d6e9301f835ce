// The table: one line for each row and workspace, the same on the terminal and in docs/benchmarks.md.
import { ROWS } from './rows.mjs';

/**
 * One line a row and workspace, in the order of the rows; a line without numbers says why.
 * @param {readonly import('./measure.mjs').Measured[]} results
 */
export function table(results) {
  const lines = ROWS.flatMap((row) =>
    row.workspaces.flatMap((workspace) => {
      const result = results.find((each) => each.row === row.name && each.workspace === workspace);
      return result === undefined ? [] : [line(row, result)];
    }),
  );
  const head = ['what', 'workspace', 'hydrascope', 'peer', 'times better', 'must reach'];
  return aligned([head, ...lines]);
}

/** The limits that were missed, in words. @param {readonly import('./measure.mjs').Measured[]} results */
export function missed(results) {
  return results.flatMap((result) => {
    const row = ROWS.find((each) => each.name === result.row);
    return verdicts(row, result).flatMap(({ isMet, text }) =>
      isMet ? [] : [`${row.name}, ${result.workspace}: ${text}`],
    );
  });
}

function line(row, result) {
  const { workspace, ours, theirs, ratio, note, missing } = result;
  const place = note === undefined ? workspace : `${workspace} (${note})`;
  if (missing !== undefined) return [row.name, place, `not measured: ${missing}`, '', '', limitText(row, workspace)];
  const reached = verdicts(row, result).map(({ isMet, text }) => (isMet ? `${text}: yes` : `**${text}: no**`));
  const peer = theirs === undefined ? '' : `${shown(theirs, row.unit)} ${row.peer}`;
  return [row.name, place, shown(ours, row.unit), peer, ratio === undefined ? '' : digits(ratio), reached.join(', ')];
}

function verdicts(row, { workspace, ours, ratio, missing, isWished }) {
  if (isWished) return [];
  if (missing !== undefined) return [{ isMet: false, text: `not measured: ${missing}` }];
  const limit = limitText(row, workspace);
  return [
    ...(limit === '' ? [] : [{ isMet: ours[row.of] < row.limits[workspace], text: limit }]),
    ...(row.isFaster && ratio !== undefined ? [{ isMet: ratio > 1, text: 'faster than the peer' }] : []),
  ];
}

function limitText({ limits, of, unit }, workspace) {
  const limit = limits[workspace];
  if (limit === undefined) return '';
  return `${of === 'p95' ? 'p95 ' : ''}under ${limit.toLocaleString('en')} ${unit}`;
}

/** The median, and beside it how slow one in twenty is. */
function shown({ median, p95, count }, unit) {
  return count < 2 ? `${digits(median)} ${unit}` : `${digits(median)} ${unit}, p95 ${digits(p95)}`;
}

/** Three digits that count. */
function digits(value) {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : value >= 0.1 ? 2 : 3);
}

function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((cells) => cells[column].length)));
  const text = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...lines] = rows.map(text);
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines].join('\n');
}
