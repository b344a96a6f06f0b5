# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words in which the made case pages are written, in three languages."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

EN_MONTHS = "January February March April May June July August September October November December"
DE_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
DE_SHORT = "Jan. Feb. Mär. Apr. Mai Jun. Jul. Aug. Sep. Okt. Nov. Dez."
AR_MONTHS = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Words:
    """One language's words."""

    lang: str
    user: str
    user_talk: str
    talk: str
    headings: Mapping[str, str]
    states: Mapping[str, str]
    state_is: str
    evidence: str
    alert: str
    parties: str
    notifications: str
    notices: Mapping[str, str]
    votes: Mapping[str, str]
    changed: str
    motion: str
    adopted: str
    failed: str
    until: str
    starting: str
    warned: str
    unclear: str
    prose: tuple[str, ...]

    def date(self, day: datetime.date) -> str:
        """Return a day as people write it in this language."""
        if self.lang == "de":
            return f"{day.day}. {DE_MONTHS.split()[day.month - 1]} {day.year}"
        if self.lang == "ar":
            return f"{day.day} {AR_MONTHS.split()[day.month - 1]} {day.year}".translate(
                ARABIC_DIGITS
            )
        return day.isoformat()

    def stamp(self, day: datetime.date, hour: int, minute: int) -> str:
        """Return the time of a signature; German ones are in the hour after UTC's."""
        time = f"{hour:02}:{minute:02}"
        if self.lang == "de":
            time = f"{max(hour, 1):02}:{minute:02}"
            return f"{time}, {day.day}. {DE_SHORT.split()[day.month - 1]} {day.year} (CET)"
        if self.lang == "ar":
            month = AR_MONTHS.split()[day.month - 1]
            return f"{time}، {day.day} {month} {day.year} (ت ع م)".translate(ARABIC_DIGITS)
        return f"{time}, {day.day} {EN_MONTHS.split()[day.month - 1]} {day.year} (UTC)"


