from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jobs.sources.kinds import KINDS, kind_of

if TYPE_CHECKING:
    from jobs.sources.posting import SourcePosting

ADZUNA = {
    "__CLASS__": "Adzuna::API::Response::Job", "id": "77", "title": "Bäcker (m/w/d)", "created": "2026-04-02T08:00:00Z",
    "company": {"display_name": "Backhaus Nord", "__CLASS__": "Adzuna::API::Response::Company"},
    "category": {"label": "Gastronomie", "tag": "hospitality-jobs"}, "description": "Brot backen …",
    "location": {"display_name": "Kiel, Schleswig-Holstein", "area": ["Deutschland", "Schleswig-Holstein", "Kiel"]},
    "redirect_url": "https://www.adzuna.de/land/ad/77?se=x", "salary_min": 31000, "salary_max": 35000,
    "salary_is_predicted": 0, "contract_time": "full_time", "_first_seen": "2026-04-02", "_last_seen": "2026-04-20",
}  # fmt: skip
REMOTEOK = {
    "slug": "remote-tailor-9", "id": "9", "epoch": 1775000000, "date": "2026-04-01T00:00:00+00:00", "company": "Seam",
    "position": "Pattern Maker", "tags": ["python", "exec"], "description": "<p>Cut patterns.</p>",
    "location": "Porto, ",
    "apply_url": "https://remoteok.example/9", "salary_min": 0, "salary_max": 0, "url": "https://remoteok.example/9",
}  # fmt: skip
REMOTIVE = {
    "id": 5, "url": "https://remotive.example/5", "title": "Bookkeeper", "company_name": "Ledger Lane",
    "category": "Finance", "tags": ["excel", "calm"], "job_type": "full_time",
    "publication_date": "2026-04-01T10:00:00",
    "candidate_required_location": "Kenya, Ghana", "salary": "$20k - $30k", "description": "<p>Keep books.</p>",
}  # fmt: skip
ARBEITNOW = {
    "slug": "koch-kiel-1", "company_name": "Gasthof", "title": "Koch", "description": "<p>Kochen</p>", "remote": False,
    "url": "https://arbeitnow.example/koch", "tags": ["Food"], "job_types": ["full time"], "location": "Kiel",
    "created_at": 1775000000,
}  # fmt: skip
JOBICY = {
    "id": 3, "url": "https://jobicy.example/3", "jobTitle": "Nurse Advisor", "companyName": "Wellness Line",
    "jobIndustry": ["Health"], "jobType": ["Full-Time"], "jobGeo": "Canada", "jobLevel": "Senior",
    "jobExcerpt": "Short", "jobDescription": "<p>Advise.</p>", "pubDate": "2026-04-01T10:00:00+00:00",
    "annualSalaryMin": "60000", "annualSalaryMax": "70000", "salaryCurrency": "CAD",
}  # fmt: skip
HIMALAYAS = {
    "title": "Physics Tutor", "companyName": "Quanta", "companySlug": "quanta", "employmentType": "Contractor",
    "minSalary": 40, "maxSalary": 60, "salaryPeriod": "hourly", "currency": "USD", "seniority": ["Mid-level"],
    "locationRestrictions": ["Nigeria", "Ghana"], "categories": ["Physics-Teaching"], "parentCategories": ["Education"],
    "description": "<p>Teach.</p>", "pubDate": 1775000000, "expiryDate": 1777000000,
    "applicationLink": "https://himalayas.example/q/apply", "guid": "https://himalayas.example/q",
}  # fmt: skip
WORKINGNOMADS = {
    "url": "https://wn.example/1", "title": "Copy Editor", "description": "<p>Edit.</p>", "company_name": "Comma",
    "category_name": "Writing", "tags": "editing,english", "location": "Europe",
    "pub_date": "2026-04-01T09:00:00-04:00",
}  # fmt: skip
THEMUSE = {
    "name": "Night Auditor", "contents": "<p>Count.</p>", "id": 11, "publication_date": "2026-04-01T00:00:00Z",
    "locations": [{"name": "Flexible / Remote"}, {"name": "Austin, TX"}], "categories": [{"name": "Accounting"}],
    "levels": [{"name": "Entry Level", "short_name": "entry"}], "tags": [],
    "refs": {"landing_page": "https://themuse.example/11"}, "company": {"id": 1, "name": "Grand Hotel"},
}  # fmt: skip
GREENHOUSE = {
    "absolute_url": "https://boards.greenhouse.io/brightlamp/jobs/4", "id": 4, "title": "Electrician",
    "location": {"name": "Leeds, UK"}, "updated_at": "2026-04-03T00:00:00Z", "first_published": "2026-04-01T00:00:00Z",
    "content": "&lt;p&gt;Wire houses.&lt;/p&gt;", "departments": [{"id": 1, "name": "Field"}], "offices": [],
    "metadata": [{"name": "Workplace Type", "value": "On-site", "value_type": "single_select"}],
    "pay_input_ranges": [{"min_cents": 3000000, "max_cents": 3600000, "currency_type": "GBP", "title": "Annual pay"}],
}  # fmt: skip
LEVER = {
    "id": "a-1", "text": "Warehouse Lead", "hostedUrl": "https://jobs.lever.co/box-co/a-1", "createdAt": 1775000000000,
    "applyUrl": "https://jobs.lever.co/box-co/a-1/apply", "country": "IN", "workplaceType": "hybrid",
    "categories": {"commitment": "Full Time", "department": "Operations", "team": "Night", "location": "Pune",
                   "allLocations": ["Pune", "Nashik"]},
    "description": "<div>Lead.</div>", "lists": [{"text": "You bring", "content": "<li>5 years</li>"}],
    "additional": "<div>Lunch.</div>",
    "salaryRange": {"min": 800000, "max": 900000, "currency": "INR", "interval": "per-year-salary"},
}  # fmt: skip
ASHBY = {
    "id": "u-1", "title": "Chemist", "department": "Lab", "team": "Paints", "employmentType": "FullTime",
    "location": "Ghent", "secondaryLocations": [{"location": "Lille"}], "publishedAt": "2026-04-01T00:00:00Z",
    "isListed": True, "isRemote": False, "workplaceType": "OnSite",
    "address": {"postalAddress": {"addressCountry": "Belgium"}}, "jobUrl": "https://jobs.ashbyhq.com/pigment/u-1",
    "applyUrl": "https://jobs.ashbyhq.com/pigment/u-1/application", "descriptionHtml": "<p>Mix.</p>",
    "compensation": {"compensationTierSummary": "€50K – €60K", "summaryComponents": [
        {"compensationType": "EquityPercentage", "minValue": 1},
        {"compensationType": "Salary", "interval": "1 YEAR", "currencyCode": "EUR", "minValue": 50000,
        "maxValue": 60000},
    ]},
}  # fmt: skip
WORKABLE = {
    "title": "Plumber", "shortcode": "AB12", "employment_type": "Full-time", "telecommuting": False,
    "department": "Field",
    "url": "https://apply.workable.com/j/AB12", "application_url": "https://apply.workable.com/j/AB12/apply",
    "published_on": "2026-04-01", "country": "Ireland", "city": "Cork", "state": "Munster", "education": "Diploma",
    "experience": "Associate", "function": "Trades", "industry": "Construction", "description": "<p>Pipes.</p>",
    "locations": [{"country": "Ireland", "countryCode": "IE", "city": "Cork", "region": "Munster", "hidden": False}],
}  # fmt: skip
RECRUITEE = {
    "id": 8, "title": "Gardener", "careers_url": "https://greens.recruitee.com/o/gardener", "status": "published",
    "careers_apply_url": "https://greens.recruitee.com/o/gardener/c/new", "company_name": "Greens", "city": "Ghent",
    "state_name": "East Flanders", "country": "Belgium", "country_code": "BE", "remote": False, "hybrid": False,
    "on_site": True, "description": "<p>Plant.</p>", "requirements": "<p>Boots.</p>", "department": "Parks",
    "salary": {"min": "2000", "max": "2400", "period": "month", "currency": "EUR"},
    "published_at": "2026-04-01 09:00:00 UTC",
    "employment_type_code": "parttime_fixed_term", "experience_code": "entry_level", "education_code": "high_school",
    "locations": [{"name": "Ghent", "city": "Ghent", "state": "East Flanders", "country": "Belgium"}], "tags": [],
}  # fmt: skip
SMARTRECRUITERS = {
    "id": "743", "name": "Welder", "uuid": "u", "company": {"identifier": "SteelCo", "name": "Steel Co"},
    "releasedDate": "2026-04-01T00:00:00.000Z", "ref": "https://api.smartrecruiters.example/743",
    "location": {"city": "Tema", "region": "Greater Accra", "country": "gh", "remote": False, "hybrid": True},
    "industry": {"id": "x", "label": "Metal"}, "function": {"id": "p", "label": "Production"}, "department": {},
    "typeOfEmployment": {"id": "permanent", "label": "Full-time"},
    "experienceLevel": {"id": "e", "label": "Entry Level"},
}  # fmt: skip
PLATFORM = {
    "job_id": "dice-7", "title": "Cook", "company": "Inn", "location": "Leeds", "salary": "£12/hr",
    "description": "Cook.",
    "requirements": "2 years", "posted_date": "2026-04-01", "job_url": "https://www.dice.com/job-detail/7",
}  # fmt: skip
JOBS_ET = {
    "title": "Store Keeper", "company": "Abay Trading", "location": "", "industry": "Retail",
    "posted_relative": "1 day ago",
    "posted_date": "March 19, 2026", "deadline": "April 2, 2026", "job_type": "Onsite - Full Time",
    "experience_level": "JUNIOR",
    "education_qualification": "Diploma", "salary": "8000", "salary_period": "Senior", "salary_raw": "8,000 ETB Senior",
    "skills": "Stock Keeping\nExcel", "work_address": "Bole", "full_description": "Keep stock.",
    "detail_url": "https://et.example/jobs/1",
}  # fmt: skip
CAREER_COMPASS = {
    "id": "1", "title": "Data Analyst", "company": "Savanna Bank", "location": "Nairobi", "description": "Analyse.",
    "salary_min": "", "salary_max": "", "salary_currency": "KES", "salary_text": "$ 9 billion",
    "experience_years_min": "3",
    "experience_years_max": "5", "experience_text": "", "career_track": "data_science", "job_type": "",
    "is_internship": "1",
    "education_level": "bachelors", "source": "boardke", "url": "https://ke.example/1", "date_posted": "",
    "date_scraped": "x",
}  # fmt: skip
SCHEMA_ORG = {
    "@context": "https://schema.org", "@type": "JobPosting", "title": "Midwife", "datePosted": "2026-04-01",
    "validThrough": "2026-05-01", "employmentType": ["FULL_TIME"], "description": "<p>Care.</p>",
    "identifier": {"@type": "PropertyValue", "name": "Clinic", "value": "M-9"},
    "hiringOrganization": {"@type": "Organization", "name": "Lake Clinic"},
    "jobLocation": [{"@type": "Place", "address": {"addressLocality": "Kisumu", "addressCountry": {"name": "Kenya"}}}],
    "baseSalary": {"@type": "MonetaryAmount", "currency": "KES",
                   "value": {"@type": "QuantitativeValue", "minValue": 60000, "maxValue": 80000, "unitText": "MONTH"}},
    "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 18},
    "url": "https://clinic.example/midwife", "skills": ["Triage", "Swahili"], "jobBenefits": "Housing",
    "educationRequirements": {"credentialCategory": "bachelor degree"},
}  # fmt: skip

