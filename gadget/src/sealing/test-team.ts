// SPDX-License-Identifier: AGPL-3.0-or-later
/** Makes teams with keys nobody uses, for the tests of everything that seals or opens. */
import { fingerprint, newIdentity, recipientOf } from './age';
import { randomBytes } from './encoding';
import { signText, type Wire } from './signed';
import { signerFromSeed, type Signer } from './signing';
import { verifyStatement, type Role, type Statement } from './statement';

export interface TestMember {
	name: string;
	role: Role;
	identity: string;
	recipient: string;
	fingerprint: string;
	signer: Signer;
}

export const TODAY = '2026-11-22';
export const TEAM = 'u4c';

export async function makeMember( name: string, role: Role = 'member' ): Promise<TestMember> {
	const identity = newIdentity();
	const recipient = await recipientOf( identity );
	return {
		name, role, identity, recipient,
		fingerprint: fingerprint( recipient ),
		signer: await signerFromSeed( randomBytes( 32 ) )
	};
}

export interface TestStatement {
	wire: Wire;
	statement: Statement;
}

export class TestTeam {
	public constructor( public readonly members: TestMember[], public readonly root: Signer ) {}

	/** The text of a statement, with whatever a test wants to be different in it. */
	public text( changes: Record<string, unknown> = {}, members = this.members ): string {
		return JSON.stringify( Object.assign( {
			v: 1, team: TEAM, seq: 1, issued: TODAY, expires: '2027-02-20', min_holders: 3,
			members: members.map( ( member ) => ( {
				name: member.name, home: 'meta.wikimedia.org', role: member.role,
				age: member.recipient, ed25519: member.signer.publicKey
			} ) ),
			root: this.root.publicKey
		}, changes ) );
	}

	public async sign( changes: Record<string, unknown> = {}, members = this.members ): Promise<TestStatement> {
		const wire = await signText( 'statement', this.text( changes, members ), this.root );
		const today = typeof changes.issued === 'string' ? changes.issued : TODAY;
		return {
			wire,
			statement: await verifyStatement( wire, { root: this.root.publicKey, team: TEAM, today } )
		};
	}
}

/** A team of four members and an observer, of whom three must be able to read. */
export async function makeTeam(): Promise<TestTeam> {
	return new TestTeam( await Promise.all( [
		makeMember( 'Ada' ), makeMember( 'Bruno' ), makeMember( 'Chidi' ), makeMember( 'Dalia' ),
		makeMember( 'Observer', 'observer' )
	] ), await signerFromSeed( randomBytes( 32 ) ) );
}
