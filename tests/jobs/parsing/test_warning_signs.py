from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.parsing.warning_signs import CODES, warning_signs

SIGNS = [
    ("Pay a registration fee of Ksh 500 to secure your slot.", "fee"),
    ("Training fee: N5,000 payable before the interview", "fee"),
    ("Candidates must buy a starter kit first", "fee"),
    ("A refundable deposit of $50 is needed before the interview", "fee"),
    ("Pay 2000 KES to book your interview", "fee"),
    ("Lipa ada ya usajili 500", "fee"),
    ("Ada ya usajili 500/- ilipwe kwa mpesa", "fee"),
    ("To secure the job pay ksh 650 for the form", "fee"),
    ("No experience needed! Registration fee of KSh 500. Apply now", "fee"),
    ("No CV required, pay 1000 KES to book your interview", "fee"),
    ("Serve our clients. A training fee of N5,000 is payable", "fee"),
    ("Deposit 50 USDT to unlock tasks", "fee"),
    ("Frais de dossier: 5000 FCFA", "fee"),
    ("Earn $500 daily from home", "too_good"),
    ("Earn up to 300 euros a day, no experience needed", "too_good"),
    ("Cashier\nEarn $500 daily from home", "too_good"),
    ("Get paid for liking videos on your phone", "too_good"),
    ("Guaranteed daily income, work from your phone", "too_good"),
    ("Do not tell your family about this offer", "secrecy"),
    ("Keep this offer a secret until you start", "secrecy"),
    ("Send your bank account details and BVN before the interview", "personal_data"),
    ("Please send a selfie holding your ID", "personal_data"),
    ("You will receive payments into your personal bank account and forward them", "money_mule"),
    ("Receive packages at your home address and forward them abroad", "money_mule"),
]
HARMLESS = [
    "We never ask for fees.",
    "Application fee waived",
    "No registration fee of 500 is charged",
    "Beware of fraud: we do not charge a registration fee of any kind",
    "Somebody may ask you for a registration fee of 500. Report it to us",
    "We do not charge anybody. Any registration fee of $50 is fraud",
    "We do not ask for money. A registration fee of $50 is not ours",
    "A registration fee of $50 is not needed",
    "The training fee of $200 is covered by the employer",
    "A training allowance of $200 a month is paid by the company",
    "Urgent! Limited slots, apply now",
    "Handle tuition and registration fees of 300 students",
    "Never send your bank account details to anyone",
    "Send your bank account details to payroll after hiring",
    "Earn $25 an hour",
    "You will earn 3,000 euros a month",
    "Collect payments from customers",
    "Keep client information secret and confidential",
    "The OTP is the Office of the Prosecutor",
]


@pytest.mark.parametrize(("text", "code"), SIGNS)
def test_a_sign_is_seen_with_its_words(text: str, code: str) -> None:
    (sign,) = warning_signs(text, company="Acme", link="https://jobs.example/1")
    assert sign.code == code
    assert sign.phrase in text


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_words_and_warnings_of_others_are_no_sign(text: str) -> None:
    assert warning_signs(text, company="Acme", link="https://jobs.example/1") == ()


def test_a_messenger_is_a_sign_only_without_company_page_and_mail() -> None:
    text = "Driver needed. WhatsApp 0712345678 now"
    assert [sign.code for sign in warning_signs(text)] == ["messenger_only"]
    assert [sign.code for sign in warning_signs(text, link="https://t.me/jobs/1")] == ["messenger_only"]
    assert warning_signs(text, company="Acme") == ()
    assert warning_signs(text, link="https://jobs.example/1") == ()
    assert warning_signs(f"{text} or hr@acme.example") == ()
    assert warning_signs(f"{text}\nAcme Staffing Pte Ltd") == ()


@given(text=st.text(max_size=300))
def test_no_text_makes_it_raise(text: str) -> None:
    assert {sign.code for sign in warning_signs(text)} <= set(CODES)