EXAMPLES: dict[str, dict[str, Any]] = {
    "adzuna": ADZUNA, "remoteok": REMOTEOK, "remotive": REMOTIVE, "arbeitnow": ARBEITNOW, "jobicy": JOBICY,
    "himalayas": HIMALAYAS, "workingnomads": WORKINGNOMADS, "themuse": THEMUSE, "greenhouse": GREENHOUSE,
    "lever": LEVER,
    "ashby": ASHBY, "workable": WORKABLE, "recruitee": RECRUITEE, "smartrecruiters": SMARTRECRUITERS,
    "platform": PLATFORM,
    "jobs_et": JOBS_ET, "career_compass": CAREER_COMPASS, "schema_org": SCHEMA_ORG,
}  # fmt: skip

EXPECTED: dict[str, dict[str, Any]] = {
    "adzuna": {"title": "Bäcker (m/w/d)", "company": "Backhaus Nord", "source": "adzuna", "source_job_id": "77",
               "location": "Kiel, Schleswig-Holstein, Deutschland", "country": "DE", "category": "Gastronomie",
               "salary_min": 31000, "salary_max": 35000, "currency": "EUR", "interval": "yearly",
               "job_type": "full_time",
               "posted": "2026-04-02T08:00:00Z", "attribution": "Adzuna"},
    "remoteok": {"title": "Pattern Maker", "company": "Seam", "location": "Porto", "skills": "", "keywords": "",
                 "remote": True, "salary_min": None, "currency": "", "attribution": "RemoteOK"},
    "remotive": {"title": "Bookkeeper", "work_mode": "Remote", "remote_in": "Kenya, Ghana", "salary": "$20k - $30k",
                 "skills": "", "keywords": "excel, calm", "attribution": "Remotive"},
    "arbeitnow": {"title": "Koch", "location": "Kiel", "remote": False, "posted": "1775000000", "job_type": "full time",
                  "attribution": "Arbeitnow"},
    "jobicy": {"title": "Nurse Advisor", "description": "<p>Advise.</p>", "salary_min": 60000, "currency": "CAD",
               "interval": "yearly", "level": "Senior", "remote_in": "Canada", "attribution": "Jobicy"},
    "himalayas": {"title": "Physics Tutor", "salary_max": 60, "interval": "hourly", "remote_in": "Nigeria, Ghana",
                  "deadline": "1777000000", "category": "Education", "keywords": "Physics Teaching",
                  "url": "https://himalayas.example/q", "attribution": "Himalayas"},
    "workingnomads": {"title": "Copy Editor", "company": "Comma", "remote_in": "Europe", "keywords": "editing, english",
                      "attribution": "Working Nomads"},
    "themuse": {"title": "Night Auditor", "company": "Grand Hotel", "location": "Austin, TX", "remote": True,
                "level": "Entry Level", "url": "https://themuse.example/11", "attribution": "The Muse"},
    "greenhouse": {"title": "Electrician", "company": "", "location": "Leeds, UK", "work_mode": "On-site",
                   "salary_min": 30000, "salary_max": 36000, "currency": "GBP", "posted": "2026-04-01T00:00:00Z"},
    "lever": {"title": "Warehouse Lead", "location": "Pune; Nashik", "country": "IN", "work_mode": "hybrid",
              "salary_min": 800000, "interval": "per-year-salary", "posted": "1775000000000",
              "description": "<div>Lead.</div>\n<h3>You bring</h3><ul><li>5 years</li></ul>\n<div>Lunch.</div>"},
    "ashby": {"title": "Chemist", "location": "Ghent; Lille", "country": "Belgium", "salary_min": 50000,
              "salary_max": 60000, "currency": "EUR", "interval": "1 YEAR", "work_mode": "OnSite"},
    "workable": {"title": "Plumber", "location": "Cork, Munster, Ireland", "level": "Associate", "education": "Diploma",
                 "remote": False, "work_mode": "", "function": "Trades"},
    "recruitee": {"title": "Gardener", "location": "Ghent, East Flanders, Belgium", "work_mode": "On-site",
                  "salary_min": 2000, "interval": "month", "job_type": "parttime fixed term", "level": "entry level"},
    "smartrecruiters": {"title": "Welder", "company": "Steel Co", "location": "Tema, Greater Accra, gh",
    "country": "GH",
                        "work_mode": "Hybrid", "url": "https://jobs.smartrecruiters.com/SteelCo/743"},
    "platform": {"source": "dice", "source_job_id": "dice-7", "requirements": "2 years", "salary": "£12/hr",
                 "posted": "2026-04-01"},
    "jobs_et": {"title": "Store Keeper", "location": "Bole", "country": "ET", "salary": "8,000 ETB Senior",
    "interval": "",
                "level": "JUNIOR", "deadline": "April 2, 2026", "url": "https://et.example/jobs/1"},
    "career_compass": {"country": "KE", "salary": "", "currency": "", "experience_min": 3, "experience_max": 5,
                       "category": "data science", "education": "bachelors"},
    "schema_org": {"title": "Midwife", "company": "Lake Clinic", "source_job_id": "M-9", "location": "Kisumu, Kenya",
                   "salary_min": 60000, "salary_max": 80000, "currency": "KES", "interval": "MONTH",
                   "experience_min": 1.5,
                   "deadline": "2026-05-01", "skills": "Triage, Swahili", "job_type": "FULL TIME",
                   "benefits": "Housing",
                   "education": "bachelor degree"},
}  # fmt: skip


