"""The English texts. Plain text; lines make lists; {names} are filled in when a text is sent."""

from __future__ import annotations

from bot.texts.en_buttons import BUTTONS
from bot.texts.en_features import FEATURES
from bot.texts.en_reasons import REASONS
from bot.texts.en_web import WEB
from bot.texts.plural import Plural

CONVERSATION: dict[str, str | Plural] = {
    # Welcome and set-up
    "welcome": (
        "Hello! I am Jobherald. Tell me what work you want, and I send you the jobs that fit, every day and for "
        "free.\n\n"
        "I keep what you tell me here, only to find jobs for you. See or delete it at any time: /privacy\n"
        "Another language? /language"
    ),
    "welcome_with_wish": (
        "Hello! I am Jobherald. I find the jobs that fit you, and send new ones every day, for free.\n\n"
        "I keep what you tell me here, only to find jobs for you. See or delete it at any time: /privacy\n"
        "Another language? /language"
    ),
    "language_hint": "I do not speak your language yet, sorry. I speak {languages:and}. To choose, send /language",
    "language_choose": "Which language shall we speak?",
    "language_set": "All right, from now on I write in English.",
    "welcome_back": "Welcome back! This is what I look for:\n\n{card}\n\nWhat would you like?",
    "welcome_back_setup": "Welcome back! Let us go on where we stopped.",
    "back_again": "Good to hear from you again. Your job messages are on again. Send /stop to end them at any time.",
    "consent_wording": "Told at the welcome: what is stored, what for, and /privacy to see or delete it.",
    "recovered": "Let us go on from here. Everything you told me is still saved.",
    "ask_roles": (
        "{progress}What work do you look for?{now}\n\n"
        "For example: nurse, driver, accountant. You can also say it all at once: "
        "“data engineer in Amsterdam, python, 4 years, at least 60k a year”."
    ),
    "ask_skills": (
        "{progress}What are you good at? Name your skills, with commas between.{now}\n\nFor example: Excel, "
        "cooking, Python."
    ),
    "ask_experience": "{progress}How many years of experience do you have in this work?{now}",
    "ask_place": (
        "{progress}Where do you want to work?{now}\n\n"
        "Name one or more cities or countries. Say “remote” for work from home. For example: Lagos or remote."
    ),
    "ask_pay": (
        "{progress}What is the least you want to earn?{now}\n\nFor example: {example}. Jobs that do not name their "
        "pay stay in."
    ),
    "ask_period": "Is {amount} for a month, a year, or something else?",
    "ask_hour": (
        "{progress}At what hour shall I send you new jobs each day?{now}\n\n"
        "Your time zone: {zone}. It should be {clock} there now. If not, name your city, for example “Nairobi time”."
    ),
    "edit_roles": "What work do you look for?{now}",
    "edit_skills": "What are your skills? Name all of them, or say “also Excel” or “not Excel”.{now}",
    "edit_experience": "How many years of experience do you have?{now}",
    "edit_place": "Where do you want to work? Name all places, or say “also Abuja”, “not Lagos” or “remote”.{now}",
    "edit_pay": "What is the least you want to earn?{now}\n\nFor example: {example}.",
    "edit_hour": (
        "At what hour shall I send you new jobs?{now}\n\n"
        "Your time zone: {zone}. It should be {clock} there now. If not, name your city, for example “Nairobi time”."
    ),
    "edit_excluded": "What should I leave out? Name companies or words, for example: banks, night shifts.{now}",
    "progress": "{at} of {of}. ",
    "now_is": "\nNow: {value}",
    "summary": "This is what I look for:\n\n{card}\n\nIs this right?",
    "confirmed": "All set! Each day at {hour} ({zone}) I send you new jobs. Send /jobs at any time to see more.",
    "confirmed_off": "All set! Daily messages are off. Send /jobs whenever you want to see jobs.",
    "left_for_now": "No problem, we can leave that for now.",
    "left_unchanged": "I left it as it was.",
    "preview_intro": "Here are some that are open right now:",
    "preview_none": "Nothing open fits that yet, I keep looking.",
    # What was understood
    "understood": "Got it:\n{card}",
    "understood_nothing_new": "I have that already:\n{card}",
    "cleared": "Got it, any is fine.",
    "too_long": "That was a long message. I read only the first 2,000 characters.",
    "unclear_roles": "I did not find a job in that. Please name the work in a few words, for example: shop assistant.",
    "unclear_skills": "I did not find skills in that. Please name a few, for example: driving, Excel. Or tap Skip.",
    "unclear_experience": "How many years is it? Please send a number, for example: 3. Or 0 if you are just starting.",
    "unclear_place": "I do not know that place. Please name a larger city nearby, or a country.",
    "unclear_pay": "I did not find an amount. Please send it like this: {example}.",
    "unclear_period": "Please tap one: is that for an hour, a day, a week, a month or a year?",
    "unclear_hour": "Which hour of the day is it? Please send it like this: 8 am, or 18.",
    "unclear_excluded": "I did not find a name or a word in that. Please write it like this: banks, night shifts.",
    "model_understood": "I think you mean this:\n{card}\nIs that right?",
    "model_stalled": "My language helper is slow right now, so I go by simple rules.",
    "unclear_pending": "Do you look for work as “{words}”?",
    "unclear": (
        "I am not sure what you mean. What would you like to change: the work, the place, the pay? You can say it "
        "like this: “nurse in Kampala”."
    ),
    "unclear_menu": "Sorry, I did not understand. I am a simple bot for job search. These buttons always work:",
    "only_text": "Thank you! I can only read text so far. Please write it in words.",
    "menu": "What would you like to do?",
    "what_to_change": "What shall I change? Tap it, or just say it.",
    "greeting": "Hello! Tell me what work you want, or tap a button.",
    "thanks": "You are welcome!",
    "pending_dropped": "All right, I changed nothing.",
    "stale_button": "That button belongs to an earlier message. Here is what you can do now:",
    "undone": "Done, I put it back:\n{card}",
    "nothing_to_undo": "There is nothing to take back.",
    "nothing_to_cancel": "There is nothing to cancel. Your wishes are saved.",
    # Postings
    "jobs_intro": Plural("One job for you:", "{count} jobs for you, the best first:"),
    "digest_intro": "Good day! New jobs for you today: {count}",
    "jobs_gone": "These jobs have been taken down in the meantime. Send /jobs for others.",
    "jobs_none": (
        "No open job fits all your wishes right now. I keep looking and tell you. A wider wish finds more: change "
        "one below."
    ),
    "jobs_all_seen": "You have seen every job that fits. I send new ones as they come in. A wider wish finds more.",
    "jobs_empty": "There are no open jobs in my list yet. I tell you as soon as some come in.",
    "jobs_need_role": "First tell me what work you look for.",
    "try_again": "That took too long, sorry. Please try again in a moment.",
    "saved": "Saved. You find it under /saved.",
    "saved_list": "Your saved jobs:\n\n{jobs}",
    "saved_line": "• {title}",
    "saved_line_link": "• {title}\n{url}",
    "saved_more": "And {count} more; /export has them all.",
    "saved_none": "You have not saved any job yet. Tap Save below a job, or send /save 1.",
    "hidden": "All right, I will not show that job again. What is wrong with it? One tap helps me.",
    "posting_gone": "I do not have that job any more, so there is nothing to do.",
    "reason_given_role": "Thank you. This is the work I look for: {now}. Change it, and the next jobs follow it.",
    "reason_given_place": "Thank you. These are your places: {now}. Change them, and the next jobs follow them.",
    "reason_given_pay": "Thank you. The pay you asked for: {now}. Change it, and jobs that say less stay away.",
    "reason_given_level": "Thank you. Your experience: {now}. Change it, and the next jobs follow it.",
    "reason_given_company": "Thank you. I show you no more jobs of {company}.",
    "reason_given_seen": "Thank you. Neither that job nor a copy of it comes again.",
    "reason_given_dead": "Thank you for telling me. When others find the same, I show that job to nobody any more.",
    "reason_given_scam": (
        "Thank you for the warning. When others say the same, I show that job to nobody any more.\n\n"
        "Never pay to get a job, and send nobody your papers or bank details before you have a contract."
    ),
    "reason_given_other": "Thank you. You can tell me what to leave out, for example: no night shifts.",
    "reports_list": "Held back because people reported them: {count}\n\n{jobs}",
    "report_line": "{number}. {title}\n   scam: {scam} · dead: {dead}\n   {url}",
    "reports_none": "No posting is held back.",
    "report_released": "Released: it is shown again, and earlier reports do not count any more.",
    "report_closed": "Closed: it and its copies are shown to nobody.",
    "which_number": "Which one? Send the number of the job in my last list, for example: {example}",
    "no_such_number": "My last list has the numbers 1 to {last}. For example: {example}",
    "no_list_yet": "I have not shown you any jobs yet. Send /jobs first.",
    "why": "Why this job: {title}\nFit: {score} of 100 ({grade})\n\n{reasons}",
    "why_titled": "{title}, {company}",
    "why_unknown": "I do not remember showing you that job.",
    "why_advice": "→ {reason}",
    "why_strength": "✓ {reason}",
    "why_gap": "✗ {reason}",
    "why_note": "? {reason}",
    "why_learnt": "↻ {reason}",
    # Commands
    "prefs": (
        "This is what I look for:\n\n{card}\n\nTap what you want to change, or just say it: “also Abuja”, “make it "
        "600k”, “no banks”."
    ),
    "paused": "Paused. No daily jobs until you send /resume. You can still ask with /jobs.",
    "paused_days": Plural(
        "Paused for one day. Send /resume to start again earlier. You can still ask with /jobs.",
        "Paused for {days} days. Send /resume to start again earlier. You can still ask with /jobs.",
        by="days",
    ),
    "pause_how": "For how many days? Send it like this: /pause 7. At most 365 days.",
    "resumed": "Your daily jobs are on again, at {hour} ({zone}).",
    "digest_off": "Daily jobs are off. Send /digest on to start again, and /jobs to see jobs at any time.",
    "digest_set": "Each day at {hour} I send you new jobs ({zone}).",
    "digest_how": "Please send an hour from 0 to 23, for example: /digest 8. Or /digest off.",
    "zone_set": "Your time zone is now {zone}. It is {clock} there.",
    "export": "Everything I have stored about you:\n\n{document}",
    "confirm_delete": "This deletes everything I know about you, for good. To go on, type DELETE or tap the button.",
    "delete_how": "Nothing is deleted yet. To delete everything, type the word DELETE. To keep it, tap Keep.",
    "delete_cancelled": "Nothing was deleted.",
    "deleted": "Everything about you is deleted. If you ever want to start again, just write to me. All the best!",
    "stopped": "You will get no more messages from me. If you want to come back, send START. All the best!",
    "still_stopped": "You have stopped my messages. To start again, tap the button or send START.",
    "help": (
        "Tell me what you want in your own words, for example “accountant in Lagos, 5 years, at least 300k a "
        "month”.\n\n"
        "/jobs  jobs that fit, now\n/more  the next ones\n/search cook in Lagos  look for something else once\n"
        "/similar 1  jobs like job 1\n/why 1  why I showed job 1\n/save 1  keep job 1\n/saved  the jobs you keep\n"
        "/applied 1  you applied to job 1\n/applied  your applications\n/hide 1  never show job 1 again\n\n"
        "/prefs  see and change your wishes\n/searches  up to three searches by name\n"
        "/digest 8  daily jobs at 8 o'clock (or: weekdays, weekly, off)\n/cards  one job a message, or a list\n"
        "/timezone Lagos  your time zone\n/language  another language\n/link  use a second chat\n\n"
        "/pause 7  no messages for 7 days\n/resume  start again\n/privacy  what I store\n/export  get your data\n"
        "/delete  delete your data\n/stop  end all messages"
    ),
    "unknown_command": "I do not know that command. Send /help to see what I can do, or tell me what work you want.",
    "privacy": (
        "What I store: {address}, what you tell me about the work you want, your time zone "
        "and hour, the jobs I showed you and what you did with them. Our messages, yours and mine, are dropped after a "
        "few days.\n\n"
        "What for: only to find jobs for you. Who sees it: {contact}{service}.{openai} Nobody else. Employers do not "
        "see you.\n\n"
        "/export sends you everything. /delete removes everything. /stop ends all messages."
    ),
    "privacy_address_telegram": "your chat's number on Telegram",
    "privacy_address_whatsapp": "your WhatsApp address",
    "privacy_address_web": "a random number that stands for this browser (a cookie holds it)",
    "privacy_address_console": "the name of this terminal's user",
    "privacy_service_telegram": " and Telegram, which carries our messages",
    "privacy_service_whatsapp": " and WhatsApp, which carries our messages",
    "privacy_service_web": "",
    "privacy_service_console": "",
    "privacy_operator": "the operator of this bot",
    "privacy_openai": " Your wishes (not your name or address) are also sent to OpenAI, to compare them with jobs.",
    "health": "{verdict}\n\n{lines}",
    "private_chats_only": "I work in private chats only. Please write to me directly.",
    "turn_failed": "Something went wrong on my side, sorry. Please send that again in other words, or send /help.",
}