WORDS: dict[str, Words] = {
    "en": Words(
        lang="en",
        user="User",
        user_talk="User talk",
        talk="talk",
        headings={
            "parties": "Parties",
            "description": "Description of the problem",
            "attempts": "Previous attempts at a solution",
            "solutions": "Suggested solutions",
            "other_party": "Statements by other parties",
            "other_feedback": "Other feedback",
            "discussion": "Discussion between the involved parties and the U4C members",
            "member_discussion": "U4C member discussion",
            "decision": "U4C decision",
            "accept": "Accept votes",
            "decline": "Decline votes",
            "abstain": "Abstain",
            "support": "Support",
            "oppose": "Oppose",
            "motions": "Motions",
            "findings": "Findings",
            "remedies": "Remedies",
        },
        states={"investigation": "under investigation", "declined": "declined", "closed": "closed"},
        state_is="This case is currently",
        evidence="Evidence can be submitted before",
        alert="U4C member alert",
        parties="Parties",
        notifications="Notifications",
        notices={"filer": "Filer (no diff required)", "local": "local notification"},
        votes={
            "accept": "Accept",
            "decline": "Decline",
            "abstain": "Abstain",
            "support": "Support",
            "oppose": "Oppose",
        },
        changed="I changed my vote",
        motion="Motion",
        adopted="This motion has been adopted with '''{support} supporting, {oppose} opposed and"
        " {abstain} abstaining'''.",
        failed="This motion has failed with '''{support} supporting, {oppose} opposed and"
        " {abstain} abstaining'''.",
        until="may not edit until {}. This may be appealed after {}.",
        starting="is banned indefinitely from {}.",
        warned="is reminded of the rules.",
        unclear="is banned for twelve months.",
        prose=("apple", "river", "window", "paper", "garden", "people", "often", "rarely", "quiet"),
    ),
    "de": Words(
        lang="de",
        user="Benutzer",
        user_talk="Benutzer Diskussion",
        talk="Diskussion",
        headings={
            "parties": "Beteiligte",
            "description": "Beschreibung des Problems",
            "attempts": "Bisherige Lösungsversuche",
            "solutions": "Lösungsvorschläge",
            "other_party": "Stellungnahmen anderer Beteiligter",
            "other_feedback": "Weitere Rückmeldungen",
            "discussion": "Diskussion zwischen den Beteiligten und den Mitgliedern des U4C",
            "member_discussion": "Diskussion der Mitglieder des U4C",
            "decision": "Entscheidung des U4C",
            "accept": "Stimmen für die Annahme",
            "decline": "Stimmen für die Ablehnung",
            "abstain": "Enthaltungen",
            "support": "Dafür",
            "oppose": "Dagegen",
            "motions": "Anträge",
            "findings": "Feststellungen",
            "remedies": "Maßnahmen",
        },
        states={
            "investigation": "in Untersuchung",
            "declined": "abgelehnt",
            "closed": "abgeschlossen",
        },
        state_is="Dieser Fall ist derzeit",
        evidence="Belege können eingereicht werden bis zum",
        alert="Benachrichtigung der Mitglieder des U4C",
        parties="Beteiligte",
        notifications="Benachrichtigungen",
        notices={"filer": "Antragsteller (kein Diff nötig)", "local": "lokale Benachrichtigung"},
        votes={
            "accept": "Annehmen",
            "decline": "Ablehnen",
            "abstain": "Enthaltung",
            "support": "Dafür",
            "oppose": "Dagegen",
        },
        changed="Stimme geändert",
        motion="Antrag",
        adopted="Dieser Antrag wurde angenommen mit '''{support} Stimmen dafür, {oppose} dagegen"
        " und {abstain} Enthaltungen'''.",
        failed="Dieser Antrag wurde abgelehnt mit '''{support} Stimmen dafür, {oppose} dagegen"
        " und {abstain} Enthaltungen'''.",
        until="darf nicht bearbeiten bis zum {}. Einspruch ist möglich ab dem {}.",
        starting="ist unbefristet gesperrt ab dem {}.",
        warned="wird an die Regeln erinnert.",
        unclear="ist für zwölf Monate gesperrt.",
        prose=("Apfel", "Fluss", "Fenster", "Papier", "Garten", "Leute", "selten", "ruhig", "spät"),
    ),
    "ar": Words(
        lang="ar",
        user="مستخدم",
        user_talk="نقاش المستخدم",
        talk="نقاش",
        headings={
            "parties": "الأطراف",
            "description": "وصف المشكلة",
            "attempts": "محاولات الحل السابقة",
            "solutions": "الحلول المقترحة",
            "other_party": "إفادات الأطراف الأخرى",
            "other_feedback": "تعليقات أخرى",
            "discussion": "نقاش بين الأطراف المعنية وأعضاء اللجنة",
            "member_discussion": "نقاش أعضاء اللجنة",
            "decision": "قرار اللجنة",
            "accept": "أصوات القبول",
            "decline": "أصوات الرفض",
            "abstain": "امتناع",
            "support": "مع",
            "oppose": "ضد",
            "motions": "الاقتراحات",
            "findings": "النتائج",
            "remedies": "التدابير",
        },
        states={"investigation": "قيد التحقيق", "declined": "مرفوضة", "closed": "مغلقة"},
        state_is="هذه القضية حاليًا",
        evidence="يمكن تقديم الأدلة قبل",
        alert="تنبيه أعضاء اللجنة",
        parties="الأطراف",
        notifications="الإشعارات",
        notices={"filer": "مقدم الطلب (لا يلزم فرق)", "local": "إشعار محلي"},
        votes={
            "accept": "قبول",
            "decline": "رفض",
            "abstain": "امتناع",
            "support": "مع",
            "oppose": "ضد",
        },
        changed="غيرت صوتي",
        motion="اقتراح",
        adopted="هذا الاقتراح معتمد بعدد {support} مع و {oppose} ضد و {abstain} امتناع.",
        failed="هذا الاقتراح غير معتمد بعدد {support} مع و {oppose} ضد و {abstain} امتناع.",
        until="لا يحرر حتى {}. يمكن الاستئناف بعد {}.",
        starting="محظور إلى أجل غير مسمى ابتداءً من {}.",
        warned="يذكر بالقواعد.",
        unclear="محظور لمدة سنة.",
        prose=("تفاحة", "نهر", "نافذة", "ورقة", "حديقة", "ناس", "غالبا", "نادرا", "هادئ"),
    ),
}