def read(kind: str, **changed: Any) -> SourcePosting:
    return KINDS[kind].read(EXAMPLES[kind] | changed)


def test_a_note_in_place_of_a_private_client_is_no_company() -> None:
    assert read("jobs_et", company="Refreshed July 1, 2026").company == ""
    assert read("jobs_et", company="Refreshed Drinks").company == "Refreshed Drinks"


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_kind_is_recognised_by_its_own_records(kind: str) -> None:
    found = kind_of(EXAMPLES[kind])
    assert found is not None
    assert found.name == kind


@pytest.mark.parametrize("kind", EXPECTED)
def test_every_kind_is_read(kind: str) -> None:
    posting = read(kind)
    assert {name: getattr(posting, name) for name in EXPECTED[kind]} == EXPECTED[kind]
    assert bool(posting.description) is (kind != "smartrecruiters")  # whose pages list no texts


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.label and kind.name in EXAMPLES], ids=lambda kind: kind.name
)
def test_boards_that_ask_for_it_are_named_beside_their_link(kind: Any) -> None:
    posting = read(kind.name)
    assert posting.attribution == kind.label
    assert posting.url


class TestAdzuna:
    @pytest.mark.parametrize("predicted", ["1", 1, True, "true"])
    def test_a_pay_that_adzuna_predicts_is_left_out(self, predicted: Any) -> None:
        posting = read("adzuna", salary_is_predicted=predicted)
        assert (posting.salary_min, posting.salary_max, posting.currency) == (None, None, "")

    @pytest.mark.parametrize(
        ("host", "currency"),
        [
            ("adzuna.com", "USD"),
            ("adzuna.co.uk", "GBP"),
            ("adzuna.co.za", "ZAR"),
            ("adzuna.com.au", "AUD"),
            ("adzuna.in", "INR"),
        ],
    )
    def test_pay_is_in_the_currency_of_the_country_it_was_asked_in(self, host: str, currency: str) -> None:
        assert read("adzuna", redirect_url=f"https://www.{host}/land/ad/1").currency == currency


