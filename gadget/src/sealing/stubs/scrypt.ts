// SPDX-License-Identifier: AGPL-3.0-or-later
/** Stands in for scrypt where no key file is made or opened: in the form. */
import { refuse } from './refuse';

export const scrypt = refuse;
