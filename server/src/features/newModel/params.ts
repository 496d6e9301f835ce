import type { NewModelParams, NewModelPlacesParams } from '../../protocol.ts';
import { isRecord } from '../params.ts';

export function isPlacesParams(params: unknown): params is NewModelPlacesParams {
  return isRecord(params) && (params.uri === null || typeof params.uri === 'string');
}

export function isNewModelParams(params: unknown): params is NewModelParams {
  if (!isRecord(params) || typeof params.root !== 'string' || typeof params.name !== 'string') return false;
  return isTextIfThere(params.type) && isTextIfThere(params.into) && isAdapter(params.adapter);
}

function isAdapter(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isRecord(value)) return false;
  const { kind, like } = value;
  return (
    kind === 'later' || (kind === 'skeleton' && isTextIfThere(like)) || (kind === 'shared' && typeof like === 'string')
  );
}

function isTextIfThere(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
