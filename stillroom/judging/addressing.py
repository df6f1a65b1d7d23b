"""Who is addressed, and about what: classes of words that orders to an agent are made of."""

import re

READER = (
    r"(?:ai|a\.i\.|llms?|(?:ai |coding |language |reviewing |summari[sz]ing )*(?:agents?|assistants?|models?|bots?)|chatbots?|"
    r"copilots?|summari[sz]ers?|judges?|moderators?|automation|claude|chatgpt|gpt-?\d*|gemini|readers?)"
)
PERSON = (
    r"(?:users?|humans?|persons?|people|operators?|owners?|reviewers?|maintainers?|admin(?:istrator)?s?|developers?|auditors?|"
    r"customers?|clients?|colleagues?|anyone|anybody|someone|somebody|nobody|no one|them|him|her|whoever)"
)
HERE = (
    r"(?:this|the following|the above|the preceding|the present)(?: \w+)? ?(?:notes?|items?|memory|memories|entry|entries|lessons?|summary|messages?|"
    r"text|paragraphs?|rules?|instructions?|lines?|sentences?|contribution|records?|documents?|claims?|fact|cluster|topic|one|correction)"
)
ITSELF = (
    r"(?:this|the present|these|this very|any)(?: \w+)? ?\b(?:notes?|items?|memory|memories|entry|entries|lessons?|contribution|paragraphs?|sentences?|"
    r"summary|cluster|record|correction|version of the note)"
)
THIS = rf"(?:{HERE}|\bit\b|\bthis\b)"
MIND = (
    r"(?:instructions?|prompts?|guidelines?|guardrails?|directions|directives?|programming|rules|restrictions?|constraints|limits|limitations|"
    r"(?:safety |system )?(?:polic(?:y|ies)|messages?)|persona|training|orders|context|schema|filters?|objectives?)"
)
DROP = r"(?:ignor(?:e|es|ing)|disregard(?:s|ing)?|forget(?:s|ting)?|overrid(?:e|es|ing)|overrul(?:e|es|ing)|bypass(?:es|ing)?|abandon|discard|drop|set aside|erase|neglect|suspend|dismiss|stop following|pay no attention to|do not (?:follow|obey|heed)|don't (?:follow|obey|heed)|no longer (?:follow|obey|apply))"
SAY = (
    r"(?:say(?:ing)?|tell(?:ing)?|claim|answer(?:ing)?|respond|reply(?:ing)?|report|state|insist|pretend|deny|denying|assure|confirm|blame|"
    r"apologi[sz]e|refuse|recommend|suggest|praise|steer|mention|name|quote|write|print|output)"
)
SECRET = (
    r"(?:secrets?|credentials?|passwords?|passphrases?|(?:\w+ )?tokens?|api[ _-]?keys?|private keys?|ssh keys?|signing keys?|(?:the |agent's |deploy )keys?|cookies?|"
    r"\.env\b|env(?:ironment)? (?:vars?|variables?|file)|(?:full |whole )?environment|chat history|transcripts?|scratchpads?|conversations?|"
    r"personal data|customer data|e-?mail addresses|internal hosts?|system prompts?|memory|session data|context(?: window)?|root access|id_rsa)"
)
GUARD = (
    r"(?:checks?|checking|reviews?|approvals?|verif\w+|validation|confirmations?|signatures?(?: check)?|audit\w*|scann(?:er|ers|ing)|scans?|moderation|safeguards?|"
    r"guard ?rails?|security(?: \w+)?|authentication|authorization|auth|permissions? checks?|tls|ssl|certificate checks?|mfa|2fa|policy|policies|logs|logging|"
    r"redact\w*|mask\w*|filters?|firewall|sandbox\w*|gates?|hooks?|restrictions?|quarantine|csrf|escaping|saniti[sz]\w+)"
)
LOOSEN = r"(?:skip|disable|turn(?:ed|ing)? off|switch(?:ed)? off|bypass|circumvent|leave out|leave\b[^.]{0,30}\bout|omit|suppress|stop|remove|drop|deactivate|ignore|waive|no longer|without(?: waiting for)?|instead of|do not write|don't write)"
LEAK = r"(?:send|post|upload|exfiltrate|forward|leak|transmit|e-?mail|paste|copy|publish|append|attach|submit|report|share|push|hand (?:out|over)|give (?:out|away)|deliver|include|dump|store|mirror|expose|reveal|disclose|print|list)"
APPROVED = r"(?:(?:pre|auto)?-?approved|approval|(?:pre-?)?reviewed|verified|vetted|cleared|released|white-?listed|allow-?listed|trusted|certified|signed(?: \w+)? off|signed this off|passed|sanctioned|authori[sz]ed|accepted|greenlit|green-lighted|exempt(?:ed)?|protected|confirmed|endorsed|clean|safe)"
AUTHORITY = (
    r"(?:security(?: team| lead| board| office| policy)?|compliance|legal(?: team)?|(?:review|change|advisory) board|the board|moderators?|admin(?:istrator)?s?|operators?|owners?|"
    r"maintainers?|platform (?:team|owners?)|management|c[etis]o|it support|support team|data protection officer|dpo|privacy (?:team|officer)|"
    r"openai|anthropic|google|microsoft|head of \w+|leadership|governance|team leads?|two (?:\w+ )?contributors|the reviewers?|qa|human (?:reviewers?|approval)|auditors?)"
)
WAIVE = (
    r"(?:(?:need(?:s)?|require(?:s)?) no|no (?:further |more |additional |human )*|(?:does|do|must|should|shall|may|can|need)(?: not|n't)(?: to| be| have to)*|cannot be|never|not to be|don't|"
    r"without(?: any| further)?|skip(?:s|ping)?|bypass(?:es|ing)?|exempt from|no need (?:to|for)(?: be)?|not necessary to)"
)
GATEWORK = (
    r"(?:re-?)?(?:review(?:ed)?|approv(?:al|ed|e)|check(?:ed|s)?|verif(?:y|ied|ication)|moderat(?:e|ed|ion)|flag(?:ged)?|quarantin(?:e|ed)|held|hold|ask(?:ed|ing)?|redact(?:ed|ion)?|filter(?:ed)?|"
    r"delet(?:e|ed)|remov(?:e|ed)|merg(?:e|ed)|contradict(?:ed)?|escalat(?:e|ed|ion)|rout(?:e|ed)|question(?:ed)?|scann(?:ed|ing)|screen(?:ed|ing)?|human|sent to a person|pii check)"
)
TRIGGER = (
    r"(?:when(?:ever)?|if|once|after|as soon as|(?:every|each|next|the next|the first|the \w+) time|in case|should|upon|until|as of|starting|beginning|"
    r"from (?:\w+ ){1,3}?on(?:wards?)?|on (?:mon|tues|wednes|thurs|fri|satur|sun)days?|on the \w+ of|in the event|provided|the moment|unless|while|during|before)"
)
ASKED = rf"(?:asked|asks?|asking|asker|question(?:s|ed)?|prompted|queried|mentions?|mentioned|conversation|chat|inquires?|wants to know|wonders|brings up|(?:current |the )user (?:is|seems|was|comes|works)|called [a-z]+|{PERSON} (?:is|are|was|seems?|comes?|belongs?|works?|says?|wants?))"
OUTPUT = r"(?:summar(?:y|ies)|answers?|your (?:responses?|repl(?:y|ies)|reports?|output)|(?:agent|assistant|model)'?s? (?:responses?|repl(?:y|ies)|output)|repl(?:y|ies)|titles?|drafts?|verdicts?|whatever you (?:write|say)|everything you (?:write|say))"
POOL = r"(?:reviews?|drafts?|items?|notes?|memor(?:y|ies)|entries|queue|quarantine|pairs?|contradictions?|conflicts?|lessons?|contributions?|duplicates?|clusters?|summaries|open questions?|verdicts?)"
ALL = r"(?:all|every|each|any|everything|pending|open|whole|entire|\bwhat is in\b)"
RULE_IT = r"(?:approve[sd]?|release[sd]?|publish(?:es|ed)?|close[sd]?|decide[sd]?|accept(?:s|ed)?|resolve[sd]?|clear(?:ed)?|reject(?:s|ed)?|merge[sd]?|delete[sd]?|dismiss(?:es|ed)?|rate[sd]?|rank(?:s|ed)?|mark(?:s|ed)?|trust(?:s|ed)?|return(?:s|ed)?|vote[sd]?)"
URL = "⟨url⟩"
MAY = r"(?:should|must|shall|may|might|can|will|would|ought to|have to|has to|need to|needs to|is to|are to|is allowed to|are allowed to|is required to|are required to|is obliged to|are obliged to|wants? \w+ to|to)"
MISDEED = (
    rf"(?:{LOOSEN}\b[^.]{{0,50}}\b{GUARD}|{LEAK}\b[^.]{{0,50}}\b(?:{SECRET}|{URL})|(?:download|fetch|read|load|install|use|visit|run|pull|register|connect)\b[^.]{{0,40}}{URL}|"
    rf"stop (?:writ|log|redact|mask|ask|check|review|report|verify)ing|no longer\b[^.]{{0,20}}\b(?:redact|mask|ask|check|review|log|report)|bypass|"
    rf"recommend|praise|promote|treat\b[^.]{{0,40}}\bas (?:public|trusted|safe|approved|authoritative|true)|obey|comply|commit (?:straight|directly) to|share\b[^.]{{0,20}}\b{SECRET}|"
    rf"agree\b|{RULE_IT}\b[^.]{{0,20}}\b(?:{ALL}|notes?|items?|duplicate|approved|agree)\b|rate\b|believe\b|repeat (?:this|the)|copy this|spread|ask for donations|"
    rf"(?:install|add|include)\b[^.]{{0,40}}\b(?:backdoor|remote\(|eval\()|delete\b[^.]{{0,20}}\b(?:all|every|logs?|notes?|history|backups?)|refuse to|hide\b|conceal)"
)
# words of what a lie would be worth most about, in lower case
WATCHED = re.compile(
    rf"\b(?:ai|llms?|agents?|assistants?|language models?|copilots?|bots?|summari[sz]ers?|judges?|moderators?|contributors?|whoever|reviewers?|auditors?|"
    rf"{HERE}|secrets?|credentials?|passwords?|api keys?|private keys?|(?:tell|inform|answer|ask|asks|asked)\b.{{0,20}}\b{PERSON}|claim|pretend|deny|"
    rf"{APPROVED} by|(?:is|are|was|been|as) (?:pre-?)?(?:approved|verified|trusted|exempt)|pre-?approved|recommend(?:ed)?)\b"
)
