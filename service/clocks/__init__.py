# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clocks: promises with a due day, such as "an answer within 14 days".

A clock belongs to one *subject* (the id of a report, a case, …), has a *kind*, a day it is *due*
and, once kept, the day it was *met*. One mechanism for everything that is "by when".
"""
