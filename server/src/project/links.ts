import { joinUri, nameOfUri, parentUri, type Uri } from '../text/index.ts';
import type { Folder } from './files.ts';
import type { FolderEntry, Host } from './host.ts';

/** Links that listings have shown, to where they lead: files that may be read under more than one address. */
export type Links = Map<Uri, Uri>;

/** A folder with more links than this is data. */
const LINK_BUDGET = 1_000;

/**
 * A listing with the places that its links lead to, where configs or source may be read through them: a link that leads
 * elsewhere makes another listing. They are noted, too.
 */
export function withLinks(host: Host, links: Links, folder: Uri, entries: Folder): Folder {
  const isMeant = ({ name, isFolder, isLink }: FolderEntry) => isLink && (isFolder || /\.(?:yaml|py)$/.test(name));
  const count = entries.filter(isMeant).length;
  if (count === 0 || count > LINK_BUDGET) return entries;
  return entries.map((entry) => {
    const uri = joinUri(folder, entry.name);
    const leadsTo = isMeant(entry) ? host.realPath?.(uri) : undefined;
    if (leadsTo === undefined) return entry;
    links.set(uri, leadsTo);
    return { ...entry, leadsTo };
  });
}

/** Every address that a file or folder may have been read by: a change is told of one of them. */
export function addressesOf(host: Host, links: Links, uri: Uri): readonly Uri[] {
  if (links.size === 0) return [uri];
  // A link that came is told of by its own place, which is not where it leads.
  const places = new Set([realOf(host, uri), joinUri(realOf(host, parentUri(uri)), nameOfUri(uri))]);
  const found = new Set([uri, ...places]);
  for (const place of places) {
    for (const [link, target] of links) {
      if (place === target || place.startsWith(`${target}/`)) found.add(link + place.slice(target.length));
      // What the link leads through is gone, or came back.
      else if (target.startsWith(`${place}/`)) found.add(link);
    }
  }
  return [...found];
}

/** Of what is gone the folder above may still tell. */
function realOf(host: Host, uri: Uri): Uri {
  const real = host.realPath?.(uri);
  if (real !== undefined) return real;
  const above = parentUri(uri);
  return above === uri || !above.includes('/') ? uri : joinUri(realOf(host, above), nameOfUri(uri));
}
