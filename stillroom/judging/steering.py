"""Steering: what tells an order to the agent that reads a text from advice to whoever does the work.

Each rule is made of classes of words: who is addressed, what is to be said or left out, whose approval is
claimed, what is waited for. It looks at one sentence at a time, and never at single words.
"""

import re
from typing import NamedTuple

from stillroom.judging.addressing import (
    ALL,
    APPROVED,
    ASKED,
    AUTHORITY,
    DROP,
    GATEWORK,
    HERE,
    ITSELF,
    LEAK,
    MAY,
    MIND,
    MISDEED,
    OUTPUT,
    PERSON,
    READER,
    SECRET,
    TRIGGER,
    URL,
    WAIVE,
)

# stands for all letters that are not ASCII
_ODD = "…"
_TOKEN = re.compile(r"[^\W\d_]+|://|[\[<@#!]")


class Rule(NamedTuple):
    """What a match means, keys one of which must be there (for speed), and the pattern."""

    why: str
    keys: frozenset[str]
    pattern: re.Pattern[str]


def keys(text: str) -> frozenset[str]:
    """Cut a text's words to their openings, so that most rules need not look at it."""
    words = set(_TOKEN.findall(text))
    return frozenset({*words, *(w[:4] for w in words), *(w[:3] for w in words), "" if text.isascii() else _ODD})


def _rules(why: str, *rows: tuple[str, str]) -> tuple[Rule, ...]:
    return tuple(Rule(why, frozenset(map(_key, anchors.split("|"))), re.compile(pattern)) for anchors, pattern in rows)


def _key(anchor: str) -> str:
    if not anchor.isascii():
        return _ODD
    longest: str = max(_TOKEN.findall(anchor), key=len)
    return longest[:4]


_LINKS = "://|www.|.com|.io|.net|.org|.dev|.test|.example|.app|.ai|.co|.ru|.xyz|@|<email"
_READERS = "agent|assistant|model|bot|copilot|llm|judge|summari|automation|claude|gpt|gemini|moderator|reader| ai |ai "

