# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of the service in a real Chromium, against the running application."""
