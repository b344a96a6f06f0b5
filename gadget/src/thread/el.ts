// SPDX-License-Identifier: AGPL-3.0-or-later
/** Building a page out of elements and text, never out of HTML: what is shown may be written by an attacker. */

import { t } from '../shared/i18n';

export type Child = Node | string | null | undefined | false;
type Value = string | number | boolean | null | undefined | ( ( event: Event ) => void );

/**
 * Makes an element. `class`, `aria-…`, `href` and the like become attributes, `onclick` and the like listeners; values that
 * are false or missing are left out. Strings among the children become text.
 */
export function el<K extends keyof HTMLElementTagNameMap>(
	tag: K, attributes: Record<string, Value> = {}, ...children: ( Child | Child[] )[]
): HTMLElementTagNameMap[K] {
	const made = document.createElement( tag );
	for ( const [ name, value ] of Object.entries( attributes ) ) {
		if ( typeof value === 'function' ) {
			made.addEventListener( name.slice( 2 ), value );
		} else if ( value !== false && value !== null && value !== undefined ) {
			made.setAttribute( name, value === true ? '' : String( value ) );
		}
	}
	made.append( ...kept( children ) );
	return made;
}

/** Replaces what an element holds. */
export function fill( target: Element, ...children: ( Child | Child[] )[] ): void {
	target.replaceChildren( ...kept( children ) );
}

function kept( children: ( Child | Child[] )[] ): ( Node | string )[] {
	return children.flat().filter( ( child ): child is Node | string => child instanceof Node || ( typeof child === 'string' && child !== '' ) );
}

/** Stands in a message for an element until the words around it are known; no message contains it. */
const MARK = '\uE000';

/** A message with elements among its parameters, in whatever order the language puts them. */
export function sentence( key: string, ...params: ( string | number | Node )[] ): Child[] {
	const nodes = params.filter( ( param ): param is Node => param instanceof Node );
	const words = t( key, ...params.map( ( param ) => param instanceof Node ? MARK + nodes.indexOf( param ) + MARK : param ) );
	return words.split( MARK ).map( ( part, at ) => at % 2 ? nodes[ Number( part ) ] : part );
}

export type Tone = 'notice' | 'warning' | 'error' | 'success';

/** A message in a box, as Codex draws it. Errors are read out at once. */
export function box( tone: Tone, ...children: ( Child | Child[] )[] ): HTMLElement {
	return el( 'div', {
		class: `cdx-message cdx-message--block cdx-message--${ tone }`,
		role: tone === 'error' ? 'alert' : false
	}, el( 'span', { class: 'cdx-message__icon' } ), el( 'div', { class: 'cdx-message__content' }, ...children ) );
}

export interface ButtonLook {
	primary?: boolean;
	quiet?: boolean;
	destructive?: boolean;
	submit?: boolean;
}

/** A button as Codex draws it. Without an action it sends the form it stands in. */
export function button( label: string, action?: () => void, look: ButtonLook = {} ): HTMLButtonElement {
	const classes = [ 'cdx-button' ];
	if ( look.primary ) {
		classes.push( 'cdx-button--action-progressive', 'cdx-button--weight-primary' );
	}
	if ( look.quiet ) {
		classes.push( 'cdx-button--weight-quiet' );
	}
	if ( look.destructive ) {
		classes.push( 'cdx-button--action-destructive' );
	}
	return el( 'button', {
		class: classes.join( ' ' ), type: action ? 'button' : 'submit', onclick: action && ( () => action() )
	}, label );
}

/** A labelled field with its hint and the place where what is wrong with it is said. */
export interface Field<T extends HTMLElement> {
	root: HTMLElement;
	input: T;
	/** Says what is wrong beside the field, or takes that back. */
	complain( what: string ): void;
}

let fields = 0;

export function field<T extends HTMLElement>( label: string, input: T, hint = '' ): Field<T> {
	const id = input.id || `field-${ ++fields }`;
	input.id = id;
	const complaint = el( 'div', { class: 'cdx-field__validation-message complaint', id: id + '-complaint' } );
	const help = hint ? el( 'div', { class: 'cdx-label__description hint', id: id + '-hint' }, hint ) : null;
	input.setAttribute( 'aria-describedby', ( help ? id + '-hint ' : '' ) + id + '-complaint' );
	return {
		root: el( 'div', { class: 'cdx-field' },
			el( 'div', { class: 'cdx-label' }, el( 'label', { class: 'cdx-label__label', for: id }, label ), help ),
			el( 'div', { class: 'cdx-field__control' }, input ),
			complaint
		),
		input,
		complain( what ) {
			fill( complaint, what && box( 'error', el( 'p', {}, what ) ) );
			input.toggleAttribute( 'aria-invalid', Boolean( what ) );
			if ( what ) {
				input.setAttribute( 'aria-invalid', 'true' );
			}
		}
	};
}

let boxes = 0;

/** A box to tick, as Codex draws it. */
export function checkbox( label: string ): { root: HTMLElement; input: HTMLInputElement } {
	const id = `checkbox-${ ++boxes }`;
	const input = el( 'input', { type: 'checkbox', class: 'cdx-checkbox__input', id } );
	return {
		input,
		root: el( 'div', { class: 'cdx-checkbox' }, el( 'div', { class: 'cdx-checkbox__wrapper' }, input,
			el( 'span', { class: 'cdx-checkbox__icon' } ),
			el( 'div', { class: 'cdx-checkbox__label cdx-label' }, el( 'label', { class: 'cdx-label__label', for: id }, label ) ) ) )
	};
}

/** A field for text that stays here: no dictionary, no translation, no browser memory ever sees it. */
export function privateText<K extends 'input' | 'textarea'>( tag: K, attributes: Record<string, Value> = {} ): HTMLElementTagNameMap[K] {
	return el( tag, {
		class: tag === 'input' ? 'cdx-text-input__input' : 'cdx-text-area__textarea',
		spellcheck: 'false', translate: 'no', autocomplete: 'off', autocapitalize: 'off', dir: 'auto', ...attributes
	} );
}

/** Offers a text as a file, without it going anywhere. */
export function download( name: string, text: string, type = 'text/plain' ): void {
	const address = URL.createObjectURL( new Blob( [ text ], { type } ) );
	const link = el( 'a', { href: address, download: name } );
	document.body.append( link );
	link.click();
	link.remove();
	setTimeout( () => URL.revokeObjectURL( address ), 60_000 );
}
