# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only tables with confidential content, all of it ciphertext.

A *vault* is a key with one audience, made in somebody's browser; the service never learns even
its public half. An *envelope* is a padded, signed, sealed text at a place `(epoch, n)` of a vault.
A *grant* is the vault's key, sealed to one *holder*: a member's fingerprint, or the word
`reporter`. What was stored is never changed; places are given out once, in order.
"""
