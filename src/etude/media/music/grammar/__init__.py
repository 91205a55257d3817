"""Which token of music may follow: a constraint, so that any sequence that is written decodes."""

from __future__ import annotations

from etude.media.music.grammar.asked import CHOIR, Asked, Player, players_of
from etude.media.music.grammar.chording import Chording
from etude.media.music.grammar.leading import Leading
from etude.media.music.grammar.rules import Grammar, Plan

__all__ = ["CHOIR", "Asked", "Chording", "Grammar", "Leading", "Plan", "Player", "players_of"]
