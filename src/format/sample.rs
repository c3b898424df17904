//! Made-up valid input of any size: requests, the plan that covers them and the treasury's answer, streamed to disk.
//! Each request is a function of seed and index alone: the same seed gives the same bytes, and the statement is made
//! by going over the requests again instead of remembering them.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use crate::domain::ident::{Bin, Iban, check_digit};
use crate::domain::money::{Amount, Rate};
use crate::domain::order::OrderNumber;
use crate::domain::request::COLUMNS;
use crate::domain::statement::Outcome;
use crate::domain::time::Moment;

/// The zone in which the portal writes its moments.
const ZONE: Tz = chrono_tz::Asia::Almaty;
/// 2026-01-05T00:00:00+05:00: no request is registered earlier.
const FIRST: Moment = Moment::from_micros(1_767_553_200_000_000);
/// 66 days, to the end of 2026-03-11: all requests are registered within them.
const SPAN_SECONDS: u64 = 66 * 86_400;
/// Microseconds of a second.
const MICROS: u64 = 1_000_000;
/// Budget year of the plan and of the orders.
const YEAR: i32 = 2026;
/// The department's treasury code.
const INSTITUTION: &str = "2550101";
/// Day of the statement and of the money in it.
const ANSWERED: &str = "2026-03-13";
/// Resident, other financial organisations: every recipient here.
const KBE: &str = "15";
/// Microfinance organisations that claim.
const LENDERS: u64 = 60;
/// The plan is made in whole thousands of tenge.
const PLAN_STEP: i64 = 100_000;

const PLAN_COLUMNS: &str = "year,administrator,institution,programme,subprogramme,specific,kind,document_no,\
                            document_date,jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec";
const STATEMENT_COLUMNS: &str = "statement_no,statement_date,order_number,amount,payee_bin,payee_account,outcome,\
                                 reason,treasury_reference,value_date";

/// Banks of the recipients: BIC and the code in an account number.
const BANKS: [(&str, &str); 8] = [
    ("ATYNKZKA", "949"),
    ("CASPKZKA", "722"),
    ("EURIKZKA", "948"),
    ("HSBKKZKX", "601"),
    ("IRTYKZKA", "965"),
    ("KCJBKZKX", "856"),
    ("NURSKZKX", "849"),
    ("VTBAKZKZ", "432"),
];
const WORDS: [&str; 12] = [
    "Береке",
    "Үміт",
    "Шаңырақ",
    "Өрлеу",
    "Ынтымақ",
    "Сарыарқа",
    "Әлем",
    "Ұлытау",
    "Көмек",
    "Тұран",
    "Жігер",
    "Доверие",
];
const TOWNS: [&str; 5] = ["Қарағанды", "Теміртау", "Балқаш", "Шахтинск", "Абай"];

/// What the samples of one service look like.
struct Kind {
    service: &'static str,
    line: &'static str,
    /// Letters of its agreements' numbers.
    agreement: &'static str,
    /// Lowest and highest base of a subsidy, in thousands of tenge.
    base: (u64, u64),
}

/// The services, in the order in which their orders are formed: by name.
const KINDS: [Kind; 2] = [
    Kind { service: "guarantee-commission", line: "255/060/015/311", agreement: "КГ", base: (500, 10_000) },
    Kind { service: "microfinance-subsidy", line: "255/061/015/311", agreement: "МҚ", base: (200, 5_000) },
];
const GUARANTEE: usize = 0;
const MICROFINANCE: usize = 1;

/// The service of a request: of five, the second and the fourth are of the guarantor.
const fn kind_of(index: u64) -> usize {
    if matches!(index % 5, 1 | 3) { GUARANTEE } else { MICROFINANCE }
}

/// What was written for one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceTotals {
    /// Name of the service.
    pub service: &'static str,
    /// Requests, and so orders and answers in the statement.
    pub orders: u64,
    /// Sum of the requests.
    pub sum: Amount,
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleTotals {
    /// Requests of both services.
    pub requests: u64,
    /// Their sum.
    pub sum: Amount,
    /// By service, in the order of their names.
    pub services: [ServiceTotals; 2],
}

/// Writes `requests.csv`, `plan.csv` and `statement.csv` into the folder `out`, which is created when missing; files
/// of these names are replaced.
///
/// # Errors
/// The disk, or more requests than there are moments or than a sum can hold.
pub fn write(requests: u64, seed: u64, out: &Path) -> io::Result<SampleTotals> {
    let sample = Sample::new(requests, seed)?;
    fs::create_dir_all(out)?;
    let totals = to_file(&out.join("requests.csv"), |file| sample.write_requests(file))?;
    to_file(&out.join("plan.csv"), |file| write_plan(&totals, file))?;
    to_file(&out.join("statement.csv"), |file| sample.write_statement(file))?;
    Ok(totals)
}

