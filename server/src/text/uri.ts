import type { Uri } from './span.ts';

/**
 * Addresses are compared as text everywhere, so each has one spelling: percent-encoded segment by segment, without a
 * trailing slash. Editors differ (`file:///c%3A/x`, `file:///C:/x`); this is the door through which theirs come in.
 */
export function canonicalUri(uri: string): Uri {
  if (PLAIN_FILE.test(uri)) return uri;
  const match = /^([a-z][a-z0-9+.-]*):(\/\/[^/]*)?(.*)$/i.exec(uri);
  if (match === null) return uri;
  const [, scheme = '', authority = '', path = ''] = match;
  const bare = path.split(/[?#]/, 1)[0] ?? '';
  const segments = bare.split('/').map((segment) => encode(decode(segment)));
  const drive = segments[1];
  if (drive !== undefined && /^[A-Z]%3A$/.test(drive)) segments[1] = drive.toLowerCase().replace('%3a', '%3A');
  const kept = segments.join('/').replace(/(?<=[^/])\/+$/, '');
  // The top of a disk as one comes to it from below: `file://`, with a slash before each name.
  return `${scheme}:${authority}${kept === '/' && scheme === 'file' ? '' : kept}`;
}

/** Most names need no encoding, and addresses are made by the thousand. */
const PLAIN_FILE = /^file:\/\/(?:\/[\w-][\w.-]*)+$/;
const PLAIN_NAME = /^[\w.-]+$/;
const PLAIN_PATH = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/;

/** Half a surrogate pair has no encoding, and no file system has a name with one. */
function encode(text: string): string {
  if (PLAIN_NAME.test(text)) return text;
  // Parentheses would end the link that an address stands in.
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Adds a path, written with slashes and unencoded, to an address; `.` and `..` are resolved. */
export function joinUri(base: Uri, path: string): Uri {
  if (PLAIN_PATH.test(path)) return `${base}/${path}`;
  const segments = base.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      // A drive is the top of its own tree.
      const isTop = segments.length === 4 && /^[a-z]%3A$/.test(segments[3] ?? '');
      if (isTop) continue;
      if (segments.length > 4 || (segments.length > 3 && segments.at(-1) !== '')) segments.pop();
    } else segments.push(encode(part));
  }
  return segments.join('/');
}

export function parentUri(uri: Uri): Uri {
  return uri.slice(0, uri.lastIndexOf('/'));
}

/** The last segment, decoded. */
export function nameOfUri(uri: Uri): string {
  return decode(uri.slice(uri.lastIndexOf('/') + 1));
}

/** The decoded path from `base` down to `uri`; `undefined` where it does not lie below. */
export function pathBelow(base: Uri, uri: Uri): string | undefined {
  if (uri === base) return '';
  if (!uri.startsWith(base) || uri[base.length] !== '/') return undefined;
  const below = uri.slice(base.length + 1);
  return below.includes('%') ? below.split('/').map(decode).join('/') : below;
}