class TestBoardsOfCompanies:
    def test_a_posting_that_is_not_shown_is_dropped(self) -> None:
        assert KINDS["ashby"].unfold(ASHBY | {"isListed": False}) == []
        assert KINDS["ashby"].unfold(ASHBY) == [ASHBY]
        assert KINDS["recruitee"].unfold(RECRUITEE | {"status": "internal"}) == []

    def test_the_notice_of_remoteok_is_no_posting(self) -> None:
        assert KINDS["remoteok"].unfold({"last_updated": 1, "legal": "Link back."}) == []
        assert KINDS["remoteok"].unfold(REMOTEOK) == [REMOTEOK]

    def test_the_detail_of_smartrecruiters_brings_the_text(self) -> None:
        sections = {"jobDescription": {"text": "<p>Weld.</p>"}, "qualifications": {"text": "<p>Steady hand.</p>"}}
        posting = read("smartrecruiters", jobAd={"sections": sections})
        assert (posting.description, posting.requirements) == ("<p>Weld.</p>", "<p>Steady hand.</p>")
        assert KINDS["smartrecruiters"].detail_url(SMARTRECRUITERS) == "https://api.smartrecruiters.example/743"
        assert KINDS["smartrecruiters"].detail_url(SMARTRECRUITERS | {"jobAd": {"sections": {}}}) == ""

    def test_only_lists_of_everything_may_close_what_is_gone(self) -> None:
        complete = {name for name, kind in KINDS.items() if kind.complete}
        assert complete == {"greenhouse", "lever", "ashby", "workable", "recruitee"}