fn to_file<T>(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>) -> io::Result<T> {
    let mut file = BufWriter::with_capacity(1 << 16, File::create(path)?);
    let result = fill(&mut file)?;
    file.flush()?;
    Ok(result)
}

fn too_many() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "too many requests for one sample")
}

/// SplitMix64 (Steele, Lea, Flood 2014): a counter whose every value is scrambled. Not for secrets.
struct Random(u64);

impl Random {
    /// The stream of one place: what others drew does not matter.
    const fn of(seed: u64, place: u64) -> Self {
        Random(Self::scramble(Self::scramble(seed).wrapping_add(place)))
    }

    const fn scramble(mut z: u64) -> u64 {
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        Self::scramble(self.0)
    }

    /// From 0 to below `limit`; 0 for a limit of 0.
    const fn below(&mut self, limit: u64) -> u64 {
        ((self.next() as u128 * limit as u128) >> 64) as u64
    }

    /// From `first` to `last`, both included.
    const fn within(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last - first + 1)
    }

    /// One of a few.
    const fn pick<T: Copy, const N: usize>(&mut self, of: [T; N]) -> T {
        of[self.below(N as u64) as usize]
    }
}

/// Who claims.
struct Recipient {
    bin: Bin,
    /// The name as a field of the file, with its quotes.
    name: String,
    account: Iban,
    bic: &'static str,
}

impl Recipient {
    /// The recipient of this place, below 100. The serial numbers inside the BIN are above those that registers give
    /// out, and of a range of its own for each place, so that no two are alike.
    fn make(seed: u64, place: u64, name: &str) -> Option<Self> {
        let mut random = Random::of(!seed, place);
        let (year, month) = (random.within(5, 23), random.within(1, 12));
        let first = 90_000 + place * 100 + random.below(80);
        let bin = (first..first + 20).find_map(|serial| {
            let text = format!("{year:02}{month:02}40{serial:05}");
            let digits: Vec<u8> = text.bytes().map(|b| b - b'0').collect();
            Bin::parse(&format!("{text}{}", check_digit(&digits)?)).ok()
        })?;
        let (bic, bank) = random.pick(BANKS);
        let letter = random.pick(['A', 'B', 'K', 'N', 'T']);
        let account = Iban::compose(bank, &format!("{letter}{:012}", random.below(1_000_000_000_000)))?;
        Some(Recipient { bin, name: format!("\"{}\"", name.replace('"', "\"\"")), account, bic })
    }

    fn lender(seed: u64, place: u64) -> Option<Self> {
        let i = place as usize;
        let (word, town, number) = (WORDS[i % WORDS.len()], TOWNS[i / WORDS.len() % TOWNS.len()], place + 1);
        let name = match place % 3 {
            0 => format!("\"{word} {town} {number}\" МҚҰ ЖШС"),
            _ => format!("ТОО \"МФО {word} {town} {number}\""),
        };
        Self::make(seed, place, &name)
    }
}

/// One request, as far as it is not made of its index alone.
struct Request<'a> {
    kind: &'static Kind,
    registered_at: Moment,
    recipient: &'a Recipient,
    base: Amount,
    rate: Rate,
    amount: Amount,
    agreement_date: NaiveDate,
    period: (&'static str, &'static str),
}

/// All requests of a seed, each made when it is asked for.
struct Sample {
    requests: u64,
    seed: u64,
    lenders: Vec<Recipient>,
    guarantor: Recipient,
    /// First day of the agreements.
    agreements_from: NaiveDate,
}

impl Sample {
    fn new(requests: u64, seed: u64) -> io::Result<Self> {
        if requests > SPAN_SECONDS * MICROS {
            return Err(too_many());
        }
        let lenders: Option<Vec<Recipient>> = (0..LENDERS).map(|place| Recipient::lender(seed, place)).collect();
        let guarantor = Recipient::make(seed, LENDERS, "АО \"Өңірлік кепілдік қоры\"");
        let agreements_from = NaiveDate::from_ymd_opt(2024, 1, 3);
        match (lenders, guarantor, agreements_from) {
            (Some(lenders), Some(guarantor), Some(agreements_from)) => {
                Ok(Sample { requests, seed, lenders, guarantor, agreements_from })
            }
            _ => Err(io::Error::other("no recipient can be made up from this seed")),
        }
    }