CARDS: dict[str, str | Plural] = {
    "card_line": "{label}: {value}",
    "label_roles": "Work",
    "label_skills": "Skills",
    "label_experience": "Experience",
    "label_place": "Places",
    "label_arrangement": "Way of working",
    "label_types": "Kind of job",
    "label_pay": "Pay",
    "label_excluded": "Leave out",
    "label_hour": "Daily jobs",
    "value_any": "any",
    "value_not_said": "not said yet",
    "value_years": Plural("1 year", "{years} years", by="years"),
    "value_starter": "just starting",
    "value_place": "{city}, {country}",
    "value_at_least": "at least {amount}",
    "value_up_to": "up to {amount}",
    "value_daily": "each day at {hour} ({zone})",
    "value_off": "off",
    "value_paused": "paused",
    "value_hour": "{hour}:00",
    "zone_named": "{city} time",
    "arrangement_onsite": "on site",
    "arrangement_hybrid": "hybrid",
    "arrangement_remote": "remote",
    "type_full_time": "full time",
    "type_part_time": "part time",
    "type_contract": "contract",
    "type_temporary": "temporary",
    "type_internship": "internship",
    "type_volunteer": "volunteer",
    "per_hour": "{amount} an hour",
    "per_day": "{amount} a day",
    "per_week": "{amount} a week",
    "per_month": "{amount} a month",
    "per_year": "{amount} a year",
    "posting_from": "from {amount}",
    "posting_place_mode": "{place} · {mode}",
    "posting_also_in": "also in {places:and}",
    "more_links": Plural("1 more link", "{count} more links"),
    "posting_via": "via {name}",
    "closes_today": "closes today",
    "closes_tomorrow": "closes tomorrow",
    "closes_days": Plural("closes in 1 day", "closes in {days} days", by="days"),
    "doubt_currency": "The pay is most likely in {likely}; the site named another currency",
    "doubt_currency_said": "The site said {said}; this is most likely {likely}",
    "doubt_amount": "The site gave a pay that cannot be right, so it is left out",
    "warning": "Careful: {signs}. Never pay to get a job.",
    "warning_fee": "it asks for a fee",
    "warning_too_good": "the pay is too good to be true",
    "warning_messenger_only": "the only contact is a messenger",
    "warning_secrecy": "it wants you to hurry and keep it secret",
    "warning_personal_data": "it asks for your papers or bank details before you are hired",
    "warning_money_mule": "it wants money or parcels to pass through you",
    "age_today": "today",
    "age_yesterday": "yesterday",
    "age_days": Plural("1 day ago", "{days} days ago", by="days"),
    "plain": "{text}",
}

MESSAGES: dict[str, str | Plural] = {**CONVERSATION, **CARDS, **BUTTONS, **REASONS, **FEATURES, **WEB}
