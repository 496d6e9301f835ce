import type { PythonModule } from '../python/index.ts';
import type { Uri } from '../text/index.ts';
import { moduleOf } from './files.ts';
import { projectFileIn } from './projectFile.ts';
import { bindingsOf, mentions } from './registries.ts';
import { isSameList } from './same.ts';
import type { Snapshot } from './snapshot.ts';
import { isSameWalk, sourcesWalked, type Walked } from './walk.ts';

/** Every file below a folder that may be source, as `walk` finds them; the same list while none comes or goes. */
export function sourcesBelow(snapshot: Snapshot, folder: Uri): readonly Uri[] {
  return sourcesWalkedBelow(snapshot, folder).found;
}

/** The same with what is left out. */
export function sourcesWalkedBelow(snapshot: Snapshot, folder: Uri): Walked {
  return snapshot.derive(`sources below ${folder}`, ({ files }) => sourcesWalked(files, folder), {
    isSame: isSameWalk,
  });
}

/** The Python files among them. */
export function pythonBelow(snapshot: Snapshot, folder: Uri): readonly Uri[] {
  const list = (at: Snapshot) => sourcesBelow(at, folder).filter((uri) => uri.endsWith('.py'));
  return snapshot.derive(`Python below ${folder}`, list, { isSame: isSameList });
}

/** What one look at a text tells of a Python file: that it may do something with Hydra. Most do not, and are never parsed. */
const TRAITS = {
  /** Start an app, or compose. */
  start: (text: string) =>
    text.includes('hydra') &&
    (/\b(?:initialize|compose)/.test(text) || (text.includes('main') && /^[ \t]*@\w/m.test(text))),
  /** Put something into Hydra's ConfigStore. */
  store: (text: string) => /ConfigStore|hydra_zen/.test(text),
  /** Register a resolver of OmegaConf's. */
  resolve: (text: string) => /register\w*_resolver/.test(text),
  /** Make objects of configs. */
  instantiate: (text: string) => /instantiate|omegaconf|hydra|_target_/.test(text),
} as const;

type Trait = keyof typeof TRAITS | 'register';

/** As one text, so that an edit which changes none of them is no news to anybody. */
function traitsOf(snapshot: Snapshot, folder: Uri, uri: Uri): string {
  return snapshot.derive(`traits of ${uri}`, (at) => {
    const text = at.files.file(uri)?.text ?? '';
    const found = Object.entries(TRAITS).flatMap(([name, has]) => (has(text) ? [name] : []));
    const bindings = bindingsOf(projectFileIn(at, folder).registries);
    return [...found, ...(bindings.some((each) => mentions(text, each)) ? ['register'] : [])].join(' ');
  });
}

/** The project's Python files that may do something with Hydra. An edit to one of them looks at its text alone. */
export function pythonThatMay(snapshot: Snapshot, trait: Trait, folder: Uri): readonly Uri[] {
  return snapshot.derive(
    `Python below ${folder} that may ${trait}`,
    (at) => pythonBelow(at, folder).filter((uri) => traitsOf(at, folder, uri).split(' ').includes(trait)),
    { isSame: isSameList },
  );
}

/** The same, parsed. */
export function modulesThatMay(snapshot: Snapshot, trait: Trait, folder: Uri): readonly PythonModule[] {
  return pythonThatMay(snapshot, trait, folder).flatMap((uri) => {
    const entry = snapshot.files.file(uri);
    return entry === undefined ? [] : [moduleOf(entry)];
  });
}

/** Looks at the texts one by one. */
export function* lookingAtPython(snapshot: Snapshot, folder: Uri): Generator<void> {
  for (const uri of pythonBelow(snapshot, folder)) {
    traitsOf(snapshot, folder, uri);
    yield;
  }
}
