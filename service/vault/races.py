# SPDX-License-Identifier: AGPL-3.0-or-later
"""Let what is done to vaults, and to what has vaults, be settled as everything else is."""

from service.infra.races import settled

__all__ = ["settled"]
