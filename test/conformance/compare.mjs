// Whether our answer is Hydra's: values with their types and order, choices, the defaults list, the class of an error.

/** As text, without the words of errors. */
function comparable(value) {
  return JSON.stringify(value, (_, each) => (each?.t === 'error' ? { t: 'error', c: each.c } : each));
}

/** The order of choices is the order in which Hydra happened to register them. */
function sorted(choices) {
  return JSON.stringify(Object.entries(choices ?? {}).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Where two answers differ; undefined where they are equal. */
export function difference(ours, theirs) {
  if (ours.ok !== theirs.ok) {
    const why = (answer) => (answer.ok ? 'composes' : `${answer.error_class}: ${answer.error_message}`);
    return `ours ${why(ours)}\ntheirs ${why(theirs)}`;
  }
  if (!theirs.ok) {
    return ours.error_class === theirs.error_class
      ? undefined
      : `class ${ours.error_class}, theirs ${theirs.error_class}`;
  }
  for (const field of ['config', 'values', 'defaults_list', 'yaml']) {
    if (field in theirs && comparable(ours[field]) !== comparable(theirs[field])) {
      return `${field}\nours   ${comparable(ours[field])}\ntheirs ${comparable(theirs[field])}`;
    }
  }
  if (theirs.choices !== undefined && sorted(ours.choices) !== sorted(theirs.choices)) {
    return `choices\nours   ${sorted(ours.choices)}\ntheirs ${sorted(theirs.choices)}`;
  }
  return undefined;
}

/** Whether both say the same in the first line of an error. */
export function sameFirstLine(ours, theirs) {
  const first = (answer) => String(answer.error_message ?? '').split('\n', 1)[0];
  return theirs.ok || first(ours) === first(theirs);
}
