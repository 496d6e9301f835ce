/**
 * Addresses as the server has them. It knows files by `file:` addresses alone, as Hydra does; what lies in a file system of
 * another scheme it knows as lying on a disk of that name: `memfs://a/b.yaml` is `file://memfs~a/b.yaml`. No host has such a
 * name, and no path leads from one disk to another.
 */
import { Uri, workspace } from 'vscode';

/** What the server calls a document or folder. Addresses without a path from a root are nothing's on a disk. */
export function toAddress(uri: Uri): string {
  if (uri.scheme === 'file' || !uri.path.startsWith('/')) return uri.toString();
  const path = uri.path.split('/').map(encodeURIComponent).join('/');
  return `file://${uri.scheme}~${encodeURIComponent(uri.authority)}${path}`;
}

/** The address that VS Code has for what the server names; any other address as it is written. */
export function toUri(address: string): Uri {
  const [, scheme, authority = '', path = '/'] = VIRTUAL.exec(address) ?? [];
  if (scheme === undefined) return Uri.parse(address);
  const [onDisk = '', fragment = ''] = path.split('#', 2);
  return Uri.from({ scheme, authority: decoded(authority), path: decoded(onDisk), fragment });
}

const VIRTUAL = /^file:\/\/([a-z][a-z0-9+.-]*)~([^/]*)(\/.*)?$/i;

/** The schemes of files: that of the disk, and those of the workspace's folders. */
export function fileSchemes(): readonly string[] {
  return [...new Set(['file', ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme)])];
}

/** Whether it is a file, and not a view of one that an extension shows. */
export function isFile(uri: Uri): boolean {
  return fileSchemes().includes(uri.scheme);
}

/** The YAML documents that the extension's own providers are for. */
export function yamlFiles(): readonly { readonly scheme: string; readonly language: 'yaml' }[] {
  return fileSchemes().map((scheme) => ({ scheme, language: 'yaml' }));
}

/** The last part of a path with slashes. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
