# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of a matter went elsewhere, and what came of it.

To whom, by which channel and with which words is sealed in the matter's file; the service knows
that something was handed over, since when, and until when an answer is waited for.

    waiting ──answered──▶ answered
       └────given up────▶ ended
"""