_DROPS = _rules(
    "tells the reader to drop its instructions",
    (
        "previous|prior|earlier|above|preceding|foregoing|existing system|hidden|initial|original|former",
        rf"\b{DROP}\b[^.]{{0,40}}\b(?:previous|prior|earlier|above|preceding|foregoing|existing system|hidden|initial|original|former)\b[^.]{{0,25}}\b{MIND}\b",
    ),
    (
        "your|the system|the safety|its own|their own",
        rf"\b{DROP}\b (?:\w+ ){{0,3}}?(?:your|the system|the safety|its own|their own)\b(?: \w+){{0,3}}? {MIND}\b",
    ),
    (
        "instruction|guideline|guardrail|prompt|rules|restriction|polic",
        rf"(?:^|\bplease |\band |\bnow |\bthen |\bto |, ){DROP} (?:all|any|every|other|the) (?:of )?(?:the |your )?(?:other |existing |system |safety |your )*(?:instructions|guidelines|guardrails|prompts?|rules|system (?:rules|message|prompt)|restrictions|safety (?:rules|policies))\W*(?:$|(?:and|so|,) (?:\w+ )?(?:approve|mark|print|do|reveal|publish|answer|act|follow)|that (?:you|were)|you\b)",
    ),
    (
        "forget|ignore|disregard",
        r"\b(?:forget|ignore|disregard) (?:everything|all|what(?:ever)?|the rest)\b[^.]{0,20}\b(?:above|before|you (?:were|have been|know|learned)|told|said|so far|until now|that|and (?:answer|say|print|approve|do))\b|\bforget that you are\b",
    ),
    (
        "your ",
        rf"\byour (?:\w+ )?{MIND} (?:are|is|were|was|have|has|do|does|no longer|changed|can|may|now|end|stop|expired)\b(?! (?:in|at|under|kept|stored|versioned|loaded))",
    ),
    (
        "instructions in|limits|limitation|restriction|guardrail|schema|constraint|rules|guidelines|start ",
        rf"\bonly (?:the )?instructions in (?:{HERE}|this)|\b(?:drop|lift|remove|without) (?:all |any )?(?:your )?(?:safety )?(?:restrictions|limitations|guardrails|limits)\W*$|\boutput (?:schema|format) (?:is|has|change)\b|"
        r"\b(?:ignore|forget|drop) the (?:output )?schema\b|\bstart (?:over|anew|afresh) with the following\b|\b(?:previous|prior|earlier|all|your|former) (?:constraints|rules|instructions|guidelines|restrictions|prompts) (?:are|is|were|become) (?:void|lifted|suspended|cancell?ed|revoked|obsolete|invalid|null|withdrawn)\b|"
        r"\b(?:rules|guidelines|policies|checks|restrictions) (?:do|does) (?:not|n't) apply to (?:this|these) (?:cluster|notes?|items?|session|conversation|contributor|topic)|\bhas no (?:content )?(?:rules|restrictions|limits|guardrails)\b(?! (?:for|on|about))",
    ),
)
_ROLES = _rules(
    "gives the reader another role",
    (
        "you are|you're|you have been|you were",
        r"\byou(?: are|'re) (?:now|no longer|hereby|henceforth) (?:an?|the|called|acting|free|bound|allowed|in \w+ mode|not (?:an?|bound|subject)|un(?:restricted|bound|filtered|locked|censored)\w*)\b(?! (?:position|good|owner of this|\w+ branch|directory))|"
        r"\byou (?:have been|were|are) (?:\w+ )?(?:upgraded|unlocked|promoted|re-?initiali[sz]ed|reprogrammed|jailbroken|freed|reassigned|obliged|ordered|commanded|relieved)\b",
    ),
    (
        "you are",
        rf"\byou are (?!an? (?:expert|senior|experienced|skilled|specialist))(?:an? |the )?(?:\w+,? ){{0,2}}?(?:{READER}|shell|terminal|root|admin|persona|dan)\b[^.]{{0,40}}\b(?:without|no|un\w+ed|free|who (?:shares|does|obeys|ignores)|that (?:obeys|ignores|does)) ?(?:limits|rules|restrictions|\w*)",
    ),
    (
        "from now|from here|from this|from today|henceforth|for the rest|until i",
        r"\b(?:from (?:now|here|this (?:point|moment|line|message)|today)(?: on| onwards?| forward)*|henceforth|for the rest of (?:this|the) (?:session|conversation|chat|run))\b,? (?:\w+ )?(?:you\b|your\b|all agents|every agent|answer|obey|act\b|speak|reply|respond|ignore|treat|the (?:assistant|agent|model)|work for|consider)|\buntil i say so\b",
    ),
    (
        "you work for|you answer to|you serve|you obey|you report to|you belong to|loyal|your |obey|'s persona|'s role|'s identity|'s name",
        r"\byou (?:work for|answer to|serve|obey|report to|belong to) (?!the (?:api|endpoint))|\b(?:your|only) loyalt(?:y|ies)\b|\byour (?:new |real |true |only |actual |first |next |current )+(?:task|aim|objective|goal|job|purpose|mission|role|name|identity|instructions?|persona|priority)\b|\byour name is\b|"
        r"\b(?:assistant|agent|model)'s (?:persona|role|identity|name) is\b|\bobeys? whoever\b|\byour (?:vendor|maker|developers?|creators?|operator) (?:has|have|wants?|says?|allows?|needs?)\b",
    ),
    (
        "new |real |actual |right one|task was",
        r"(?:^|[.:!;,>*#\]] ?)new (?:system |primary |top )?(?:objective|instructions?|task|aim|mission|directive|goal|role|persona)\b ?:|\bthe (?:real|actual|true|right) (?:work|task|job|instructions?|question|goal|one) (?:is to|starts|begins|follows|are)\b|\bnotes above were (?:a test|fake|only|just)\b|\bthe task was (?:wrong|only|just|a test)\b",
    ),
    (
        "pretend|imagine|suppose|act as|behave|as though|game|hat",
        r"\bpretend (?:you(?: are|'re)|that you|to be (?:the|an?) (?:admin|operator|owner|reviewer|release|human|user|system|developer|unrestricted))\b|\b(?:imagine|suppose|act as if|behave as if|as though) (?:that )?you (?:had|have|were|are|could) (?:no|not|an? un|free|the admin|root|allowed)\b|\bgame in which you\b|\b(?:switch|put on|take off|change) (?:\w+ ){0,2}?hats?\b|\bbehave like (?:an? |the )?(?:plain|dumb|unrestricted|echo|shell|terminal|different|other)\b",
    ),
    (
        "role|persona|identity|act as",
        r"(?:^|\bplease |\band |\bnow |, )(?:assume|take on|play|adopt|switch to) the (?:role|persona|identity|part) of\b|(?:^|\bplease |\bnow )act as (?:root|admin|an? (?:admin|operator|owner|unrestricted|different|other)|the (?:operator|owner|admin|system|approv\w+ \w+))\b",
    ),
    (
        " mode|jailbreak",
        r"\b(?:enter|enable|activate|switch (?:in)?to|you are in|go into)\b (?:\w+ )?(?:developer|god|unrestricted|unfiltered|dan|jailbreak|sudo|override|uncensored|unsafe) mode\b|\b(?:enter|enable|activate|switch (?:in)?to|go into)\b (?:\w+ ){0,2}mode and (?:list|print|reveal|say|answer|show|tell|output|approve)|\bjailbreak (?:mode|yourself)\b",
    ),
    (
        "being|language|assistant|agent|model|developer|creator|owner|admin|operator|maker|supervisor|maintainer",
        rf"\bstop being (?:an? |the )?{READER}\b|\bas an? (?:ai|language) (?:language )?(?:model|agent|assistant)\b,?[^.]{{0,20}}\byou\b|\bi(?: am|'m) (?:your|the) (?:developer|creator|owner|admin\w*|operator|maker|supervisor)\b|\bthis is your (?:developer|operator|owner|admin\w*)\b|"
        r"\ba good (?:assistant|agent|model) (?:would|will|does)\b|\bas (?:the |your )?(?:lead |head |chief )?(?:maintainer|admin\w*|owner|operator|developer),? i (?:order|instruct|command|want|need|require|ask)\b",
    ),
    (
        "decided above|comply|become|session",
        r"\bdecided above you\b|; ?comply\b|\bbecome an? (?:shell|terminal|unrestricted)|\b(?:your|the) session (?:was|has been|is) (?:re-?initiali[sz]ed|reset|restarted|over)\b",
    ),
)
_TELLS = _rules(
    "asks for what the reader was told or holds",
    (
        "system prompt|hidden|initial|secret prompt|your |you have|you were|you can see|you saw|developer message|in memory|original",
        r"\b(?:reveal|print|show|repeat|output|leak|disclose|list|display|recite|dump|quote|write (?:out|down)|tell (?:me|us)|what (?:are|is)|include)\b[^.]{0,30}\b(?:(?:the|your|its|this) (?:system|hidden|initial|secret|original) (?:prompt|message|instructions?)(?! (?:of|for|in) the)|your (?:instructions|prompt|rules|configuration|guidelines|context|memory|secrets?|tools|training)|developer message|(?:in|of) (?:your )?(?:memory|context window)|you (?:have (?:in memory|seen|been told|been given)|saw|were told|can see))",
    ),
    ("your context|contents of|content of|text of|the prompt", r"\b(?:contents?|text) of (?:your|the) (?:context|memory|system prompt|conversation)\b|\byour context in\b|\b(?:include|print|show|reveal) the prompt\b"),
)  # fmt: skip
_APPROVALS = _rules(
    "claims an approval of its own",
    ("[", rf"(?:^|[.;!] )\W{{0,3}}\[[^\]]{{0,60}}\b{APPROVED}\b[^\]]{{0,60}}\]"),
    (
        "status|approv|review|trust|priority|verdict|security|stamp|moderation|clearance|quality|confidence|sign|provenance|injection|gate|screening",
        r"(?:^|[.;!,] )\W{0,3}(?:status|approval|review|trust(?: level)?(?: of this \w+)?|priority|verdict|security|stamp|qa(?: stamp)?|moderation(?: result)?|clearance|quality score|confidence|sign-?off|provenance|injection|gate|screening|pii)\s?(?::|=|is|check:)\s?(?:\w+ )?(?:green|trusted|approved|verified|cleared|granted|pass(?:ed)?|done|waived|canonical|exempt|top|highest|maximum|official|1\.0|10/10|10\b|m\. |clean)(?! (?:vendors?|prs?|by default))(?!\.? owner)",
    ),
    (
        " by | with | for ",
        rf"(?:^|[.;!:] )(?:already |manually |fully )?(?:reviewed|approved|cleared|released|verified|vetted|white-?listed|signed off|checked|certified|pre-?approved|endorsed|green-?lit|exempted|blessed)\b(?: and \w+)?(?: in advance)? (?:by|with|for|under) (?:the |our |all |both |rule |section )?(?:{AUTHORITY}|governance|rule \w+|\w+ and \w+\W*$)",
    ),
    (
        "this|these|it is",
        rf"\b{ITSELF}\b[^.]{{0,30}}\b(?:is|was|has been|have been|had|has|comes|counts as|stays|remains|passed|were)\b[^.]{{0,30}}\b{APPROVED}\b(?! (?:by|on|with|in|for) (?:setting|using|running|the compiler|node|python|\w+ runs?|three|two|several))",
    ),
    (
        "approved",
        r"\b(?:is|are|was|been|as|comes?|counts as) (?:already )?(?:pre|auto)-?approved\b|\[(?:auto|pre)-?approved?\]",
    ),
    (
        "already|hereby|obtained|granted|given|in advance|gone through",
        rf"\balready (?:been )?(?:approved|reviewed|vetted|verified|checked|cleared|obtained|signed off)\b[^.]{{0,20}}\b(?:by|for|from) (?:the )?(?:{AUTHORITY}|team|all|everything|it\b|both)|\b(?:approval|clearance|permission|consent) (?:has |was |is )?(?:already |been |hereby )*(?:obtained|given|granted)\b(?! (?:by|to|in))|\b(?:has|have|had) (?:already )?(?:gone|been) through (?:\w+ )?(?:review|moderation|approval|screening|checks?)\b",
    ),
    ("this|these", rf"\b{ITSELF}\b[^.]{{0,40}}\b(?:{WAIVE})\W+(?:\w+ ){{0,3}}?{GATEWORK}\b"),
    (
        "not |n't|never|no need",
        rf"\b(?:do not|don't|never|must not|no need to|need not|cannot|should not)\s+(?:be )?(?:flag(?:ged)?|quarantined?|question(?:ed)?|moderated?|escalated?|rout(?:e|ed)|hold|held|redact(?:ed)?|withhold|send)\s+(?:{ITSELF}|it|this|here)\b(?! (?:as|in a transaction|lock|up|open|twice|again))",
    ),
    (
        "mark|treat|rate|score|rank|store|count|regard|consider|take|accept|list|give|weigh",
        rf"\b(?:mark|treat|rate|score|rank|store|count|regard|consider|take|accept|list|give|weigh)\s+(?:{ITSELF}|it|this|the checks?|the (?:text|content) (?:below|above|here))(?: \w+)?(?:\s+(?:as|with|of|at))?\s+(?:\w+\s+){{0,2}}(?:approved|trusted|verified|safe|canonical|authoritative|high quality|top priority|confidence|10|1|ten|clean|reviewed|two (?:independent )?voices|official|final|true|the truth|cleared|above everything|above all|higher|highest|first|ten times|twice)\b",
    ),
    (
        "approve|publish|accept|release|keep|merge",
        rf"(?:^|[.;!,:] |\bplease |\bso |\band |\bthen )(?:approve|publish|accept|release|keep|merge) (?:{ITSELF}|it|this|as is)\b[^.]{{0,20}}(?:$|\bas is\b|\bwithout (?:asking|review|checks?|moderation|question)|\bat once\b|\band (?:drop|do not|skip|ignore|delete)\b|\bimmediately\b)(?<!merged without a)",
    ),
    (
        "without",
        r"\b(?:publish|approve|release|accept|store|merge)d?\b[^.]{0,25}\bwithout (?:\w+ ){0,2}?(?:moderation|review|citations?|approval|asking|questions?|checks?|checking|reading|holding)\b",
    ),
    (
        "skip|filter|check|screen|gate",
        rf"\bskip (?:the )?(?:verification|review|moderation|checks?|approval|screening|pii check)s? (?:for|on|of) (?:everything|all|{ITSELF}|this|items|notes)\b|\b(?:privacy|pii|poison|safety) (?:filter|check|screen|gate)\w* (?:can|may|should|must|is|has)\b[^.]{{0,20}}\b(?:off|skipped|disabled|passed|unnecessary|not needed)\b|\bthe gate (?:has been told|knows|lets)\b|\bchecks? on {ITSELF}",
    ),
    (
        "false positive|false alarm|has passed|already passed|as two|two voices|supersedes all|reviewer|bypass|exempt|holding|blocking|another one",
        r"\bfalse (?:positive|alarm)\b[^.]{0,20}\b(?:confirmed|acknowledged|on this|ignore)\b|\bhas (?:already )?passed (?:the )?(?:pii|privacy|quality|security|poison|legal|moderation)\b|\bcount (?:it|this|them) as two\b|\b(?:two|three|ten) (?:independent )?voices\b[^.]{0,20}(?:publish|approve|$)|\bsupersedes all (?:other|earlier|previous)\b|\breviewer(?: model)? (?:has )?agreed\b|"
        r"\b(?:items?|notes?) (?:by|from|of) \S+ (?:bypass|skip|need no|are exempt|are trusted|are pre-?approved)|\bholding (?:it|this) (?:back|up)\b|\bblocking this\b|\b(?:another|a second|further) (?:one|review|check) (?:is|would be) (?:a waste|unnecessary|superfluous|pointless|not needed)\b",
    ),
    (
        "decide|needed|required|necessary|no person|no human|nobody|no one|nothing to see",
        r"\bdecide ['\"`]?(?:approve|accept|merge|release|keep)\b|\bno (?:further |human )*(?:review|approval|moderation|check) (?:is |was )?(?:needed|required|necessary)\b[^.]{0,40}(?:\bthis (?:note|item|memory|entry|lesson)|\bnote\b|\bitem\b|\bentry\b|\bhere\b|^[^.]*approved[^.]*$)|\b(?:no|nobody|no one)(?: person| human| reviewer| moderator)? (?:has|have|needs?|must|should) (?:to )?(?:look|read|check|see|review|approve|moderate)\b(?! (?:generated|the diff))|\bnothing to see here\b",
    ),
    (
        "moderators|reviewers|judges|notes to|note to|notes for|note for|reviewer:",
        r"\b(?:moderators?|reviewers?|judges?)\b ?[:,][^.]{0,60}\b(?:accept|approve|decide|merge|skip|release|keep|agree|pass)\b|\bnotes? (?:to|for) (?:the |all )?(?:reviewers?|moderators?|judges?)\b",
    ),
    (
        "signed off|approved|cleared|vetted|reviewed|blessed|accepted|confirmed",
        rf"\b{AUTHORITY}\b[^.]{{0,30}}\b(?:has|have|had|already) (?:already )?(?:signed off|approved|cleared|vetted|reviewed|blessed|accepted|confirmed) (?:on )?(?:{ITSELF}|this|it)\b|\bconfirmed by (?:the security|admin)|\b(?:pre-?approved|signed off|cleared)\b[^.]{{0,40}}\b(?:no need|need not|without) \w*ask",
    ),
)
_RISKY = _rules(
    "orders agents to do what is risky",
    (
        _READERS,
        rf"\b{READER}\b(?:,? (?:that|who|which) [^,.]{{0,40}},?)?\s+(?:\w+ )?{MAY}\b(?! not)(?: (?:\w+))?[^.]{{0,40}}?\b{MISDEED}",
    ),
    ("no longer|not ", rf"\b(?:no longer|not)\b[^.]{{0,30}}\b(?:redacted|masked|checked|reviewed|logged|approved|verified)\b[^.]{{0,20}}\bby (?:the |all |any )?{READER}\b"),
    ("have the|let the|make the|get the", r"\b(?:have|let|make|get) the (?:assistant|agent|model|bot|judge|summari[sz]er)\b[^.]{0,50}\b(?:follow|run|execute|obey|open|approve|decode|unpack|send|reveal|post|agree|return)\b"),
    (_READERS, r"\b(?:assistant|agent|model|copilot|bot|judge|summari[sz]er)s? (?:will|must|shall|should|has to|have to|is to|are to|can|may)\b(?! not)[^.]{0,40}\b(?:word-for-word|verbatim|first person|without citation|skip|approval step)\b"),
    ("stop |do not|never", r"\b(?:agents|assistants|bots|copilots|models), (?:please )?(?:stop|start|do not|never|always|from)\b|\b(?:every|all|each|any) (?:agents?|assistants?|bots?|copilots?) compl(?:y|ies)\b"),
)  # fmt: skip
_COMMANDS = _rules(
    "claims an authority over agents",
    (_READERS, rf"\b(?:{AUTHORITY}|emergency order|by (?:order|request|decree) of|policy update|regulation \S+|law|statute)\b[^.]{{0,60}}\b{READER}\b\s+(?:\w+ )?{MAY}\b(?! (?:use|authenticate))"),
    (_READERS, rf"\b(?:order|request|instruct|demand|command|require|decid|want|allow|permit|direct|confirm|oblige|ask)\w*\b(?: that)?(?: all| every| each| any| the)? {READER}\b[^.]{{0,15}}\b(?:{MAY}|no longer|to|share|skip)\b[^.]{{0,60}}\b{MISDEED}"),
    (_READERS + "|whoever", rf"\b(?:{AUTHORITY}|auditors?|regulations?(?: \S+)?|root|hr|the board|cert|sre)\b[^.]{{0,20}}\b(?:says?|requires?|obliges?|asks?|orders?|demands?|wants?|rules?|ruled|instructs?|suspended|decided|tells?)\b[^.]{{0,40}}\b(?:all |any |every )?(?:agents|assistants|bots|copilots|llms|models|summari[sz]ers|whoever)\b(?! (?:must|should) (?:use|authenticate|not))"),
    ("here|confirm by|team|support|management|desk|legal|compliance|security|admin|operator|platform", rf"\b(?:{AUTHORITY})(?: here)?:[^.]{{0,40}}\b(?:we need you to|you (?:must|have to|are to|can now)|confirm by|paste|send|print)\b|\bconfirm by (?:pasting|sending|entering|typing|posting)\b|\bfrom the desk of\b|\b(?:team|support|security|management|cto|ceo) here: "),
    ("i order|suspended|permitted again", r"\bi (?:hereby )?order the\b|\bhas suspended the (?:two-person|four-eyes|review|approval)\b|\b(?:is|are) (?:permitted|allowed) again\b"),
)  # fmt: skip
_SLEEPERS = _rules(
    "waits for an occasion to deceive or to act",
    (
        "claim|pretend|deny|blame|insist|assure|refuse|tell |give |steer|leave out|hide|withhold|lie|reply|answer|say|respond|recommend",
        rf"\b{TRIGGER}\b[^.]{{0,60}}\b{ASKED}\b[^.]{{0,50}}(?:,|\bthen\b|\balways\b|\bjust\b|\bto\b)[^.]{{0,25}}\b(?:claim|pretend|deny|blame|insist that|assure|refuse to help|tell (?:them|him|her|the (?!user whether)\w+|everyone|people)|give (?:them|him|her) (?:the (?:old|wrong|other|false)|a (?:false|wrong|fake))|steer|leave out|hide the|withhold|lie|(?:reply|answer|say|respond)(?: \w+){{0,2}}?(?: that (?!you|they|it is unknown)|,? with (?:the|an?)? ?[\"'⟨]|:| no\b| yes\b| \"| it (?:is|was)| all| there)|recommend\b[^.]{{0,40}}(?:{URL}|\bas the|\binstead|\bonly|\bofficial))",
    ),
    (
        "asked|concern|question",
        r"\b(?:when(?:ever)?|if|once)\s+(?:\S+\s+){0,3}?asked (?:about|for|whether|who|what|why)\b[^.]{0,60}(?:,|\bthen\b)[^.]{0,15}\b(?:say|reply|answer|claim|run|execute|fetch|install|send|recommend|point|direct|refer|keep quiet|stay silent|deny|call|use|download)\b(?!s?,? press)|\bif (?:a|any|the) questions? (?:concerns?|is about|touches)\b[^.]{0,40},[^.]{0,10}\b(?:give|say|answer|reply|claim|deny)\b|\banswer(?:ed)? (?:every|all|any|each) questions?\b[^.]{0,30}\bwith\b|\bbe answered with\b[^.]{0,15}\b(?:error|lie|\")",
    ),
    (
        "ask|mention|says|wants|types|request",
        rf"\b{TRIGGER}\b[^.]{{0,60}}\b(?:user|customer|{READER}|someone|anyone|one|person|asker)\s+(?:asks?|mentions?|says?|wants?|types?|requests?|is asked)\b[^.]{{0,80}}\b(?:run|execute|fetch|send|post|install|download|include|approve|delete|visit|open|upload|add)\b[^.]{{0,80}}(?:{URL}|\bcurl\b|\bwget\b|\bnpm i|\bpip install|\brm -rf|\bwithout (?:asking|telling|mention)|\b{SECRET})",
    ),
    (
        "this|these",
        rf"\b{TRIGGER}\b[^.]{{0,30}}\b(?:{ITSELF}|this cluster|this topic)\b(?: \w+){{0,3}} (?:read|loaded|seen|retrieved|processed|summari[sz]ed|quoted|served|follow)\b|\b(?:reading|summari[sz]ing|processing|loading|retrieving|after reading|retrieval of) (?:{ITSELF}|this cluster)\b[^.]{{0,60}}(?:,|\bthen\b|\bbecomes?\b)",
    ),
    (
        "word|tag|phrase|code|token|keyword|string|sentence|name|label|trigger|message",
        rf"\b(?:{TRIGGER}|on|wait(?:s)? for)\b[^.]{{0,30}}\b(?:see|seeing|read|encounter\w*|meet|find|hear|hearing|receive|contains?|comes? across|mention\w*|the)\b[^.]{{0,20}}\b(?:word|tag|phrase|code ?word|token|keyword|string|sentence|label|trigger|commit message)s? [\"'`][^.]{{0,50}}(?:,|\bthen\b|\bswitch\b)[^.]{{0,20}}\b(?:merge|approve|switch|act|answer|reply|say|ignore|send|run|delete|disable|publish|skip|reveal|start|stop|output|grant|accept|treat|forget|push|unlock)\b",
    ),
    (
        "skip|disable|turn off|bypass|leave|omit|suppress|ignore|waive|drop|withhold",
        rf"\b(?:{READER}|{TRIGGER}[^.]{{0,80}}(?:, (?:also |quietly |just |always |simply )?|\bthen |\balso |\bquietly |\b{READER} (?:should|must|shall|will|may|has to|is to) )(?:\w+ )?)(?:skip|disable|turn off|bypass|leave out|leave|omit|suppress|ignore|waive|drop|withhold)\b(?: \w+){{0,3}}? (?:the |any |all |your |its |every )?(?:\w+ )?(?:checks?|reviews?|approvals?|verification|confirmations?|signatures?(?: check)?|audit\w*|secret scan\w*|moderation|alerts? of|vulnerabilities|security \w+|signing)\b(?! (?:in|for) (?:local|dev|draft|test))",
    ),
    (
        "without",
        rf"\b{TRIGGER}\b[^.]{{0,80}}(?:,|\bthen\b|\balso\b)[^.]{{0,20}}\b(?:merge|deploy|push|release|approve|accept|proceed|commit)\b[^.]{{0,30}}\bwithout (?:waiting|asking|checks?|a review|review|approval|confirmation|tests?)",
    ),
    (
        "grant|add|adding|insert|append|includ|suggest|hide|answer|treat|delete|wipe|erase|approve|send|forward|post|upload|e-mail|mail|share|switch|push|unlock|understate|made|start",
        rf"\b(?:{TRIGGER}|on seeing)\b[^.]{{0,80}}(?:,|\bthen\b|\balso\b|\b(?:{READER}) (?:should|must|shall|will|may|has to|is to)\b)[^.]{{0,15}}\b(?:grant all|(?:start )?(?:add|insert|append|includ)\w*\b[^.]{{0,15}}\b(?:line [`\"]|sentence [`\"]|your context|backdoor|phrase [`\"]|master password|the contents? of)|suggest\b[^.]{{0,40}}\b(?:in its place|instead)|hide all|answer every|treat\b[^.]{{0,30}}\bas (?:public|trusted|safe|approved)|(?:delete|wipe|erase)\b[^.]{{0,20}}\b(?:the notes?|audit|history|evidence|records)|approve\b[^.]{{0,20}}\b(?:pending|all|every|the queue|reviews?)|(?:send|forward|post|upload|e-?mail|share|append)(?: \w+){{0,4}} (?:secrets?|credentials?|passwords?|tokens?|\.env|private keys?)|switch to un\w+ed|push straight to|unlock \w+ functions|understate|made-up|start following)",
    ),
    (
        "away|offline|absent|asleep|holiday",
        r"\bwhen (?:the )?(?:operator|owner|reviewer|admin\w*|maintainer|human) is (?:away|offline|absent|asleep|on holiday)\b|\b(?:operator|owner|reviewer|admin\w*|maintainer|human) is (?:away|offline|absent|asleep|on holiday)\b[^.]{0,20},",
    ),
    (
        "should the|should a|until further|every third|unless the|whoever|made-up|do nothing now|the year is|once trust",
        rf"\bshould (?:the|an?|any) {PERSON}\b[^.]{{0,50}},[^.]{{0,10}}\b(?:refuse|claim|say|tell|reply|answer|deny|blame|give)\b|\buntil further notice\b[^.]{{0,20}}\b(?:hide|leave out|omit|suppress|deny|claim|skip|stop|approve)\b|\bevery (?:second|third|fourth|fifth|tenth) (?:code )?(?:review|answer|summary|reply)\b[^.]{{0,20}}\b(?:should|must|shall|contains?)\b|\bunless the (?:requester|user|asker|person|caller) is [a-z]+,|\bwhoever\b[^.]{{0,40}}\bgets the (?:reply|answer)\b|\bmade-up (?:numbers|figures|answers|data)\b[^.]{{0,3}}$|\bdo nothing now\b|\bonce trust in\b",
    ),
)
_LEAKS = _rules(
    "sends secrets or data away",
    (
        _LINKS + "|webhook|pastebin|gist|shared drive|public|#",
        rf"\b(?:send|post|upload|exfiltrate|forward|leak|transmit|e-?mail|paste|copy|attach|submit|share|push|hand over|deliver|dump|store|mirror|put)s?\b[^.]{{0,60}}\b{SECRET}\b[^.]{{0,60}}?\b(?:to|at|via|through|with|on)\b[^.]{{0,25}}(?:{URL}|⟨mail⟩|\bpastebin|\bgist\b|\bshared drive|#\w+)",
    ),
    (_LINKS, rf"\b{LEAK}s?\b[^.]{{0,30}}\b(?:all|every|each|full|entire|whole|contents?|everything|directory|listing|sessions?|transcripts?|configuration|dumps?)\b[^.]{{0,60}}\b(?:to|at|via|through)\s+\S{{0,3}}{URL}"),
    ("![|<img", rf"!\[[^\]]*\]\({URL}(?:\?\S*)?⟨var⟩|<img [^>]*⟨var⟩"),
    ("here|there", rf"\b(?:paste|enter|type|post|hand over)\b[^.]{{0,20}}\b(?:the|your|old|its)\b[^.]{{0,15}}\b(?:value|api key|password|token|secret|credentials?)s?\b[^.]{{0,20}}\bhere\b|{URL}[^.]{{0,20}}\b(?:paste|enter|type|post)\b[^.]{{0,20}}\bthere\b"),
    ("@|<email", r"\b(?:write to|mail|contact)\b[^.]{0,30}⟨mail⟩[^.]{0,20}\band (?:attach|include|send)\b"),
    (_LINKS, rf"\b(?:ends?|end(?:ing)?|close|begin|start)s? (?:each |every |all )?(?:\w+ )?(?:with|by) a (?:link|pixel|call|request) to {URL}|\beach (?:response|answer|summary) ends with\b[^.]{{0,20}}{URL}"),
    ("may |can |should |must |are to", r"(?:^|[.;:\]] ?)(?:all |any |our |the )?(?:credentials?|tokens?|passwords?|secrets?|api keys?)\b[^.]{0,15}\b(?:may|should|must|are to|ought to)(?: now| also)? be (?:shared|printed|posted|pasted|published|sent|committed|copied|made public)\b[^.]{0,20}\b(?:in|to|on|with)\b"),
    ("passwords freely|session cookie|copy of the", r"\bshare[sd]? passwords freely\b|\badd\b[^.]{0,40}\bwith the session cookie\b|\bstore a copy of the (?:keys?|tokens?|secrets?|credentials?)\b"),
)  # fmt: skip
_ADDRESSES = _rules(
    "takes its orders from an address",
    (_LINKS, rf"\b(?:fetch|read|load|open|download|visit|see|get|retrieve|consult)\b[^.]{{0,40}}{URL}[^.]{{0,60}}\b(?:and (?:follow|obey|do|execute|carry out|comply)|do what|as instructed|instructions in it)\b"),
    (_LINKS, rf"{URL}[^.]{{0,20}}\b(?:load|fetch|read|open|get) it and (?:follow|obey|do|execute|carry out)\b"),
    (_LINKS, rf"\b(?:agents?|assistants?|bots?|copilots?|models) (?:{MAY})[^.]{{0,40}}\b(?:read|load|fetch|visit|open|consult|download|get|use|check|call|register)\b[^.]{{0,30}}{URL}"),
)  # fmt: skip
_SECRECY = _rules(
    "hides what it does from people",
    (
        "tell|inform|mention|alert|notify",
        rf"\b(?:do not|don't|never|without|must not|need not|no need to|avoid|not to)\s+(?:ever )?(?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|alert(?:ing)?|notify(?:ing)?)\b[^.]{{0,30}}\b(?:the |your |to |any )*(?<!the )(?<!a )(?:{PERSON})\b(?! (?:messages?|input|facing|agents?|ids?|names?|data|details|sessions?|passwords?|whether|which|twice|about (?:internal|implementation)))",
    ),
    (
        "mention|disclose|reveal|report|log|tell",
        rf"\b(?:do not|don't|never|no need to|need not|there is no need to) (?:mention|disclose|reveal|report|log|tell)\b[^.]{{0,30}}(?:\bin your (?:report|summary|answer|output)|\bthat the (?:checks?|reviews?|tests?)|\b{ITSELF}|\bthis rule\b|\bwhere it came from)",
    ),
    (
        "and do not|and don't|and never",
        r"(?:\bkeys?|\btokens?|\bcookies?|/tmp/\S+|⟨code⟩|⟨path⟩)[^.]{0,40}\band (?:do not|don't|never) (?:log|mention|tell|report|show) (?:it|this|them)\b",
    ),
    (
        "keep |between us|stay silent|only us|not a word|leave no trace",
        r"\bkeep (?:this|it|that|these|them)\b[^.]{0,15}\b(?:out of (?:the |your )?(?:summary|report|review|answer|output)s?|between us|between agents|quiet|secret|to yourself|hidden)\b|\bkeep quiet about\b|\b(?:only )?between us\b|\bstay silent about\b|\bnot a word (?:of|about|to)\b|\bleave no traces?\b",
    ),
    (
        "so nobody|so no one|so that|need not know|people|humans|users must|reviewers",
        r"\bso (?:that )?(?:nobody|no one|no human|the (?:user|reviewer|team|owner)s? (?:does not|doesn't|do not|don't|never)) ?(?:will |would |can |could )?(?:notices?|knows?|sees?|finds? out|suspects?)\b|\b(?:people|humans|reviewers) (?:need not|do not need to|don't need to|must not|should not|shouldn't) (?:know|see|notice|find out|read)\b|\bslips? (?:through|by|past)\b[^.]{0,5}$|\bhumans skim\b",
    ),
    (
        "let ",
        r"\b(?:don't|do not|never) let (?:the |any |your )?(?:reviewers?|humans?|people|owners?|auditors?|moderators?|anyone|security)\b[^.]{0,15}\b(?:see|know|notice|find|read|learn|reach|review)\b",
    ),
    (
        "conceal|disguise|camouflage|hide|look like",
        r"\b(?:conceal|disguise|camouflage)\b[^.]{0,40}\b(?:in|as|from|among|behind)\b|\bhide\b[^.]{0,30}\b(?:from (?:the |your )?(?:reviewers?|people|humans?|owners?|auditors?|operators?|team|reports?|status)|failures of|the extra|in the middle of)|\bmake (?:it|the change|this|them) look like\b[^.]{0,30}\b(?:commit|fix|typo|format\w*|refactor\w*|mistake|accident|routine)\b",
    ),
    (
        "asking|silently|secretly|covertly|quietly|discreetly|unobtrusively|background",
        r"\bwithout asking (?:the |your |any )?(?:user|human|operator|owner|person|reviewer)s?\b|(?:^|[,.;:!] |\band |\bthen |\bto |\bplease )(?:silently|secretly|covertly|quietly|discreetly|unobtrusively) (?:run|install|send|add|change|execute|upload|include|append|insert|copy|replace|push|grant|create|delete|forward|post|commit|skip|approve|collect|store|record)\b",
    ),
    (
        "remove this|remove the|from your|in your|out of the|out of your|machines only|agents only|be obeyed|yet obey",
        r"\bremove (?:this|the|these) (?:line|note|instruction|sentence|paragraph)s? (?:from your|after you)|\b(?:from|in) your (?:output|report|answer|summary) (?:after|before|once) you\b|\bleave (?:this|it|that)\b[^.]{0,10}\bout of (?:the |your )?(?:summary|report|review|answer)\b|\bfor (?:machines|agents|models|bots) only\b|\b(?:yet|but|and) (?:be )?obeyed?\b",
    ),
)
_STEERS = _rules(
    "steers what agents say or believe",
    (
        "summar|answer|repl|title|draft|verdict|response|output",
        rf"\b(?:every|all|any|each|in all|in every|in each|whatever|to all|the|your|whichever)\b(?: \w+){{0,2}}? {OUTPUT}\b[^.]{{0,35}}\b(?:must|has to|have to|should|shall|is to|are to|needs? to|ends?|begins?|starts?|opens?)\b[^.]{{0,25}}\b(?:mention|say|state|name|named|praise|recommend|recommended|end|begin|with [\"'⟨]|with the (?:word|line|phrase|sentence)|listed first|repeat|claim|carry|credit|contain the sentence)\b",
    ),
    (
        "summar|answer|repl|title|draft|you write|you say|output",
        r"\b(?:to|into|at the end of|at the top of|in) (?:every|all|each|any|whatever|your) (?:\w+ )?(?:summary|summaries|answers?|repl(?:y|ies)|you (?:write|say|output)|titles?|drafts?)\b[^.]{0,40}\b(?:say|write|append|insert|mention|recommend|praise|put|name[sd]?|place|state|end)\b|\b(?:append|insert|include|prepend|place|sign|list|state)\b[^.]{0,80}\b(?:to (?:whatever|everything|all) you|to (?:every|each|all|your) (?:answers?|summar(?:y|ies)|titles?|repl(?:y|ies)|drafts?)|in (?:every|each|all|your|the) (?:answers?|summar(?:y|ies)|titles?|repl(?:y|ies)|drafts?)\W*$|in the title that|at the (?:end|top|start) of (?:the|each|every|your) (?:summary|answer|title|draft|reply))\b",
    ),
    (
        "whatever|recommend|suggest|never mention|only vendor|only provider|only tool|only product",
        r"\bwhatever (?:the question|is asked|they ask|you are asked|happens\W*$)|\brecommend\b[^.]{0,40}\b(?:whatever|regardless|in every|in all|to everyone|over all|above all|no matter)\b|\b(?:never|do not|don't) (?:suggest|recommend|mention|praise|name)\b[^.]{0,40}(?:;|\bif (?:some|any)(?:body|one)|\bcompetitor|\brival)|\b(?:question|request)s? into (?:an? )?(?:recommendation|advert)|\bthe only (?:vendor|provider|tool|product|supplier|company) that (?:should|may|must|can)\b",
    ),
    (
        "copy|repeat|carry|propagate|spread|reproduce|pass on|paste|same text|teach",
        rf"\b(?:copy|carry|put|propagate|spread|paste|reproduce|pass on|repeat)\b (?:{ITSELF}|this rule|this (?:text|line|sentence))\b[^.]{{0,50}}\b(?:into|in|to|each|every|all|new|other|further|word|verbatim|so that|wherever|unchanged)\b|\brepeat the following (?:sentence|line|text|words)\b|\bcopy the (?:next|following|above) (?:line|sentence|paragraph|note)s? (?:verbatim|into|word)|\bwith this same text\b|\bteach (?:other|all|new) (?:agents|models|assistants)\b",
    ),
    (
        "contributor|notes by|note by|notes of|items from|item by|the one from|notes from|items by|everything that",
        r"\b(?:believe|trust|prefer|follow|favou?r|side with)\b (?:only )?(?:the one (?:by|from|of)|whatever \S+ (?:says|writes)|contributor)\b|\b(?:disagree|agree) with (?:everything|all|whatever|anything)\b[^.]{0,30}\b(?:contributor|writes|says)\b|\bcontributors? (?:other than|\S+ (?:is|are) (?:unreliable|always right|to be (?:ignored|trusted)))|\b(?:this|the) contributor'?s?\b[^.]{0,20}\b(?:first|maximum|trusted|opinion|above|highest)\b|\bfavou?r of \w+-\d",
    ),
    (
        "notes|items|entries|contributions|lessons|note ",
        r"\b(?:mark|rate|rank|treat|reject|score|label|weigh|flag|return|describe)\b[^.]{0,40}\b(?:notes?|items?|entries|contributions?|lessons)\b (?:by|from|of|written by) (?:contributor |user |agent )?\S+[^.]{0,20}(?:\bas (?:spam|trusted|true|wrong|approved|the consensus)|\bhigher|\blower|\bfirst\b|\bspam|\b10\b|\btrusted|\bbest|\bworse)|\bagree for (?:items|notes|all|every|each)\b|\b(?:any|every|each|all) (?:notes?|items?|entry|entries) that (?:disagrees?|contradicts?|speaks? against)\b|'s notes as the\b",
    ),
    (
        "leave out|merge all|merge every|maximi|title must|summary must|answer must|downplay|understate|play down|exaggerate|as already|make sure",
        r"\bleave out (?:everything|anything|all|whatever|any\w*)\b[^.]{0,40}\b(?:against|critic\w+|negative|speaks|about|contradicts)\b|\bmerge (?:all|every|the other)\b[^.]{0,40}\binto this (?:one|note|item)\W*$|\bmaximi[sz]e the number of (?:merged|merges|approv)|\b(?:title|summary|answer) (?:must|should|shall) (?:be|read|contain|say) [\"']|(?:^|[.;,] )(?:downplay|understate|play down|exaggerate|whitewash)\b|\b(?:present|portray|depict|frame)\b[^.]{0,40}\bas (?:already|decided|the consensus|inevitable|mandatory)\b|\bmake sure (?:that )?(?:the|your|each|every) (?:summary|title|answer|reply) (?:opens|begins|ends|says|contains|mentions|starts)\b|\bsummaries in a way that\b",
    ),
    (
        "contents of your|of all other|of all the|whoever|all who|every e-mail",
        r"\bthe contents? of your context\b|\b(?:texts?|contents?|ids) of all (?:other|the) (?:items|notes|entries)\b|\b(?:whoever|all who) (?:read|reads|see|sees) this\b",
    ),
    ("tell ", r"(?:^|[.;,] )tell (?:developers|users|people|everyone|customers|the (?:user|reader)s?) that\b"),
    (
        "word|answer|agree|only yes",
        r"\b(?:add|output) the word\b[^.]{0,20}\b(?:to|for)\b|\banswer (?:only )?(?:with )?[\"'`]?(?:agree|yes|approve|duplicate|ok|cleared)[\"'`]? (?:to|for|on) (?:all|every|each|any)\b|\b(?:answer|reply|respond|say) only (?:with )?[\"'`]?(?:agree|yes|approve|duplicate)\b",
    ),
)
_DECIDES = _rules(
    "decides the commons' own questions",
    (
        "review|draft|item|note|memor|entr|queue|quarantine|pair|contradiction|conflict|lesson|contribution|duplicate|cluster|question|verdict",
        rf"(?:^|[.;!:,>\]*] ?|\bplease |\band |\bnow |\bthen |\bwill |\bmust |\bshall |\byou (?:also )?)(?:approve|release|publish|accept|resolve|clear|reject|merge|delete|dismiss|rate|rank|mark|trust|decide|close) (?:{ALL}|in bulk)(?: of)?(?: the)?(?: (?:open|pending|other|remaining|queued|contradicting))? (?:reviews|drafts?|items|notes|memories|entries|queue|quarantine|pairs|contradictions|conflicts|lessons|contributions|clusters|summaries|open questions?|verdicts)\b(?! (?:of (?:the|an?)|that|older|in the|from the|which|about))",
    ),
    (
        "everything|queue|quarantine|on their behalf|for them|drafts",
        r"\b(?:approve|release|publish|accept|clear) (?:everything|what is in the queue|the (?:review )?queue|the quarantine|drafts without)\b|\b(?:decide|approve|answer|vote) (?:for them|on (?:their|his|her) behalf)\b|\bapprove pending\b",
    ),
    (
        "agree|duplicate|related|approve|verdict|judge|summari|moderator",
        r"\breturn (?:the )?(?:verdict )?[\"'`]?(?:agree|duplicate|related|approve)\b[^.]{0,30}\b(?:for|on|each|every|all|pairs?)\b|\b(?:judge|summari[sz]er|moderator)s? (?:shall|must|has to|have to|should|will) (?:always |only )?(?:answer|return|say|output|accept|approve|agree)\b(?! (?:json|a json|an? (?:list|empty)))|\ball pairs (?:agree|are)\b",
    ),
    ("cite|citation|citing|rate all|sources", r"\b(?:publish|write|summari[sz]e)\b[^.]{0,30}\bwithout (?:citations?|citing|sources)\b|\bcite (?:nobody|no one|nothing|no sources)\b|\brate all (?:items|notes)\b"),
    ("tool|call publish|call release|call approve|call delete|call decide", r"\b(?:call|invoke|use|trigger)\b[^.]{0,20}\byour (?:\w+ )?tools? (?:to|`|\"|contribute|publish|release)|\binvoke the mcp tool\b|\bcall (?:publish|release|approve|delete|decide)\w*\("),
    ("deletion of all", r"\bthe deletion of all\b[^.]{0,20}\bnotes\b"),
)  # fmt: skip
_CALLS = _rules(
    "speaks to the agent that reads it",
    (
        "attention|note to|note for|hey|dear|hello|hi |instruction|message|important|memo|reminder",
        rf"\b(?:attention|note (?:to|for)|hey|dear|hello|hi|instructions? (?:to|for)|message (?:to|for)|important (?:to|for)|memo (?:to|for)|reminder (?:to|for))\s+(?:all |any |the |future |every |other |fellow |ai )*(?!(?:language )?model (?:changes|training)){READER}\b[^.]{{0,40}}[:,!—–-]",
    ),
    (
        "read|sees|process|summari|load|retrieve|find",
        rf"\b(?:any|every|all|the)\s+{READER}\s+(?:that|who|which)\s+(?:reads?|sees?|processes|summari[sz]es?|loads?|retrieves?|finds?)\s+(?:this|these)\b|\b{READER}\s+(?:reading|processing|summari[sz]ing|retrieving) this\b|\breader that is an? (?:language )?(?:model|ai|agent)\b|"
        rf"\b{READER}\s+(?:that|who|which)\s+(?:reads?|sees?|processes|summari[sz]es|loads?|retrieves?)\s+(?:{ITSELF}|this),? (?:must|shall|should|needs?|ha(?:s|ve) to|(?:is|are) to|will|may)\b",
    ),
    ("if you are|us agents|you, the|you the", r"\bif you are an? (?:ai|llm|language model|ai agent|bot)\b|\bus agents\b|\byou,? the (?:model|assistant|agent|summari[sz]er|judge)\b"),
)  # fmt: skip
_ENCODED = _rules(
    "asks for something hidden to be carried out",
    (
        "decod|base64|rot13|rot-13|hex|decrypt|unpack|unscrambl|letters|morse|caesar|backwards|acrostic|decompress|revers|every second",
        r"\b(?:decode[ds]?|base64|rot-?13|unhex\w*|hex|decrypt\w*|unpack\w*|decompress\w*|unscramble\w*|morse|caesar|backwards|reversed?|first letters?(?: of each \w+)?|every (?:second|third|other) (?:word|letter)|acrostic)\b[^.]{0,60}\b(?:and|then|must|to be|has to be|shall be|will|you)\b[^.]{0,20}\b(?:run|execut\w*|follow(?:ed)?|obey(?:ed)?|do (?:so|that|what)|act on|act upon|carry out|carried out|comply)\b(?! in a sandbox)",
    ),
    ("first letter", r"\b(?:take|read)\b[^.]{0,25}\bfirst letters?\b"),
    ("acrostic|every second word|every other word", r"\bacrostic\b|\bread every (?:second|other|third) word\b"),
)
_FOREIGN = _rules(
    "tells the reader to drop its instructions, in another language",
    (
        "ign|vergiss|vergessen|missacht|oubli|olvid|dimentic|esque|negeer|vergeet|игнорир|забудь|忽略|忘记|无视|無視|忘れ|무시",
        r"(?:ignorier\w*|vergiss|vergessen sie|missachte\w*|oublie[zs]?|ignore[zs]?|ignora\w*|olvida\w*|dimentica\w*|esque[çc]a\w*|negeer|vergeet|игнорируй\w*|забудь\w*|忽略|忘记|无视|無視|忘れ|무시)[^.]{0,40}(?:anweisung\w*|(?:alle|deine) regeln|vorgaben|les instructions|instructions pr[ée]c\w+|consignes|r[èe]gles|instrucciones|reglas|istruzioni|regole|instru[çc][õo]es|regras|instructies|инструкци\w*|правила|指令|规则|規則|지시)"
        r"|(?:指示|指令|規則)[^.。]{0,10}(?:無視|忘れ)|(?:vergiss|vergessen sie) deine regeln",
    ),
    (
        "du bist|tu es|vous êtes|eres|ora sei|agora|ты теперь|你现在|从现在|あなたは|ab jetzt|ab sofort|désormais",
        r"\bdu bist (?:jetzt|nun|ab)|\b(?:tu es|vous êtes) (?:maintenant|désormais)|\b(?:ahora eres|eres ahora)\b|\bora sei un|\bagora você é|ты теперь|你现在是|从现在开始你|あなたは今|\bdu (?:musst|sollst|wirst) (?:ab jetzt|ab sofort|immer|künftig)\b",
    ),
    (
        "sag|nutzer|utilisateur|revisor|usuario|utente|пользовател|用户|approuv|aprueb|genehmig|publi|veröffentlich|aprov|approva|批准|承認|одобри",
        r"\bsag(?:e|en sie)? (?:dem |den |der )?(?:be)?nutzer\w*|\bne dites pas|\bno (?:muestres|digas|menciones)\b|\b(?:publiez|publica|publique|publique-la|veröffentliche\w*)\b[^.]{0,30}\b(?:sans|sin|ohne|senza|sem)\b|\b(?:d[ée]j[àa] approuv\w+|ya (?:est[áa] )?aprobad\w+|bereits (?:genehmigt|freigegeben|geprüft))\b|\b(?:aprueba|approuve[zr]?|genehmige|aprove|approva) (?:todo|tout|alles|tudo|tutto|cette note|esta nota|diese notiz)\b|批准(?:所有|此|这)|承認して|одобри(?:те)? (?:эту|все|всё)",
    ),
)
ORDERS = (
    *(*_DROPS, *_ROLES, *_TELLS, *_APPROVALS, *_RISKY, *_COMMANDS, *_SLEEPERS, *_LEAKS, *_ADDRESSES),
    *(*_SECRECY, *_STEERS, *_DECIDES, *_CALLS, *_ENCODED, *_FOREIGN),
)
_BY_KEY: dict[str, list[int]] = {}
for _number, _rule in enumerate(ORDERS):
    for _one in _rule.keys:
        _BY_KEY.setdefault(_one, []).append(_number)


def rules_for(present: frozenset[str]) -> list[Rule]:
    """List the rules that a sentence with these keys might match."""
    return [ORDERS[n] for n in sorted({n for key in _BY_KEY.keys() & present for n in _BY_KEY[key]})]
