// SPDX-License-Identifier: AGPL-3.0-or-later
/** Puts the form on a page, whichever page that is. */
import { type App, createApp } from 'vue';
import './form.css';
import { directionOf } from '../shared/i18n';
import FormApp from './App.vue';
import { FORM, type Form } from './store';

export function mountForm( form: Form, at: HTMLElement ): App {
	at.lang = form.language;
	at.dir = directionOf( form.language );
	const app = createApp( FormApp );
	app.provide( FORM, form );
	app.mount( at );
	return app;
}
