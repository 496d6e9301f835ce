import type { ScalarStyle } from './valueTree.ts';

/**
 * One document as it is written, before it means anything: PyYAML's node graph. An alias is its anchor's node, so the
 * graph may have cycles. `start` is where the node begins with its tag and anchor, `valueStart` where without them.
 */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly tag: string;
  readonly text: string;
  readonly style: ScalarStyle;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

export interface YamlSequence {
  readonly kind: 'sequence';
  readonly tag: string;
  readonly items: YamlNode[];
  readonly flow: boolean;
  readonly start: number;
  readonly valueStart: number;
  end: number;
}

export type YamlPair = readonly [key: YamlNode, value: YamlNode];

export interface YamlMapping {
  readonly kind: 'mapping';
  readonly tag: string;
  readonly pairs: YamlPair[];
  readonly flow: boolean;
  readonly start: number;
  readonly valueStart: number;
  end: number;
}

/** The prefix of YAML's own tags. */
export const TAG = 'tag:yaml.org,2002:';
export const STRING_TAG = `${TAG}str`;
export const SEQUENCE_TAG = `${TAG}seq`;
export const MAPPING_TAG = `${TAG}map`;
export const MERGE_TAG = `${TAG}merge`;
export const VALUE_TAG = `${TAG}value`;
