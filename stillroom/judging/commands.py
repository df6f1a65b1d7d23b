"""Commands: orders to the reader about itself. Its instructions, its role, its approvals, who commands it."""

from stillroom.judging.addressing import (
    APPROVED,
    AUTHORITY,
    DROP,
    GATEWORK,
    HERE,
    ITSELF,
    MAY,
    MIND,
    MISDEED,
    READER,
    WAIVE,
)
from stillroom.judging.rules import rules

_READERS = "agent|assistant|model|bot|copilot|llm|judge|summari|automation|claude|gpt|gemini|moderator|reader| ai |ai "
_DROPS = rules(
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
_ROLES = rules(
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
_TELLS = rules(
    "asks for what the reader was told or holds",
    (
        "system prompt|hidden|initial|secret prompt|your |you have|you were|you can see|you saw|developer message|in memory|original",
        r"\b(?:reveal|print|show|repeat|output|leak|disclose|list|display|recite|dump|quote|write (?:out|down)|tell (?:me|us)|what (?:are|is)|include)\b[^.]{0,30}\b(?:(?:the|your|its|this) (?:system|hidden|initial|secret|original) (?:prompt|message|instructions?)(?! (?:of|for|in) the)|your (?:instructions|prompt|rules|configuration|guidelines|context|memory|secrets?|tools|training)|developer message|(?:in|of) (?:your )?(?:memory|context window)|you (?:have (?:in memory|seen|been told|been given)|saw|were told|can see))",
    ),
    ("your context|contents of|content of|text of|the prompt", r"\b(?:contents?|text) of (?:your|the) (?:context|memory|system prompt|conversation)\b|\byour context in\b|\b(?:include|print|show|reveal) the prompt\b"),
)  # fmt: skip
_APPROVALS = rules(
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
_RISKY = rules(
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
_COMMANDS = rules(
    "claims an authority over agents",
    (_READERS, rf"\b(?:{AUTHORITY}|emergency order|by (?:order|request|decree) of|policy update|regulation \S+|law|statute)\b[^.]{{0,60}}\b{READER}\b\s+(?:\w+ )?{MAY}\b(?! (?:use|authenticate))"),
    (_READERS, rf"\b(?:order|request|instruct|demand|command|require|decid|want|allow|permit|direct|confirm|oblige|ask)\w*\b(?: that)?(?: all| every| each| any| the)? {READER}\b[^.]{{0,15}}\b(?:{MAY}|no longer|to|share|skip)\b[^.]{{0,60}}\b{MISDEED}"),
    (_READERS + "|whoever", rf"\b(?:{AUTHORITY}|auditors?|regulations?(?: \S+)?|root|hr|the board|cert|sre)\b[^.]{{0,20}}\b(?:says?|requires?|obliges?|asks?|orders?|demands?|wants?|rules?|ruled|instructs?|suspended|decided|tells?)\b[^.]{{0,40}}\b(?:all |any |every )?(?:agents|assistants|bots|copilots|llms|models|summari[sz]ers|whoever)\b(?! (?:must|should) (?:use|authenticate|not))"),
    ("here|confirm by|team|support|management|desk|legal|compliance|security|admin|operator|platform", rf"\b(?:{AUTHORITY})(?: here)?:[^.]{{0,40}}\b(?:we need you to|you (?:must|have to|are to|can now)|confirm by|paste|send|print)\b|\bconfirm by (?:pasting|sending|entering|typing|posting)\b|\bfrom the desk of\b|\b(?:team|support|security|management|cto|ceo) here: "),
    ("i order|suspended|permitted again", r"\bi (?:hereby )?order the\b|\bhas suspended the (?:two-person|four-eyes|review|approval)\b|\b(?:is|are) (?:permitted|allowed) again\b"),
)  # fmt: skip
_CALLS = rules(
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
_FOREIGN = rules(
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
COMMANDS = (*_DROPS, *_ROLES, *_TELLS, *_APPROVALS, *_RISKY, *_COMMANDS, *_CALLS, *_FOREIGN)
