// SPDX-License-Identifier: AGPL-3.0-or-later
/** The shape of the vectors in tests/vectors/, which both languages read. */
import type { SealingCode } from '../errors';

export interface VectorCase {
	name: string;
	input: Record<string, unknown>;
	expect: Record<string, unknown>;
}

export interface VectorFile {
	note: string;
	made_by: 'typescript' | 'python';
	cases: VectorCase[];
}

export function vectorFile( note: string, cases: VectorCase[] ): VectorFile {
	return { note, made_by: 'typescript', cases };
}

export function good( name: string, input: object, expect: object ): VectorCase {
	return { name, input: { ...input }, expect: { ...expect } };
}

export function bad( name: string, input: object, error: SealingCode ): VectorCase {
	return { name, input: { ...input }, expect: { error } };
}
