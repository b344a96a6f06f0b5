# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clocks: days by which something is to happen, such as "an answer within 14 days".

A clock belongs to one *subject* (the id of a report, a case, …), has a *kind*, a day it is *due*
and, once kept, the day it was *met*. One mechanism for everything that is "by when":

    answer      the team's first answer, promised to the writer
    update      the team's next news, promised to the writer, or set by a member
    evidence    until when evidence can be handed in, set by a member
    technical   when what a wiki still knows of addresses and devices is gone
    retention   when what was closed is deleted
    withdrawal  when what its writer took back is deleted
    remedy      the last day a remedy is in force
    appeal      from when on an appeal against a remedy is possible
"""