    /// Each request has its own equal part of the span and is registered somewhere in it: at a whole second, or,
    /// where there are more requests than seconds, at a microsecond.
    fn registered_at(&self, index: u64, random: &mut Random) -> Moment {
        let unit = if self.requests <= SPAN_SECONDS { MICROS } else { 1 };
        let units = u128::from(SPAN_SECONDS * MICROS / unit);
        let start = |i: u64| (u128::from(i) * units / u128::from(self.requests.max(1))) as u64;
        let (from, to) = (start(index), start(index + 1));
        Moment::from_micros(FIRST.micros() + ((from + random.below(to - from)) * unit) as i64)
    }

    fn request(&self, index: u64) -> io::Result<Request<'_>> {
        let mut random = Random::of(self.seed, index);
        let of = kind_of(index);
        let kind = &KINDS[of];
        let registered_at = self.registered_at(index, &mut random);
        let recipient = match of {
            GUARANTEE => &self.guarantor,
            _ => &self.lenders[random.below(LENDERS) as usize],
        };
        let thousands = random.within(kind.base.0, kind.base.1 - 1);
        let odd = if random.below(2) == 0 { 0 } else { random.below(100_000) };
        let base = Amount::from_tiyn((thousands * 100_000 + odd) as i64);
        let step = random.pick([10_000, 5_000, 100, 1]);
        let rate = Rate::from_parts(((300_000 / step - random.below(290_000 / step + 1)) * step) as i64);
        let amount = rate.share_of(base).ok_or_else(too_many)?;
        let agreement_date = self.agreements_from + Days::new(random.below(630));
        let period = random.pick([
            ("2025-10-01", "2025-10-31"),
            ("2025-11-01", "2025-11-30"),
            ("2025-12-01", "2025-12-31"),
            ("2025-10-01", "2025-12-31"),
        ]);
        Ok(Request { kind, registered_at, recipient, base, rate, amount, agreement_date, period })
    }

    fn write_requests(&self, out: &mut impl Write) -> io::Result<SampleTotals> {
        let none = |kind: &Kind| ServiceTotals { service: kind.service, orders: 0, sum: Amount::ZERO };
        let mut totals =
            SampleTotals { requests: self.requests, sum: Amount::ZERO, services: KINDS.each_ref().map(none) };
        writeln!(out, "{}", COLUMNS.join(","))?;
        for index in 0..self.requests {
            let request = self.request(index)?;
            write_request(index + 1, &request, out)?;
            let service = &mut totals.services[kind_of(index)];
            service.orders += 1;
            service.sum = service.sum.checked_add(request.amount).ok_or_else(too_many)?;
            totals.sum = totals.sum.checked_add(request.amount).ok_or_else(too_many)?;
        }
        Ok(totals)
    }

    /// The orders are numbered service by service, and within one by registration: as the requests were made.
    fn write_statement(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{STATEMENT_COLUMNS}")?;
        let mut order = OrderNumber { year: YEAR, number: 0 };
        for kind in 0..KINDS.len() {
            for index in (0..self.requests).filter(|i| kind_of(*i) == kind) {
                let request = self.request(index)?;
                order.number += 1;
                writeln!(
                    out,
                    "SAMPLE-{},{ANSWERED},{order},{},{},{},{},,KZT260313-{:08},{ANSWERED}",
                    self.seed,
                    request.amount,
                    request.recipient.bin,
                    request.recipient.account,
                    Outcome::Paid.word(),
                    order.number
                )?;
            }
        }
        Ok(())
    }
}

fn write_request(number: u64, request: &Request<'_>, out: &mut impl Write) -> io::Result<()> {
    let Request { kind, recipient, agreement_date, period, .. } = request;
    writeln!(
        out,
        "{},KRG-{YEAR}-{number:08},{},{},{},{},{},{KBE},{},{},{},{}-{}/{number:08},{agreement_date},{},{}",
        kind.service,
        request.registered_at.rfc3339(ZONE),
        recipient.bin,
        recipient.name,
        recipient.account,
        recipient.bic,
        request.base,
        request.rate,
        request.amount,
        kind.agreement,
        agreement_date.year(),
        period.0,
        period.1
    )
}

/// One document; January covers all requests of a line, rounded up to whole thousands of tenge.
fn write_plan(totals: &SampleTotals, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{PLAN_COLUMNS}")?;
    for (kind, service) in KINDS.iter().zip(&totals.services) {
        let steps = (service.sum.tiyn() + PLAN_STEP - 1) / PLAN_STEP;
        let january = Amount::from_tiyn(steps * PLAN_STEP);
        let (administrator, rest) = kind.line.split_once('/').unwrap_or_default();
        let rest = rest.replace('/', ",");
        write!(out, "{YEAR},{administrator},{INSTITUTION},{rest},payments,1,2026-01-05,{january}")?;
        writeln!(out, "{}", ",0.00".repeat(11))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