class TestSchemaOrg:
    @pytest.mark.parametrize(
        ("base", "expected"),
        [
            ({"currency": "EUR", "value": "50000"}, (50000, 50000, "EUR")),
            ({"currency": "EUR", "minValue": 40000, "maxValue": 50000}, (40000, 50000, "EUR")),
            ({"currency": "EUR", "value": {"value": 18.5, "unitText": "HOUR"}}, (18.5, 18.5, "EUR")),
            ([{"currency": "EUR", "value": {"minValue": 1000}}], (1000, None, "EUR")),
            (None, (None, None, "")),
        ],
    )
    def test_pay_is_read_in_every_way_sites_write_it(self, base: Any, expected: tuple[Any, ...]) -> None:
        posting = read("schema_org", baseSalary=base)
        assert (posting.salary_min, posting.salary_max, posting.currency) == expected

    def test_pay_in_words_goes_to_the_pay_parser(self) -> None:
        assert read("schema_org", baseSalary="KSh 50,000 a month").salary == "KSh 50,000 a month"

    def test_an_estimate_of_the_site_is_not_the_employers(self) -> None:
        assert read("schema_org", baseSalary=None, estimatedSalary={"currency": "EUR", "value": 1}).salary_min is None

    def test_telecommuting_and_from_where_are_read(self) -> None:
        where = [{"@type": "Country", "name": "Kenya"}, {"@type": "Country", "name": "Uganda"}]
        remote = read(
            "schema_org", jobLocationType="TELECOMMUTE", applicantLocationRequirements=where, jobLocation=None
        )
        assert (remote.work_mode, remote.remote_in, remote.location) == ("Remote", "Kenya, Uganda", "Kenya, Uganda")

    def test_postings_are_found_in_graphs_and_lists(self) -> None:
        graph = {"@graph": [{"@type": "WebPage"}, SCHEMA_ORG]}
        listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": SCHEMA_ORG}]}
        assert KINDS["schema_org"].unfold(graph) == [SCHEMA_ORG]
        assert KINDS["schema_org"].unfold(listed) == [SCHEMA_ORG]
        assert KINDS["schema_org"].unfold({"@type": "Organization"}) == []
