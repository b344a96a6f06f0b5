// SPDX-License-Identifier: AGPL-3.0-or-later
/** For `resolve.alias` of Vite and Vitest. */
export const ageAliases: { find: RegExp; replacement: string }[];
/** The same for the gadget. */
export const wikiAliases: { find: RegExp; replacement: string }[];
