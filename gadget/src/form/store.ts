// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the screens of one form share: the draft, where it stands, and what the service said. */
import { computed, inject, type InjectionKey, reactive } from 'vue';
import type { Language } from '../shared/i18n';
import { type Channel, recommend, type Recommendation } from './routing';
import type { Proof } from './claiming';
import { newProving, type Proving, usableProof } from './proving';
import { newSending, type Sending } from './sending';
import { answersOf, type Context, type Draft, newDraft } from './state';
import { type Missing, type Screen, stepsFor } from './steps';

export interface Pins {
	service: string;
	claim_key: string;
	home: string;
	teams: Record<string, { name: string; root: string }>;
}

export interface Form {
	pins: Pins;
	language: Language;
	/** On a wiki the form may close; on the service's own page there is nothing behind it. */
	close: ( () => void ) | null;
	/** On the service's own page the bar is the head of the page: this is where its name leads. */
	home: string | null;
	draft: Draft;
	screen: Screen;
	missing: Missing | null;
	/** What covers the screen for a moment; what was typed waits behind it. */
	cover: '' | 'help' | 'close';
	/** Heading levels of this page: of the screen, and within it. */
	heading: string;
	subheading: string;
	sending: Sending;
	/** Who can help, from the answers so far; the recommended first. */
	readonly routes: Recommendation[];
	readonly chosen: Recommendation | undefined;
	/** How to reach the chosen body: the first of its channels that can be used. */
	readonly channel: Channel | undefined;
	readonly steps: readonly Screen[];
	proving: Proving;
	/** What was confirmed for the chosen team, and is what the writer chose to show. */
	readonly proof: Proof | null;
}

export const FORM: InjectionKey<Form> = Symbol( 'form' );

export function useForm(): Form {
	return inject( FORM ) as Form;
}

/** The first channel that works here: a team counts only when its root is pinned. */
export function usableChannel( channels: readonly Channel[], pins: Pins ): Channel | undefined {
	return channels.find( ( channel ) => channel.kind !== 'alcove' || channel.team in pins.teams );
}

export function newForm(
	pins: Pins, language: Language, context: Context | null, around: Partial<Pick<Form, 'close' | 'home' | 'heading' | 'subheading'>> = {}
): Form {
	const draft = reactive( newDraft( context ) );
	const routes = computed( () => recommend( answersOf( draft ), Object.keys( pins.teams ) ) );
	const chosen = computed( () => routes.value.find( ( route ) => route.body.id === draft.body ) );
	const channel = computed( () => chosen.value && usableChannel( chosen.value.body.channels, pins ) );
	const steps = computed( () => stepsFor( !channel.value || channel.value.kind === 'alcove' ) );
	const proof = computed( () => usableProof( draft, channel.value ) );
	return reactive( {
		pins, language, draft,
		close: null, home: null, heading: 'h1', subheading: 'h2', ...around,
		screen: 'danger', missing: null, cover: '',
		sending: newSending(),
		proving: newProving(),
		routes, chosen, channel, steps, proof
	} ) as Form;
}
