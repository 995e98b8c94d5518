"""Kinds of patients that a source text tells apart in words, as facts. A DPWG or FDA text may hold several."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

SOUND: Mapping[str, str | Decimal] = {"inhibitor of CYP3A": "none", "inducer of CYP3A": "none",
                                      "kidney-impairment": "none", "liver-impairment": "none"}
PARTS: dict[str, Mapping[str, str | Decimal]] = {
    **{word: {"indication": word} for word in ("depression", "OCD", "neuropathic-pain", "h-pylori", "GERD",
                                          "gastroparesis", "CINV")},
    "under 12 y": {"age": Decimal(8), "weight": Decimal(25)}, "under 18 y": {"age": Decimal(15)},
    "18 to 64 y": {"age": Decimal(40)}, "65 y and over": {"age": Decimal(65)},
    "16 y, 45 kg": {"age": Decimal(16), "weight": Decimal(45)},
    "16 y, 60 kg": {"age": Decimal(16), "weight": Decimal(60)},
    "from 40 kg": {"weight": Decimal(40)}, "under 40 kg": {"weight": Decimal(39)},
    "from 45 kg": {"weight": Decimal(45)}, "under 45 kg": {"weight": Decimal(44)},
    "no CYP3A inhibitor": {"inhibitor of CYP3A": "none"},
    "myopathy risk": {"myopathy-risk": "yes"}, "no myopathy risk": {"myopathy-risk": "no"},
    "no inhibitor, sound organs": SOUND, "impaired kidneys": {**SOUND, "kidney-impairment": "severe"},
    "kidney failure": {**SOUND, "kidney-impairment": "end-stage"},
    "mildly impaired liver": {**SOUND, "liver-impairment": "mild"},
    "severely impaired liver": {**SOUND, "liver-impairment": "severe"},
    **{f"{strength} CYP3A inhibitor": {**SOUND, "inhibitor of CYP3A": strength}
       for strength in ("weak", "moderate", "strong")},
    "strong CYP3A inducer": {**SOUND, "inducer of CYP3A": "strong"},
}
