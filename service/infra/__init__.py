# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every slice stands on and what knows nothing of reports, teams or wikis.

Configuration, database, web (headers, origins, sessions), permissions, API glue, problems,
languages, limits, days and ids, logs, metrics and the command line.
"""
