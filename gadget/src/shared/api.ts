// SPDX-License-Identifier: AGPL-3.0-or-later
/** Speaking with the service: JSON both ways, and every failure as one kind of error that says what went wrong. */

/** A problem document (RFC 9457) of the service, or `offline` when nobody answered. */
export class ApiError extends Error {
	public constructor(
		public readonly code: string,
		public readonly status: number,
		public readonly title: string,
		public readonly detail: string,
		public readonly problem: Record<string, unknown> = {}
	) {
		super( title || code );
		this.name = 'ApiError';
	}
}

export interface RequestOptions {
	/** Sent as JSON; makes the request a POST. */
	body?: unknown;
	/** The access secret of a receipt: a header, never part of the address. */
	bearer?: string;
	/** Language of the problem documents. */
	language?: string;
	signal?: AbortSignal;
	/** Milliseconds until the service counts as not answering. */
	timeout?: number;
	/** Whether the session's cookie travels along: on the desk's own origin only. */
	withSession?: boolean;
}

/** A server that is slow but alive gets this long: phone networks lose requests silently. */
const TIMEOUT = 60_000;

async function problemOf( response: Response ): Promise<ApiError> {
	let problem: Record<string, unknown> = {};
	try {
		problem = await response.json() as Record<string, unknown>;
	} catch {
		// A proxy in between answers in HTML: the status is all there is.
	}
	const text = ( key: string ): string => typeof problem[ key ] === 'string' ? problem[ key ] : '';
	const fallback = response.status >= 500 ? 'unavailable' : 'refused';
	return new ApiError( text( 'code' ) || fallback, response.status, text( 'title' ), text( 'detail' ), problem );
}

/**
 * Calls the service and returns its answer; nothing, where the service has nothing to say but that it is done.
 *
 * @throws ApiError with `offline` when nobody answered, `unavailable` for a broken answer, else the problem's code
 */
export async function call<T>( url: string, options: RequestOptions = {} ): Promise<T> {
	const headers: Record<string, string> = { Accept: 'application/json' };
	if ( options.body !== undefined ) {
		headers[ 'Content-Type' ] = 'application/json';
	}
	if ( options.bearer !== undefined ) {
		headers.Authorization = 'Bearer ' + options.bearer;
	}
	if ( options.language ) {
		headers[ 'Accept-Language' ] = options.language;
	}
	const abort = new AbortController();
	const timer = setTimeout( () => abort.abort(), options.timeout ?? TIMEOUT );
	options.signal?.addEventListener( 'abort', () => abort.abort() );
	let response: Response;
	try {
		response = await fetch( url, {
			method: options.body === undefined ? 'GET' : 'POST',
			headers,
			body: options.body === undefined ? undefined : JSON.stringify( options.body ),
			credentials: options.withSession ? 'same-origin' : 'omit',
			referrerPolicy: 'no-referrer',
			cache: 'no-store',
			redirect: 'error',
			signal: abort.signal
		} );
	} catch {
		throw new ApiError( 'offline', 0, '', '' );
	} finally {
		clearTimeout( timer );
	}
	if ( !response.ok ) {
		throw await problemOf( response );
	}
	if ( response.status === 204 ) {
		return undefined as T;
	}
	try {
		return await response.json() as T;
	} catch {
		throw new ApiError( 'unavailable', response.status, '', '' );
	}
}
