# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who did what, on which day: rows only ever added, each naming the hash of the one before.

Owns the audit's rows and its head. Whoever keeps a head (number and hash) outside the service can
later tell whether a row before it was changed, taken out, slipped in or cut off. Rows name a day
and nothing finer; their numbers say only which came first.
"""
