"""Coarse words and slurs, which no model is led to by a rhyme; whoever wants one writes it."""

from __future__ import annotations

import re

# Those of the dictionary. `cock`, `ass` and `bitch` are animals in old verse, and yet nobody wants
# to be given them for a rhyme.
COARSE = frozenset(
    re.findall(
        r"\w+",
        """
        anal anus arse arsehole arses ass asses asshole assholes bastard bastards bitch
        bitches bitchy bollocks boner boob boobs bugger buggers bullshit chink chinks cock
        cocks coon coons crap cum cunt darkie dick dicks dildo dyke dykes fag faggot fags
        fart fuck fucked fucker fuckers fuckin fucking fucks gook gyp gypped horny horseshit
        jap japs kraut mongoloid mulatto nazi nazis nigger nigger's niggers orgasm orgasms
        penis penises pimp pimps piss pissed pisses pissing polack poof poon porn porno
        prick pricks pussies pussy rape raped raper rapes raping rapist rapists redskin
        redskins retard retarded retards sexed sexy shit shits shitting shitty slut sluts
        slutty smut sodomy spastic spic tit tits twat twats vagina vulva wank wanker wankers
        whore whores wop wops
        """,
    )
)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")


def has_coarse(text: str) -> bool:
    """Say whether a coarse word stands in a text.

    Args:
        text: Any.
    """
    return not COARSE.isdisjoint(_WORD.findall(text.lower()))
