// SPDX-License-Identifier: AGPL-3.0-or-later
/** Parts of the gadget that are fetched when they are needed, each a hidden gadget. */

/** Loads one from the same wiki and returns what it exports. */
export async function requireGadget<Exports>( name: string ): Promise<Exports> {
	const module = 'ext.gadget.' + name;
	const require = await mw.loader.using( module );
	// eslint-disable-next-line security/detect-non-literal-require -- ResourceLoader's: it knows only modules of this wiki
	return require( module ) as Exports;
}
